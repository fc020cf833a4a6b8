"""Find loops inside loops that can divide a text in many ways, the patterns that take exponential time in `re`."""

from __future__ import annotations

from typing import Final, Self

from attrs import define, field, frozen

_ASCII: Final = frozenset(range(128))
#: Stands for every character beyond ASCII.
_BEYOND: Final = 128

#: Repetitions from which on a counted loop is as bad as an endless one.
_MANY: Final = 16


@frozen
class Atom:
    """The characters that one part of a pattern takes, rounded up to whole ASCII and "all beyond"."""

    characters: frozenset[int]

    @classmethod
    def none(cls) -> Self:
        return cls(frozenset())

    @classmethod
    def any(cls) -> Self:
        return cls(_ASCII | {_BEYOND})

    @classmethod
    def dot(cls) -> Self:
        return cls((_ASCII | {_BEYOND}) - {ord("\n")})

    @classmethod
    def of(cls, low: str, high: str = "") -> Self:
        last = ord(high or low)
        beyond = {_BEYOND} if last > 127 else set()
        return cls(frozenset(range(ord(low), min(last, 127) + 1)) | beyond)

    def __or__(self, other: Self) -> Self:
        return type(self)(self.characters | other.characters)

    def __invert__(self) -> Self:
        # "Beyond" stands for many: leaving out some of them leaves others.
        return type(self)((_ASCII - self.characters) | {_BEYOND})


@define
class _Part:
    """A character, a group, or the bar between alternatives, with the quantifier that follows it."""

    #: What a character may be; None of a group and a bar.
    characters: frozenset[int] | None
    least: int = 1
    most: int | None = 1
    #: A group of parts each known by its own characters, whose repetition is therefore clear.
    clear: bool = True
    #: A group that holds a varying number of something or alternatives, or the bar between these.
    variable: bool = False

    @property
    def varies(self) -> bool:
        return self.least != self.most


@define
class Loops:
    """The parts of a pattern in the making. It asks of each loop whether its rounds can be told apart.

    They can if the loop's body is a plain row of characters that have nothing in common, and beside every part of
    varying number stands one that must be there: `(,[0-9]+)*`, but neither `([0-9]+)*` nor `(a|ab)*`. Everything else
    with alternatives or varying parts in a loop counts as dividing a text in many ways; that is stricter than the
    truth.
    """

    divide_in_many_ways: bool = False
    _open: list[list[_Part]] = field(factory=lambda: [[]])

    def atom(self, atom: Atom) -> None:
        self._open[-1].append(_Part(atom.characters))

    def alternative(self) -> None:
        self._open[-1].append(_Part(None, variable=True))

    def open(self) -> None:
        self._open.append([])

    def close(self) -> bool:
        if len(self._open) == 1:
            return False
        body = self._open.pop()
        varies = any(part.varies or part.variable for part in body)
        self._open[-1].append(_Part(None, clear=not varies or _is_clear(body), variable=varies))
        return True

    def repeat(self, least: int, most: int | None) -> None:
        part = self._open[-1][-1]
        part.least, part.most = least, most
        if not part.clear and (most is None or most > _MANY):
            self.divide_in_many_ways = True

    @property
    def all_closed(self) -> bool:
        return len(self._open) == 1


def _is_clear(body: list[_Part]) -> bool:
    taken: set[int] = set()
    for part in body:
        if part.characters is None or not taken.isdisjoint(part.characters):
            return False
        taken |= part.characters
    return all(not part.varies or any(other is not part and other.least > 0 for other in body) for part in body)
