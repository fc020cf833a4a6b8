"""The careful way to read a line of Exchange JSON Lines: with the standard library, and with a finding for each fault.

It reads whatever `typed_line` does not, and every line where msgspec is not installed. NaN, which the standard library
reads, and half surrogate pairs inside `json` are left for the judgement of the body.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Origin, Request, Response
from salesiq_validate.recordings import body as recorded
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.stream import json_span
from salesiq_validate.rules.reading import two_bodies, unreadable_body, unreadable_entry, unreadable_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.finding import Finding
    from salesiq_validate.recordings.entry import Entry, Keep

_KINDS: Final = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "an array"}
_REQUEST_BODIES: Final = ("body", "body_base64", "json", "form")
_RESPONSE_BODIES: Final = ("body", "body_base64", "json")
_ALL: Final = frozenset({"*"})


class _NotAnExchange(Exception):
    """The line is JSON and no exchange; the argument says why."""


def read(
    line: bytes, *, file: str, entry: int, number: int, strict_json: bool = False, keep: Keep | None = None
) -> Iterator[Entry]:
    """Read one line that is not blank.

    Arguments:
        line: with or without its line break.
        file: the name for origins.
        entry: index of the entry, from 0.
        number: of the line, from 1.
        strict_json: give `json` bodies as the bytes that stand in the line.
        keep: says by its URL whether an entry is wanted.
    """
    origin = Origin(file, entry, number)
    line = line.removeprefix(codecs.BOM_UTF8)
    try:
        # Bytes that are no UTF-8 become half surrogate pairs, so that one bad byte costs one string and not the line.
        item = json.loads(line.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        yield problem(unreadable_entry, f"the line is not JSON: it breaks at character {error.pos + 1}", origin)
        return
    except ValueError:
        yield problem(unreadable_entry, "the line holds a number with too many digits", origin)
        return
    except RecursionError:
        yield problem(unreadable_entry, "the line is nested too deeply", origin)
        return
    if not isinstance(item, dict):
        yield problem(unreadable_entry, f"the line holds {_kind(item)} instead of an object", origin)
        return
    origin = _named(origin, item.get("id"))
    try:
        yield from _Reader(item, line, origin, strict_json=strict_json).entries(keep)
    except _NotAnExchange as error:
        yield problem(unreadable_entry, str(error), origin)


def _named(origin: Origin, name: object) -> Origin:
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    text = recorded.without_surrogates(name) if isinstance(name, str) else None
    return Origin(origin.file, origin.entry, origin.line, text)


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "null" if value is None else "an object")


class _Reader:
    """One line on its way to an exchange."""

    def __init__(self, item: dict[str, Any], line: bytes, origin: Origin, *, strict_json: bool) -> None:
        self._item = item
        self._line = line
        self._origin = origin
        self._strict_json = strict_json
        self._findings: list[Finding] = []

    def entries(self, keep: Keep | None) -> Iterator[Entry]:
        sent, got = self._message("request"), self._message("response")
        if sent is None and got is None:
            raise _NotAnExchange("the object has neither a request nor a response")
        if sent is not None and keep is not None and not keep(self._text(sent, "url")):
            yield SKIPPED
            return
        request = None if sent is None else self._request(sent)
        response = None if got is None else self._response(got)
        yield from self._findings
        time = self._item.get("time")
        time = recorded.without_surrogates(time) if isinstance(time, str) else None
        yield Exchange(request, response, self._origin, time)

    def _message(self, side: str) -> dict[str, Any] | None:
        message = self._item.get(side)
        if message is not None and not isinstance(message, dict):
            raise _NotAnExchange(f"its {side} is {_kind(message)} instead of an object")
        return message

    def _text(self, message: dict[str, Any], key: str) -> str:
        text = message.get(key)
        if not isinstance(text, str):
            what = "lacks" if key not in message else f"has {_kind(text)} as"
            raise _NotAnExchange(f"its request {what} {key}")
        return recorded.without_surrogates(text)

    def _request(self, message: dict[str, Any]) -> Request:
        headers, dropped = self._headers(message, "request")
        body = self._body(message, "request", _REQUEST_BODIES)
        method, url = self._text(message, "method"), self._text(message, "url")
        return Request(method, url, headers, body, unrecorded_headers=dropped)

    def _response(self, message: dict[str, Any]) -> Response:
        status = message.get("status")
        if isinstance(status, float) and status.is_integer():
            status = int(status)
        if status is not None and type(status) is not int:
            raise _NotAnExchange(f"its response has {_kind(status)} as status")
        headers, dropped = self._headers(message, "response")
        return Response(status, headers, self._body(message, "response", _RESPONSE_BODIES), unrecorded_headers=dropped)

    def _headers(self, message: dict[str, Any], side: str) -> tuple[Headers, frozenset[str]]:
        if "headers" not in message:
            return (), _ALL
        pairs, good = _pairs(message["headers"])
        if good:
            return pairs, frozenset()
        self._findings.append(
            problem(
                unreadable_headers,
                f"headers of the {side} are not all names with texts; the others are judged",
                self._origin,
                hint='write them as {"Name": "value"} or [["Name", "value"]]',
            )
        )
        return pairs, _ALL

    def _body(self, message: dict[str, Any], side: str, keys: tuple[str, ...]) -> Body:
        present = [key for key in keys if key in message]
        if not present:
            return UNRECORDED
        if len(present) > 1:
            names = " and ".join(present)
            self._findings.append(
                problem(two_bodies, f"the {side} has {len(present)} bodies: {names}; none is judged", self._origin)
            )
            return UNRECORDED
        key, value = present[0], message[present[0]]
        if value is None or value == "":
            return None
        try:
            return self._one_body(side, key, value)
        except recorded.UnreadableBody as error:
            message_ = f"the {side}'s {key} cannot be read: {error}; it is not judged"
            self._findings.append(problem(unreadable_body, message_, self._origin))
            return UNRECORDED

    def _one_body(self, side: str, key: str, value: Any) -> Body:
        if key == "json":
            return self._source(side) if self._strict_json else Document(value)
        if key == "form":
            fields, good = _pairs(value)
            if not good:
                raise recorded.UnreadableBody("its fields are not all names with texts")
            return Form(fields)
        if not isinstance(value, str):
            raise recorded.UnreadableBody(f"it is {_kind(value)} instead of a text")
        return recorded.from_text(value) if key == "body" else recorded.from_base64(value)

    def _source(self, side: str) -> bytes:
        """Return the text of a `json` body as it stands in the line."""
        span: tuple[int, int] | None = None
        for name, begin, _ in json_span.members(self._line, json_span.skip_blanks(self._line, 0)):
            if name == side.encode():
                for inner, first, end in json_span.members(self._line, begin):
                    if inner == b"json":
                        span = first, end
        if span is None:  # pragma: no cover - only names with needless escapes come here
            return json.dumps(self._item[side]["json"]).encode()
        return self._line[span[0] : span[1]]


def _pairs(value: object) -> tuple[Headers, bool]:
    """Return the pairs of text among headers or form fields, and whether all were such.

    A list of texts under one name stands for the name repeated, as Go and Node log headers.
    """
    if value is None:
        return (), True
    if isinstance(value, dict):
        items: list[Any] = [
            (name, part) for name, given in value.items() for part in (given if isinstance(given, list) else [given])
        ]
    elif isinstance(value, list):
        items = value
    else:
        return (), False
    pairs = tuple(
        (recorded.without_surrogates(item[0]), recorded.without_surrogates(item[1]))
        for item in items
        if isinstance(item, (list, tuple)) and len(item) == 2 and all(isinstance(part, str) for part in item)
    )
    return pairs, len(pairs) == len(items)
