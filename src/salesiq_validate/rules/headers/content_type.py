"""The Content-Type for a body, as the fix of rules about this header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.exchange import Document, Form
from salesiq_validate.finding import Edit, Fix
from salesiq_validate.judging.plan import KINDS

if TYPE_CHECKING:
    from salesiq_validate.judging.call import Call


def fix_of_content_type(call: Call) -> Fix | None:
    """Return the fix with the Content-Type of a JSON or form body, if the operation accepts it."""
    body = call.request.body
    is_json = isinstance(body, Document) or (isinstance(body, bytes) and body.lstrip()[:1] in (b"{", b"["))
    kind = "json" if is_json else "form" if isinstance(body, (bytes, Form)) else ""
    media = next((media for media in call.plan.media_types if KINDS[media] == kind), None)
    return None if media is None else Fix((Edit("set-header", media),))
