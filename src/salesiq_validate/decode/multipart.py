"""Multipart bodies: the parts of `multipart/form-data` (RFC 7578).

The whole body is already in memory, so the code only looks for its delimiters; it writes nothing to disk. It does not
use the package `multipart`: python-multipart before 0.0.13 installs another module of that name, which hides it, and
it ignores the `filename*` that requests sent for years.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from attrs import frozen

from salesiq_validate.decode import media_type
from salesiq_validate.decode.charset import decode_text
from salesiq_validate.decode.problem import TOO_LARGE, Problem, ProblemKind
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits

#: Boundaries as in RFC 2046, 5.1.1, and the longer ones of some senders.
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,199}[0-9A-Za-z'()+_,./:=?-]")
#: Most bytes of the headers of one part; browsers send two hundred.
_MOST_HEADER_BYTES: Final = 16_384
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]++)[ \t]*+:[ \t]*+([^\r\n]*+(?:\r\n[ \t][^\r\n]*+)*+)\r\n")
#: A header that continues on the next line, as in old e-mails.
_FOLD: Final = re.compile(r"\r\n[ \t]++")
_PARAMETER: Final = re.compile(
    r';[ \t]*+([!#$%&\'*+.^_`|~0-9A-Za-z-]++)[ \t]*+=[ \t]*+(?:"((?:[^"\\]++|\\.)*+)"|([^;"]*+))', re.DOTALL
)
_EXTENDED: Final = re.compile(r"([A-Za-z0-9-]*+)'[^']*+'(.*+)", re.DOTALL)
#: The only characters that browsers escape in a name or file name (WHATWG).
_BROWSER_ESCAPES: Final = {"%22": '"', "%0D": "\r", "%0A": "\n"}

_NO_BOUNDARY: Final = (
    "the Content-Type of a multipart body must name its boundary; let the HTTP client write the header"
)
_NOT_FOUND: Final = "the body does not contain the boundary that the Content-Type names; let the HTTP client write both"
_LINE_FEEDS: Final = "the lines of a multipart body must end with CR LF, not LF alone; was the body edited as text?"
_CUT_OFF: Final = "the multipart body ends before its closing boundary: was the body cut off?"
_BAD_DELIMITER: Final = "there is no line break after a boundary of the multipart body"
_BAD_HEADERS: Final = (
    "the headers of a part are malformed or too long; write each on one line, and a blank line after the last"
)
_NO_NAME: Final = "a part has no name in its Content-Disposition: form-data; add one"
_AFTERWARDS: Final = "there is something after the closing boundary of the multipart body; remove it"
_TOO_MANY: Final = "the multipart body has more parts than max_parts allows, so the rest was not read"


@frozen(kw_only=True, repr=False)
class FormPart:
    """One part: a field or a file. A file's content is counted, not kept."""

    name: str
    #: None for a text field. Never open a file of this name: the sender chose it.
    filename: str | None
    #: The header as it was sent; None if absent.
    content_type: str | None
    #: Bytes of the content.
    size: int
    #: The decoded text of a field; None for a file.
    value: str | None

    def __repr__(self) -> str:
        return f"<FormPart: {'text' if self.value is not None else 'a file'} of {self.size} bytes>"


@frozen(repr=False, eq=False)
class MultipartBody:
    """The result of reading a multipart body."""

    #: The parts in order, as far as the body could be read; a name may repeat.
    parts: tuple[FormPart, ...]
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"<MultipartBody of {len(self.parts)} parts, {len(self.problems)} problems>"


class _StopError(Exception):
    """Reading ends here; the argument is the problem."""


def read_multipart(body: bytes, content_type: str | None, limits: Limits) -> MultipartBody:
    """Read the parts of a multipart body; never raises.

    Arguments:
        body: the bytes, already decompressed.
        content_type: the header, for its boundary.
        limits: `max_body_bytes` and `max_parts` count.
    """
    if len(body) > limits.max_body_bytes:
        return MultipartBody((), (Problem(kind=ProblemKind.TOO_LARGE, detail=TOO_LARGE),))
    parts: list[FormPart] = []
    problems: list[Problem] = []
    try:
        delimiter = _delimiter(content_type)
        _read_parts(body, delimiter, parts, problems, limits)
    except _StopError as stop:
        problems.append(stop.args[0])
    return MultipartBody(tuple(parts), tuple(problems))


def _delimiter(content_type: str | None) -> bytes:
    declared = media_type.parse(content_type)
    boundary = declared.parameters.get("boundary", "") if declared is not None else ""
    if not _BOUNDARY.fullmatch(boundary):
        raise _stop(_NO_BOUNDARY, None)
    return b"--" + boundary.encode("ascii")


def _read_parts(body: bytes, delimiter: bytes, parts: list[FormPart], problems: list[Problem], limits: Limits) -> None:
    inner = b"\r\n" + delimiter
    # Everything before the first delimiter is a preamble, which readers ignore.
    at = 0 if body.startswith(delimiter) else body.find(inner) + 2
    if at == 1:
        raise _stop(_LINE_FEEDS if body.find(b"\n" + delimiter) >= 0 else _NOT_FOUND, 0)
    at += len(delimiter)
    while not body.startswith(b"--", at):
        # RFC 2046 allows blanks between a delimiter and its line break.
        begin = body.find(b"\n", at, at + 80) + 1
        if not body[at : at + 2].strip(b"-\r"):
            raise _stop(_CUT_OFF, at, ProblemKind.TRUNCATED)
        if body[at:begin].strip(b" \t") != b"\r\n":
            raise _stop(_LINE_FEEDS if body[at:begin].strip(b" \t") == b"\n" else _BAD_DELIMITER, at)
        if len(parts) == limits.max_parts:
            raise _stop(_TOO_MANY, begin, ProblemKind.TOO_MANY_PARTS)
        headers, content = _headers(body, begin)
        end = body.find(inner, content)
        if end < 0:
            raise _stop(_CUT_OFF, len(body), ProblemKind.TRUNCATED)
        parts.append(_part(headers, body[content:end], content, problems, limits))
        at = end + len(inner)
    if body[at + 2 :].strip(b"\r\n \t"):
        problems.append(Problem(kind=ProblemKind.BAD_MULTIPART, detail=_AFTERWARDS, offset=at + 2, repaired=True))


def _part(headers: dict[str, str], content: bytes, at: int, problems: list[Problem], limits: Limits) -> FormPart:
    parameters = _parameters(headers.get("content-disposition", ""))
    name = parameters.get("name")
    if name is None:
        if len(problems) < limits.max_problems:
            problems.append(Problem(kind=ProblemKind.BAD_MULTIPART, detail=_NO_NAME, offset=at, repaired=True))
        name = ""
    filename = parameters.get("filename*", parameters.get("filename"))
    declared = headers.get("content-type")
    value = None
    if filename is None:
        value, troubles = decode_text(content, declared, limits, may_hold_nul=True)
        room = max(0, limits.max_problems - len(problems))
        problems.extend(
            # Line and column would count from the beginning of the part, which users do not see alone.
            Problem(kind=trouble.kind, detail=trouble.detail, path=KeyPath((name,)), offset=at, repaired=True)
            for trouble in troubles[:room]
        )
    return FormPart(name=name, filename=filename, content_type=declared, size=len(content), value=value)


def _headers(body: bytes, at: int) -> tuple[dict[str, str], int]:
    """Return a part's headers by lower-case name, and the offset of its content."""
    headers: dict[str, str] = {}
    most = at + _MOST_HEADER_BYTES
    while not body.startswith(b"\r\n", at):
        found = _HEADER.match(body, at, most)
        if found is None:
            if len(body) < most and b"\r\n" not in body[at:]:
                raise _stop(_CUT_OFF, at, ProblemKind.TRUNCATED)
            raise _stop(_BAD_HEADERS, at)
        value = _FOLD.sub(" ", found[2].decode("utf-8", "replace"))
        headers.setdefault(found[1].decode("ascii").lower(), value.strip())
        at = found.end()
    return headers, at + 2


def _parameters(disposition: str) -> dict[str, str]:
    """Return the parameters of a Content-Disposition header from a browser or an HTTP client."""
    parameters: dict[str, str] = {}
    for found in _PARAMETER.finditer(disposition):
        name, quoted, bare = found.groups()
        name = name.lower()
        if name.endswith("*"):
            parameters.setdefault(name, _extended(bare if quoted is None else quoted))
        else:
            parameters.setdefault(name, bare.strip() if quoted is None else _unquote(quoted))
    return parameters


def _unquote(quoted: str) -> str:
    text = quoted.replace('\\"', '"').replace("\\\\", "\\")
    for escape, character in _BROWSER_ESCAPES.items():
        text = text.replace(escape, character)
    return text


def _extended(value: str) -> str:
    """Decode `UTF-8''na%C3%AFve.txt` (RFC 8187)."""
    found = _EXTENDED.fullmatch(value.strip())
    return unquote_to_bytes(found[2]).decode("utf-8", "replace") if found else value


def _stop(detail: str, at: int | None, kind: ProblemKind = ProblemKind.BAD_MULTIPART) -> _StopError:
    return _StopError(Problem(kind=kind, detail=detail, offset=at))
