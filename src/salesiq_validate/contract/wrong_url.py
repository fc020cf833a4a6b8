"""WrongUrl: what is wrong with a URL that does not lead to an operation cleanly, and what was most likely meant.

Only the failing path comes here. Nothing of the recorded URL is kept in a fault: hints name documented calls only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from salesiq_validate.contract.route import Route, UrlFault, UrlFaultKind
from salesiq_validate.finding import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesiq_validate.contract.known_mistakes import KnownMistakes
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.contract.path_tree import Filled, Node, PathTree
    from salesiq_validate.contract.servers import Family, Server


#: The changing methods that are taken for one another: a path that has one of them only tells what the other meant.
_STANDS_FOR: Final = {"PATCH": "PUT", "POST": "PUT", "PUT": "POST"}
#: What a path of another method's may be answered with: Invalid Request Type, Invalid Method.
_OF_METHODS: Final = (1004, 1010)


class WrongUrl:
    """Explains one method and URL (without query and fragment)."""

    def __init__(self, paths: PathTree, mistakes: KnownMistakes, method: str, url: str) -> None:
        self.paths = paths
        self.mistakes = mistakes
        self.method = method
        self.url = url
        self.faults: list[UrlFault] = []
        self.server: Server | None = None
        self.screen_name: str | None = None

    def route(self) -> Route:
        """Find the faults, and the operations that the request should be judged by all the same."""
        segments = self._segments()
        operations = self._path(segments) if segments is not None else ()
        return Route(operations, tuple(self.faults), self.server, self.screen_name)

    def _fault(
        self,
        kind: UrlFaultKind,
        basis: Basis = Basis.DOCUMENTED,
        *,
        hint: str | None = None,
        parameter: str | None = None,
        alternatives: tuple[int, ...] = (),
    ) -> None:
        self.faults.append(UrlFault(kind, basis, hint, parameter, alternatives))

    def _segments(self) -> list[str] | None:
        """Judge scheme and host; return the path's segments, None where the URL cannot be read at all."""
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
            # A server of the caller's may be named with its port.
            is_own = not self.paths.extra_hosts.isdisjoint({host, parts.netloc.lower()})
            if parts.scheme.lower() != "https" and not is_own:
                self._fault(UrlFaultKind.INSECURE_SCHEME)
            self._host(host, is_own=is_own)
        # An example URL of the reference has "//" in front of "api"; further on, it most likely is a variable that was
        # empty, and stays a fault of the path.
        path = parts.path.lstrip("/").split("/")
        return path[:-1] if path and not path[-1] else path

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
                hint=f"the configured one is {right.host}" if right is not None else None,
            )

    def _path(self, segments: list[str]) -> tuple[Operation, ...]:
        for strict in (True, False):
            # Not strict: a value outside a closed set ("chats" for a module) still tells what was meant.
            if ways := list(self.paths.root.walk(segments, 0, strict=strict)):
                node, filled = next((way for way in ways if self.method in way[0].methods), ways[0])
                if not strict:
                    self._fault(UrlFaultKind.UNKNOWN_RESOURCE, hint=self._invention(self._from_resource(segments)))
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

    def _place(self, node: Node, filled: list[Filled], segments: list[str]) -> tuple[Operation, ...]:
        """Judge what stands in the holes of a known path, and the method."""
        for template, value in filled:
            if template.name == "screen_name":
                self._judge_screen_name(value)
            elif (pattern := node.pattern_of(template)) is not None and not pattern.search(unquote(value)):
                name = self._names(node, segments).get(template.name, template.name)
                self._fault(UrlFaultKind.MALFORMED_ID, Basis.INFERRED, parameter=name)
        if self.method in node.methods:
            return node.methods[self.method]
        self._judge_method(node, segments)
        return self._meant_at(node)

    def _meant_at(self, node: Node) -> tuple[Operation, ...]:
        """Return what a wrong method most likely meant at a place."""
        method = self.method.upper()
        if method in node.methods:
            return node.methods[method]
        stands_for = _STANDS_FOR.get(method, "")
        meant = node.methods.get(stands_for, ())
        if method == "PATCH":
            return meant
        # PUT on a collection may as well have lost the id of the one that it updates.
        if method == "PUT" and any("PUT" in below.methods for _, below in node.templates):
            return ()
        # Nor is it plain where the body may as well be that of a DELETE.
        others = (found for known, group in node.methods.items() if known != stands_for for found in group)
        if any(other.bodies for other in others):
            return ()
        return tuple(map(self.paths.by_body, meant))

    def _names(self, node: Node, segments: list[str]) -> dict[str, str]:
        """Return what the operation calls the holes of its path, by their names in the tree.

        Operations that have a way in common may name what stands there differently.
        """
        for operation in node.methods.get(self.method, ()):
            for path in operation.paths:
                own = path.split("/")[1:]
                for found, filled in self.paths.root.walk(own, 0, strict=False):
                    if found is node and len(own) == len(segments):
                        return {template.name: part[1:-1] for template, part in filled}
        return {}

    def _judge_screen_name(self, value: str) -> None:
        self.screen_name = value
        kind = self.paths.screen_name_fault(value)
        if kind is not None:
            sure = kind in (UrlFaultKind.PLACEHOLDER, UrlFaultKind.OTHER_SCREEN_NAME)
            self._fault(kind, Basis.DOCUMENTED if sure else Basis.INFERRED)

    def _from_resource(self, segments: list[str]) -> list[str]:
        """Return a path's segments from its resource on."""
        family = self.paths.servers.family_of(segments)
        return segments[family.depth + 1 :] if family is not None else segments

    def _judge_method(self, node: Node, segments: list[str]) -> None:
        calls = ", ".join(
            f"{method} ({operations[0].summary[:1].lower()}{operations[0].summary[1:]})"
            for method, operations in sorted(node.methods.items())
        )
        unlisted = self.method not in self._methods
        kind = UrlFaultKind.UNKNOWN_METHOD if unlisted else UrlFaultKind.WRONG_METHOD
        invented = self.mistakes.exact(self.method, self._from_resource(segments))
        self._fault(kind, Basis.INFERRED, hint=invented or f"documented for this path: {calls}")

    @property
    def _methods(self) -> frozenset[str]:
        """Every method that an operation has."""
        return frozenset(operation.method for operation in self.paths.operations)

    def _judge_unlisted_method(self) -> None:
        """Judge the method where the path leads to no operation, whose own methods would tell more."""
        known = self._methods
        if self.method not in known:
            hint = f"the methods of this API are {', '.join(sorted(known))}"
            self._fault(UrlFaultKind.UNKNOWN_METHOD, Basis.INFERRED, hint=hint)

    def _in_family(self, family: Family, rest: list[str]) -> tuple[Operation, ...]:
        """Judge a path under a known prefix that no template fits."""
        resources = self.paths.resources()
        prefix = family.prefix.split("/")[1:]
        if rest[:1] == [""]:  # a variable for the screen name that was empty
            rest = rest[1:]
        # A screen name left out makes the rest of a documented path.
        for node, filled in self.paths.root.walk([*prefix, "screen-name", *rest], 0):
            if rest and rest[0] in resources:
                self._fault(UrlFaultKind.MISSING_SCREEN_NAME, hint=self._screen_name_goes(family))
                return self._place(
                    node, [pair for pair in filled if pair[0].name != "screen_name"], [*prefix, "", *rest]
                )
        if len(rest) < 2 and not (rest and rest[0] in family.without_screen_name):
            self._fault(UrlFaultKind.MISSING_SCREEN_NAME, hint=self._invention(rest) or self._screen_name_goes(family))
        elif rest[0] in family.without_screen_name:
            self._fault(
                UrlFaultKind.UNKNOWN_PATH,
                Basis.INFERRED,
                hint=self._invention(rest[2:]) or f"other resources stand under {family.prefix}/{{screen_name}}/",
            )
        elif family.prefix in resources.get(rest[1], ()):
            self._judge_screen_name(rest[0])
            hint = self.mistakes.exact(self.method, rest[1:]) or self._nearest(rest[1], family)
            self._fault(UrlFaultKind.UNKNOWN_PATH, Basis.INFERRED, hint=hint)
        elif rest[0] in resources or self.mistakes.knows(rest[0]):
            self._fault(UrlFaultKind.MISSING_SCREEN_NAME, hint=self._screen_name_goes(family))
            if family.prefix not in resources.get(rest[0], ()):
                return self._unknown_resource(rest, family, resources)
        else:
            self._judge_screen_name(rest[0])
            return self._unknown_resource(rest[1:], family, resources)
        self._judge_unlisted_method()
        return ()

    def _unknown_resource(
        self, segments: list[str], family: Family, resources: Mapping[str, tuple[str, ...]]
    ) -> tuple[Operation, ...]:
        """Judge a path whose resource the family has not; return what a known invention is to be judged by."""
        # The navigation lists every resource of today's API; that of the first version is gone.
        basis = Basis.INFERRED if family.deprecated else Basis.DOCUMENTED
        known = self.mistakes.call(self.method, segments)
        meant = None if known is None else known.operation_of(self.paths)
        other_method = known is not None and known.is_one_record and meant is not None and meant.method != self.method
        self._fault(
            UrlFaultKind.UNKNOWN_RESOURCE,
            basis,
            hint=self._elsewhere(segments, resources),
            alternatives=_OF_METHODS if other_method else (),
        )
        self._judge_unlisted_method()
        if known is None or meant is None or not known.is_judged or family is not self.paths.servers.main:
            return ()
        return (meant,) if meant.method in (self.method, _STANDS_FOR.get(self.method)) else ()

    def _unknown_version(self, segments: list[str]) -> tuple[Operation, ...]:
        main = self.paths.servers.main
        if len(segments) == 1:
            self._fault(UrlFaultKind.MISSING_SCREEN_NAME, hint=self._screen_name_goes(main))
            self._judge_unlisted_method()
            return ()
        self._fault(UrlFaultKind.UNKNOWN_VERSION, hint=f"the operator API stands under {main.prefix}/")
        prefix = main.prefix.split("/")[1:]
        for rest in (segments[2:], segments[1:]):
            for node, filled in self.paths.root.walk([*prefix, *rest], 0):
                return self._place(node, filled, [*prefix, *rest])
        self._judge_unlisted_method()
        return ()

    def _screen_name_goes(self, family: Family) -> str:
        return f"the screen name follows {family.prefix}/, then the resource"

    def _invention(self, segments: list[str]) -> str | None:
        """Name the documented call for a path that does not exist, beginning at its resource."""
        return self.mistakes.hint(self.method, segments)

    def _elsewhere(self, segments: list[str], resources: Mapping[str, tuple[str, ...]]) -> str | None:
        """Name the documented call, or the family that has the resource, for a path of a family that has it not."""
        invented = self.mistakes.exact(self.method, segments)
        if invented is None and segments[0] in resources:
            return f"{segments[0]} is documented under {resources[segments[0]][0]}/{{screen_name}}/ only"
        return invented or self._invention(segments)

    def _nearest(self, resource: str, family: Family) -> str | None:
        """Name what is documented under a resource."""
        prefix = family.prefix
        calls = sorted(
            f"{operation.method} {operation.path.removeprefix(prefix + '/{screen_name}')}"
            for operation in self.paths.operations
            if operation.path is not None and operation.path.startswith(f"{prefix}/{{screen_name}}/{resource}")
        )
        shown = ", ".join(calls[:4])
        return f"documented under {resource}: {shown}{' and more' if len(calls) > 4 else ''}"
