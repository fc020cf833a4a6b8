"""Context: what all exchanges of one validator share; immutable, except that plans are made on first use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from attrs import field, frozen

from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.tokens import IssuedToken
from salesiq_validate.engine.subschemas import walk
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.limits import Limits

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Engine, Judge
    from salesiq_validate.finding import Severity


@frozen(slots=False, eq=False, repr=False)
class Context:
    """The catalogue, the engine and the user's decisions."""

    router: Router
    errors: ErrorCatalogue
    engine: Engine
    limits: Limits
    settings: RuleSettings
    #: Severities that the user set, by the codes of the rules.
    severities: Mapping[str, Severity]
    #: OAuth scopes of the caller's token; None if not known.
    scopes: frozenset[str] | None = None
    #: Tokens that accounts servers issued, as far as known, by digest.
    issued: Mapping[str, IssuedToken] = field(factory=dict)
    #: Whether to look for duplicate keys and integers beyond 64 bits in bodies given as bytes.
    strict_json: bool = True
    #: Checks the signature of an inbound body's bytes; None if no public key is known.
    verify_signature: Callable[[bytes, str], bool] | None = None
    #: Whether to try fixes.
    try_fixes: bool = False
    #: Names of members and parameters that may be shown although no schema lists them.
    extra_names: frozenset[str] = field(default=frozenset())

    @cached_property
    def token_matches(self) -> Callable[[str], object]:
        """Matches an Authorization header of the usual form: scheme, one blank, a token as the pages show it."""
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
        """Every name of a member or parameter in the catalogue, and every invented one; built for the first finding."""
        operations = self.router.operations
        # The operations of one file share its definitions.
        shared = {id(operation.definitions): operation.definitions for operation in operations}
        schemas = [schema for operation in operations for schema in own_schemas(operation)]
        schemas.extend(schema for definitions in shared.values() for schema in definitions.values())
        parameters = (parameter.name for operation in operations for parameter in operation.parameters)
        return property_names(schemas).union(parameters, self.router.known_mistakes.names, self.extra_names)


def names_of(operation: Operation) -> frozenset[str]:
    """Return the names in an operation and in the definitions that its file shares."""
    listed = property_names([*own_schemas(operation), *operation.definitions.values()])
    return listed.union(parameter.name for parameter in operation.parameters)


def own_schemas(operation: Operation) -> Iterator[Schema]:
    """Yield an operation's own schemas: of its parameters, its bodies and the data of its answer."""
    for parameter in operation.parameters:
        yield parameter.schema
    yield from operation.bodies.values()
    if operation.data is not None:
        yield operation.data


def property_names(schemas: Iterable[Schema]) -> frozenset[str]:
    """Return the names of all members that the schemas list or require, at any depth."""
    found: set[str] = set()
    for _, part in chain.from_iterable(walk(dict(schema)) for schema in schemas):
        if isinstance(part, dict):
            found.update(part.get("properties", ()))
            found.update(part.get("required", ()))
    return frozenset(found)
