"""YAML items, composed from parser events under limits: no loader, no tags that build objects, no whole file in memory.

To load untrusted YAML would be the most dangerous thing that this package does: tags can run code, 200 kB of brackets
crash the C loader, and 300 bytes of aliases expand to billions of values. So we load nothing. We count libyaml's
*events*, which do none of that, and compose the values from them. We read only the tags that mean bytes or simple
containers.
"""

from __future__ import annotations

import binascii
import re
from collections import deque
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from salesiq_validate.exceptions import MissingExtra
from salesiq_validate.recordings.stream.compression import BlockFile, ReadingStopped

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from salesiq_validate.limits import Limits

_YAML: Final = "tag:yaml.org,2002:"
#: Ruby's tag has only one exclamation mark, so it is a different tag.
_BINARY: Final = frozenset({_YAML + "binary", _YAML + "python/bytes", "!binary"})
_TEXTS: Final = frozenset({_YAML + "str", _YAML + "python/str", _YAML + "python/unicode", "!str"})
#: Structs of Ruby's VCR before version 2.
_STRUCTS: Final = "!ruby/struct:VCR::"
#: Tags of containers that VCR.py has written over the years. We build no object from the tag.
_HARMLESS: Final = frozenset(
    _YAML + name
    for name in (
        "map",
        "seq",
        "omap",
        "set",
        "python/dict",
        "python/list",
        "python/tuple",
        "python/object:vcr.request.Request",
        "python/object/apply:__builtin__.frozenset",
        "python/object/apply:builtins.frozenset",
        "python/object/new:_io.BytesIO",
        "python/object/apply:builtins.iter",
    )
)
#: Integers as Python writes them in YAML; other forms of integers in YAML 1.1 stay text.
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT: Final = re.compile(r"[-+]?[0-9]{1,300}\.[0-9]{0,300}(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "on", "On"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "off", "Off"), False),
}


#: If an element is more than this many times deeper than the limit, we do not read the rest. libyaml looks at every
#: open bracket for every token, so the time grows with the square of the depth.
_SKIPPED_DEPTH: Final = 16
#: libyaml's error at 1,000 levels, from 0.2.6 on (PyYAML 6.0.4).
_PARSERS_LIMIT: Final = "exceeded maximum nesting depth"


#: How many elements of one file may break its text; after the last of them we stop reading.
_MOST_BREAKS: Final = 100
#: We put this before the elements that follow a broken one. We look for its key in every cassette.
_BEGINNING: Final = b"interactions:\n"
_LONGEST_LINE: Final = 1 << 20
#: Characters of one byte that YAML allows nowhere.
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\r"))
_WITHOUT_CONTROLS: Final = bytes.maketrans(_CONTROLS, b"?" * len(_CONTROLS))


@frozen
class TaggedValue:
    """A value with a tag that we do not read, such as `!!python/name:os.system`; we do not keep the value itself."""


@frozen
class DeepYaml:
    """A value that is nested deeper than the limit; we do not keep the value itself."""


@frozen(repr=False)
class YamlItem:
    """One element of the wanted sequence."""

    value: Any
    line: int


@frozen
class YamlBroken:
    """From some line on, the text is not YAML."""

    line: int
    #: Whether the text is YAML again from a later element on.
    goes_on: bool = False


@define(repr=False)
class _Open:
    """A collection whose end we have not reached."""

    value: Any
    anchor: str | None
    #: In a mapping: the key that waits for its value.
    key: Any = None
    has_key: bool = False
    #: How many values this is with all aliases expanded.
    size: int = 1
    #: False for a collection with a tag that we do not read.
    is_plain: bool = True
    anchors_inside: list[str] = field(factory=list)


def items(blocks: Iterator[bytes], keys: frozenset[str], limits: Limits) -> Iterator[YamlItem | YamlBroken]:
    """Yield the elements of the root sequence, or of the sequences under certain keys of the root mapping.

    Raises:
        ReadingStopped: the text exceeds a limit; every element before has been yielded.
        MissingExtra: PyYAML is not installed.
        UnreadableRecording: the blocks raised it.
    """
    try:
        import yaml
    except ImportError:
        raise MissingExtra("reading VCR cassettes in YAML", "PyYAML", "yaml") from None
    composer = _Composer(yaml.events, keys, limits)
    for _ in range(_MOST_BREAKS):
        file = _Watched(blocks, limits.max_line_bytes)
        broken = yield from _parsed(yaml, file, composer)
        if broken is None:
            return
        # A quote without an end breaks the text only at its end, so the element that is still open is the broken one.
        left = composer.item_line if composer.is_in_item else broken
        rest = file.after(left - composer.lines_before, composer.dash)
        yield YamlBroken(broken, goes_on=rest is not None)
        if rest is None:
            return
        lines, text = rest
        composer.begin_again(left + lines)
        blocks = chain([_BEGINNING + text], blocks)


def _parsed(yaml: Any, file: _Watched, composer: _Composer) -> Generator[YamlItem | YamlBroken, None, int | None]:
    """Yield the items of a text; return the line from which on it is not YAML, or None if all of it is YAML."""
    # We use only the parsers, which make events and never build anything. libyaml's is ten times faster.
    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(file)
    try:
        while parser.check_event():
            item = composer.take(parser.get_event())
            if item is not None:
                begin, end = item.line - composer.lines_before, composer.line - composer.lines_before
                yield YamlBroken(item.line, goes_on=True) if file.is_mended(begin, end) else item
                file.ended(end)
    except yaml.MarkedYAMLError as error:
        if error.problem == _PARSERS_LIMIT:
            raise composer.far_too_deep() from None
        mark = error.problem_mark or error.context_mark
        return composer.line if mark is None else mark.line + 1 + composer.lines_before
    except (yaml.YAMLError, UnicodeDecodeError):
        return composer.line
    finally:
        parser.dispose()
    return None


class _Watched(BlockFile):
    """Counts the bytes of one element, because the parser holds them all; keeps them, to go on after a broken element.

    A parser stops at the first control character, so we replace them and remember which element had one.
    """

    def __init__(self, blocks: Iterator[bytes], most: int) -> None:
        super().__init__(blocks)
        self._most = most
        #: Bytes since the last element ended.
        self._since = 0
        #: Roughly the text since then, and the number of its first line.
        self._kept: deque[tuple[int, bytes]] = deque()
        self._line = 1
        #: Lines that had a control character.
        self._mended: deque[int] = deque()

    def read(self, size: int = -1) -> bytes:
        block = super().read(size)
        self._since += len(block)
        if self._since > self._most:
            raise ReadingStopped(f"one entry of the YAML is longer than {self._most} bytes (limit max_line_bytes)")
        if len(block.translate(None, _CONTROLS)) != len(block):
            for at, line in enumerate(block.split(b"\n"), self._line):
                if len(line.translate(None, _CONTROLS)) != len(line):
                    self._mended.append(at)
            block = block.translate(_WITHOUT_CONTROLS)
        self._kept.append((self._line, block))
        self._line += block.count(b"\n")
        return block

    def is_mended(self, begin: int, end: int) -> bool:
        """Tell whether an element that begins on one line and ends before another had a control character."""
        mended = False
        while self._mended and self._mended[0] < max(end, begin + 1):
            mended = self._mended.popleft() >= begin or mended
        return mended

    def ended(self, line: int) -> None:
        """Drop the text before the line on which an element has ended."""
        self._since = 0
        while len(self._kept) > 1 and self._kept[1][0] < line:
            self._kept.popleft()

    def after(self, line: int, dash: bytes | None) -> tuple[int, bytes] | None:
        """Return the text from the next element that begins after a line, and how many lines are in between.

        Arguments:
            line: the line at which the text breaks.
            dash: the beginning of a line that begins an element; None if elements do not begin on separate lines.
        """
        if dash is None or not self._kept:
            return None
        number, text = self._kept[0][0], b"".join(block for _, block in self._kept) + self._rest
        while True:
            *whole, text = text.split(b"\n")
            for at, each in enumerate(whole):
                if number > line and each.startswith(dash):
                    return number - line, b"\n".join([*whole[at:], text])
                number += 1
            more = next(self._blocks, b"")
            if not more:
                return (number - line, text) if number > line and text.startswith(dash) else None
            # An endless line would be copied with every block.
            text = (text if len(text) < _LONGEST_LINE else b"#") + more


class _Composer:
    """Composes values from events."""

    def __init__(self, events: Any, keys: frozenset[str], limits: Limits) -> None:
        self._events = events
        self._keys = keys
        self._limits = limits
        self._open: list[_Open] = []
        #: Finished values by anchor, with the number of values in each.
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._seen = 0
        self._aliases = 0
        #: The first line of the latest element.
        self.item_line = 0
        #: Whether the open element is nested too deeply and will be dropped.
        self._is_too_deep = False
        #: The line of the last event.
        self.line = 1
        #: The number of lines before the current text; after a broken element, a new text begins.
        self.lines_before = 0
        #: The beginning of a line that begins an element.
        self.dash: bytes | None = None

    def begin_again(self, line: int) -> None:
        """Forget the open collections; the next text is one line of ours, followed by the elements from a line on."""
        self._open.clear()
        self._is_too_deep = False
        self.lines_before = line - 2

    def take(self, event: Any) -> YamlItem | None:
        """Take one event; return an element if the event ends one."""
        events = self._events
        self._seen += 1
        if self._seen > self._limits.max_events:
            raise ReadingStopped(f"the YAML has more than {self._limits.max_events} events (limit max_events)")
        self.line = event.start_mark.line + 1 + self.lines_before
        if isinstance(event, events.ScalarEvent):
            return self._put(_scalar(event), 1, event.anchor)
        if isinstance(event, (events.MappingStartEvent, events.SequenceStartEvent)):
            self._start(event, {} if isinstance(event, events.MappingStartEvent) else [])
        elif isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            done = self._open.pop()
            value = done.value if done.is_plain else TaggedValue()
            if self._is_too_deep and (len(self._open) <= 1 or self._at_items()):
                value, self._is_too_deep = DeepYaml(), False
            return self._put(value, done.size, done.anchor)
        elif isinstance(event, events.AliasEvent):
            return self._alias(event.anchor)
        elif isinstance(event, events.DocumentStartEvent) and not self.lines_before:
            self._anchors.clear()
        return None

    def _start(self, event: Any, value: Any) -> None:
        if len(self._open) >= self._limits.max_depth:
            if len(self._open) >= _SKIPPED_DEPTH * self._limits.max_depth:
                raise self.far_too_deep()
            self._is_too_deep = True
        if self._at_items():
            self.item_line = self.line
        elif isinstance(value, list) and self._is_looked_for() and not event.flow_style:
            self.dash = b" " * event.start_mark.column + b"- "
        is_plain = event.implicit or event.tag is None or event.tag in _HARMLESS or event.tag.startswith(_STRUCTS)
        self._open.append(_Open(value, event.anchor, is_plain=is_plain))

    def far_too_deep(self) -> ReadingStopped:
        """Return the error that ends the reading at a depth that would take too long to skip."""
        return ReadingStopped(f"the YAML is nested far too deeply (limit max_depth, {self._limits.max_depth} levels)")

    def _alias(self, anchor: str) -> YamlItem | None:
        self._aliases += 1
        if self._aliases > self._limits.max_aliases:
            raise ReadingStopped(f"the YAML has more than {self._limits.max_aliases} aliases (limit max_aliases)")
        if anchor not in self._anchors:
            raise ReadingStopped("the YAML has a reference to nothing, or to a value that contains it")
        value, size = self._anchors[anchor]
        return self._put(value, size, None)

    def _put(self, value: Any, size: int, anchor: str | None) -> YamlItem | None:
        """Place a finished value into the collection around it."""
        if anchor is not None:
            self._anchors[anchor] = (DeepYaml(), 1) if self._is_too_deep else (value, size)
        if not self._open:
            return None
        is_item = self._at_items()
        around = self._open[-1]
        around.size += size
        if around.size > self._limits.max_events:
            raise ReadingStopped(f"the YAML's aliases expand to more than {self._limits.max_events} values")
        if is_item:
            around.size = 1
            begins = isinstance(value, (dict, list, DeepYaml))
            return YamlItem(value, self.item_line if begins else self.line)
        if isinstance(around.value, list):
            around.value.append(value)
        elif around.has_key:
            around.value[around.key] = value
            around.has_key = False
        else:
            around.key = value if isinstance(value, (str, int, float, bool, bytes)) else str(type(value))
            around.has_key = True
        return None

    @property
    def is_in_item(self) -> bool:
        """Whether the composer is inside an element."""
        opened = self._open
        depth = 1 if opened and isinstance(opened[0].value, list) else 2
        return len(opened) > depth and isinstance(opened[depth - 1].value, list)

    def _is_looked_for(self) -> bool:
        """Tell whether the elements of a sequence that begins now are wanted."""
        opened = self._open
        return not opened or (len(opened) == 1 and opened[0].has_key and opened[0].key in self._keys)

    def _at_items(self) -> bool:
        """Tell whether the next value is an element of a wanted sequence."""
        opened = self._open
        if not opened or not isinstance(opened[-1].value, list):
            return False
        if len(opened) == 1:
            return True
        return len(opened) == 2 and opened[0].has_key and opened[0].key in self._keys


def _scalar(event: Any) -> Any:
    """Return the value of a scalar; times stay texts."""
    text: str = event.value
    tag = event.tag
    if tag is None:
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text
    if tag in _BINARY:
        try:
            return binascii.a2b_base64("".join(text.split()).encode("ascii"), strict_mode=True)
        except ValueError:
            return TaggedValue()
    if tag in _TEXTS:
        return text
    if tag == _YAML + "null":
        return None
    return text if tag.startswith(_YAML) and "python" not in tag else TaggedValue()
