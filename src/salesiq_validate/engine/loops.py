"""Loops: finds what makes a pattern slow in `re`: nested loops, and adjacent loops that match the same characters."""

from __future__ import annotations

import math
from typing import Final, Self

from attrs import define, field, frozen

_ASCII: Final = frozenset(range(128))
#: Stands for every character beyond ASCII.
_BEYOND: Final = 128

#: From this many repetitions on, a counted loop is as bad as an endless one: a loop of a character, or of a group whose
#: rounds cannot be distinguished.
_MANY: Final = 16
_MANY_ROUNDS: Final = 4


@frozen
class Atom:
    """The characters that one part of a pattern matches; those beyond ASCII count as one."""

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
        # "Beyond" stands for many characters: without some of them, others remain.
        return type(self)((_ASCII - self.characters) | {_BEYOND})


@define
class _Part:
    """A character, a group, or the bar between alternatives, with the quantifier that follows it."""

    #: The characters that it may match; None for a group and a bar.
    characters: frozenset[int] | None
    least: int = 1
    most: int | None = 1
    #: Whether each part of the group has its own characters, so that rounds of a repetition are distinguishable.
    clear: bool = True
    #: Whether it is a group with parts of varying number or with alternatives, or the bar between alternatives.
    variable: bool = False
    #: The number of alternatives of a group, if none of them varies.
    alternatives: int = 0

    @property
    def varies(self) -> bool:
        return self.least != self.most


@define
class _Choices:
    """The number of ways to divide a text of one length among adjacent parts."""

    #: Endless parts that share characters with an earlier part: each multiplies the ways by the length.
    endless: int = 0
    #: The ways of the parts that are not endless.
    counted: int = 1
    #: The characters of the varying parts that may be adjacent to the next part.
    beside: set[frozenset[int]] = field(factory=set)

    def add(self, part: _Part) -> None:
        """Add one part; a required part separates the parts before it from those after it."""
        if part.characters is None:
            return
        if part.least > 0:
            self.beside = {characters for characters in self.beside if not characters.isdisjoint(part.characters)}
        if part.varies:
            if any(not characters.isdisjoint(part.characters) for characters in self.beside):
                if part.most is None or part.most - part.least > _MANY:
                    self.endless += 1
                else:
                    self.counted *= part.most - part.least + 1
            self.beside.add(part.characters)


@define
class Loops:
    """The parts of a pattern that is being read. It checks for each loop whether its rounds can be distinguished.

    They can if the loop's body is a row of characters that have nothing in common, and a required one is next to every
    part of varying number: `(,[0-9]+)*`, but neither `([0-9]+)*` nor `(a|ab)*`. Every other loop with alternatives or
    varying parts counts as one that can divide a text in many ways, which is stricter than necessary.
    """

    divide_in_many_ways: bool = False
    #: Whether the pattern as a whole is a list of alternatives.
    has_alternatives: bool = False
    #: One for each alternative of the pattern, and for each look-around, into which `re` never goes back.
    _choices: list[_Choices] = field(factory=lambda: [_Choices()])
    _done: list[_Choices] = field(factory=list)
    _open: list[list[_Part]] = field(factory=lambda: [[]])
    #: For each open group: whether it is a look-around, what is adjacent to its beginning, and what is adjacent to the
    #: ends of its alternatives.
    _groups: list[tuple[bool, set[frozenset[int]], set[frozenset[int]]]] = field(factory=list)
    _last: _Part | None = None

    def atom(self, atom: Atom) -> None:
        self._settle()
        part = _Part(atom.characters)
        self._open[-1].append(part)
        self._last = part

    def alternative(self) -> None:
        self._settle()
        self._open[-1].append(_Part(None, variable=True))
        if self._groups:
            _, begin, ends = self._groups[-1]
            ends |= self._choices[-1].beside
            self._choices[-1].beside = set(begin)
        else:
            self.has_alternatives = True
            self._done.append(self._choices.pop())
            self._choices.append(_Choices())

    def open(self, *, looks_around: bool = False) -> None:
        self._settle()
        self._open.append([])
        if looks_around:
            self._choices.append(_Choices())
        self._groups.append((looks_around, set(self._choices[-1].beside), set()))

    def close(self) -> bool:
        self._settle()
        if len(self._open) == 1:
            return False
        body = self._open.pop()
        looks_around, begin, ends = self._groups.pop()
        if looks_around:
            self._done.append(self._choices.pop())
        else:
            # The group may also be absent.
            self._choices[-1].beside |= begin | ends
        varies = any(part.varies or part.variable for part in body)
        bars = sum(part.variable and part.characters is None and not part.varies for part in body)
        alternatives = 0 if any(part.varies for part in body) else bars + 1
        clear = not varies or _is_clear(body)
        self._open[-1].append(_Part(None, clear=clear, variable=varies, alternatives=alternatives))
        return True

    def repeat(self, least: int, most: int | None) -> None:
        part = self._open[-1][-1]
        part.least, part.most = least, most
        if not part.clear and (most is None or most > _MANY_ROUNDS):
            self.divide_in_many_ways = True
        elif not part.clear and most is not None:
            if part.alternatives:
                self._choices[-1].counted *= part.alternatives**most
            else:
                self._choices[-1].endless += most

    def steps(self, length: int, *, anchored: bool) -> int:
        """Return a rough upper bound for how often `re` looks at a character of a text of this length."""
        if self.divide_in_many_ways:
            return 64 << min(length, 1_000)
        starts = 1 if anchored else length
        return starts * sum(_ways(choices, length) for choices in (*self._done, *self._choices))

    def end(self) -> bool:
        """End the pattern; return whether all groups are closed."""
        self._settle()
        return len(self._open) == 1

    def _settle(self) -> None:
        """Count the last character; only now is it certain that no quantifier follows it."""
        if self._last is not None:
            self._choices[-1].add(self._last)
            self._last = None


def _ways(choices: _Choices, length: int) -> int:
    """Return the number of ways to divide a text into parts: for three endless ones, length**3 / 3!."""
    return choices.counted * math.comb(length + choices.endless, choices.endless) * (length + 1)


def _is_clear(body: list[_Part]) -> bool:
    taken: set[int] = set()
    for part in body:
        if part.characters is None or not taken.isdisjoint(part.characters):
            return False
        taken |= part.characters
    return all(not part.varies or any(other is not part and other.least > 0 for other in body) for part in body)
