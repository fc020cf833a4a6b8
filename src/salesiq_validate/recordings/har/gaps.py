"""Gaps of a HAR: bodies that were sent but not recorded, headers that were removed, and how to recognise them.

Judging something as absent that was only not recorded is a false alarm, so every doubt is settled for "not recorded".
"""

from __future__ import annotations

import json
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from salesiq_validate.exchange import UNRECORDED, Unrecorded, header_value
from salesiq_validate.recordings.form import FileHead

if TYPE_CHECKING:
    from salesiq_validate.exchange import Headers

_BODILESS_METHODS: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
#: RFC 9110, 6.4.1 and 15.4.5: answers that never have content.
_BODILESS_STATUSES: Final = frozenset({204, 205, 304})
#: Chrome, Edge and their kin since version 130, in the export that does not say "with sensitive data". Safari signs as
#: "WebKit Web Inspector" and Firefox by its name; both keep every header, as Playwright, Charles and mitmproxy do.
_STRIPPING_CREATORS: Final = frozenset({"WebInspector"})
STRIPPED: Final = frozenset({"authorization", "cookie", "set-cookie"})
NOTHING_STRIPPED: Final[frozenset[str]] = frozenset()
#: Firefox cuts texts there, unless its `devtools.netmonitor.responseBodyLimit` is changed.
_CUT: Final = 1 << 20
_STRIPPED_SPELLINGS: Final = frozenset(
    {"authorization", "cookie", "set-cookie", "Authorization", "Cookie", "Set-Cookie", "AUTHORIZATION"}
)


def stripped_by(beside: dict[bytes, bytes], entry: bytes) -> frozenset[str]:
    """Return the headers that the writer of a HAR may have dropped.

    Arguments:
        beside: the members of `log` that stand before the entries.
        entry: the first one, by which Chrome is known where the creator stands behind the entries.
    """
    try:
        creator = json.loads(beside.get(b"creator", b"null"))
    except (ValueError, RecursionError):
        creator = None
    name = creator.get("name") if isinstance(creator, dict) else None
    if isinstance(name, str):
        return STRIPPED if name in _STRIPPING_CREATORS else NOTHING_STRIPPED
    return STRIPPED if b'"_initiator"' in entry and b'"_priority"' in entry else NOTHING_STRIPPED


def is_stripped(head: bytes) -> bool:
    """Tell by the first bytes of a HAR whether its writer may have dropped headers."""
    log = FileHead(head).members.member(b"log")
    entry = log.first(b"entries")
    # As the reader does, which has not seen what follows the entries when it yields the first.
    before = dict(takewhile(lambda member: member[0] != b"entries", log.items()))
    return bool(stripped_by(before, b"" if entry is None else b" ".join(b'"%b"' % name for name in entry)))


def kept_secrets(headers: Headers) -> bool:
    """Tell whether headers hold one that a stripping export drops: then this export does not strip."""
    return any(name in _STRIPPED_SPELLINGS for name, _ in headers)


def absent_request_body(method: str, size: object, headers: Headers) -> Unrecorded | None:
    """Return the meaning of a request without data: None for no body, or UNRECORDED.

    Chrome leaves the data of large requests and uploads out; other tools write the size -1 for anything.
    """
    length = header_value(headers, "content-length")
    if length is not None:
        return None if length.strip() == "0" else UNRECORDED
    if isinstance(size, (int, float)) and size > 0:
        return UNRECORDED
    if size == 0 or method.upper() in _BODILESS_METHODS:
        return None
    return UNRECORDED


def absent_response_body(
    method: str, status: int | None, content_size: object, body_size: object, headers: Headers
) -> Unrecorded | None:
    """Return the meaning of a response without text: None for no body, or UNRECORDED.

    Firefox and Chrome drop texts over a limit, Playwright writes them to other files, and sizes are often -1 or
    those of a cache; so only answers that cannot have content, or sizes that agree on nothing, mean none.
    """
    if method.upper() == "HEAD" or status in _BODILESS_STATUSES:
        return None
    length = header_value(headers, "content-length")
    if length is not None:
        return None if length.strip() == "0" else UNRECORDED
    return None if content_size == 0 and body_size == 0 else UNRECORDED


def is_cut(body: object, size: object) -> bool:
    """Tell whether an answer's body is cut, by the size that the recorder kept."""
    return type(body) is bytes and len(body) >= _CUT and isinstance(size, (int, float)) and size > len(body)


def lost_files(mime: str, text: str) -> bool:
    """Tell whether a multipart body has files: browsers keep the parts of a HAR and leave the files' bytes out."""
    return "multipart/" in mime.lower() and "filename" in text
