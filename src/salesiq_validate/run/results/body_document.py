"""The JSON document that contains a finding's place, decoded a second time to show its structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.decode.body import decode_json, read_text
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.exceptions import PathToNowhere
from salesiq_validate.exchange import Document, header_value
from salesiq_validate.finding import Side
from salesiq_validate.limits import MIB, Limits

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange, Request, Response
    from salesiq_validate.finding import Finding
    from salesiq_validate.keypath import KeyPath

#: We do not decode larger bodies again, because showing a place must not cost as much as checking.
_LIMITS: Final = Limits(max_body_bytes=4 * MIB)


def document_around(exchange: Exchange, finding: Finding) -> Any:
    """Return the decoded body that has a finding's place, or `BROKEN` if there is none.

    The place of a refusal is in the request, where SalesIQ saw the error. If the request has no such place, we search
    the response.
    """
    if finding.path is None:
        return BROKEN
    request, response = _document(exchange.request), _document(exchange.response)
    if finding.side is not Side.RESPONSE:
        return request
    if finding.error is None:
        return response
    return response if request is BROKEN or _leads(finding.path, response) > _leads(finding.path, request) else request


def _leads(path: KeyPath, document: Any) -> int:
    """Return how many segments of a path exist in a document."""
    if document is BROKEN:
        return -1
    try:
        path.resolve(document)
    except PathToNowhere as error:
        return error.followed
    return len(path.segments)


def _document(half: Request | Response | None) -> Any:
    if half is None:
        return BROKEN
    if isinstance(half.body, Document):
        return half.body.value
    if not isinstance(half.body, bytes) or len(half.body) > _LIMITS.max_body_bytes:
        return BROKEN
    text, _ = read_text(
        half.body,
        content_type=header_value(half.headers, "content-type"),
        content_encoding=header_value(half.headers, "content-encoding"),
        limits=_LIMITS,
    )
    return BROKEN if text is None else decode_json(text, _LIMITS, strict=False)[0]
