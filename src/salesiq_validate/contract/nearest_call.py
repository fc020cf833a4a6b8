"""NearestCalls: the documented calls that an undocumented path most likely means.

Each documented path is compared with the written one, segment by segment. Differences cost points: a misspelt segment
costs less than a superfluous one, and a wrong method costs less if the two are often confused. An operation is nearer
if it lists the keys of the body. The words that people write for documented ones come from `KnownMistakes`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from urllib.parse import unquote

from salesiq_validate.contract.path_tree import Template, is_placeholder

if TYPE_CHECKING:
    from salesiq_validate.contract.known_mistakes import KnownMistakes
    from salesiq_validate.contract.operation import Operation

#: Methods that change records, and that people confuse.
CHANGING: Final = frozenset({"POST", "PUT", "PATCH"})

_SAME_WORD, _OTHER_SPELLING, _ODD_ID, _NO_ID = 0.5, 1.0, 0.5, 1.5
_EXTRA_SEGMENT, _LOST_SEGMENT, _LOST_ID = 2.0, 2.0, 1.0
_OTHER_METHOD, _PATCH_FOR_POST, _OTHER_FAMILY, _IMPOSSIBLE = 0.75, 1.5, 1.0, 99.0
_LISTED_KEYS, _FOREIGN_KEYS = -0.5, 0.75
#: A call is plainly meant if it costs at most the first number, and the next call costs more by at least the second.
_PLAIN, _MARGIN = 1.75, 0.75
#: Calls that cost more are not worth naming.
_WORTH_NAMING: Final = 3.0


#: The positions of a written segment and of the documented one that it stands for, counted from the resource on, and
#: the rest of the chain.
Matched: TypeAlias = "tuple[int, int, Matched] | None"


class Near(NamedTuple):
    """A documented call, the others of the same method and path, and its distance from the written path."""

    operations: tuple[Operation, ...]
    path: str
    cost: float
    #: Whether the written path has too few segments: then it is not known which record is meant.
    lacks_segments: bool
    #: Which written segment stands for which documented one.
    matched: Matched = None

    def __str__(self) -> str:
        return f"{self.operations[0].method} {self.path}"


class NearestCalls:
    """Compares written paths with documented ones.

    Arguments:
        operations: the operations that a path may mean.
        mistakes: the words that people write for documented resources, segments and verbs.
    """

    def __init__(self, operations: Iterable[Operation], mistakes: KnownMistakes) -> None:
        self._operations = tuple(operations)
        self.mistakes = mistakes
        self._words = mistakes.words
        # Recordings repeat their wrong paths with different ids.
        self._remembered = lru_cache(maxsize=1024)(self._compared)

    @cached_property
    def _calls(self) -> list[_Call]:
        groups: dict[tuple[str, str], list[Operation]] = {}
        for operation in self._operations:
            if not operation.document.get("deprecated"):
                for path in operation.paths:
                    groups.setdefault((operation.method, path), []).append(operation)
        return [_Call(path, tuple(group)) for (_, path), group in groups.items() if "/{screen_name}/" in path]

    def near(self, method: str, segments: list[str], family: str, keys: Collection[str] = ()) -> list[Near]:
        """Return the possible meanings of a path, the nearest first.

        Arguments:
            segments: the segments of the path, from the resource on.
            family: the prefix of the written path; calls of other families are somewhat farther away.
            keys: top-level keys of the request's body.
        """
        return self._remembered(method, tuple(map(_without_id, segments)), family, frozenset(keys))

    def _compared(self, method: str, written: tuple[str, ...], family: str, keys: frozenset[str]) -> list[Near]:
        found = []
        for call in self._calls:
            cost = self._of_method(method, call.operations[0].method, written)
            cost += 0 if call.family == family else _OTHER_FAMILY
            if cost >= _WORTH_NAMING:
                continue
            of_path, matched = self._of_path(written, call, 0, 0)
            cost += of_path + _of_keys(keys, call.operations)
            if cost <= _WORTH_NAMING:
                found.append(Near(call.operations, call.path, cost, len(written) < len(call.parts), matched))
        return sorted(found, key=lambda near: near.cost)

    def meant(self, near: list[Near]) -> Near | None:
        """Return the one call that is plainly meant; None if there is a doubt."""
        if not near or near[0].cost > _PLAIN or near[0].lacks_segments:
            return None
        return near[0] if len(near) == 1 or near[1].cost - near[0].cost >= _MARGIN else None

    def _of_method(self, written: str, documented: str, segments: tuple[str, ...]) -> float:
        method = written.upper()
        if method == documented:
            return 0
        if (method, documented) == ("PATCH", "POST"):
            return _PATCH_FOR_POST
        said = any(segment in self._words.verbs.get(documented, ()) for segment in segments[-1:])
        return _OTHER_METHOD if said or {method, documented} <= CHANGING else _WORTH_NAMING

    def _of_path(self, written: tuple[str, ...], call: _Call, at: int, to: int) -> tuple[float, Matched]:
        """Return the least cost of turning the rest of a written path into that of a documented one, and the match."""
        if at == len(written):
            return sum(_LOST_ID if part.template else _LOST_SEGMENT for part in call.parts[to:]), None
        segment = written[at]
        least, matched = _IMPOSSIBLE, None
        # The resource decides what a path is about, so it cannot be left out, and nothing can come before it.
        if at:
            least, matched = self._of_path(written, call, at + 1, to)
            least += self._of_extra(segment, call)
        if to == len(call.parts):
            return least, matched
        part = call.parts[to]
        if to:
            cost, rest = self._of_path(written, call, at, to + 1)
            cost += _LOST_ID if part.template else _LOST_SEGMENT
            if cost < least:
                least, matched = cost, rest
        cost = part.of(segment, self._words.segments if at else self._words.resources)
        if cost < least:
            of_rest, rest = self._of_path(written, call, at + 1, to + 1)
            if cost + of_rest < least:
                return cost + of_rest, (at, to, rest)
        return least, matched

    def _of_extra(self, segment: str, call: _Call) -> float:
        verbs = self._words.verbs.get(call.operations[0].method, ())
        return _SAME_WORD if segment in verbs else _EXTRA_SEGMENT


class _Call:
    """A documented path, split into its parts from the resource on."""

    def __init__(self, path: str, operations: tuple[Operation, ...]) -> None:
        self.path = path
        self.family, _, rest = path.partition("/{screen_name}/")
        self.operations = operations
        self.parts = [_Part(segment, operations[0]) for segment in rest.split("/")]


class _Part:
    """One segment of a documented path: a word, or a placeholder for an id."""

    def __init__(self, segment: str, operation: Operation) -> None:
        self.template = Template.of(segment[1:-1], operation) if segment.startswith("{") else None
        self.word = segment

    def of(self, segment: str, words: Mapping[str, str]) -> float:
        """Return the cost of reading a written segment as this one."""
        if self.template is None:
            return _of_word(segment, self.word, words)
        if self.template.values is not None:
            return 0 if segment in self.template.values or words.get(segment) in self.template.values else _IMPOSSIBLE
        if self.template.pattern is None or self.template.pattern.search(segment):
            return 0
        looks_like_id = bool(re.search("[0-9]", segment)) or is_placeholder(segment) or segment in _FOR_NOTHING
        return _ODD_ID if looks_like_id else _NO_ID


#: What programs write for an empty variable.
_FOR_NOTHING: Final = frozenset({"undefined", "null", "none", "nan", ""})


def _of_word(written: str, documented: str, words: Mapping[str, str]) -> float:
    if written == documented:
        return 0
    if words.get(written) == documented or _bare(written) == _bare(documented):
        return _SAME_WORD
    return _OTHER_SPELLING if _is_misspelt(written, documented) else _IMPOSSIBLE


@lru_cache(maxsize=4096)
def _is_misspelt(written: str, documented: str) -> bool:
    from difflib import SequenceMatcher  # here, because only a mistake needs it

    return len(written) > 3 and SequenceMatcher(None, written, documented).ratio() >= 0.8


def _without_id(segment: str) -> str:
    """Return a segment in the form for comparing: one fixed id stands for all ids of a kind."""
    text = unquote(segment).lower()
    return next((example for form, example in _IDS if form.fullmatch(text)), re.sub("[0-9]+", "0", text))


#: Forms of ids, each with an example that stands for all ids of this form.
_IDS: Final = (
    (re.compile("[0-9]+"), "104000000000123"),
    (re.compile("[0-9a-f]{32,}"), "0123456789abcdef" * 2),
    (re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "00000000-0000-4000-8000-000000000000"),
    (re.compile("[^@]+@[^@]+"), "ada@example.com"),
)


def _bare(word: str) -> str:
    """Return a word without separators and without its plural ending."""
    return re.sub("[^a-z0-9]", "", word).removesuffix("s")


def _of_keys(keys: Collection[str], operations: tuple[Operation, ...]) -> float:
    if not keys:
        return 0
    listed = set(_listed_keys(operations))
    share = sum(key in listed for key in keys) / len(keys)
    return share * _LISTED_KEYS if share else _FOREIGN_KEYS


def _listed_keys(operations: tuple[Operation, ...]) -> Iterator[str]:
    for operation in operations:
        for schema in operation.bodies.values():
            yield from schema.get("properties", ())
