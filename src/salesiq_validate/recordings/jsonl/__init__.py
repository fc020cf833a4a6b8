"""Exchange JSON Lines: one exchange on each line, the format that other tools write for us.

    {"id": "any", "time": "2026-11-23T10:00:00Z",
     "request": null | {"method": "POST", "url": "https://...", "headers": {...} or [[name, value], ...],
                        "body": "text" | "body_base64": "..." | "json": <value> | "form": {...}},
     "response": null | {"status": 200, "headers": ..., "body" | "body_base64" | "json": ...}}

If the body key is absent, the body was not recorded; null or "" means that no body was sent. Likewise, if `headers`
is absent, the headers were not recorded. Blank lines are skipped, and other keys are ignored.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED, Document, Form
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.form import Reading, RecordingForm
from salesiq_validate.recordings.jsonl import plain as plain_line
from salesiq_validate.recordings.jsonl import typed as typed_line
from salesiq_validate.rules.reading import entry_too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.exchange import Body, Exchange, Headers, Request, Response
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import FileHead
    from salesiq_validate.recordings.stream.json_span import JsonMembers

#: Members of a message, by which we recognise one from its beginning when it is long.
_BODIES: Final = frozenset({b"headers", b"body", b"body_base64", b"json"})
_REQUEST: Final = _BODIES | {b"method", b"url", b"form"}
_RESPONSE: Final = _BODIES | {b"status"}


def _is_json_lines(head: FileHead) -> bool:
    return any(map(_is_exchange, head.lines))


def _is_exchange(line: JsonMembers) -> bool:
    """Tell whether a line is an exchange, or the beginning of one; a line of a log may have a request, too."""
    if b"request" in line:
        request = line.member(b"request")
        if b"url" in request or (request.is_cut and request.keys() <= _REQUEST):
            return True
        if line[b"request"] != b"null":
            return False
    response = line.member(b"response")
    if b"status" in response or (response.is_cut and response.keys() <= _RESPONSE):
        return True
    return line.is_cut and line.get(b"response", b"null") == b"null" and (b"request" in line or b"response" in line)


def _read(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    return read_lines(split_lines(blocks, reading.limits.max_line_bytes), reading)


JSON_LINES: Final = RecordingForm("jsonl", _is_json_lines, _read)


def split_lines(blocks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Yield lines without their line feeds; of a line over the limit, yield just enough to show that it is too long."""
    # One line at a time: splitting a whole block allocates memory for all of its lines and takes five times as long.
    rest: list[bytes] = []
    size = 0
    for block in blocks:
        end = block.find(b"\n")
        if size <= longest:
            rest.append(block if end < 0 else block[:end])
            size += len(rest[-1])
        if end < 0:
            continue
        yield b"".join(rest)[: longest + 1]
        begin = end + 1
        while (end := block.find(b"\n", begin)) >= 0:
            yield block[begin:end]
            begin = end + 1
        rest, size = [block[begin:]], len(block) - begin
    if size:
        yield b"".join(rest)[: longest + 1]


def read_lines(
    lines: Iterable[bytes], reading: Reading, *, first_line: int = 1, first_entry: int = 0
) -> Iterator[Entry]:
    """Read lines from anywhere: a file, or a worker's part of a file.

    Arguments:
        lines: with or without their line breaks.
        reading: how to read them; `max_line_bytes` is the limit that applies.
        first_line: number of the first line, if the lines are a part of a file.
        first_entry: number of the first entry.
    """
    fast = typed_line.line_reader(reading)
    longest = reading.limits.max_line_bytes
    entry = first_entry
    for number, line in enumerate(lines, first_line):
        if len(line) > longest and len(line.rstrip(b"\r\n")) > longest:
            message = f"the line is longer than {longest} bytes (limit max_line_bytes), so it was not read"
            yield problem(entry_too_large, message, reading.origin(entry, number))
        elif fast is not None and (exchange := fast(line, entry, number)) is not None:
            yield exchange
        elif not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        else:
            yield from plain_line.read_line(line, reading, entry, number)
        entry += 1


def write(exchange: Exchange) -> bytes:
    """Return an exchange as one line; reading the line gives the exchange again.

    What the format cannot express becomes the nearest thing that it can: the documents null and "" become text, bytes
    that are not UTF-8 become base64, and an empty body becomes no body. The format can say that a recorder drops all
    headers or none, but not which ones.
    """
    line = {
        "id": exchange.origin.id if exchange.origin is not None else None,
        "time": exchange.time,
        "direction": None if exchange.direction == "outbound" else exchange.direction,
        "seconds": exchange.seconds,
        "request": _written_request(exchange.request),
        "response": _written_response(exchange.response),
    }
    line = {key: value for key, value in line.items() if value is not None or key in ("request", "response")}
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _written_request(request: Request | None) -> dict[str, Any] | None:
    if request is None:
        return None
    headers = _written_headers(request.headers, request.unrecorded_headers)
    return {"method": request.method, "url": request.url, **headers, **_written_body(request.body)}


def _written_response(response: Response | None) -> dict[str, Any] | None:
    if response is None:
        return None
    headers = _written_headers(response.headers, response.unrecorded_headers)
    return {"status": response.status, **headers, **_written_body(response.body)}


def _written_headers(headers: Headers, dropped: frozenset[str]) -> dict[str, Any]:
    if "*" in dropped and not headers:
        return {}
    return {"headers": _object_or_pairs(headers)}


def _written_body(body: Body) -> dict[str, Any]:
    if body is UNRECORDED:
        return {}
    if isinstance(body, Form):
        return {"form": _object_or_pairs(body.fields)}
    if isinstance(body, Document):
        return {"body": json.dumps(body.value)} if body.value is None or body.value == "" else {"json": body.value}
    if not body:
        return {"body": None}
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        import base64

        return {"body_base64": base64.b64encode(body).decode("ascii")}


def _object_or_pairs(pairs: tuple[tuple[str, str], ...]) -> object:
    named = dict(pairs)
    return named if len(named) == len(pairs) else [list(pair) for pair in pairs]
