"""Context: what all exchanges of one validator share; immutable but for the plans that fill up on first use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from salesiq_validate.catalogue.errors import ErrorCatalogue
from salesiq_validate.catalogue.files import read_schema_file
from salesiq_validate.catalogue.operation import Operation, Schema
from salesiq_validate.catalogue.routing import Router
from salesiq_validate.limits import Limits
from salesiq_validate.rules.settings import RuleSettings

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Engine, Judge
    from salesiq_validate.finding import Severity


@frozen(slots=False, eq=False)
class Context:
    """The catalogue, the engine and the user's decisions."""

    router: Router
    errors: ErrorCatalogue
    engine: Engine
    limits: Limits
    settings: RuleSettings
    #: Severities that the user gave to rules, by the rules' codes.
    severities: Mapping[str, Severity]
    #: OAuth scopes of the caller's token, None where not known.
    scopes: frozenset[str] | None = None
    #: Whether bodies given as bytes are read for duplicate keys and integers beyond 64 bits.
    strict_json: bool = True
    #: Names of members and parameters that may be shown although no schema lists them.
    extra_names: frozenset[str] = field(default=frozenset())

    @cached_property
    def token_matches(self) -> Callable[[str], object]:
        """Match an Authorization header of the usual form: scheme, one blank, a token as the pages show it."""
        facts = self.router.servers.authorization
        return re.compile(f"{re.escape(facts.scheme)} {facts.token.pattern.strip('^$')}").fullmatch

    @cached_property
    def success_envelope(self) -> Judge:
        """Judges the envelope around the data of a success."""
        return self.engine.compile(read_schema_file("envelope/success.schema.json"))

    @cached_property
    def error_envelope(self) -> Judge:
        """Judges the envelope of a refusal."""
        return self.engine.compile(read_schema_file("envelope/error.schema.json"))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every member, parameter and invented name that the catalogue lists; made when the first finding needs it."""
        found: set[str] = set(self.extra_names)
        shared: dict[int, Mapping[str, Any]] = {}
        for operation in self.router.operations:
            found.update(own_names(operation))
            # The operations of one file share its definitions.
            shared[id(operation.definitions)] = operation.definitions
        for definitions in shared.values():
            for schema in definitions.values():
                found.update(property_names(schema))
        found.update(self.router.inventions.names)
        return frozenset(found)


def own_names(operation: Operation) -> Iterator[str]:
    """Yield the names of all parameters and members that an operation lists itself."""
    for parameter in operation.parameters:
        yield parameter.name
        yield from property_names(parameter.schema)
    for schema in (*operation.bodies.values(), operation.data or {}):
        yield from property_names(schema)


def names_of(operation: Operation) -> Iterator[str]:
    """Yield the names that an operation lists, and those of the definitions that its file shares."""
    yield from own_names(operation)
    for schema in operation.definitions.values():
        yield from property_names(schema)


def property_names(schema: Schema | Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of all members that a schema lists, at any depth."""
    todo: list[Any] = [schema]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                yield from properties
                todo.extend(properties.values())
            required = node.get("required")
            if isinstance(required, list):  # a name that is required need not be described
                yield from (name for name in required if isinstance(name, str))
            todo.extend(value for key, value in node.items() if key != "properties")
        elif isinstance(node, list):
            todo.extend(node)
