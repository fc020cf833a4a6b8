"""Reading: decodes the query of a request, and the bodies of requests and responses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_plus

from attrs import define

from salesiq_validate.contract.operation import Parameter, Schema
from salesiq_validate.decode import json_fast
from salesiq_validate.decode.body import read_json_body, read_text
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.decode.python_objects import is_json, read_document
from salesiq_validate.exchange import Document, Form

if TYPE_CHECKING:
    from salesiq_validate.decode.multipart import MultipartBody
    from salesiq_validate.exchange import Body
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.plan import Plan
    from salesiq_validate.limits import Limits


class Nothing:
    """The type of `NOTHING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


#: Stands for a missing document: there is no body, or it cannot be read.
NOTHING: Final = Nothing()


@define(eq=False, repr=False)
class ReadBody:
    """A decoded body."""

    #: The document of JSON, of a form's fields, or of multipart's text parts; `NOTHING` if there is none.
    document: Any = NOTHING
    problems: tuple[Problem, ...] = ()
    #: How the document was encoded: "json", "form" or "multipart".
    kind: str = "json"
    multipart: MultipartBody | None = None


_NO_BODY: Final = ReadBody()


def read_request_body(body: Body, content_type: str | None, content_encoding: str | None, plan: Plan) -> ReadBody:
    """Read a request's body by its content type, or else by the operation's media type."""
    if isinstance(body, Document):
        return read_caller_document(body.value, plan.context.limits)
    if isinstance(body, Form):
        return ReadBody(_fields(plan, "form", body.fields), kind="form")
    if not isinstance(body, bytes) or not body:
        return _NO_BODY
    kind = _kind(body, content_type, plan)
    if kind == "multipart":
        return _read_multipart(body, content_type, plan)
    if kind == "form":
        return _read_form(body, content_type, content_encoding, plan)
    context = plan.context
    document, problems = read_json_body(
        body,
        content_type=content_type,
        content_encoding=content_encoding,
        limits=context.limits,
        strict=context.strict_json,
    )
    return _as_read(document, problems)


def read_response_body(
    body: Body, content_type: str | None, content_encoding: str | None, context: Context
) -> ReadBody:
    """Read a response's body as JSON, unless its content type excludes that."""
    if isinstance(body, Document):
        return read_caller_document(body.value, context.limits)
    if isinstance(body, bytes) and body:
        media = parse_media_type(content_type)
        if media is None or media.is_json or media.type == "text":
            document, problems = read_json_body(
                body,
                content_type=content_type,
                content_encoding=content_encoding,
                limits=context.limits,
                strict=False,
            )
            return _as_read(document, problems)
    return _NO_BODY


def _as_read(document: Any, problems: tuple[Problem, ...]) -> ReadBody:
    """Return the result of reading a JSON text, or of reading a caller's object as JSON."""
    return ReadBody(NOTHING if document is BROKEN else document, problems)


def read_caller_document(value: Any, limits: Limits) -> ReadBody:
    """Read a caller's object as the JSON that `json.dumps` would send."""
    if is_json(value, limits.max_depth):
        return ReadBody(value)
    return _as_read(*read_document(value, limits))


def _kind(body: bytes, content_type: str | None, plan: Plan) -> str:
    """Tell how the body is encoded.

    JSON labelled as a form is the commonest slip (`requests.post(url, data=json.dumps(...))`). Such a body is judged as
    JSON; a separate rule judges the label.
    """
    media = parse_media_type(content_type)
    if media is not None:
        if media.is_multipart:
            return "multipart"
        if media.is_form:
            is_json = "form" not in plan.bodies and body.lstrip()[:1] in (b"{", b"[")
            return "json" if is_json else "form"
        if media.is_json:
            return "json"
    return next(iter(plan.bodies), "json")


def _read_form(body: bytes, content_type: str | None, content_encoding: str | None, plan: Plan) -> ReadBody:
    limits = plan.context.limits
    text, problems = read_text(body, content_type=content_type, content_encoding=content_encoding, limits=limits)
    if text is None:
        return ReadBody(NOTHING, problems, "form")
    from salesiq_validate.decode.form import read_form

    form = read_form(text, limits)
    return ReadBody(_fields(plan, "form", form.fields), (*problems, *form.problems), "form")


def _read_multipart(body: bytes, content_type: str | None, plan: Plan) -> ReadBody:
    from salesiq_validate.decode.multipart import read_multipart

    multipart = read_multipart(body, content_type, plan.context.limits)
    # The schema does not judge the content of files: rules about files look at the parts.
    fields = ((part.name, part.value if part.value is not None else "") for part in multipart.parts)
    return ReadBody(_fields(plan, "multipart", fields), multipart.problems, "multipart", multipart)


def _fields(plan: Plan, kind: str, fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return fields by name, each decoded by the operation's schema; a repeated field becomes a list."""
    judged = plan.bodies.get(kind)
    properties: dict[str, Schema] = judged.schema.get("properties", {}) if judged is not None else {}
    document: dict[str, Any] = {}
    for name, text in fields:
        value = read_scalar(text, properties.get(name, {}))
        if name not in document:
            document[name] = value
        elif isinstance(document[name], list):
            document[name] = [*document[name], *(value if isinstance(value, list) else [value])]
        else:
            document[name] = [document[name], value]
    return document


_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,300}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?")


def read_query(query: str, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the parameters by name, in the order of the query; a repeated one becomes a list.

    A value that does not fit its schema's type stays text, so that the schema refuses it.
    """
    found: dict[str, Any] = {}
    is_escaped = "%" in query or "+" in query
    for pair in query.split("&"):
        if not pair:
            continue
        name, _, text = pair.partition("=")
        if is_escaped:
            name, text = unquote_plus(name), unquote_plus(text)
        parameter = parameters.get(name)
        value = text if parameter is None else read_parameter(text, parameter)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list) and isinstance(value, list):
            found[name] = found[name] + value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def read_parameter(text: str, parameter: Parameter) -> Any:
    """Return one parameter's value: a number, a list, a document, or the text itself."""
    if parameter.serialisation == "json":
        try:
            return json_fast.loads(text)
        except (ValueError, RecursionError):
            return text
    if parameter.serialisation == "comma":
        items = parameter.schema.get("items", {})
        return [read_scalar(part, items) for part in text.split(",")]
    return read_scalar(text, parameter.schema)


def read_scalar(text: str, schema: Schema) -> Any:
    """Read a text as the scalar that its schema wants; if the schema accepts strings, return the text."""
    wanted = schema.get("type", "string")
    types = (wanted,) if isinstance(wanted, str) else wanted
    if "string" in types:
        return text
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "array" in types:
        return [read_scalar(text, schema.get("items", {}))]
    return text
