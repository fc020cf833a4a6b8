"""Reading the body of a response: from what travelled to the document that should be an envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.decode.body import read_json_body
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.exchange import Document
from salesiq_validate.judging.request_body import ReadBody, as_read, read_caller_document

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body
    from salesiq_validate.judging.context import Context

_NO_DOCUMENT: Final = ReadBody()


def read_response_body(
    body: Body, content_type: str | None, content_encoding: str | None, context: Context
) -> ReadBody:
    """Read a response's body as JSON, where its content type allows that it is."""
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
            return as_read(body, document, problems)
    return _NO_DOCUMENT
