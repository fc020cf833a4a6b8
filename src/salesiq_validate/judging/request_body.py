"""Bodies: from a request's body to the document that its schema judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.decode import json_fast
from salesiq_validate.decode.body import read_json_body, read_text
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.exchange import Document, Form
from salesiq_validate.judging.case import NOTHING
from salesiq_validate.judging.query import read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.contract.operation import Schema
    from salesiq_validate.judging.case import Case


def read(case: Case) -> None:
    """Fill in the document, how it travelled and every trouble on the way; a case is read once."""
    request, plan = case.request, case.plan
    assert request is not None
    assert plan is not None
    if case.document is not NOTHING or case.body_problems:
        return
    body = request.body
    if isinstance(body, Document):
        case.body_kind = "json"
        _take_document(case, body.value)
    elif isinstance(body, Form):
        case.body_kind = "form"
        _take_fields(case, body.fields)
    elif isinstance(body, bytes):
        case.body_kind = _kind(case, body)
        _READERS[case.body_kind](case, body)


def _kind(case: Case, body: bytes) -> str:
    """Tell how the body travels: as its content type says, else as the operation takes it.

    JSON under the label of a form is the commonest slip (`requests.post(url, data=json.dumps(...))`): it is judged as
    what it is, and the label by its own rule.
    """
    assert case.plan is not None
    media = parse_media_type(case.content_type)
    if media is not None:
        if media.is_multipart:
            return "multipart"
        if media.is_form:
            is_json = "form" not in case.plan.bodies and body.lstrip()[:1] in (b"{", b"[")
            return "json" if is_json else "form"
        if media.is_json:
            return "json"
    return next(iter(case.plan.bodies), "json")


def _take_document(case: Case, value: Any) -> None:
    limits = case.context.limits
    if json_fast.is_plain(value, limits.max_depth):
        case.document = value
        return
    from salesiq_validate.decode.python_objects import read_document

    document, case.body_problems = read_document(value, limits)
    case.document = _or_nothing(document)


def _take_json(case: Case, body: bytes) -> None:
    context = case.context
    document, case.body_problems = read_json_body(
        body,
        content_type=case.content_type,
        content_encoding=case.content_encoding,
        limits=context.limits,
        strict=context.strict_json,
    )
    case.document = _or_nothing(document)


def _take_form(case: Case, body: bytes) -> None:
    text, problems = _text(case, body)
    if text is None:
        case.body_problems = problems
        return
    from salesiq_validate.decode.form import read_form

    form = read_form(text, case.context.limits)
    case.body_problems = (*problems, *form.problems)
    _take_fields(case, form.fields)


def _take_multipart(case: Case, body: bytes) -> None:
    from salesiq_validate.decode.multipart import read_multipart

    multipart = read_multipart(body, case.content_type, case.context.limits)
    case.multipart, case.body_problems = multipart, multipart.problems
    # A file's content is none of the schema's business: rules about files look at the parts.
    _take_fields(case, ((part.name, part.value if part.value is not None else "") for part in multipart.parts))


_READERS = {"json": _take_json, "form": _take_form, "multipart": _take_multipart}


def _take_fields(case: Case, fields: Iterable[tuple[str, str]]) -> None:
    assert case.plan is not None
    judged = case.plan.bodies.get(case.body_kind)
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
    case.document = document


def _text(case: Case, body: bytes) -> tuple[str | bytes | None, tuple[Problem, ...]]:
    """Undo the content encoding and the charset."""
    return read_text(
        body, content_type=case.content_type, content_encoding=case.content_encoding, limits=case.context.limits
    )


def _or_nothing(document: Any) -> Any:
    return NOTHING if document is BROKEN else document
