"""Check large documents part by part, so that violations never need more memory than those of one part.

An engine returns all violations at once, at 1 to 2 kB each: an array of 200,000 wrong elements takes half a gigabyte.
So a schema is divided at the keywords that can be checked separately: those for listed members and for elements,
`allOf`, and the branch of a union that was meant. The rest is checked as if these parts were valid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, Final, TypeAlias

from salesiq_validate.engine.protocol import Judge, Path, PlainSchema, Violation, detail_of, ordered
from salesiq_validate.engine.subschemas import follow, rebuild, reference_to, walk
from salesiq_validate.engine.values import UNIONS, meant_branch

#: The number of values in a part that is judged as a whole.
PORTION: Final = 10_000
#: With no more values than this, the size of a part is not stored.
_SMALL: Final = 100
#: The place of the whole schema inside each of its parts, for a schema that refers to itself.
_WHOLE: Final = ("$defs", "whole")
#: Keywords that depend on the other keywords of a schema.
_UNEVALUATED: Final = frozenset({"unevaluatedItems", "unevaluatedProperties"})

#: The number of values in an array or object, by its identity, if there are more than `_SMALL`.
_Sizes: TypeAlias = Mapping[int, int]


class Portions:
    """Judges large documents by one schema."""

    def __init__(self, compile_schema: Callable[[PlainSchema], Judge], judge: Judge) -> None:
        self._compile = compile_schema
        #: Judges for parts of the schema, by the place of the part and the keywords left out.
        self._judges: dict[tuple[Path, tuple[str, ...]], Judge] = {}
        refers = any(isinstance(part, dict) and "$ref" in part for _, part in walk(judge.schema))
        self._schema = rebuild(judge.schema, _referring_to_whole, None) if refers else judge.schema
        #: Keywords added to each part of a schema that refers to itself.
        self._beside = {"$defs": {_WHOLE[1]: self._schema}} if refers else {}

    def violations(self, document: dict[str, Any] | list[Any]) -> Iterator[Violation]:
        """Yield the violations of a document, part by part."""
        return self._violations(self._schema, document, (), (), _sizes(document))

    def _violations(
        self, schema: PlainSchema, value: Any, pointer: Path, place: Path, sizes: _Sizes
    ) -> Iterator[Violation]:
        if sizes.get(id(value), 0) <= PORTION or not isinstance(schema, dict):
            yield from _moved(self._part(schema, place), value, pointer, place)
            return
        left, left_out = dict(schema), []
        if _UNEVALUATED.isdisjoint(schema):
            for keyword in sorted(schema.keys() & {"allOf", *UNIONS}):
                del left[keyword]
                left_out.append(keyword)
                yield from self._in_place(schema[keyword], value, pointer, (*place, keyword), sizes)
            if "$ref" in schema:
                reference = left.pop("$ref")
                left_out.append("$ref")
                found = follow(self._schema, "#" + reference.removeprefix(reference_to(_WHOLE)))
                assert found is not None
                yield from self._violations(found[1], value, pointer, found[0], sizes)
        if isinstance(value, dict) and "properties" in schema:
            members = schema["properties"]
            apart = [name for name in members if name in value and sizes.get(id(value[name]), 0) > PORTION]
            left["properties"] = {**members, **dict.fromkeys(apart, True)}
            left_out += [f"properties {name}" for name in apart]
            for name in apart:
                inner = (*place, "properties", name)
                yield from self._violations(members[name], value[name], (*pointer, name), inner, sizes)
        if isinstance(value, dict) and _is_of_others(schema):
            left["additionalProperties"] = True
            left_out.append("additionalProperties")
            yield from self._members(schema, value, pointer, place, sizes)
        elif isinstance(value, list) and isinstance(schema.get("items"), dict):
            left["items"] = True
            left_out.append("items")
            yield from self._elements(schema, value, pointer, (*place, "items"), sizes)
        yield from _moved(self._part(left, place, *left_out), value, pointer, place)

    def _in_place(
        self, branches: list[Any], value: Any, pointer: Path, place: Path, sizes: _Sizes
    ) -> Iterator[Violation]:
        """Check all branches, or only the one that was meant."""
        keyword, meant = str(place[-1]), range(len(branches))
        if keyword in UNIONS:
            union = {keyword: branches}
            if self._part(union, place).is_valid(value):
                return
            branch = meant_branch(branches, value)
            if branch is None or self._part(branches[branch], (*place, branch)).is_valid(value):
                yield Violation(pointer, keyword, detail_of(union, keyword), place[:-1])
                return
            meant = range(branch, branch + 1)
        for index in meant:
            yield from self._violations(branches[index], value, pointer, (*place, index), sizes)

    def _elements(
        self, schema: dict[str, Any], value: list[Any], pointer: Path, place: Path, sizes: _Sizes
    ) -> Iterator[Violation]:
        items = schema["items"]
        judge = self._part({"items": items}, place[:-1], "items alone")
        begin = len(schema.get("prefixItems", ()))
        for start, end in pairwise(_cuts(value, begin, sizes)):
            if end - start == 1:
                yield from self._violations(items, value[start], (*pointer, start), place, sizes)
                continue
            for violation in judge.violations(value[start:end]):
                index, *inner = violation.pointer
                assert isinstance(index, int)
                path = _placed(place[:-1], violation.schema_path)
                yield Violation((*pointer, start + index, *inner), violation.keyword, violation.detail, path)

    def _members(
        self, schema: dict[str, Any], value: dict[str, Any], pointer: Path, place: Path, sizes: _Sizes
    ) -> Iterator[Violation]:
        """Judge the members that no keyword lists."""
        listed = schema.get("properties", {})
        others = {name: member for name, member in value.items() if name not in listed}
        subschema, inner = schema["additionalProperties"], (*place, "additionalProperties")
        judge = self._part({"additionalProperties": subschema}, place, "members alone")
        names = list(others)
        for start, end in pairwise(_cuts(list(others.values()), 0, sizes)):
            if end - start == 1:
                name = names[start]
                yield from self._violations(subschema, others[name], (*pointer, name), inner, sizes)
            else:
                yield from _moved(judge, {name: others[name] for name in names[start:end]}, pointer, place)

    def _part(self, schema: PlainSchema, place: Path, *left_out: str) -> Judge:
        key = place, left_out
        judge = self._judges.get(key)
        if judge is None:
            whole = {**schema, **self._beside} if isinstance(schema, dict) else schema
            judge = self._judges[key] = self._compile(whole)
        return judge


def _referring_to_whole(part: PlainSchema, _place: Path, state: None) -> tuple[PlainSchema, None]:
    """Rewrite the references in a part of a schema, so that they lead into the whole schema inside that part."""
    if isinstance(part, dict) and "$ref" in part:
        return {**part, "$ref": reference_to(_WHOLE) + part["$ref"][1:]}, state
    return part, state


def _placed(place: Path, path: Path) -> Path:
    """Return the place in the whole document for a place in a part."""
    return path[2:] if path[:2] == _WHOLE else (*place, *path)


def _is_of_others(schema: dict[str, Any]) -> bool:
    """Whether `additionalProperties` is about exactly the members that `properties` does not list."""
    return isinstance(schema.get("additionalProperties"), dict) and "patternProperties" not in schema


def _cuts(elements: list[Any], begin: int, sizes: _Sizes) -> Iterator[int]:
    """Yield where to cut an array so that a piece of several elements has hardly more than `PORTION` values."""
    yield begin
    held = 0
    for index in range(begin, len(elements)):
        size = sizes.get(id(elements[index]), _SMALL)
        if held and held + size > PORTION:
            yield index
            held = 0
        held += size
    if len(elements) > begin:
        yield len(elements)


def _sizes(document: Any) -> dict[int, int]:
    containers, parents = [document], [0]
    for index, container in enumerate(containers):  # the list grows
        for value in container.values() if type(container) is dict else container:
            if type(value) is dict or type(value) is list:
                containers.append(value)
                parents.append(index)
    sizes = list(map(len, containers))
    for index in range(len(containers) - 1, 0, -1):
        sizes[parents[index]] += sizes[index]
    return {id(container): size for container, size in zip(containers, sizes, strict=True) if size > _SMALL}


def _moved(judge: Judge, value: Any, pointer: Path, place: Path) -> Iterator[Violation]:
    """Check a part, and yield its violations as those of the whole."""
    for violation in judge.violations(value):
        path = _placed(place, violation.schema_path)
        yield Violation((*pointer, *violation.pointer), violation.keyword, violation.detail, path)


def with_counts(violations: Iterable[Violation], most: int) -> Iterable[tuple[Violation, int]]:
    """Return `most` violations one by one, and for the others one for each keyword of the schema, with their number."""
    if isinstance(violations, tuple) and len(violations) <= most:
        return [(violation, 1) for violation in violations]
    return _counted(violations, most)


def _counted(violations: Iterable[Violation], most: int) -> Iterator[tuple[Violation, int]]:
    rest = iter(violations)
    for violation in ordered(islice(rest, most)):
        yield violation, 1
    others: dict[tuple[Path, str], Violation] = {}
    counts: Counter[tuple[Path, str]] = Counter()
    for violation in rest:
        key = violation.schema_path, violation.keyword
        counts[key] += 1
        others.setdefault(key, violation)
    for key, first in others.items():
        yield first, counts[key]
