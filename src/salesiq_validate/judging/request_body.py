"""Reading the body of a request: from what travelled to the document that its schema judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import define

from salesiq_validate.decode import json_fast
from salesiq_validate.decode.body import read_json_body, read_text
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.engine.sendable import is_plain
from salesiq_validate.exchange import Document, Form
from salesiq_validate.judging.query import read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.contract.operation import Schema
    from salesiq_validate.decode.multipart import MultipartBody
    from salesiq_validate.exchange import Body
    from salesiq_validate.judging.plan import Plan
    from salesiq_validate.limits import Limits


class Nothing:
    """The type of `NOTHING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


#: Stands for a document where there is none: no body, or none that could be read.
NOTHING: Final = Nothing()


@define(eq=False, repr=False)
class ReadBody:
    """What a body says."""

    #: Of JSON, of a form's fields, or of multipart's text parts; `NOTHING` where there is none.
    document: Any = NOTHING
    problems: tuple[Problem, ...] = ()
    #: "json", "form" or "multipart": how the document travelled.
    kind: str = "json"
    multipart: MultipartBody | None = None
    #: Whether the document is known to hold plain JSON values only, as `sendable.is_plain` has it; None: not known.
    plain: bool | None = None


_NO_BODY: Final = ReadBody()


def read_request_body(body: Body, content_type: str | None, content_encoding: str | None, plan: Plan) -> ReadBody:
    """Read a request's body as its content type says, else as the operation takes it."""
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
    return as_read(body, document, problems)


def as_read(body: bytes, document: Any, problems: tuple[Problem, ...]) -> ReadBody:
    """Return what decoding a JSON text gave; only a name that is empty is not plain in it."""
    if document is BROKEN:
        return ReadBody(NOTHING, problems)
    return ReadBody(document, problems, plain=True if not problems and b'""' not in body else None)


def read_caller_document(value: Any, limits: Limits) -> ReadBody:
    """Read a caller's object as the JSON that `json.dumps` would send."""
    if json_fast.is_plain(value, limits.max_depth) and is_plain(value):
        return ReadBody(value, plain=True)
    # Imported here, because nothing that was recorded comes so far: the careful reader takes 4 ms to import.
    from salesiq_validate.decode.python_objects import read_document

    document, problems = read_document(value, limits)
    return ReadBody(NOTHING if document is BROKEN else document, problems)


def _kind(body: bytes, content_type: str | None, plan: Plan) -> str:
    """Tell how the body travels.

    JSON under the label of a form is the commonest slip (`requests.post(url, data=json.dumps(...))`): it is judged as
    what it is, and the label by its own rule.
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
    # A file's content is none of the schema's business: rules about files look at the parts.
    fields = ((part.name, part.value if part.value is not None else "") for part in multipart.parts)
    return ReadBody(_fields(plan, "multipart", fields), multipart.problems, "multipart", multipart)


def _fields(plan: Plan, kind: str, fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return fields by name, each read as the operation's schema says; one that repeats becomes a list."""
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
