"""WrongUrl: the faults of a URL without a clear operation, and its most likely meaning.

Only incorrect URLs come here. A fault contains nothing of the recorded URL: hints name only documented calls, and
written words only if they are known inventions.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from salesiq_validate.contract.meant_call import WrittenPath
from salesiq_validate.contract.nearest_call import CHANGING, Near
from salesiq_validate.contract.route import MeantCall, Route, UrlFault, UrlFaultKind
from salesiq_validate.finding import Basis

if TYPE_CHECKING:
    from salesiq_validate.contract.nearest_call import NearestCalls
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.contract.path_tree import Filled, Node, PathTree
    from salesiq_validate.contract.servers import Family, Server


#: Possible answers to a wrong method: Invalid Request Type, Invalid Method.
_OF_METHODS: Final = (1004, 1010)
#: How many calls a hint names at most.
_NAMED: Final = 3


class WrongUrl:
    """Explains one method and URL (without query and fragment).

    Arguments:
        keys: top-level keys of the request's body, which help to find the intended call.
    """

    def __init__(
        self,
        paths: PathTree,
        nearest: NearestCalls,
        method: str,
        url: str,
        keys: Collection[str] = (),
    ) -> None:
        self.paths = paths
        self.mistakes = nearest.mistakes
        self.nearest = nearest
        self.method = method
        self.url = url
        self.keys = keys
        self.faults: list[UrlFault] = []
        self.server: Server | None = None
        self.screen_name: str | None = None
        self.guess: Basis | None = None
        self.meant: MeantCall | None = None
        self.written = WrittenPath((), self.mistakes.words)

    def route(self) -> Route:
        """Find the faults, and the operations by which to judge the request."""
        segments = self._segments()
        operations = self._path(segments) if segments is not None else ()
        known = (self.guess, self.meant) if operations else (None, None)
        return Route(operations, tuple(self.faults), self.server, self.screen_name, *known)

    def _fault(
        self,
        kind: UrlFaultKind,
        basis: Basis = Basis.DOCUMENTED,
        *,
        hint: str | None = None,
        parameter: str | None = None,
        place: str | None = None,
        alternatives: tuple[int, ...] = (),
    ) -> None:
        self.faults.append(UrlFault(kind, basis, hint, parameter, alternatives, place))

    def _segments(self) -> list[str] | None:
        """Judge scheme and host; return the segments of the path, or None if the URL cannot be read."""
        try:
            parts = urlsplit(self.url)
            host = (parts.hostname or "").rstrip(".")
            parts.port  # noqa: B018 - raises on a port that is no number
        except ValueError:
            self._fault(UrlFaultKind.UNREADABLE)
            return None
        if not parts.scheme or not host:
            self._fault(UrlFaultKind.UNREADABLE, hint="write the whole address: https://, the server, then the path")
        else:
            # The caller may have named a server with its port.
            is_own = not self.paths.extra_hosts.isdisjoint({host, parts.netloc.lower()})
            if parts.scheme.lower() != "https" and not is_own:
                self._fault(UrlFaultKind.INSECURE_SCHEME)
            self._host(host, is_own=is_own)
        # An example URL of the reference has "//" before "api". Further on, "//" most likely comes from an empty
        # variable, and stays a fault of the path.
        path = parts.path.lstrip("/").split("/")
        segments = path[:-1] if path and not path[-1] else path
        self.written = WrittenPath(segments, self.mistakes.words)
        return segments

    def _host(self, host: str, *, is_own: bool) -> None:
        servers, wanted = self.paths.servers, self.paths.data_center
        self.server = servers.by_host.get(host)
        if self.server is None:
            if not is_own:
                self._fault(UrlFaultKind.UNKNOWN_SERVER, Basis.INFERRED, hint=servers.hint(host, wanted))
        elif wanted is not None and self.server.data_center != wanted:
            right = servers.of_data_centre(wanted)
            self._fault(
                UrlFaultKind.OTHER_DATA_CENTRE,
                hint=f"the host of {wanted} is {right.host}" if right is not None else None,
            )

    def _path(self, segments: list[str]) -> tuple[Operation, ...]:
        for strict in (True, False):
            # Not strict: a value outside a closed set ("chats" for a module) still shows which call was meant.
            ways = [way for way in self.paths.root.walk(segments, 0, strict=strict) if not self._has_verb(*way)]
            if ways:
                node, filled = next((way for way in ways if self.method in way[0].methods), ways[0])
                if not strict:
                    self._unlisted_value(segments)
                return self._place(node, filled, segments)
        family = self.paths.servers.family_of(segments)
        if family is not None:
            return self._in_family(family, segments[family.depth :])
        if segments and segments[0] == "api":
            return self._unknown_version(segments)
        if all(fault.kind is not UrlFaultKind.UNREADABLE for fault in self.faults):
            main = self.paths.servers.main.prefix
            self._fault(UrlFaultKind.NO_API_PREFIX, hint=f"paths of this API begin with {main}/")
        return ()

    def _has_verb(self, node: Node, filled: list[Filled]) -> bool:
        """Tell whether a verb takes the place of an id, so that this path was not meant."""
        verbs = {verb for words in self.mistakes.words.verbs.values() for verb in words}
        return any(
            value in verbs and (pattern := node.pattern_of(template)) is not None and not pattern.search(value)
            for template, value in filled
        )

    def _unlisted_value(self, segments: list[str]) -> None:
        family = self.paths.servers.family_of(segments) or self.paths.servers.main
        rest = segments[family.depth + 1 :]
        basis = Basis.DOCUMENTED if rest and self.mistakes.knows(rest[0]) else Basis.INFERRED
        hint = self._hint(rest, family)
        self._fault(UrlFaultKind.UNKNOWN_RESOURCE, basis, hint=hint, place=self._at_fault(rest, family))
        self.guess = Basis.INFERRED

    def _place(self, node: Node, filled: list[Filled], segments: list[str]) -> tuple[Operation, ...]:
        """Check the values in the placeholders of a known path, and the method."""
        for template, value in filled:
            if template.name == "screen_name":
                self._judge_screen_name(value)
            elif (pattern := node.pattern_of(template)) is not None and not pattern.search(unquote(value)):
                name = self._names(node, segments).get(template.name, template.name)
                is_secret = self.paths.looks_secret(value)
                self._fault(
                    UrlFaultKind.PRIVATE_ID if is_secret else UrlFaultKind.MALFORMED_ID,
                    Basis.DOCUMENTED if is_secret else Basis.INFERRED,
                    parameter=name,
                )
        if self.method in node.methods:
            return self._at(node, self.method, segments)
        return self._of_other_method(node, segments)

    def _at(self, node: Node, method: str, segments: list[str]) -> tuple[Operation, ...]:
        """Return the operations of a method at the place of the tree that the path means."""
        if (way := next(self.paths.ways_to(node, method, len(segments)), None)) is not None:
            self.meant = self.written.ending_alike(*way[:2])
        return node.methods.get(method, ())

    def _of_other_method(self, node: Node, segments: list[str]) -> tuple[Operation, ...]:
        """Check a wrong method; return the operations that it most likely means."""
        kind = UrlFaultKind.WRONG_METHOD if self.method in self.paths.methods else UrlFaultKind.UNKNOWN_METHOD
        self.guess = Basis.INFERRED
        family = self.paths.servers.family_of(segments)
        operations = self._at(node, self.method.upper(), segments)
        hint = None
        if family is not None:
            rest = segments[family.depth + 1 :]
            hint = self.mistakes.hint(self.method, rest)
            if hint is not None:
                operations = operations or self._guessed(rest, family)
            near = [] if operations else self._near(rest, family.prefix)
            meant = self.nearest.meant(near)
            # A call of the visitor API with a method of the operator API may mean either.
            if meant is not None and meant.path.startswith(f"{family.prefix}/"):
                operations = self._judged(meant, len(rest))
            if meant is not None and meant.operations[0].method not in node.methods:
                hint = hint or f"the documented call is {meant}"
            elif near and near[0].lacks_segments:
                hint = hint or f"the nearest documented call is {near[0]}"
        self._fault(kind, Basis.INFERRED, hint=hint or _documented_at(node))
        return operations

    def _names(self, node: Node, segments: list[str]) -> dict[str, str]:
        """Return the operation's own names for its placeholders; the tree may use the names of another operation."""
        way = next(self.paths.ways_to(node, self.method, len(segments)), None)
        return {} if way is None else {template.name: part[1:-1] for template, part in way[2]}

    def _judge_screen_name(self, value: str) -> None:
        self.screen_name = value
        kind = self.paths.screen_name_fault(value)
        if kind is None:
            self.written.has_screen_name = True
        else:
            self._fault(kind, Basis.DOCUMENTED if kind in _SURELY_NO_NAME else Basis.INFERRED)

    def _judge_unlisted_method(self) -> None:
        """Judge the method alone, for a path without an operation whose methods would say more."""
        if self.method not in self.paths.methods:
            hint = f"the methods of this API are {', '.join(sorted(self.paths.methods))}"
            self._fault(UrlFaultKind.UNKNOWN_METHOD, Basis.INFERRED, hint=hint)

    def _in_family(self, family: Family, rest: list[str]) -> tuple[Operation, ...]:
        """Judge a path that has a known prefix but fits no template."""
        prefix = family.prefix.split("/")[1:]
        if rest[:1] == [""]:  # the variable for the screen name was empty
            rest = rest[1:]
        resources = self.paths.resources
        # If the screen name was left out, the rest is the rest of a documented path.
        for node, filled in self.paths.root.walk([*prefix, "screen-name", *rest], 0):
            if rest and rest[0] in resources:
                self._lacks_screen_name(family)
                self.guess = Basis.DOCUMENTED
                holes = [pair for pair in filled if pair[0].name != "screen_name"]
                return self._place(node, holes, [*prefix, "", *rest])
        operations = self._under(family, rest)
        self._judge_unlisted_method()
        return operations

    def _under(self, family: Family, rest: list[str]) -> tuple[Operation, ...]:
        """Find the first undocumented segment of a path with a known prefix."""
        resources = self.paths.resources
        if rest and rest[0] in family.without_screen_name:
            hint = f"other resources are under {family.prefix}/{{screen_name}}/"
            self._fault(
                UrlFaultKind.UNKNOWN_PATH, Basis.INFERRED, hint=self.mistakes.hint(self.method, rest[2:]) or hint
            )
            return ()
        if len(rest) < 2:
            self._lacks_screen_name(family, self._hint(rest, family) if rest else None)
            return self._guessed(rest, family) if rest else ()
        if rest[1] in family.without_screen_name:
            return self._needless_screen_name(family, rest)
        if family.prefix in resources.get(rest[1], ()):
            self._judge_screen_name(rest[0])
            return self._unknown_path(rest[1:], family)
        if rest[0] in resources or self.mistakes.knows(rest[0]) or self.mistakes.is_doubtful(family.prefix, rest[0]):
            self._lacks_screen_name(family)
            if family.prefix in resources.get(rest[0], ()):
                return self._guessed(rest, family)
            return self._unknown_resource(rest, family)
        as_resource = self.nearest.meant(self._near(rest, family.prefix))
        if as_resource is not None and not self._near(rest[1:], family.prefix):
            self._lacks_screen_name(family)
            return self._unknown_resource(rest, family)
        self._judge_screen_name(rest[0])
        return self._unknown_resource(rest[1:], family)

    def _lacks_screen_name(self, family: Family, hint: str | None = None) -> None:
        goes = f"write the screen name after {family.prefix}/, then the resource"
        self._fault(UrlFaultKind.MISSING_SCREEN_NAME, hint=hint or goes)

    def _needless_screen_name(self, family: Family, rest: list[str]) -> tuple[Operation, ...]:
        """Judge a call with a screen name whose resource does not belong to a portal."""
        path = "/".join([family.prefix, *rest[1:]])
        self._fault(
            UrlFaultKind.UNKNOWN_PATH,
            Basis.INFERRED,
            hint=f"{rest[1]} has no screen name before it: {family.prefix}/{rest[1]}",
            place=f"a screen name before {rest[1]}",
        )
        for node, filled in self.paths.root.walk(path.split("/")[1:], 0):
            self.guess = Basis.INFERRED
            return self._place(node, filled, path.split("/")[1:])
        return ()

    def _unknown_path(self, segments: list[str], family: Family) -> tuple[Operation, ...]:
        hint = self._hint(segments, family) or self._listed(segments[0], family)
        self._fault(UrlFaultKind.UNKNOWN_PATH, Basis.INFERRED, hint=hint, place=self._at_fault(segments, family))
        return self._guessed(segments, family)

    def _unknown_resource(self, segments: list[str], family: Family) -> tuple[Operation, ...]:
        """Judge a path with an unknown resource; return the operations by which to judge the request."""
        if self.mistakes.is_doubtful(family.prefix, segments[0]):
            return ()
        # The navigation lists every resource of the current API, so known inventions are not resources of it.
        is_invented = self.mistakes.knows(segments[0]) and not family.deprecated
        operations = self._guessed(segments, family)
        other_method = len(segments) > 1 and any(operation.method != self.method for operation in operations)
        self._fault(
            UrlFaultKind.UNKNOWN_RESOURCE,
            Basis.DOCUMENTED if is_invented else Basis.INFERRED,
            hint=self._elsewhere(segments) or self._hint(segments, family),
            place=self._at_fault(segments, family),
            alternatives=_OF_METHODS if other_method else (),
        )
        return operations

    def _unknown_version(self, segments: list[str]) -> tuple[Operation, ...]:
        main = self.paths.servers.main
        if len(segments) == 1:
            self._lacks_screen_name(main)
            self._judge_unlisted_method()
            return ()
        prefix = main.prefix.split("/")[1:]
        invented = self.mistakes.hint(self.method, segments[1:])
        self._fault(UrlFaultKind.UNKNOWN_VERSION, hint=invented or f"the operator API is under {main.prefix}/")
        for rest in (segments[2:], segments[1:]):
            for node, filled in self.paths.root.walk([*prefix, *rest], 0):
                self.guess = Basis.DOCUMENTED
                return self._place(node, filled, [*prefix, *rest])
        self._judge_unlisted_method()
        return self._guessed(segments[1:], main) if invented is not None else ()

    def _near(self, segments: list[str], prefix: str) -> list[Near]:
        return self.nearest.near(self.method, segments, prefix, self.keys)

    def _guessed(self, segments: list[str], family: Family) -> tuple[Operation, ...]:
        """Return the documented call that a path plainly means, if any; only calls of the operator API are guessed."""
        if family is not self.paths.servers.main:
            return ()
        self.guess = Basis.INFERRED
        known = self.mistakes.call(self.method, segments)
        operation = None if known is None else self.paths.by_id(known.operation or "")
        if known is None or operation is None:
            meant = self.nearest.meant(self._near(segments, family.prefix))
            return () if meant is None else self._judged(meant, len(segments))
        if self.method != operation.method and not {self.method, operation.method} <= CHANGING:
            return ()
        self.meant = self.written.invented(operation, known)
        return (operation if operation.method == self.method else self.paths.by_body(operation),)

    def _judged(self, meant: Near, length: int) -> tuple[Operation, ...]:
        """Return the operations of a call, ready to judge the request; `length` segments were compared with it."""
        self.meant = self.written.nearest(meant.operations[0], meant.path, meant.matched, length)
        same = meant.operations[0].method == self.method
        return meant.operations if same else tuple(map(self.paths.by_body, meant.operations))

    def _hint(self, segments: list[str], family: Family) -> str | None:
        """Name the documented call that a path means, or the nearest ones."""
        said = self.mistakes.hint(self.method, segments)
        if said is None:
            near = self._near(segments, family.prefix)
            meant = self.nearest.meant(near)
            named = [str(call) for call in near[:_NAMED]]
            if meant is not None:
                said = f"the documented call is {meant}"
            elif len(named) == 1:
                said = f"the nearest documented call is {named[0]}"
            elif named:
                said = f"the nearest documented calls are {', '.join(named[:-1])} and {named[-1]}"
        advice = self.mistakes.advice(segments[0])
        return "; ".join(part for part in (said, advice) if part) or None

    def _elsewhere(self, segments: list[str]) -> str | None:
        """Name the family that has a resource, unless a known mistake says more."""
        prefixes = self.paths.resources.get(segments[0])
        if prefixes is None or self.mistakes.hint(self.method, segments) or self.mistakes.knows(segments[0]):
            return None
        return f"{segments[0]} is documented only under {prefixes[0]}/{{screen_name}}/"

    def _at_fault(self, segments: list[str], family: Family) -> str | None:
        """Say which segment is not documented, by the documented ones before it; None if the resource has no name."""
        node: Node | None = self.paths.at(family.prefix)
        documented: list[str] = []
        for segment in segments:
            step = None if node is None else node.step(segment)
            if step is None:
                word = f"`{segment}`" if self.mistakes.invents(segment) else "the segment" if documented else None
                return f"{word} after {'/'.join(documented)}/" if documented else word
            name, node = step
            documented.append(name)
        return f"a path that ends after {'/'.join(documented)}"

    def _listed(self, resource: str, family: Family) -> str:
        """Name the documented calls of a resource, those with the same method first."""
        prefix = f"{family.prefix}/{{screen_name}}"
        operations = self.paths.under(f"{prefix}/{resource}")
        operations.sort(key=lambda found: (found.method != self.method, found.path, found.method))
        calls = [f"{found.method} {(found.path or '').removeprefix(prefix)}" for found in operations]
        return f"documented under {resource}: {', '.join(calls[:4])}{' and more' if len(calls) > 4 else ''}"


#: Faults of a screen name that are certain.
_SURELY_NO_NAME: Final = frozenset(
    {UrlFaultKind.PLACEHOLDER, UrlFaultKind.OTHER_SCREEN_NAME, UrlFaultKind.PRIVATE_SCREEN_NAME}
)


def _documented_at(node: Node) -> str:
    calls = ", ".join(
        f"{method} ({operations[0].summary[:1].lower()}{operations[0].summary[1:]})"
        for method, operations in sorted(node.methods.items())
    )
    return f"documented for this path: {calls}"
