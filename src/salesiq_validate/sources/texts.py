"""Texts: reads the text of an expression, as far as one file shows it, with holes for the rest.

A hole is one character of a private plane, so that we can split and match a text with holes like any other.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from salesiq_validate.sources.languages import Language
from salesiq_validate.sources.names import Frame, Function, Names

HOLES: Final = re.compile("[\U000f0000-\U0010fffd]")
_FIRST: Final = 0xF0000
_MOST_HOLES: Final = 0x1FFFD
#: How deep we follow an expression: names of names, calls in calls.
_DEEPEST: Final = 12
#: How many expressions we read in one file; the text of further ones is unknown.
MOST_STEPS: Final = 200_000
_MOST_ARGUMENTS: Final = 30
_PREFIX: Final = re.compile(r"new|await|return|&|yield|try|const|@|f|!")
#: Functions and methods that return their text unchanged.
_SAME: Final = re.compile(
    r"(?i)(?:ns)?(?:http)?ur[il](?:components?)?|parse(?:ur[il])?|create|of|str|string|text|from|build|freeze|unwrap|quote"
    r"|to_?(?:string|s|str|lower|ur[il]|httpurl)|[lr]?(?:trim|strip)\w*|encode\w*|remove(?:suf|pre)fix|let"
)
_WITH_DEFAULT: Final = re.compile(r"(?i).*env.*|get|getattr|fetch|.*config.*|.*default.*|.*option.*|.*setting.*|string")
_FORMAT: Final = re.compile(r"(?i)s?printf|format(?:ted)?")
_FIELD: Final = re.compile(r"\{(\w*)(?:[!:][^{}]*)?\}|%(?:\((\w+)\))?[-#0-9.]*[sdvqi@]")


class Texts(Names):
    """Reads the texts of one file."""

    def __init__(self, text: str, language: Language) -> None:
        super().__init__(text, language)
        #: Facts about each hole: the names that lead to it, and the function whose parameter it is.
        self.holes: list[tuple[str, Function | None]] = []
        #: The strings so far, in order.
        self.trail: list[int] = []
        #: How many expressions we have read so far.
        self.steps = 0
        self._active: set[int] = set()

    def hole(self, name: str = "", owner: Function | None = None) -> str:
        """Return the character of a new hole."""
        if len(self.holes) < _MOST_HOLES:
            self.holes.append((name, owner))
        return chr(_FIRST + len(self.holes) - 1)

    def about(self, hole: str) -> tuple[str, Function | None]:
        """Return the facts about a hole."""
        return self.holes[ord(hole) - _FIRST] if ord(hole) - _FIRST < len(self.holes) else ("", None)

    def owner(self, text: str) -> Function | None:
        """Return the function whose parameter the last such hole of a text is."""
        return next((owner for hole in HOLES.findall(text)[::-1] if (owner := self.about(hole)[1]) is not None), None)

    def text(self, at: int, frame: Frame | None = None, depth: int = 0) -> str:
        """Return the text of an expression."""
        return self._read_text(at, frame, depth)[0]

    def _read_text(self, at: int, frame: Frame | None, depth: int) -> tuple[str, int]:
        self.steps += 1
        if depth > _DEEPEST or at >= self.count or self.steps > MOST_STEPS:
            return self.hole(), at + 1
        text, at = self._operand(at, frame, depth)
        while at < self.count:
            sign = self.value(at)
            if sign == self.language.join:
                more, at = self._operand(at + 1, frame, depth)
                text += more
            elif sign in ("||", "??", "?:", "or", "?"):
                other, at = self._read_text(at + 1 + (self.value(at + 1) == ":"), frame, depth + 1)
                text = other if sign == "?" or HOLES.fullmatch(text) else text
                if sign == "?" and self.value(at) == ":":
                    other, at = self._read_text(at + 1, frame, depth + 1)
                    text = other if HOLES.match(text) else text
            elif sign == "%" and _FIELD.search(text):
                values = (
                    self._values(at + 1, frame, depth)
                    if self.value(at + 1) == "("
                    else [self.text(at + 1, frame, depth + 1)]
                )
                text, at = self._filled(at - 1, text, values, {}), self.end(at + 1) + 1
            else:
                break
        return text, at

    def _operand(self, at: int, frame: Frame | None, depth: int) -> tuple[str, int]:
        while _PREFIX.fullmatch(self.value(at)):
            at += 1
        kind, value, behind = self.kind(at), self.value(at), self.end(min(at, self.count - 1)) + 1
        if kind in "so":
            text = ""
            while self.kind(at) in "so":
                text += self._string_text(at, frame, depth)
                at = self.end(at) + 1
            return self._chain([], at, text, frame, depth)
        if kind == "n" and self.kind(at + 1) in "so" and self.ends[at] == self.starts[at + 1]:
            return self._operand(at + 1, frame, depth)  # Scala's uri"..."
        if kind == "n":
            return self._chain(
                ["this", self.name(at)] if value[0] == "@" else [self.name(at)], at + 1, None, frame, depth
            )
        if value == "(":
            is_cast = (
                self.kind(behind) in "nso"
                and not self.has_break(behind)
                and self.value(behind) not in ("or", "and", "if", "as")
            )
            inner = at + 1 if not is_cast else behind
            return (
                self._operand(inner, frame, depth)
                if is_cast
                else self._chain([], behind, self.text(inner, frame, depth + 1), frame, depth)
            )
        if value == "[" and self.value(behind + 1) == "join":
            return self.text(behind + 3, frame, depth + 1).join(self._values(at, frame, depth)), self.end(
                behind + 2
            ) + 1
        return (self.values[at] if kind == "d" else self.hole()), behind

    def _values(self, opening: int, frame: Frame | None, depth: int) -> list[str]:
        """Return the texts of arguments."""
        starts = self.starts_of(opening)[:_MOST_ARGUMENTS]
        return [self.text(pair.value if (pair := self.named(at)) else at, frame, depth + 1) for at in starts]

    def _string_text(self, opening: int, frame: Frame | None, depth: int) -> str:
        """Return the text of a string, including code in it."""
        at, found = opening + 1, list[str]()
        if self.kinds[opening] == "s":
            self.trail.append(opening)
            return self.values[opening]
        while at < self.end(opening):
            if self.kinds[at] == "s":
                self.trail.append(at)
                found.append(self.values[at])
            elif self.kinds[at] == "h":
                found.append(self._named(re.split(r"->|\.|:", self.values[at]), at, frame, depth))
            else:
                found.append(self.text(at + 1, frame, depth + 1))
            at = self.end(at) + 1
        return "".join(found)

    def _named(self, names: list[str], at: int, frame: Frame | None, depth: int) -> str:
        """Return the text of a name."""
        best = None
        for place, inner in self.values_of(names, at, frame):
            if place not in self._active:
                self._active.add(place)
                text = self.text(place, inner, depth + 1)
                self._active.discard(place)
                if not HOLES.fullmatch(text):
                    return text
                best = best or text
        if best is None:
            owner = self.function_at(at) if len(names) == 1 else None
            while owner is not None and names[0] not in owner.params:
                owner = owner.outer
            return self.hole(".".join(names), owner)
        name, owner = self.about(best)
        return best if owner is not None else self.hole(f"{'.'.join(names)} {name}")

    def _chain(self, names: list[str], at: int, text: str | None, frame: Frame | None, depth: int) -> tuple[str, int]:
        """Return the text of a chain of members, calls and indices on a name or text, and the token after it."""
        start = at - 1
        while at < self.count:
            value = self.value(at)
            if value == "!" and self.value(at + 1) in (".", ",", ")", "}", ";", "("):
                at += 1
            elif self.is_dot(at) and self.name(at + 1):
                is_same = len(names) == 1 and _SAME.fullmatch(self.name(at + 1))
                if self.value(at + 2) == "(" and text is None and (is_same or self.values_of(names, start, frame)):
                    text = self._named(names, start, frame, depth)
                names = [*names, self.name(at + 1)]
                at += 2
            elif value == "<" and (behind := self.behind_types(at)) > at:
                at = behind
            elif value == "(" and not self.has_break(at) and names:
                text, at = self._called(names, at, text, frame, depth), self.end(at) + 1
            elif value == "[" and not self.has_break(at) and names:
                text, at = self._indexed(names, start, at, frame), self.end(at) + 1
            else:
                break
        return (self._named(names, start, frame, depth) if text is None else text), at

    def _indexed(self, names: list[str], start: int, opening: int, frame: Frame | None) -> str:
        """Return any text of a table, or else a hole with the name of the key."""
        for place, _ in self.values_of(names, start, frame):
            for pair in self.members(place) if place in self.arguments else ():
                if self.word(pair.value):
                    return self._string_text(pair.value, None, 0)
        return self.hole(" ".join([*names, self.word(opening + 1)]))

    def _called(self, names: list[str], opening: int, text: str | None, frame: Frame | None, depth: int) -> str:
        """Return the text that a call returns."""
        name, function = names[-1], self.by_name.get(names[-1])
        if text is not None and HOLES.fullmatch(text) and self.owner(text) is not None and _SAME.fullmatch(name):
            return text
        is_text = text is not None and not HOLES.fullmatch(text)
        if (
            not is_text
            and function is not None
            and function.result is not None
            and not function.start <= opening <= function.end
        ):
            return self.text(function.result, self.frame(function, opening, frame), depth + 1)
        values = self._values(opening, frame, depth) or [self.hole(" ".join(names))]
        if is_text and text is not None:
            return self._method(name, opening, text, values)
        if re.fullmatch(r"(?i)urljoin|resolve|url|join(?:path)?", name) and len(values) > 1:
            base, path = values[:2] if name != "URL" else values[1::-1]
            return urljoin(base, path) if not HOLES.search(base) else base.rstrip("/") + "/" + path.lstrip("/")
        if names[-2:] in (["Uri", "https"], ["Uri", "http"]) and len(values) > 1:
            query = [pair for at in self.arguments[opening][2:] for pair in self.members(at)]
            return f"{name}://{values[0]}/{values[1].lstrip('/')}?" + "&".join(
                f"{one.key}={self.text(one.value)}" for one in query
            )
        if _FORMAT.fullmatch(name):
            return self._filled(opening + 1, values[0], values[1:], {})
        if _WITH_DEFAULT.fullmatch(name) and len(values) > 1 and values[-1] and not HOLES.match(values[-1]):
            return values[-1]
        return values[0] if _SAME.fullmatch(name) else self.hole(" ".join([*names, self.word(opening + 1)]))

    def _method(self, name: str, opening: int, text: str, values: list[str]) -> str:
        """Return the result of a method on a text."""
        if _FORMAT.fullmatch(name):
            return self._filled(
                opening - 3, text, values, {pair.key: self.text(pair.value) for pair in self.members(opening)}
            )
        if re.fullmatch(r"replace(?:All)?|g?sub|replacingOccurrences", name) and len(values) == 2:
            return text.replace(values[0], values[1]) if values[0] and not HOLES.search(values[0]) else text
        if name == "join":
            return text.join(self._values(opening + 1, None, 0) or values)
        return text + "".join(values) if name in ("concat", "plus", "joinpath") else text

    def frame(self, function: Function, opening: int, frame: Frame | None) -> Frame:
        """Return the frame of a call of a function."""
        named = {pair.key: (pair.value, frame) for pair in self.members(opening) if pair.sign in (":", "=")}
        starts = zip(self.starts_of(opening), function.params, strict=False)
        return Frame(function, {name: (at, frame) for at, name in starts} | named)

    def _filled(self, literal: int, text: str, values: list[str], named: dict[str, str]) -> str:
        """Return a text with `%s` or `{}` filled."""
        rest, by_name = iter(values), {str(index): value for index, value in enumerate(values)} | named
        self.trail += [literal] if self.word(literal) else []

        def fill(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            return by_name.get(name, "") or self.hole(name) if name else next(rest, "") or self.hole()

        return _FIELD.sub(fill, text)
