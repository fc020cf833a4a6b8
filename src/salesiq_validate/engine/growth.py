"""Growth: whether following the references of a schema ends, and how much judging by it can then cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from attrs import define, field

from salesiq_validate.engine.protocol import MAX_DEPTH, MAX_SUBSCHEMAS, Path
from salesiq_validate.engine.subschemas import IN_PLACE, children, follow, shown, walk
from salesiq_validate.exceptions import SchemaNotUsable

#: Stands for all members and elements, in contrast to one name or index.
_EVERY: Final = -1
#: Keywords whose subschemas judge one member or element each.
_ONE_EACH: Final = frozenset({"prefixItems", "properties"})
#: Keywords that skip what another keyword in the same schema lists.
_BESIDE_LISTED: Final = {
    "additionalProperties": "properties",
    "items": "prefixItems",
    "unevaluatedItems": "prefixItems",
    "unevaluatedProperties": "properties",
}
#: Keywords whose subschemas are not applied to values: they apply to nothing, or only to names.
_NOT_APPLIED: Final = frozenset({"$defs", "contentSchema", "definitions", "propertyNames"})


class Growth(NamedTuple):
    """The result of following the references of a schema."""

    #: Whether it refers to itself, so that it can judge a document of any depth.
    recurses: bool
    #: How often it may apply itself to one member, for each application to the object around it. Once is usual; with
    #: two, a member on level n of a document is judged 2**n times.
    times: int


def growth_of(schema: dict[str, Any]) -> Growth:
    """Follow the references of a schema, which are all "#/...", without building the result.

    Raises:
        SchemaNotUsable: a reference returns to itself without going deeper into the document, so that its meaning is
            not defined; or references make too many subschemas, or nest them too deeply.
    """
    graph = _Graph(schema)
    for place, part in walk(schema):
        if isinstance(part, dict):
            graph.enter(place, part)
    return graph.growth()


def applications(document: Any, times: int, most: int) -> int:
    """Return how often a schema is applied to the places of a document; stop counting beyond `most`."""
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
    #: Number of subschemas, including the schema itself.
    subschemas: int
    #: Number of nested arrays and objects.
    levels: int

    def around(self, times: int, inner: _Size, levels: int) -> _Size:
        """Return the size with another schema inside, this many times and this many levels deeper."""
        return _Size(self.subschemas + times * inner.subschemas, max(self.levels, levels + inner.levels))

    def check(self, place: Path) -> None:
        if self.subschemas > MAX_SUBSCHEMAS or self.levels > MAX_DEPTH:
            raise SchemaNotUsable(
                f"with its references followed, {shown(place)} has more than {MAX_SUBSCHEMAS:,} subschemas, "
                f"or more than {MAX_DEPTH} levels"
            )


@define(eq=False, repr=False)
class _Graph:
    """The subschemas of a schema, by identity, and the subschemas that each applies: in place, and further inside."""

    root: dict[str, Any]
    _places: dict[int, Path] = field(init=False, factory=dict)
    #: For each subschema, the size of all subschemas for the same place.
    _sizes: dict[int, _Size] = field(init=False, factory=dict)
    #: For each subschema and those for the same place: how often they apply another one to a member or element.
    _inward: dict[int, Counter[tuple[str | int, int]]] = field(init=False, factory=dict)

    def enter(self, place: Path, start: dict[str, Any]) -> None:
        """Enter a subschema and all those for the same place, innermost first."""
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
        """Add the sizes of the subschemas for members and elements, the innermost first."""
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
        """Return how often, at most, a subschema applies the subschemas of its circle to one member or element."""
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
    """Yield groups of nodes that lead to one another, each group after those that it leads to.

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
