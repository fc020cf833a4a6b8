"""The elements of a large JSON array, one by one, without the whole text in memory.

A HAR and a JSON cassette are one object around one long array. The fast way cuts the text where an element *seems*
to begin and lets msgspec prove it: if `[` + text + `]` is a list, the cut was between two elements, whatever their
strings contain. If that fails (broken text, an unusual layout, no msgspec), we search for the elements bracket by
bracket. After a broken element, reading goes on at the next place where an element seems to begin.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from attrs import define

from salesiq_validate.recordings.stream.json_span import (
    MalformedJson,
    NestedTooDeep,
    UnfinishedJson,
    array_begin,
    require,
    skip_blanks,
    value_end,
)
from salesiq_validate.recordings.stream.json_window import LOOK_BACK, Separator, Window, layout_of
from salesiq_validate.rules.reading import broken_recording, entry_too_large, unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import ModuleType

    from salesiq_validate.limits import Limits

#: Splits the text of an array into the texts of its elements; None if msgspec is not installed.
_split: Callable[[bytes], list[Any]] | None
try:
    import msgspec
except ImportError:  # pragma: no cover - PyPy has no msgspec
    _split = None
else:
    _split = msgspec.json.Decoder(list[msgspec.Raw]).decode

_BETWEEN: Final = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")
#: If no element seems to begin in a text of this length, we search it bracket by bracket.
_LONE: Final = 1 << 20
#: How much we read in search of an element's end even though another element seems to begin.
_PATIENCE: Final = 16 << 20


@define(eq=False, repr=False)
class Element:
    """One element; not frozen, because we make thousands of them a second and freezing doubles their cost."""

    #: The line on which it begins, from 1.
    line: int
    #: The value from the caller's decoder; None if there is no decoder or it failed.
    value: Any
    #: bytes, something that `bytes` converts (msgspec.Raw), or the text of the array around it.
    _text: Any
    #: The element's index in that array; -1 if `_text` is the element's own text.
    _index: int = -1

    @property
    def text(self) -> bytes:
        """The text of the element in the recording."""
        if self._index < 0:
            return bytes(self._text)
        assert _split is not None
        return bytes(_split(self._text)[self._index])


class BrokenElement(NamedTuple):
    """From one element on, the text is not JSON; it is JSON again from the next element that we can find."""

    line: int
    #: No element follows: the text ends there.
    at_end: bool


class LongElement(NamedTuple):
    """An element over the limit; we did not load it."""

    line: int


class DeepElement(NamedTuple):
    """An element that is nested too deeply to be decoded."""

    line: int


UnreadElement: TypeAlias = BrokenElement | LongElement | DeepElement


def unread(step: UnreadElement, what: str, limits: Limits) -> tuple[ModuleType, str]:
    """Return the rule and the words for an element that was not read.

    Arguments:
        step: the step that took the element's place.
        what: the name for an element: "entry".
        limits: the limits of the reading.
    """
    if isinstance(step, LongElement):
        longest = limits.max_line_bytes
        return entry_too_large, f"the {what} is longer than {longest} bytes (limit max_line_bytes), so it was not read"
    if isinstance(step, DeepElement):
        return unreadable_entry, f"the {what} is nested too deeply"
    rest = "nothing after it can be read" if step.at_end else f"reading goes on at the next {what}"
    return broken_recording, f"the text is damaged or ends in the {what} that begins on this line; {rest}"


class ArrayReader:
    """Reads the array at a path of member names, such as `log` and `entries`."""

    def __init__(
        self,
        blocks: Iterator[bytes],
        path: tuple[frozenset[bytes], ...],
        *,
        longest: int,
        decode: Callable[[bytes], list[Any]] | None = None,
    ) -> None:
        """Store a text.

        Arguments:
            blocks: the blocks of the text.
            path: for each object on the way to the array, the member names that may lead on; empty if the text itself
            is an array.
            longest: the most bytes of one element; the reader skips longer ones.
            decode: decodes the text of an array of elements to their values; raises ValueError if it cannot.
        """
        self._window = Window(blocks)
        self._path = path
        self._longest = longest
        self._decode = decode
        self._separator = Separator(b"", None)
        #: Whether we have seen an element without an end.
        self._is_broken = False
        #: Short members before the array in its object, as text; they tell which program wrote the file.
        self.beside: dict[bytes, bytes] = {}

    def __iter__(self) -> Iterator[Element | UnreadElement]:
        """Yield the elements.

        Raises:
            UnreadableRecording: the blocks raised it; every element before has been yielded.
        """
        window = self._window
        while True:
            try:
                begin, self.beside = array_begin(window.text, self._path)
                at, self._separator = layout_of(window.text, begin)
            except (UnfinishedJson, MalformedJson) as error:
                if isinstance(error, UnfinishedJson) and len(window.text) <= self._longest and window.more():
                    continue
                window.raise_failure()
                yield BrokenElement(
                    window.line_at(error.at if isinstance(error, MalformedJson) else len(window.text)), at_end=True
                )
                return
            break
        window.at = at
        yield from self._elements()
        window.raise_failure()

    def _elements(self) -> Iterator[Element | UnreadElement]:
        window = self._window
        ended = False
        while _split is not None and self._separator.exists and not ended:
            cut = self._separator.last(window.text, window.at)
            if cut < 0:
                if window.left > _LONE:
                    ended = yield from self._carefully(until=len(window.text))
                elif not window.more():
                    break
                continue
            array = b"".join((b"[", memoryview(window.text)[window.at : cut], b"]"))
            if (decoded := self._decoded(array, cut)) is not None:
                yield from decoded
            else:
                try:
                    raws = _split(array)
                except (ValueError, RecursionError):
                    ended = yield from self._carefully(until=cut)
                    continue
                yield from self._placed(raws)
            window.at = cut + 1
            window.more()
        if not ended:
            yield from self._carefully(until=None)

    def _decoded(self, array: bytes, cut: int) -> Iterator[Element] | None:
        """Return the elements up to an offset from the caller's decoder; None if it or the line count fails."""
        if self._decode is None or len(array) > self._longest:
            return None
        try:
            values = self._decode(array)
        except (ValueError, RecursionError):
            return None
        lines = self._lines(cut, len(values))
        if lines is None:
            return None
        return (
            Element(line, value, array, index) for index, (line, value) in enumerate(zip(lines, values, strict=True))
        )

    def _lines(self, cut: int, count: int) -> list[int] | None:
        """Return the lines of this many elements up to an offset; None if the layout is not what it seems."""
        window = self._window
        text = window.text
        begin = skip_blanks(text, window.at)
        first = window.line_at(begin)
        if text.find(b"\n", begin, cut) < 0:
            return [first] * count
        between = self._separator.seen
        if between is None:
            return None
        if between.count(b"\n") == 1 and self._is_one_a_line(between, begin, cut, count):
            return list(range(first, first + count))
        lines = [first]
        to_brace = between.index(b"{")
        at = begin
        while (at := text.find(between, at, cut)) >= 0:
            at += to_brace
            lines.append(window.line_at(at))
        return lines if len(lines) == count else None

    def _is_one_a_line(self, between: bytes, begin: int, cut: int, count: int) -> bool:
        """Tell, without a full search, whether the only line feeds in a span are those between its elements."""
        text = self._window.text
        to_feed = between.index(b"\n")
        at, seen = begin, 1
        while seen <= count and (at := text.find(b"\n", at, cut) + 1):
            if not text.startswith(between, at - 1 - to_feed):
                return False
            seen += 1
        return seen == count

    def _placed(self, raws: list[Any]) -> Iterator[Element | LongElement]:
        """Compute the elements' lines from their sizes."""
        window = self._window
        at = skip_blanks(window.text, window.at)
        for raw in raws:
            size = len(memoryview(raw))
            line = window.line_at(at)
            yield Element(line, None, raw) if size <= self._longest else LongElement(line)
            found = _BETWEEN.match(window.text, at + size)
            at = at + size if found is None else found.end()

    def _carefully(self, *, until: int | None) -> Generator[Element | UnreadElement, None, bool]:
        """Search bracket by bracket; yield the elements that begin before an offset; return whether the array ended."""
        window, separator = self._window, self._separator
        text, ahead = b"", -1
        while until is None or window.at < until:
            if text is not window.text or 0 <= ahead < window.at:
                text = window.text
                ahead = separator.first(text, window.at)
            begin = end = after = skip_blanks(text, window.at)
            complaint: Exception | None = None
            try:
                if text[begin : begin + 1] == b"]":
                    window.at = begin + 1
                    return True
                # An element that runs into the beginning of the next has lost its end. To look further would take
                # longer with every such element.
                end = value_end(text, begin, ahead if ahead >= 0 and (separator.certain or self._is_broken) else None)
                after = skip_blanks(text, end)
                require(text, after, b",]")
            except (UnfinishedJson, MalformedJson) as error:
                complaint = error
            line = window.line_at(begin)
            if complaint is None and (not begin <= ahead < end or _is_json(text[begin:end])):
                yield Element(line, None, text[begin:end]) if end - begin <= self._longest else LongElement(line)
                window.at = after + (text[after : after + 1] == b",")
            elif ahead >= 0 and (complaint is None or self._trusts_separators()):
                self._is_broken = True
                yield DeepElement(line) if isinstance(complaint, NestedTooDeep) else BrokenElement(line, at_end=False)
                window.at = ahead + 1
            else:
                window.at = begin
                goes_on = yield from self._unread(line, complaint, is_last=ahead < 0)
                # After further reading, the offsets are different.
                if not goes_on or until is not None:
                    return not goes_on
        return False

    def _unread(self, line: int, complaint: Exception | None, *, is_last: bool) -> Generator[UnreadElement, None, bool]:
        """Skip an element that does not end in the window, or read more of it; return whether anything follows."""
        window = self._window
        if isinstance(complaint, MalformedJson):
            self._is_broken = True
            found = self._pass_over()
            yield DeepElement(line) if isinstance(complaint, NestedTooDeep) else BrokenElement(line, at_end=not found)
            return found
        if window.left > self._longest:
            yield LongElement(line)
            return self._pass_over()
        if not window.more() and is_last:
            yield BrokenElement(line, at_end=True)
            return False
        return True

    def _trusts_separators(self) -> bool:
        """Tell whether an element without an end counts as ended where another seems to begin."""
        window = self._window
        is_far = window.ended or window.left >= min(self._longest, _PATIENCE)
        return self._separator.certain or self._is_broken or is_far

    def _pass_over(self) -> bool:
        """Drop everything up to the next element; return False if there is none."""
        window = self._window
        while (comma := self._separator.first(window.text, window.at)) < 0:
            window.at = max(window.at, len(window.text) - LOOK_BACK)
            if not window.more():
                return False
        window.at = comma + 1
        return True


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
