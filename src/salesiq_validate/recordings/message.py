"""Messages as recorders write them: reads headers, bodies and statuses in all spellings, the same for every format."""

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

#: The recorder may have dropped any header.
ALL_HEADERS: Final = frozenset({"*"})
NO_HEADERS: Final[frozenset[str]] = frozenset()

_KINDS: Final = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "an array"}
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_STATUS: Final = re.compile(r"\s*(?:HTTP/[0-9.]+\s+)?([0-9]{3})(?:\.0)?(?:\s.*)?", re.DOTALL)
#: The longest believable time for an answer, in milliseconds: a day.
_LONGEST: Final = 86_400_000
_PACKED: Final = {"gzip": (b"\x1f\x8b",), "x-gzip": (b"\x1f\x8b",), "zstd": (b"\x28\xb5\x2f\xfd",)}


class UnreadableBody(Exception):
    """A recorded body is not encoded as the recording says; the argument gives the reason, without a value."""


class UnknownBody(UnreadableBody):
    """A recorded body has an unknown encoding, so it counts as not recorded."""


class NoExchange(Exception):
    """An entry is not an exchange; the argument gives the reason, without a value."""


class EntryReader:
    """One entry while we read it, with its findings."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.findings: list[Finding] = []

    def tell(
        self, rule: ModuleType, message: str, *, hint: str | None = None, severity: Severity | None = None
    ) -> None:
        """Add a finding on the entry."""
        self.findings.append(problem(rule, message, self.origin, hint=hint, severity=severity))

    def headers(
        self, given: object, side: str, *, numbers: bool = True, hint: str | None = None
    ) -> tuple[Headers, frozenset[str]]:
        """Return the headers, and those that may be missing: all if some are unreadable or none were recorded."""
        if given is None:
            return (), ALL_HEADERS
        pairs, is_whole = pairs_of(given, numbers=numbers)
        if is_whole:
            return pairs, NO_HEADERS
        message = f"some headers of the {side} are not pairs of a name and a text; the others are checked"
        self.tell(unreadable_headers, message, hint=hint)
        return pairs, ALL_HEADERS

    def body(self, what: str, read: Callable[..., Body], *given: Any) -> Body:
        """Return a body; one that cannot be read counts as not recorded.

        Arguments:
            what: the name of the body: "the request's body".
            read: makes the body from the given value, and may raise `UnreadableBody`.
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
    """Read an array of entries; an element that is not an entry gives a finding, and reading goes on.

    Arguments:
        steps: the steps of the array's reader.
        what: the name for an element.
        entries: yields the entries of one object, or raises `NoExchange`.
        reading: how to read them.
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

    Bytes that are not UTF-8 become half surrogate pairs, so that one bad byte spoils one string and not the entry.

    Arguments:
        text: the text of this entry only.
        what: the name for it: "line".

    Raises:
        NoExchange: the text is not JSON, or too deep or large to decode.
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
    """Return the object in the text of an entry. The arguments are those of `decoded_json`.

    Raises:
        NoExchange: the text holds something else, or cannot be decoded.
    """
    item = decoded_json(text, what)
    if not isinstance(item, dict):
        raise NoExchange(f"the {what} holds {kind_of(item)} instead of an object")
    return item


def kind_of(value: object) -> str:
    """Return the kind of a value in JSON's words."""
    return _KINDS.get(type(value), "null" if value is None else "an object")


def pairs_of(given: object, *, numbers: bool = True) -> tuple[Headers, bool]:
    """Return headers or form fields as pairs of texts, and whether all of them are pairs of texts.

    Arguments:
        given: an object, whose values may be lists; or a list of pairs, of lines, or of objects with `name` or `key`
        and `value`.
        numbers: accept numbers as texts.
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
    """Return a status, None for none; 200, 200.0, "200", "200 OK", "HTTP/1.1 200 OK" and {"code": 200} are the same."""
    if isinstance(given, dict):
        given = given.get("code", given.get("status_code"))
    if isinstance(given, (str, float)):
        found = _STATUS.fullmatch(str(given))
        given = None if found is None else int(found[1])
    return given if type(given) is int and given > 0 else None


def seconds_of(milliseconds: object) -> float | None:
    """Return how long an answer took; None for 0 or less, which recorders write when they do not know."""
    if not isinstance(milliseconds, (int, float)) or isinstance(milliseconds, bool):
        return None
    return milliseconds / 1_000 if 0 < milliseconds < _LONGEST else None


def body_of_text(text: str) -> bytes | None:
    """Return the bytes of a text; the empty text means that no body was sent.

    Raises:
        UnreadableBody: the text has lone surrogates, which UTF-8 cannot express.
    """
    try:
        return text.encode() or None
    except UnicodeEncodeError:
        raise UnreadableBody("its text contains half of a surrogate pair, which UTF-8 cannot encode") from None


def body_of_base64(text: str) -> bytes | None:
    """Return the bytes of a base64 text; line breaks and missing padding are allowed.

    Raises:
        UnreadableBody: the text is not base64.
    """
    packed = _BLANKS.sub("", text).rstrip("=")
    try:
        return binascii.a2b_base64(packed + "=" * (-len(packed) % 4), strict_mode=True) or None
    except ValueError:
        raise UnreadableBody("it is marked as base64, but it is not base64") from None


def body_of_hex(text: str) -> bytes | None:
    """Return the bytes of hexadecimal digits.

    Raises:
        UnreadableBody: the text has other characters, or half a byte.
    """
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        raise UnreadableBody("it is marked as hexadecimal, but it is not") from None


def without_surrogates(text: str) -> str:
    """Return a text without lone surrogates, because no later step could encode them."""
    return _SURROGATES.sub("\ufffd", text)


def without_stale_encoding(headers: Headers, body: object) -> Headers:
    """Remove the Content-Encoding of a body that the recorder has already decompressed.

    Browsers, proxies and old cassettes keep the header with the decoded text. If we kept it as well, every such body
    would look like broken gzip.
    """
    for name, value in headers:
        # Compare lengths first, because this runs for every header of every response.
        if len(name) == 16 and name.lower() == "content-encoding" and isinstance(body, bytes):
            coding = value.strip().lower()
            magics = _PACKED.get(coding)
            # br and deflate have no magic number, but compressed data never begins like JSON, markup or a form.
            packed = body.startswith(magics) if magics else body.lstrip()[:1] not in (b"{", b"[", b"<", b'"')
            if coding != "identity" and not packed:
                return tuple(pair for pair in headers if pair[0].lower() != "content-encoding")
    return headers
