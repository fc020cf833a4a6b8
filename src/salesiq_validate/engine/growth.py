"""How much judging by a schema can cost once its references are followed: whether it ends, and how fast it grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from attrs import define, field

from salesiq_validate.engine.protocol import MAX_DEPTH, MAX_SUBSCHEMAS, Path
from salesiq_validate.engine.subschemas import IN_PLACE, children, follow, shown, walk
from salesiq_validate.exceptions import SchemaNotUsable

#: Stands for all members and elements, beside those of a name or an index.
_EVERY: Final = -1
#: Keywords of which each subschema judges one member or element.
_ONE_EACH: Final = frozenset({"prefixItems", "properties"})
#: Keywords that leave out what another keyword beside them lists.
_BESIDE_LISTED: Final = {
    "additionalProperties": "properties",
    "items": "prefixItems",
    "unevaluatedItems": "prefixItems",
    "unevaluatedProperties": "properties",
}
#: Keywords whose subschemas judge nothing where they stand, or nothing that has an inside.
_NOT_APPLIED: Final = frozenset({"$defs", "contentSchema", "definitions", "propertyNames"})


class Growth(NamedTuple):
    """What following the references of a schema leads to."""

    #: Whether it refers to itself, so that it judges a document at any depth.
    recurses: bool
    #: How often it may apply itself to one member for each time that it is applied to what holds it. Once is usual;
    #: where it is twice, a member on level n of a document is judged 2**n times.
    times: int


def growth_of(schema: dict[str, Any]) -> Growth:
    """Follow the references of a schema, all of which are "#/...", without building the result.

    Raises:
        SchemaNotUsable: a reference comes back to itself without having gone into the document, so that its meaning is
            not defined; or references make too many subschemas, or too many inside one another.
    """
    graph = _Graph(schema)
    for place, part in walk(schema):
        if isinstance(part, dict):
            graph.enter(place, part)
    return graph.growth()


def applications(document: Any, times: int, most: int) -> int:
    """Return how often a schema is applied to the places of a document, or what there is when it is beyond `most`."""
    total, each = 1, 1
    level = [document]
    while level and total <= most:
        level = [
            value
            for container in level
            if isinstance(container, dict | list)
            for value in (container.values() if isinstance(container, dict) else container)
        ]
        each *= times
        total += each * len(level)
    return total


class _Size(NamedTuple):
    #: Subschemas, the one itself counted.
    subschemas: int
    #: Arrays and objects inside one another.
    levels: int

    def around(self, times: int, inner: _Size, levels: int) -> _Size:
        """Return the size of this with another inside it, so many times and so many levels further in."""
        return _Size(self.subschemas + times * inner.subschemas, max(self.levels, levels + inner.levels))

    def check(self, place: Path) -> None:
        if self.subschemas > MAX_SUBSCHEMAS or self.levels > MAX_DEPTH:
            raise SchemaNotUsable(
                f"with its references followed, {shown(place)} has more than {MAX_SUBSCHEMAS:,} subschemas, "
                f"or more than {MAX_DEPTH} levels"
            )


@define(eq=False, repr=False)
class _Graph:
    """The subschemas of a schema, by identity, and where each leads: to its own place, and into the document."""

    root: dict[str, Any]
    _places: dict[int, Path] = field(init=False, factory=dict)
    #: Of each subschema, the size of what judges the same place.
    _sizes: dict[int, _Size] = field(init=False, factory=dict)
    #: Of each subschema and those that judge the same place: how often they apply another to a member or element.
    _inward: dict[int, Counter[tuple[str | int, int]]] = field(init=False, factory=dict)

    def enter(self, place: Path, start: dict[str, Any]) -> None:
        """Enter a subschema and all that judge the same place, innermost first."""
        active: set[int] = set()
        todo = [(start, False)]
        while todo:
            part, is_left = todo.pop()
            key = id(part)
            if key in self._sizes:
                continue
            beside = list(self._beside(part))
            if not is_left:
                if key in active:
                    raise SchemaNotUsable(
                        f"a reference at or below {shown(place)} comes back to itself and decides nothing"
                    )
                active.add(key)
                todo += [(part, True), *((other, False) for other, _ in beside)]
                continue
            active.discard(key)
            size, inward = _Size(1, 1), _applied(part)
            for other, levels in beside:
                size = size.around(1, self._sizes[id(other)], levels)
                inward.update(self._inward[id(other)])
            size.check(place)
            self._places[key], self._sizes[key], self._inward[key] = place, size, inward

    def _beside(self, part: dict[str, Any]) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield the subschemas for the same place, and how many levels deeper they are."""
        for step, child in children(part):
            if step[0] in IN_PLACE and isinstance(child, dict):
                yield child, len(step)
        found = follow(self.root, part["$ref"]) if isinstance(part.get("$ref"), str) else None
        if found and isinstance(found[1], dict):
            yield found[1], min(2, len(part))

    def growth(self) -> Growth:
        """Put the sizes of what judges members and elements on top, the innermost first."""
        leads_to = {part: {target for _, target in inward} for part, inward in self._inward.items()}
        times, recurses = 1, False
        sizes = dict(self._sizes)
        for group in _groups(leads_to):
            recurses = recurses or len(group) > 1 or not group.isdisjoint(leads_to[next(iter(group))])
            for part in group:
                times = max(times, self._times_inside(part, group))
                for (_, target), count in self._inward[part].items():
                    if count > 0 and target not in group:
                        sizes[part] = sizes[part].around(count, sizes[target], 2)
                sizes[part].check(self._places[part])
        return Growth(recurses, times)

    def _times_inside(self, part: int, group: set[int]) -> int:
        """Return how often a subschema applies those of its circle to one member or element, at most."""
        times: Counter[str | int] = Counter()
        for (member, target), count in self._inward[part].items():
            if target in group:
                times[member] += count
        every = times.pop(_EVERY, 0)
        return every + max(times.values(), default=0)


def _applied(part: dict[str, Any]) -> Counter[tuple[str | int, int]]:
    """Count the subschemas for each member or element."""
    times: Counter[tuple[str | int, int]] = Counter()
    for step, child in children(part):
        keyword = str(step[0])
        if not isinstance(child, dict) or keyword in IN_PLACE or keyword in _NOT_APPLIED:
            continue
        if keyword in _ONE_EACH:
            times[step[-1], id(child)] += 1
            continue
        times[_EVERY, id(child)] += 1
        listed = part.get(_BESIDE_LISTED.get(keyword, ""), ())
        for one in listed if isinstance(listed, dict) else range(len(listed)):
            times[one, id(child)] -= 1
    return times


def _groups(leads_to: Mapping[int, set[int]]) -> Iterator[set[int]]:
    """Yield the nodes that lead to one another as groups, each after those that it leads to.

    This is Tarjan's algorithm without recursion.
    """
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_nodes: list[int] = []
    is_open: set[int] = set()
    for start in leads_to:
        todo = [] if start in order else [(start, iter(leads_to[start]))]
        while todo:
            node, rest = todo[-1]
            if node not in order:
                order[node] = lowest[node] = len(order)
                open_nodes.append(node)
                is_open.add(node)
            for target in rest:
                if target not in order:
                    todo.append((target, iter(leads_to[target])))
                    break
                if target in is_open:
                    lowest[node] = min(lowest[node], lowest[target])
            else:
                todo.pop()
                if todo:
                    lowest[todo[-1][0]] = min(lowest[todo[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    group: set[int] = set()
                    while node not in group:
                        group.add(open_nodes.pop())
                    is_open -= group
                    yield group
