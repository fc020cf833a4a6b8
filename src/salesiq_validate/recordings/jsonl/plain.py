"""The careful way to read a line of Exchange JSON Lines: with the standard library, and with a finding for each fault.

It reads the lines that `typed` does not read, and every line if msgspec is not installed. It accepts NaN, which the
standard library reads, and half surrogate pairs inside `json`: the rules for bodies judge them.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any, Final, get_args

from salesiq_validate.contract.inbound import is_inbound
from salesiq_validate.exchange import UNRECORDED, Direction, Document, Exchange, Form, Origin, Request, Response
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.message import (
    ALL_HEADERS,
    NO_HEADERS,
    EntryReader,
    NoExchange,
    UnreadableBody,
    body_of_base64,
    body_of_text,
    decoded_object,
    kind_of,
    pairs_of,
    without_surrogates,
)
from salesiq_validate.recordings.stream.json_span import JsonMembers, skip_blanks
from salesiq_validate.rules.reading import two_bodies, unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading

_REQUEST_BODIES: Final = ("body", "body_base64", "json", "form")
_RESPONSE_BODIES: Final = ("body", "body_base64", "json")
_HEADERS: Final = 'write them as {"Name": "value"} or [["Name", "value"]]'


def read_line(line: bytes, reading: Reading, entry: int, number: int) -> Iterator[Entry]:
    """Read one line that is not blank.

    Arguments:
        line: the line, with or without its line break.
        reading: how to read it.
        entry: the index of the entry, from 0.
        number: the number of the line, from 1.
    """
    origin = reading.origin(entry, number)
    line = line.removeprefix(codecs.BOM_UTF8)
    try:
        item = decoded_object(line, "line")
        origin = _named(origin, item.get("id"))
        yield from _LineReader(item, line, origin, strict_json=reading.strict_json).entries(reading)
    except NoExchange as error:
        yield problem(unreadable_entry, str(error), origin)


def _named(origin: Origin, name: object) -> Origin:
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    text = without_surrogates(name) if isinstance(name, str) else None
    return Origin(origin.file, origin.entry, origin.line, text)


class _LineReader(EntryReader):
    """One line while we turn it into an exchange."""

    def __init__(self, item: dict[str, Any], line: bytes, origin: Origin, *, strict_json: bool) -> None:
        super().__init__(origin)
        self._item = item
        self._line = line
        self._strict_json = strict_json

    def entries(self, reading: Reading) -> Iterator[Entry]:
        sent, got = self._message("request"), self._message("response")
        if sent is None and got is None:
            raise NoExchange("the object has neither a request nor a response")
        direction = self._direction()
        is_elsewhere = False
        if sent and reading.keep is not None and direction != "inbound" and not reading.keep(self._text(sent, "url")):
            # SalesIQ may have sent it, unless the line says otherwise.
            if direction is not None or sent.get("method") != "POST":
                yield SKIPPED
                return
            is_elsewhere = True
        request = None if sent is None else self._request(sent)
        if is_elsewhere:
            if request is None or not is_inbound(request):
                yield SKIPPED
                return
            direction = "inbound"
        response = None if got is None else self._response(got)
        time = self._item.get("time")
        time = without_surrogates(time) if isinstance(time, str) else None
        seconds = self._seconds()
        yield Exchange(request, response, self.origin, time, direction=direction or "outbound", seconds=seconds)
        yield from self.findings

    def _direction(self) -> Direction | None:
        """Return the direction that the line names, or None if it names none."""
        named = self._item.get("direction")
        if named is None:
            return None
        for direction in get_args(Direction):
            if named == direction:
                return direction  # type: ignore[no-any-return] # one of its own words
        raise NoExchange("the direction of an exchange is outbound or inbound")

    def _seconds(self) -> float | None:
        """Return how long the answer took; anything but a number counts as unknown."""
        seconds = self._item.get("seconds")
        return seconds if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None

    def _message(self, side: str) -> dict[str, Any] | None:
        message = self._item.get(side)
        if message is not None and not isinstance(message, dict):
            raise NoExchange(f"its {side} is {kind_of(message)} instead of an object")
        return message

    def _text(self, message: dict[str, Any], key: str) -> str:
        text = message.get(key)
        if not isinstance(text, str):
            what = "lacks" if key not in message else f"has {kind_of(text)} as"
            raise NoExchange(f"its request {what} {key}")
        return without_surrogates(text)

    def _request(self, message: dict[str, Any]) -> Request:
        headers, dropped = self._headers(message, "request")
        body = self._body_of(message, "request", _REQUEST_BODIES)
        method, url = self._text(message, "method"), self._text(message, "url")
        return Request(method, url, headers, body, unrecorded_headers=dropped)

    def _response(self, message: dict[str, Any]) -> Response:
        status = message.get("status")
        if isinstance(status, float) and status.is_integer():
            status = int(status)
        if status is not None and type(status) is not int:
            raise NoExchange(f"its response has {kind_of(status)} as status")
        headers, dropped = self._headers(message, "response")
        body = self._body_of(message, "response", _RESPONSE_BODIES)
        return Response(status, headers, body, unrecorded_headers=dropped)

    def _headers(self, message: dict[str, Any], side: str) -> tuple[Headers, frozenset[str]]:
        if "headers" not in message:
            return (), ALL_HEADERS
        given = message["headers"]
        return ((), NO_HEADERS) if given is None else self.headers(given, side, numbers=False, hint=_HEADERS)

    def _body_of(self, message: dict[str, Any], side: str, keys: tuple[str, ...]) -> Body:
        present = [key for key in keys if key in message]
        if not present:
            return UNRECORDED
        if len(present) > 1:
            names = " and ".join(present)
            self.tell(two_bodies, f"the {side} has {len(present)} bodies: {names}; none of them is checked")
            return UNRECORDED
        key, value = present[0], message[present[0]]
        if value is None or value == "":
            return None
        return self.body(f"the {side}'s {key}", self._one_body, side, key, value)

    def _one_body(self, side: str, key: str, value: Any) -> Body:
        if key == "json":
            return self._source(side) if self._strict_json else Document(value)
        if key == "form":
            fields, is_whole = pairs_of(value, numbers=False)
            if not is_whole:
                raise UnreadableBody("not all of its fields are pairs of a name and a text")
            return Form(fields)
        if not isinstance(value, str):
            raise UnreadableBody(f"it is {kind_of(value)} instead of a text")
        return body_of_text(value) if key == "body" else body_of_base64(value)

    def _source(self, side: str) -> bytes:
        """Return the text of a `json` body exactly as the line has it."""
        text = JsonMembers.of(self._line, skip_blanks(self._line, 0)).member(side.encode()).get(b"json")
        if text is None:  # pragma: no cover - only names with needless escapes come here
            return json.dumps(self._item[side]["json"]).encode()
        return text
