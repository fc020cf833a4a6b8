"""JsonText: a JSON text, the document it stands for, what is wrong with it, and where everything stands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from salesiq_validate.decode.flawless import decode_flawless
from salesiq_validate.decode.json_reader import JsonReader
from salesiq_validate.decode.lines import Lines, Position
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.decode.text import decode_text
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits

if TYPE_CHECKING:
    from salesiq_validate.decode.spans import Spans

_DEFAULTS: Final = Limits()


@frozen(repr=False, eq=False)
class JsonText:
    """What reading a JSON body came to.

    Places are looked for in the text when they are asked for: a valid body never pays for them.
    """

    #: The decoded document, repaired where that was safe; `BROKEN` when no repair helps.
    document: Any
    #: In the order of the text; the one that ended the reading has `repaired=False`.
    problems: tuple[Problem, ...] = ()
    #: The text, or its UTF-8 bytes, or None for a document that came without a text.
    source: str | bytes | None = None

    def __repr__(self) -> str:
        what = repr(BROKEN) if self.is_broken else type(self.document).__name__
        return f"<JsonText: {what}, {len(self.problems)} problems>"

    @property
    def is_broken(self) -> bool:
        """Whether there is no document to judge."""
        return self.document is BROKEN

    @cached_property
    def text(self) -> str:
        """The text that places are counted in; empty when there was none."""
        if self.source is None:
            return ""
        return self.source if isinstance(self.source, str) else self.source.decode("utf-8")

    def position(self, path: KeyPath) -> Position | None:
        """Return where the value of a path begins; None where there is no such place (ask for the path's parent)."""
        span = self._spans and self._spans.find(path)
        return self._lines.at(span.start) if span else None

    def key_position(self, path: KeyPath) -> Position | None:
        """Return where the name of a member begins, at its opening quote; for an element, where its value begins."""
        span = self._spans and self._spans.find(path)
        return self._lines.at(span.name_start) if span else None

    def span(self, path: KeyPath) -> tuple[int, int] | None:
        """Return the first character of a path's value and the one after its last."""
        span = self._spans and self._spans.find(path)
        return (span.start, span.end) if span else None

    def path_at(self, offset: int) -> KeyPath:
        """Return the path of the innermost member or element at a character; the document's where nothing is known."""
        return self._spans.path_at(offset) if self._spans else KeyPath()

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _spans(self) -> Spans | None:
        from salesiq_validate.decode.spans import Spans  # a broken body has no places to look for

        return None if self.is_broken or self.source is None else Spans(self.text)


def read_json(text: bytes | str, limits: Limits = _DEFAULTS, *, strict: bool = True) -> JsonText:
    """Read a JSON text with every problem it has; never raises.

    Arguments:
        text: the text; bytes are taken for UTF-8 (see `decode.text.decode_text` for the rest).
        limits: `max_body_bytes`, `max_depth`, `max_digits` and `max_problems` count.
        strict: whether duplicate keys and integers beyond 64 bits are problems. They are for a body that is about to be
            sent; what was recorded has done no harm.
    """
    document = decode_flawless(text, limits, strict=strict)
    if document is not BROKEN:
        return JsonText(document, (), text)
    troubles: tuple[Problem, ...] = ()
    if isinstance(text, bytes):
        text, troubles = decode_text(text, None, limits)
        if troubles and not troubles[-1].repaired:
            return JsonText(BROKEN, troubles)
    reader = JsonReader(text, limits, strict)
    reader.read()
    read = JsonText(reader.document, tuple(reader.problems), text)
    return evolve(read, problems=_placed(troubles, read) + read.problems) if troubles else read


def _placed(troubles: tuple[Problem, ...], read: JsonText) -> tuple[Problem, ...]:
    """Give the problems of a text's bytes the paths at which they stand."""
    return tuple(
        trouble if trouble.offset is None else evolve(trouble, path=read.path_at(trouble.offset))
        for trouble in troubles
    )
