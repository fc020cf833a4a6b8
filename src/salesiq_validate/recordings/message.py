"""Messages as recorders write them: headers, bodies and statuses in all their spellings, read alike for every form."""

from __future__ import annotations

import binascii
import json
import re
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Severity
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.stream.json_array import Element, unread
from salesiq_validate.rules.reading import unreadable_body, unreadable_entry, unreadable_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from salesiq_validate.exchange import Body, Headers, Origin
    from salesiq_validate.finding import Finding
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading
    from salesiq_validate.recordings.stream.json_array import UnreadElement

#: Any header may have been dropped.
ALL_HEADERS: Final = frozenset({"*"})
NO_HEADERS: Final[frozenset[str]] = frozenset()

_KINDS: Final = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "an array"}
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_STATUS: Final = re.compile(r"\s*(?:HTTP/[0-9.]+\s+)?([0-9]{3})(?:\.0)?(?:\s.*)?", re.DOTALL)
#: Milliseconds that somebody may have waited for an answer: a day.
_LONGEST: Final = 86_400_000
_PACKED: Final = {"gzip": (b"\x1f\x8b",), "x-gzip": (b"\x1f\x8b",), "zstd": (b"\x28\xb5\x2f\xfd",)}


class UnreadableBody(Exception):
    """A recorded body cannot be decoded as it says; the argument gives the reason, without a value."""


class UnknownBody(UnreadableBody):
    """A recorded body has an unknown encoding, so it counts as not recorded."""


class NoExchange(Exception):
    """An entry is not an exchange; the argument gives the reason, without a value."""


class EntryReader:
    """One entry while it is read, with its findings."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.findings: list[Finding] = []

    def tell(
        self, rule: ModuleType, message: str, *, hint: str | None = None, severity: Severity | None = None
    ) -> None:
        """Make a finding on the entry."""
        self.findings.append(problem(rule, message, self.origin, hint=hint, severity=severity))

    def headers(
        self, given: object, side: str, *, numbers: bool = True, hint: str | None = None
    ) -> tuple[Headers, frozenset[str]]:
        """Return headers and those that may have been dropped: all where some cannot be read, or none were kept."""
        if given is None:
            return (), ALL_HEADERS
        pairs, is_whole = pairs_of(given, numbers=numbers)
        if is_whole:
            return pairs, NO_HEADERS
        message = f"some headers of the {side} are not pairs of a name and a text; the others are checked"
        self.tell(unreadable_headers, message, hint=hint)
        return pairs, ALL_HEADERS

    def body(self, what: str, read: Callable[..., Body], *given: Any) -> Body:
        """Return a body, not recorded where it cannot be read.

        Arguments:
            what: names the body: "the request's body".
            read: makes it of what is given, and raises `UnreadableBody`.
        """
        try:
            return read(*given)
        except UnreadableBody as error:
            severity = Severity.WARNING if isinstance(error, UnknownBody) else None
            self.tell(unreadable_body, f"{what} cannot be read: {error}; it is not checked", severity=severity)
            return UNRECORDED


def read_objects(
    steps: Iterable[Element | UnreadElement],
    what: str,
    entries: Callable[[Origin, dict[str, Any]], Iterator[Entry]],
    reading: Reading,
) -> Iterator[Entry]:
    """Read an array of entries; an element that is not an entry is a finding, and the rest is read.

    Arguments:
        steps: of the array's reader.
        what: an element is called.
        entries: yields what one object holds, or raises `NoExchange`.
        reading: how.
    """
    for entry, step in enumerate(steps):
        origin = reading.origin(entry, step.line)
        if not isinstance(step, Element):
            yield problem(*unread(step, what, reading.limits), origin)
            continue
        try:
            yield from entries(origin, decoded_object(step.text, what))
        except NoExchange as error:
            yield problem(unreadable_entry, str(error), origin)


def decoded_json(text: bytes, what: str) -> Any:
    """Return the document in the text of an entry.

    Bytes that are no UTF-8 become half surrogate pairs, so that one bad byte costs one string and not the entry.

    Arguments:
        text: of the entry alone.
        what: names it: "line".

    Raises:
        NoExchange: it is not JSON, or more than can be decoded.
    """
    try:
        return json.loads(text.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        raise NoExchange(f"the {what} is not JSON from character {error.pos + 1} on") from None
    except ValueError:
        raise NoExchange(f"the {what} holds a number with too many digits") from None
    except RecursionError:
        raise NoExchange(f"the {what} is nested too deeply") from None


def decoded_object(text: bytes, what: str) -> dict[str, Any]:
    """Return the object that the text of an entry holds. Takes the arguments of `decoded_json`.

    Raises:
        NoExchange: it holds something else, or nothing that can be decoded.
    """
    item = decoded_json(text, what)
    if not isinstance(item, dict):
        raise NoExchange(f"the {what} holds {kind_of(item)} instead of an object")
    return item


def kind_of(value: object) -> str:
    """Return the kind of a value in JSON's words."""
    return _KINDS.get(type(value), "null" if value is None else "an object")


def pairs_of(given: object, *, numbers: bool = True) -> tuple[Headers, bool]:
    """Return headers or form fields as pairs of texts, and whether all of them are such.

    Arguments:
        given: an object, whose values may be lists; a list of pairs, of objects with `name` or `key` and `value`, or
            of lines.
        numbers: take them for their texts.
    """
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], list) and _is_list_of_lists(given[0]):
        given = given[0]  # a frozenset of tuples, as VCR.py once wrote it
    if isinstance(given, dict):
        items: list[Any] = [
            (name, value) for name, some in given.items() for value in (some if isinstance(some, list) else [some])
        ]
    elif isinstance(given, list):
        items = given
    else:
        return (), False
    pairs = tuple(pair for item in items if (pair := _pair(item, numbers=numbers)) is not None)
    return pairs, len(pairs) == len(items)


def _is_list_of_lists(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, list) for item in value)


def _pair(item: Any, *, numbers: bool) -> tuple[str, str] | None:
    if isinstance(item, dict):
        item = item.get("name", item.get("key")), item.get("value")
    elif isinstance(item, str):
        name, colon, value = item.strip("\r\n").partition(":")
        item = (name, value.strip()) if colon else ()
    if not isinstance(item, (list, tuple)) or len(item) != 2:
        return None
    pair = _text(item[0], numbers=numbers), _text(item[1], numbers=numbers)
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def _text(value: object, *, numbers: bool) -> str | None:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if numbers and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return without_surrogates(value) if isinstance(value, str) else None


def status_of(given: Any) -> int | None:
    """Return a status: 200, 200.0, "200", "200 OK", "HTTP/1.1 200 OK" and {"code": 200} are one; None for none."""
    if isinstance(given, dict):
        given = given.get("code", given.get("status_code"))
    if isinstance(given, (str, float)):
        found = _STATUS.fullmatch(str(given))
        given = None if found is None else int(found[1])
    return given if type(given) is int and given > 0 else None


def seconds_of(milliseconds: object) -> float | None:
    """Return how long an answer took; None if the recorder wrote 0 or less because it did not know."""
    if not isinstance(milliseconds, (int, float)) or isinstance(milliseconds, bool):
        return None
    return milliseconds / 1_000 if 0 < milliseconds < _LONGEST else None


def body_of_text(text: str) -> bytes | None:
    """Return the bytes of a text; the empty text means that no body was sent.

    Raises:
        UnreadableBody: the text holds lone surrogates, which no bytes in UTF-8 can give.
    """
    try:
        return text.encode() or None
    except UnicodeEncodeError:
        raise UnreadableBody("its text contains half of a surrogate pair, which UTF-8 cannot encode") from None


def body_of_base64(text: str) -> bytes | None:
    """Return the bytes of a base64 text; line breaks and missing padding are allowed.

    Raises:
        UnreadableBody: this is no base64.
    """
    packed = _BLANKS.sub("", text).rstrip("=")
    try:
        return binascii.a2b_base64(packed + "=" * (-len(packed) % 4), strict_mode=True) or None
    except ValueError:
        raise UnreadableBody("it is marked as base64, but it is not base64") from None


def body_of_hex(text: str) -> bytes | None:
    """Return the bytes of hexadecimal digits.

    Raises:
        UnreadableBody: these are no such digits.
    """
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        raise UnreadableBody("it is marked as hexadecimal, but it is not") from None


def without_surrogates(text: str) -> str:
    """Return a text without lone surrogates, which nothing downstream could encode."""
    return _SURROGATES.sub("\ufffd", text)


def without_stale_encoding(headers: Headers, body: object) -> Headers:
    """Remove a Content-Encoding that the recorder has already unpacked.

    Browsers, proxies and old cassettes keep the header with the decoded text; otherwise every such body would be broken
    gzip.
    """
    for name, value in headers:
        # By length first: this runs for every header of every response.
        if len(name) == 16 and name.lower() == "content-encoding" and isinstance(body, bytes):
            coding = value.strip().lower()
            magics = _PACKED.get(coding)
            # br and deflate have no magic number, but no compressed text begins like JSON, markup or a form does.
            packed = body.startswith(magics) if magics else body.lstrip()[:1] not in (b"{", b"[", b"<", b'"')
            if coding != "identity" and not packed:
                return tuple(pair for pair in headers if pair[0].lower() != "content-encoding")
    return headers
