"""Gaps of a HAR: how to recognise bodies that were sent but not recorded, and headers that were removed.

It would be a false alarm to report something as missing that was only not recorded. So in doubt, it counts as "not
recorded".
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
#: Statuses of answers that never have content (RFC 9110, 6.4.1 and 15.4.5).
_BODILESS_STATUSES: Final = frozenset({204, 205, 304})
#: Chrome, Edge and related browsers since version 130, in the export that does not say "with sensitive data". Safari
#: writes "WebKit Web Inspector" here and Firefox its name; both keep all headers, as do Playwright, Charles, mitmproxy.
_STRIPPING_CREATORS: Final = frozenset({"WebInspector"})
STRIPPED: Final = frozenset({"authorization", "cookie", "set-cookie"})
NOTHING_STRIPPED: Final[frozenset[str]] = frozenset()
#: Firefox cuts texts at this length unless the user changes `devtools.netmonitor.responseBodyLimit`.
_CUT: Final = 1 << 20
_STRIPPED_SPELLINGS: Final = frozenset(
    {"authorization", "cookie", "set-cookie", "Authorization", "Cookie", "Set-Cookie", "AUTHORIZATION"}
)


def stripped_by(beside: dict[bytes, bytes], entry: bytes) -> frozenset[str]:
    """Return the headers that the program that wrote a HAR may have dropped.

    Arguments:
        beside: the members of `log` that come before the entries.
        entry: the first entry; it identifies Chrome when the creator comes after the entries.
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
    """Tell by the first bytes of a HAR whether the program that wrote it may have dropped headers."""
    log = FileHead(head).members.member(b"log")
    entry = log.first(b"entries")
    # The reader does the same: when it yields the first entry, it has not seen what follows the entries.
    before = dict(takewhile(lambda member: member[0] != b"entries", log.items()))
    return bool(stripped_by(before, b"" if entry is None else b" ".join(b'"%b"' % name for name in entry)))


def kept_secrets(headers: Headers) -> bool:
    """Tell whether the headers include one that a stripped export would lack; if so, this export is not stripped."""
    return any(name in _STRIPPED_SPELLINGS for name, _ in headers)


def absent_request_body(method: str, size: object, headers: Headers) -> Unrecorded | None:
    """Return what a request without data means: None for no body, or UNRECORDED.

    Chrome leaves out the data of large requests and uploads; other tools write the size -1 in every case.
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
    """Return what a response without text means: None for no body, or UNRECORDED.

    Firefox and Chrome drop texts over a limit, Playwright writes them to other files, and sizes are often -1 or those
    of a cache. So "no body" needs an answer that cannot have content, or sizes that are all zero.
    """
    if method.upper() == "HEAD" or status in _BODILESS_STATUSES:
        return None
    length = header_value(headers, "content-length")
    if length is not None:
        return None if length.strip() == "0" else UNRECORDED
    return None if content_size == 0 and body_size == 0 else UNRECORDED


def is_cut(body: object, size: object) -> bool:
    """Tell whether an answer's body is cut, judging by the size that the recorder wrote."""
    return type(body) is bytes and len(body) >= _CUT and isinstance(size, (int, float)) and size > len(body)


def lost_files(mime: str, text: str) -> bool:
    """Tell whether a multipart body has files. Browsers write the parts into a HAR but leave out the files' bytes."""
    return "multipart/" in mime.lower() and "filename" in text
