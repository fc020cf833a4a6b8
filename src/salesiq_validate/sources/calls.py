"""Calls: finds the requests that code sends, and the addresses that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from salesiq_validate.sources.code import Pair
from salesiq_validate.sources.details import SENDS, VERB, VERBS, Details, SourceCall, role_of
from salesiq_validate.sources.languages import RUBY, Language
from salesiq_validate.sources.names import MOST, MOST_LINKS, Frame, Function
from salesiq_validate.sources.texts import HOLES

#: Calls without brackets: `RestClient.put url, headers: h`, `Invoke-RestMethod -Uri $url -Method Put`.
_COMMAND: Final = re.compile(r"Invoke|HTTParty|RestClient|Faraday")
#: Calls and names that only mention an address, or replace the server.
_NOISE: Final = re.compile(
    r"(?i)print\w*|log\w*|info|debug|warn\w*|\w*exception|\w*error|write\w*|puts|echo|\w*mock\w*|\w*stub\w*|intercept|nock"
    r"|expect|assert\w*|to_?(?:be|equal|contain|match)\w*|(?:starts|ends)_?with|includes?|contains|match(?:es)?|exec|search"
    r"|index_?of|equals?|describe|responses?|on(?:get|post|put|delete|patch|any)|spy\w*|verify|when|throw|router?|app|server"
)
#: Methods that search for one text in another.
_COMPARES: Final = re.compile(r"(?i)replace\w*|g?sub|split|remove\w*|\w*trim\w*|\w*strip|compile|regexp?")
_BASE: Final = re.compile(r"(?i)(?:set_?)?(?:base|root|prefix)_?(?:ur[il]|address)|hostname|host|https?connection")
_ADDRESS: Final = re.compile(r"(?:\S*[^\w\s])?(https?://(?:[^\s<>\"'`|]|<\w[\w -]*>)+)\s*")
_GUESSED: Final = re.compile(r"([\U000f0000-\U0010fffd])(/api/(?:v\d|visitor)/\S*)")
_TEMPLATE: Final = re.compile(r"\{\w+\}|<\w[\w -]*>")
_RESOURCE: Final = re.compile(r"/(?:api|visitor|salesiq)/(?:visitor/)?v\d+/[^/]*/([^/?\U000f0000-\U0010fffd]+)")
#: How many tokens of a string with code we read to recognise a path.
_MOST_PARTS: Final = 40
#: How many helper functions may pass on a path, one to the next.
_DEEPEST: Final = 3


class Calls(Details):
    """Finds the calls of one file.

    Arguments:
        is_test: whether the file contains tests, so that an address alone means nothing.
        is_page: whether it is a block of a page, where placeholders replace values.
    """

    def __init__(self, text: str, language: Language, *, is_test: bool, is_page: bool = False) -> None:
        super().__init__(text, language)
        self._is_test = is_test
        self._has_templates = is_page or language.has_templates
        #: Strings that are parts of some call's address.
        self._seen: set[int] = set()

    def calls(self) -> Iterator[SourceCall]:
        """Yield the calls, then the addresses that no call in the file uses."""
        for opening in list(self.arguments):
            before = opening - 1
            if self.value(before) == ">":  # axios.get<Type>(
                before = next(
                    (token - 1 for token in range(before, max(before - 10, 0), -1) if self.value(token) == "<"), before
                )
            name = self.name(before)
            is_known = name == "new" or VERB.fullmatch(name) or SENDS.fullmatch(name) or self.value(opening + 1) == "{"
            if name == "invokeurl" or (name and is_known and self.value(opening) == "("):
                yield from self._sent(name, self.starts_of(opening)[:12], opening)
        for at in [at for name in self.names if _COMMAND.fullmatch(name) for at in self.names[name]]:
            yield from self._command(at)
        for at in range(self.count) if not self._is_test else ():
            parts = range(at, min(self.end(at), at + _MOST_PARTS) + 1)
            is_path = "://" in self.word(at) or (
                self.kinds[at] == "o" and any("/" in self.word(part) for part in parts)
            )
            if is_path and self._seen.isdisjoint(parts):
                yield from self._alone(at)

    def _command(self, at: int) -> Iterator[SourceCall]:
        """Yield a call without brackets: `RestClient.put url, headers: h`, `Invoke-RestMethod -Uri $url @options`."""
        last, values = at, list[int]()
        while last + 1 < self.count and last - at < _MOST_PARTS:
            if self.has_break(last + 1) and self.value(last) not in (",", "`"):
                break
            last = self.end(last + 1)
            if self.value(last) == "-" and self.starts[last] > self.ends[last - 1]:
                values.append(last + 2)
            elif self.value(last - 1) == "," or self.value(last)[:1] == "@":
                values.append(last)
        first = next((token for token in range(at + 1, last) if not (self.is_dot(token) or self.is_dot(token - 1))), at)
        verb = self.name(first - 1) if self.value(first) not in ("(", "-") and first > at else ""
        yield from self._sent(verb, [first, *values] if verb else values, at, (at, last))

    def _last(self, opening: int) -> int:
        """Return the last token of the chain after a bracket, without the part that handles the answer."""
        last = self.end(opening)
        for _ in range(MOST_LINKS):
            if not (self.is_dot(last + 1) or self.value(last + 1) == "!"):
                break
            if self.value(last + 3) == "(" and re.fullmatch(
                r"then|catch|subscribe|pipe|\w*[mM]ap|finally|done", self.value(last + 2)
            ):
                break
            last = self.end(last + 3) if self.value(last + 3) == "(" else last + 2
        is_kotlin = self.value(last + 1) == "{" and "kt" in self.language.endings
        return self.end(last + 1) if is_kotlin else min(last, self.count - 1)

    def _alone(self, at: int) -> Iterator[SourceCall]:
        """Yield an address that no call in the file uses."""
        parent = self.parents[at]
        if self.value(at - 1) in ("==", "!=", "===", "!==") or _COMPARES.fullmatch(self.name(parent - 1)):
            return
        first = self.chain_start(parent) if parent >= 0 and self.value(parent) == "(" else at
        before = [*range(max(first - 2, 0), first), *range(first, at)]
        if (
            any(self.name(token) and _NOISE.fullmatch(self.name(token)) for token in before)
            or self.value(at - 1) == self.language.join
        ):
            return
        self.trail.clear()
        text = self.text(at)
        self._seen.update(self.trail)
        if text.startswith("http"):
            yield from self._made(text, self._place(at, text))

    # -- from the sender to the request

    def _sent(
        self, name: str, arguments: list[int], opening: int, chain: tuple[int, int] | None = None
    ) -> Iterator[SourceCall]:
        """Yield the calls of a bracket with an address in it."""
        candidates = self._candidates(arguments, opening) if name != "openConnection" else [self.chain_start(opening)]
        candidates = [at for at in candidates[:3] if self._is_promising(self.text(at))]
        if not candidates:
            return
        chain = chain or (self.chain_start(opening - (self.value(opening - 1) != ">")), self._last(opening))
        first = max(chain[0], opening - MOST)
        names = [
            self.name(token)
            for token in range(first, opening + 1)
            if self.name(token) and self.parents[token] == self.parents[first]
        ]
        is_double = self._is_test and not {"http", "rest", "worker"}.isdisjoint(names)
        if (
            is_double
            or any(map(_NOISE.fullmatch, names[:-1]))
            or (name == "new" and not any(map(VERB.fullmatch, names)))
        ):
            return
        for at in candidates:
            text, base, client = self.text(at), "", list[tuple[int, int]]()
            if not _ADDRESS.fullmatch(text) and not _GUESSED.match(text):
                base, client = self._base(first, opening)
                if not base and self.owner(text) is None:
                    continue
            path = text.partition("?")[0]
            owner = self.owner(path[-1:])
            frames: list[Frame | None] = [*(self._frames(owner) if owner is not None else ())]
            for frame in frames or [None]:
                self.trail.clear()
                text = self.text(at, frame)
                address = f"{base.rstrip('/')}/{text.lstrip('/')}" if base and not text.startswith("http") else text
                place = self._place(at, address)
                self._seen.update(self.trail)
                for call in self._made(address, place):
                    self.tell(call, [*names, name], [one for one in arguments if one != at], [chain, *client], frame)
                    yield call
            if base or _ADDRESS.fullmatch(text) or _GUESSED.match(text):
                return

    def _candidates(self, arguments: list[int], opening: int) -> list[int]:
        """Return where the address may begin: at a named argument or option, or else at an unnamed one."""
        pairs = [pair for at in arguments[:12] for pair in self.pairs_in(at, at) if pair.sign in ("=", ":", "=>", ",")]
        said = [pair.value for pair in pairs if role_of(pair) == "url"]
        options = [self.members(place) for place, _ in self.options_of(arguments[:12], None)]
        if self.name(opening - 1) == "invokeurl":
            options.append(self.members(opening))
        for members in options:
            has_host = any(_BASE.fullmatch(pair.key) for pair in members)
            said += [pair.value for pair in members if role_of(pair) == "url" or (has_host and pair.key == "path")]
        named = {pair.place for pair in pairs if pair.sign != ","}
        return said[:1] or [at for at in arguments[:3] if at not in named]

    def _is_promising(self, text: str) -> bool:
        """Tell whether a text is an address, or may be the path of one."""
        if _ADDRESS.fullmatch(text) or _GUESSED.match(text) or self.owner(text) is not None:
            return True
        return self._has_base and bool(text) and not VERBS.fullmatch(text.upper()) and not HOLES.fullmatch(text)

    @cached_property
    def _has_base(self) -> bool:
        return any(map(self._is_base, self.pairs))

    def _is_base(self, pair: Pair) -> bool:
        """Tell whether a client gets a base address; Ruby's Faraday calls it `url`."""
        return _BASE.fullmatch(pair.key) is not None or (self.language is RUBY and role_of(pair) == "url")

    def _made(self, text: str, place: int) -> Iterator[SourceCall]:
        if self._has_templates:
            text = _TEMPLATE.sub(self.hole(), text)  # filled by the caller or by an annotation
        if (found := _ADDRESS.fullmatch(text)) is not None:
            yield SourceCall(found[1], place)
        elif (guess := _GUESSED.fullmatch(text)) is not None:
            yield SourceCall(f"https://salesiq.zoho.com{guess[2]}", place, guess=self.about(guess[1])[0])

    def _frames(self, function: Function, depth: int = 0) -> Iterator[Frame]:
        """Yield the calls of a function in this file."""
        for token in self.names.get(function.name, ())[:200]:
            opening, around = self.behind_types(token + 1), self.function_at(token)
            definition = self.function_at(opening)
            if self.value(opening) != "(" or function.start <= opening <= function.end:
                continue
            if definition is not None and definition.start == opening:
                continue
            arguments = self.starts_of(opening)
            outer: list[Frame | None] = []
            if depth < _DEEPEST and around is not None and any(self.owner(self.text(at)) is around for at in arguments):
                outer += self._frames(around, depth + 1)
            for frame in outer or [None]:
                yield self.frame(function, opening, frame)

    def _place(self, start: int, text: str) -> int:
        """Return the string with the path of an address: the one with its resource, or else with its end."""
        trail, resource = self.trail or [start], _RESOURCE.search(text)
        last = next((index for index in range(len(trail) - 1, -1, -1) if "/" in self.values[trail[index]]), 0)
        outer = [self.parents[token] if self.kind(self.parents[token]) == "o" else token for token in trail]
        near = [
            token
            for index, token in enumerate(trail)
            if index >= last or self.parents[outer[index]] == self.parents[outer[last]]
        ]
        named = [token for token in near if resource is not None and resource[1] in self.values[token]]
        best = (named or [trail[last]])[-1]
        parent = self.parents[best]
        is_begun = self.kind(parent) == "o" and not self.source.count("\n", self.starts[parent], self.starts[best])
        return self.starts[parent if is_begun else best]

    def _base(self, first: int, opening: int) -> tuple[str, list[tuple[int, int]]]:
        """Return the base address of the client of a call, and the place where the code makes the client."""
        names = [
            self.name(token)
            for token in range(first, opening)
            if self.name(token) and self.parents[token] == self.parents[first]
        ]
        ranges = [(first, self.end(opening))]
        ranges += [(place, self.end(place)) for place, _ in self.options_of(self.starts_of(opening), None)]
        if self.values[opening - 1][:1] == "@" or names[:2] == ["self", "class"]:  # the client of a whole class
            ranges += [(pair.place, pair.place) for pair in self.pairs if _BASE.fullmatch(pair.key)]
        own = len(ranges)
        for length in range(len(names) - 1, 0, -1):
            ranges += [(place, self.chain_end(place)) for place, _ in self.values_of(names[:length], first, None)]
        for start, end in ranges:
            for pair in self.pairs_in(start, end):
                if self._is_base(pair) and (role_of(pair) != "url" or (start, end) in ranges[own:]):
                    text = self.text(pair.value)
                    self._seen.update(self.trail)
                    if "://" in text or re.match(r"[\w-]+\.", text):
                        return text if "://" in text else f"https://{text}", ranges[own:]
        return "", []
