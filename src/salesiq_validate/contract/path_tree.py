"""PathTree: the paths of all operations as a tree of segments, to look up the operations of a correct URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from attrs import define, evolve, field, frozen

from salesiq_validate.contract.operation import Operation, Parameter
from salesiq_validate.contract.route import Route, UrlFaultKind
from salesiq_validate.contract.servers import Server, Servers

#: Known screen names consist of letters, digits, dashes, dots and underscores; no page states a grammar.
SCREEN_NAME_FORM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: The id of an app or department in place of a screen name. Real screen names that are all digits are shorter.
_LONG_NUMBER: Final = re.compile(r"[0-9]{12,}")

#: A client's id or secret as Zoho's console shows them, or an e-mail address.
_SECRET: Final = re.compile(r"1[0-9]{3}\.[0-9A-Za-z]{20,}|[0-9a-f]{40,}|[^@/ ]+@[^@/ ]+\.[A-Za-z]{2,}")

#: What programs write for an empty variable, and the names that code examples use in place of a screen name.
UNFILLED: Final = re.compile(
    r"undefined|null|none|nan|(your|my)?[._-]?(screen|portal)[._-]?name|your[._-]?(portal|screen|company|org|organi[sz]ation)",
    re.IGNORECASE,
)


@frozen(eq=False, repr=False)
class Template:
    """A `{placeholder}` segment of a path and its possible values."""

    parameter: Parameter | None
    name: str
    values: frozenset[str] | None = None
    #: None if any text is possible.
    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, name: str, operation: Operation) -> Template:
        for parameter in operation.parameters:
            if parameter.location == "path" and parameter.name == name:
                values, pattern = parameter.schema.get("enum"), parameter.schema.get("pattern")
                return cls(
                    parameter, name, frozenset(values) if values else None, re.compile(pattern) if pattern else None
                )
        return cls(None, name)


@define(eq=False, repr=False)
class Node:
    """One place in the tree of path segments."""

    literals: dict[str, Node] = field(factory=dict)
    templates: list[tuple[Template, Node]] = field(factory=list)
    #: The operations at this place, by method.
    methods: dict[str, tuple[Operation, ...]] = field(factory=dict)
    #: Patterns for placeholders on the way here, by name, if they differ from the placeholders' own patterns.
    patterns: dict[str, re.Pattern[str]] | None = None

    def pattern_of(self, template: Template) -> re.Pattern[str] | None:
        """Return the possible values of a placeholder on the way to here."""
        return template.pattern if self.patterns is None else self.patterns.get(template.name, template.pattern)

    def step(self, segment: str) -> tuple[str, Node] | None:
        """Return the documented name of a segment and its node; None if nothing fits."""
        if segment in self.literals:
            return segment, self.literals[segment]
        for template, node in self.templates:
            if segment and (template.values is None or segment in template.values):
                fits = template.pattern is None or template.pattern.search(unquote(segment))
                if fits or not segment.isalpha():
                    return f"{{{template.name}}}", node
        return None

    def below(self, segment: str, operation: Operation) -> Node:
        """Return the node one segment further down; make it if it does not exist."""
        if not segment.startswith("{"):
            known = self.literals.get(segment)
            if known is None:
                known = self.literals[segment] = Node()
            return known
        new = Template.of(segment[1:-1], operation)
        for template, node in self.templates:
            if template.values == new.values:
                return node
        node = Node()
        # A placeholder with a closed set of values is tried before one that accepts anything.
        self.templates.insert(0 if new.values else len(self.templates), (new, node))
        return node

    def straight(self, segments: Iterable[str]) -> tuple[Node, list[Filled]] | None:
        """Return the first place that `walk` yields if every step has only one way to go; otherwise None."""
        node = self
        filled = []
        for segment in segments:
            below = node.literals.get(segment)
            if below is None:
                if len(node.templates) != 1 or not segment:
                    return None
                template, below = node.templates[0]
                if template.values is not None:
                    return None
                filled.append((template, segment))
            node = below
        return node, filled

    def walk(self, segments: list[str], at: int, *, strict: bool = True) -> Iterator[tuple[Node, list[Filled]]]:
        """Yield the nodes that the segments lead to, literals before templates, with the values of the templates."""
        if at == len(segments):
            if self.methods:
                yield self, []
            return
        segment = segments[at]
        literal = self.literals.get(segment)
        if literal is not None:
            yield from literal.walk(segments, at + 1, strict=strict)
        for template, node in self.templates:
            if segment and (template.values is None or not strict or segment in template.values):
                for found, filled in node.walk(segments, at + 1, strict=strict):
                    yield found, [(template, segment), *filled]


Filled = tuple[Template, str]


class PathTree:
    """Every documented path, and the servers and the screen name that URLs may have.

    Arguments:
        operations: the operations; those without a path are ignored.
        servers: the documented hosts and families.
        screen_name: the portal's screen name if the caller gave it; any other one is then a fault.
        data_center: code of the configured data centre ("EU"); the host of any other one is then a fault.
        hosts: further hosts to treat as SalesIQ: a test server, a gateway.
    """

    def __init__(
        self,
        operations: Iterable[Operation],
        servers: Servers,
        *,
        screen_name: str | None = None,
        data_center: str | None = None,
        hosts: Iterable[str] = (),
    ) -> None:
        self.servers = servers
        self.screen_name = screen_name
        self.data_center = data_center
        self.extra_hosts = frozenset(host.lower() for host in hosts)
        self.root = Node()
        self.operations = tuple(operations)
        for operation in self.operations:
            for path in operation.paths:
                self._add(path, operation)
        self._clean_hosts: dict[str, Server | None] = dict.fromkeys(self.extra_hosts)
        for server in servers.salesiq:
            if data_center is None or server.data_center == data_center:
                self._clean_hosts[server.host] = server
        self._by_body: dict[Operation, Operation] = {}

    def by_id(self, name: str) -> Operation | None:
        """Return the operation with an operationId."""
        return next((operation for operation in self.operations if operation.id == name), None)

    def by_body(self, operation: Operation) -> Operation:
        """Return a copy of an operation without query parameters; always the same copy, because each has its own plan.

        If a request has a wrong method, its query may belong to another call of the path, so only the body is judged.
        """
        known = self._by_body.get(operation)
        if known is None:
            parameters = tuple(found for found in operation.parameters if found.location != "query")
            known = self._by_body.setdefault(operation, evolve(operation, parameters=parameters, complete=False))
        return known

    @cached_property
    def methods(self) -> frozenset[str]:
        """Every method that some operation has."""
        return frozenset(operation.method for operation in self.operations)

    @cached_property
    def resources(self) -> Mapping[str, tuple[str, ...]]:
        """Return the first literal after the screen name of every path, with its prefixes."""
        found: dict[str, tuple[str, ...]] = {}
        for operation in self.operations:
            for path in operation.paths:
                prefix, _, rest = path.partition("/{screen_name}/")
                name = rest.partition("/")[0]
                if rest and not rest.startswith("{") and prefix not in found.get(name, ()):
                    found[name] = (*found.get(name, ()), prefix)
        return found

    def at(self, prefix: str) -> Node | None:
        """Return the node after the screen name in a family of paths."""
        node: Node | None = self.root
        for segment in [*prefix.split("/")[1:], "screen-name"]:
            step = None if node is None else node.step(segment)
            node = None if step is None else step[1]
        return node

    def under(self, beginning: str) -> list[Operation]:
        """Return the operations whose paths have this beginning."""
        return [found for found in self.operations if found.path and found.path.startswith(beginning)]

    def ways_to(self, node: Node, method: str, length: int) -> Iterator[tuple[Operation, str, list[Filled]]]:
        """Yield the paths of this length that lead to a place of the tree, with the placeholders on the way."""
        for operation in node.methods.get(method, ()):
            for path in operation.paths:
                segments = path.split("/")[1:]
                for found, filled in self.root.walk(segments, 0, strict=False):
                    if found is node and len(segments) == length:
                        yield operation, path, filled

    def looks_secret(self, value: str) -> bool:
        """Tell whether a segment is a token, a client secret or an e-mail address."""
        text = unquote(value)
        return bool(self.servers.authorization.token.search(text) or _SECRET.fullmatch(text))

    def screen_name_fault(self, value: str) -> UrlFaultKind | None:
        """Return the fault of a screen name, or None."""
        if self.looks_secret(value):
            return UrlFaultKind.PRIVATE_SCREEN_NAME
        if not SCREEN_NAME_FORM.fullmatch(value):
            return UrlFaultKind.PLACEHOLDER if is_placeholder(unquote(value)) else UrlFaultKind.MALFORMED_SCREEN_NAME
        if self.screen_name is not None:
            return None if value == self.screen_name else UrlFaultKind.OTHER_SCREEN_NAME
        if UNFILLED.fullmatch(value):
            return UrlFaultKind.UNFILLED_WORD
        return UrlFaultKind.NUMERIC_SCREEN_NAME if _LONG_NUMBER.fullmatch(value) else None

    def clean_route(self, method: str, url: str) -> Route | None:
        """Return the route of a URL without faults; None for any other URL."""
        parts = url.split("/")
        # A clean URL has https, a host of the configured data centre, no escapes, and a known path.
        if len(parts) < 5 or parts[0] != "https:" or parts[1] or parts[2] not in self._clean_hosts:
            return None
        if not parts[-1]:
            parts.pop()
        # Nearly all URLs have one way through the tree; more are possible only at a node with literals and templates.
        straight = self.root.straight(parts[3:])
        route = None if straight is None else self._clean(method, parts[2], *straight)
        if route is not None:
            return route
        for node, filled in self.root.walk(parts, 3):
            if (route := self._clean(method, parts[2], node, filled)) is not None:
                return route
        return None

    def _clean(self, method: str, host: str, node: Node, filled: list[Filled]) -> Route | None:
        """Return the route to a place of the tree; None if the method or the value of a template does not fit."""
        operations = node.methods.get(method)
        if operations is None or not self._all_fit(node, filled):
            return None
        screen_name = next((value for template, value in filled if template.name == "screen_name"), None)
        return Route(operations, (), self._clean_hosts[host], screen_name)

    def _all_fit(self, node: Node, filled: list[Filled]) -> bool:
        special = node.patterns is not None
        for template, value in filled:
            if template.name == "screen_name":
                if self.screen_name_fault(value) is not None:
                    return False
                continue
            pattern = node.pattern_of(template) if special else template.pattern
            if pattern is not None and not pattern.search(unquote(value) if "%" in value else value):
                return False
        return True

    def _add(self, path: str, operation: Operation) -> None:
        node = self.root
        patterns = {}
        for segment in path.split("/")[1:]:
            above, node = node, node.below(segment, operation)
            if segment.startswith("{"):
                # Paths share nodes, and one path may restrict its ids less than another.
                shared = next(template for template, below in above.templates if below is node)
                own = Template.of(segment[1:-1], operation).pattern
                if own is not None and own != shared.pattern:
                    patterns[shared.name] = own
        if patterns and not node.methods:
            node.patterns = patterns
        node.methods[operation.method] = (*node.methods.get(operation.method, ()), operation)


def is_placeholder(value: str) -> bool:
    """Tell whether a segment is a placeholder that was never filled in: `{portal_name}`, `<screen>`, `:screen`."""
    return bool(re.search(r"[{}<>$\[\]]", value)) or value.startswith(":")
