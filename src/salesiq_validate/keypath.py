"""KeyPath: a place inside a JSON document, in the syntax that SalesIQ's error envelopes use.

The overview page shows three scenarios (`department.status`, `app_ids[0]`, `operators[1].name`); you can combine them
to any depth. A dot precedes a member of an object, and brackets hold an index of an array, so `a.0` and `a[0]` differ,
unlike in JSON Pointer. The only extension of this project is `["a.b"]`, for a name that does not fit the plain syntax.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from salesiq_validate.exceptions import MalformedKeyPath, PathToNowhere

_NAME: Final = re.compile(r'[^.\[\]"]+')
_INDEX: Final = re.compile(r"\[(0|[1-9][0-9]*)\]")
#: Printable ASCII except quotation mark and backslash. `re` needs 1.6 ms to compile a negated set of characters.
_QUOTED: Final = re.compile(r'\[("(?:[ !#-\[\]-~]|\\.)*")\]')
#: CPython refuses to read longer integers by default (PEP 682's sibling, the int/str conversion limit).
_MAX_INDEX_DIGITS: Final = 4300


def _is_array(value: object) -> bool:
    # Lists come first, because decoders make lists; the test by the abstract class takes ten times as long.
    return type(value) is list or (isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)))


def _as_tuple(segments: Iterable[str | int]) -> tuple[str | int, ...]:
    return segments if type(segments) is tuple else tuple(segments)


@frozen(repr=False, str=False)
class KeyPath:
    """A location inside a JSON document: `operators[1].name`; the empty path is the document.

    Paths are values: they compare and hash by their segments. A string is the name of a member, an integer the index
    of an element.
    """

    #: Member names (str) and array indices (int), from the document downwards.
    segments: tuple[str | int, ...] = field(default=(), converter=_as_tuple)

    @classmethod
    def parse(cls, text: str) -> KeyPath:
        """Read a path that follows the grammar exactly; the inverse of `str`.

        Raises:
            MalformedKeyPath: the text is not a path; the exception says at which character.
        """
        return cls._parsed(text, strict=True)

    @classmethod
    def _parsed(cls, text: str, *, strict: bool) -> KeyPath:
        segments: list[str | int] = []
        at, end = 0, len(text)
        while at < end:
            if text[at] == "[":
                if found := _INDEX.match(text, at):
                    if len(found[1]) > _MAX_INDEX_DIGITS:
                        raise MalformedKeyPath(at, "an index is too long")
                    segments.append(int(found[1]))
                elif found := _QUOTED.match(text, at):
                    segments.append(_unquote(found[1], at, strict=strict))
                else:
                    raise MalformedKeyPath(at, "an index like [0] or a quoted name is expected")
                at = found.end()
                continue
            if text[at] == "." and segments:
                at += 1
            elif segments:
                raise MalformedKeyPath(at, "a dot or a bracket is expected")
            name = _NAME.match(text, at)
            if name is None:
                raise MalformedKeyPath(at, "a name is expected")
            segments.append(name[0])
            at = name.end()
        return cls(segments)

    @classmethod
    def read(cls, text: str) -> KeyPath | None:
        """Read the path in a server's answer leniently; None if it is not a path.

        Also accepted: blanks around the path, a leading dot, slash or `$`, a JSON Pointer, needless quotes, and empty
        brackets at the end (`ids[]`), which mean the array itself.
        """
        text = text.strip()
        if text.startswith("/"):
            return cls(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))
        text = text.removeprefix("$").removeprefix(".").removesuffix("[]")
        try:
            return cls._parsed(text, strict=False)
        except MalformedKeyPath:
            return None

    @classmethod
    def from_pointer(cls, pointer: str, document: object) -> KeyPath:
        """Turn an RFC 6901 JSON Pointer into a path; the document shows which parts are indices.

        Raises:
            PathToNowhere: the document has no such place.
        """
        from jsonpointer import JsonPointer

        segments: list[str | int] = []
        for part in JsonPointer(pointer).parts:
            segment = _as_index(part) if _is_array(document) else part
            if segment is None:
                raise PathToNowhere(len(segments), "an array has an index that is not a number")
            document = _step(document, segment, len(segments))
            segments.append(segment)
        return cls(segments)

    def to_pointer(self) -> str:
        """Return the RFC 6901 JSON Pointer to the same place."""
        return "".join(
            f"/{part}" if type(part) is int else "/" + str(part).replace("~", "~0").replace("/", "~1")
            for part in self.segments
        )

    def resolve(self, document: Any) -> Any:
        """Return the value at this place.

        Raises:
            PathToNowhere: the document has no such place; the exception says how far the path could be followed.
        """
        for followed, segment in enumerate(self.segments):
            document = _step(document, segment, followed)
        return document

    def locate(self, document: object) -> KeyPath | None:
        """Find the place that a server most likely meant, or None.

        Like `resolve`, but a name of digits may stand for an index (`ids.0`), and an index for a name, because servers
        do not always follow their own syntax.
        """
        segments: list[str | int] = []
        for segment in self.segments:
            if _is_array(document):
                index = segment if isinstance(segment, int) else _as_index(segment)
                segment = index if index is not None else segment
            else:
                segment = str(segment)
            try:
                document = _step(document, segment, len(segments))
            except PathToNowhere:
                return None
            segments.append(segment)
        return KeyPath(segments)

    def shape(self) -> str:
        """Return the path with every index as `[*]`, to group findings: `operators[*].name`."""
        return "".join(_print(segment, first=not at, shape=True) for at, segment in enumerate(self.segments))

    @property
    def parent(self) -> KeyPath:
        """The path without its last segment; the document's parent is the document."""
        return KeyPath(self.segments[:-1])

    def __truediv__(self, segment: str | int | KeyPath) -> KeyPath:
        """Join a member's name, an element's index or a whole path."""
        return KeyPath(self.segments + (segment.segments if isinstance(segment, KeyPath) else (segment,)))

    def __str__(self) -> str:
        return "".join([_print(segment, first=not at) for at, segment in enumerate(self.segments)])

    def __repr__(self) -> str:
        # Names may come from a payload. The number of segments is enough to tell paths apart while debugging.
        return f"<KeyPath of {len(self.segments)} segments>"


def _print(segment: str | int, *, first: bool, shape: bool = False) -> str:
    if isinstance(segment, int):
        return "[*]" if shape else f"[{segment}]"
    # Every identifier matches the pattern, and nearly all names are identifiers.
    if segment.isidentifier() or _NAME.fullmatch(segment):
        return segment if first else f".{segment}"
    return f"[{json.dumps(segment)}]"


def _unquote(text: str, at: int, *, strict: bool) -> str:
    try:
        name: str = json.loads(text)
    except ValueError:
        raise MalformedKeyPath(at, "the quoted name is not a JSON string") from None
    # One path has one text: quotes only where they are needed, escapes only as `str` writes them.
    if strict and (_NAME.fullmatch(name) or text != json.dumps(name)):
        raise MalformedKeyPath(at, "the quoted name does not have the usual spelling")
    return name


def _as_index(part: str | int) -> int | None:
    text = str(part)
    if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) <= _MAX_INDEX_DIGITS:
        return int(text)
    return None


def _step(document: Any, segment: str | int, followed: int) -> Any:
    if type(document) is dict or isinstance(document, Mapping):
        if isinstance(segment, int):
            raise PathToNowhere(followed, "an object is indexed like an array")
        if segment not in document:
            raise PathToNowhere(followed, "the object has no such member")
        return document[segment]
    if _is_array(document):
        if isinstance(segment, str):
            raise PathToNowhere(followed, "an array has no members")
        if segment >= len(document):
            raise PathToNowhere(followed, "the array is shorter")
        return document[segment]
    raise PathToNowhere(followed, "the value is neither an object nor an array")
