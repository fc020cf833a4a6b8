"""OperationPlan: what judging one operation takes, worked out once, when the first request of it comes.

The plan asks every rule whether it can fire for this operation at all; what remains is a short list of stages. A stage
has a gate, which tells cheaply that none of its rules can find anything; only a gate that fails calls its rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import field, frozen

from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.finding import Rule
from salesiq_validate.judging.advisories import with_advisories
from salesiq_validate.judging.context import names_of, property_names
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.schema_faults import Meaning, SchemaFault

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Judge
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.context import Context
    from salesiq_validate.rules.glance import Glance

Check: TypeAlias = Callable[["Case"], Iterator[Fault]]
Explain: TypeAlias = Callable[["Case", SchemaFault], Fault]
Gate: TypeAlias = Callable[["Case"], bool]
Collect: TypeAlias = Callable[["Case"], None]

#: Media types of a request body, and the word for how it travels.
KINDS: Final[Mapping[str, str]] = {
    "application/json": "json",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
}


#: Names that the overview page gives to the members of envelopes.
ENVELOPE_NAMES: Final = frozenset(
    {"url", "object", "data", "sync_time", "error", "code", "message", "json_key", "param", "header", "CRC", "total"}
)


@frozen(eq=False, repr=False)
class Stage:
    """Rules that share a gate."""

    #: True when none of the rules can find anything.
    passes: Gate
    #: Rules that look at the case.
    checks: tuple[tuple[Rule, Check], ...]
    #: Collects the violations of the stage's document, when the gate has failed.
    collect: Collect | None = None
    #: Rules that explain violations, by whether those are of a parameter, and by meaning.
    explainers: Mapping[tuple[bool, Meaning], tuple[Rule, Explain]] = field(factory=dict)

    def faults(self, case: Case) -> Iterator[tuple[Rule, Fault]]:
        """Yield what the rules find, where a document is judged in its order."""
        if self.collect is None:
            for rule, check in self.checks:
                for fault in check(case):
                    yield rule, fault
            return
        self.collect(case)
        found = [(rule, fault) for rule, check in self.checks for fault in check(case)]
        params = case.faults.params
        for violated in case.faults.faults:
            explainer = self.explainers.get((params, violated.meaning))
            if explainer is not None:
                found.append((explainer[0], explainer[1](case, violated)))
        if len(found) > 1:
            found.sort(key=lambda pair: case.document_order(pair[1]))
        yield from found


class JudgedSchema:
    """A schema and its compiled judge; compiled when first used."""

    def __init__(self, context: Context, schema: Schema) -> None:
        self._context = context
        self.schema = schema

    @cached_property
    def judge(self) -> Judge:
        return self._context.engine.compile(self.schema)

    def at(self, path: tuple[str | int, ...]) -> Mapping[str, Any]:
        """Return the subschema at a violation's schema path."""
        node: Any = self.judge.schema
        for step in path:
            node = node[step]
        return node if isinstance(node, dict) else {}

    def property(self, path: tuple[str | int, ...], name: str) -> Mapping[str, Any]:
        """Return the schema of one member of the object whose schema stands at a path."""
        found = self.at(path).get("properties", {}).get(name, {})
        return found if isinstance(found, dict) else {}


class OperationPlan:
    """Everything that is known in advance about judging one operation.

    Arguments:
        operation: None makes the plan for requests that lead to no operation.
        bodies: by the word for how they travel, instead of the operation's own.
    """

    #: Filled in by `stages.plan`, which needs the rest to know which rules can fire.
    request: tuple[Stage, ...] = ()
    response: tuple[Stage, ...] = ()
    #: Those of the request's that look at the query.
    of_query: tuple[Stage, ...] = ()
    #: Tells right calls from the others without a rule; None where that takes one.
    glance: Glance | None = None

    def __init__(
        self, context: Context, operation: Operation | None, *, bodies: Mapping[str, JudgedSchema] | None = None
    ) -> None:
        self.context = context
        self.operation = operation
        self.settings = context.settings.of(None if operation is None else operation.id)
        parameters = () if operation is None else operation.parameters
        self.query = {found.name: found for found in parameters if found.location == "query"}
        self.headers = {found.name.lower(): found for found in parameters if found.location == "header"}
        self.needs_params = any(found.required and not found.also_in_body for found in self.query.values())
        self.scope_missing = operation is not None and scope_missing(operation, context.scopes)
        if bodies is None:
            bodies = {} if operation is None else self._bodies(operation)
        self.bodies = bodies
        self.body_required = operation is not None and operation.body_required
        self.is_update = operation is not None and operation.document.get("x-salesiq-update", False)

    @cached_property
    def is_deprecated(self) -> bool:
        """Whether the operation belongs to an older version of the API."""
        if self.operation is None or self.operation.path is None:
            return False
        family = self.context.router.servers.family_of(self.operation.path.split("/")[1:])
        return family is not None and family.deprecated

    @cached_property
    def files(self) -> Mapping[str, Schema]:
        """The file fields of a multipart body and their schemas."""
        multipart = self.bodies.get("multipart")
        properties = multipart.schema.get("properties", {}) if multipart is not None else {}
        return {name: schema for name, schema in properties.items() if schema.get("x-salesiq-format") == "binary"}

    @cached_property
    def failure_keys(self) -> tuple[str, ...]:
        """Members of a success's data that list what failed all the same."""
        properties = self.operation.data.get("properties", {}) if self.operation and self.operation.data else {}
        return tuple(name for name in properties if name.startswith("failed_") and name.endswith("_ids"))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of members and parameters that the operation and the judged schemas list."""
        own = names_of(self.operation) if self.operation is not None else ()
        judged = property_names(body.schema for body in self.bodies.values())
        return judged.union(own, ENVELOPE_NAMES)

    @cached_property
    def all_names(self) -> frozenset[str]:
        """The same, and those of the whole catalogue."""
        return self.context.names.union(self.names)

    @property
    def media_types(self) -> list[str]:
        """What the request may be sent as."""
        return [media for media, kind in KINDS.items() if kind in self.bodies]

    def _bodies(self, operation: Operation) -> dict[str, JudgedSchema]:
        return {
            KINDS[media]: JudgedSchema(self.context, self._prepared(schema, operation))
            for media, schema in operation.bodies.items()
            if media in KINDS
        }

    def _prepared(self, schema: Schema, operation: Operation) -> Schema:
        prepared: Schema = with_advisories(inline_refs(schema, operation.definitions), operation.criteria)
        return prepared

    @cached_property
    def params(self) -> JudgedSchema:
        """Judges the query as one object, so that one verdict covers all parameters."""
        properties = {
            name: {
                **parameter.schema,
                "x-salesiq-basis": {**parameter.schema.get("x-salesiq-basis", {}), **parameter.basis},
            }
            for name, parameter in self.query.items()
        }
        schema: Schema = {
            "type": "object",
            "required": [
                name for name, parameter in self.query.items() if parameter.required and not parameter.also_in_body
            ],
            "properties": properties,
        }
        if self.operation is None or self.operation.complete:
            schema = {**schema, "additionalProperties": False}
        return JudgedSchema(self.context, schema if self.operation is None else self._prepared(schema, self.operation))

    @cached_property
    def data(self) -> JudgedSchema | None:
        """Describes `data` of a success, where something is known of it."""
        operation = self.operation
        if operation is None or operation.data is None:
            return None
        return JudgedSchema(self.context, inline_refs(operation.data, operation.definitions))

    @cached_property
    def accepts_data(self) -> Callable[[Any], bool]:
        """Tells of the data of a success whether they are as described and nothing is to be said of them.

        It may raise a ValueError.
        """
        if self.failure_keys:
            return _never
        return _always if self.data is None else self.data.judge.is_valid


def _never(_data: object) -> bool:
    return False


def _always(_data: object) -> bool:
    return True


def scope_missing(operation: Operation, granted: frozenset[str] | None) -> bool:
    """Tell whether the granted scopes leave the operation out; False where either side is not known.

    Scopes compare without case, the `SalesIQ.` prefix is optional, GET means READ, and ALL covers every operation.
    """
    if granted is None or not operation.scopes:
        return False
    have = {plain_scope(scope) for scope in granted}
    return not any(
        all(plain_scope(scope) in have or f"{plain_scope(scope).partition('.')[0]}.all" in have for scope in way)
        for way in operation.scopes
    )


def plain_scope(scope: str) -> str:
    """Return a scope in the form in which scopes compare: `departments.read`."""
    plain = scope.strip().lower().removeprefix("salesiq.")
    return f"{plain.removesuffix('.get')}.read" if plain.endswith(".get") else plain
