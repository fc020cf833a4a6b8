"""Plan: everything needed to judge calls of one operation, prepared for its first call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.contract.scopes import scope_missing
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.finding import Report
from salesiq_validate.judging.advisories import with_advisories
from salesiq_validate.judging.compiled_schema import CompiledSchema
from salesiq_validate.judging.context import names_of, property_names

if TYPE_CHECKING:
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.stage import Stage

#: Media types of a request body, and our word for each kind.
KINDS: Final[Mapping[str, str]] = {
    "application/json": "json",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
}


#: Names that the overview page gives to the members of envelopes.
ENVELOPE_NAMES: Final = frozenset(
    {"url", "object", "data", "sync_time", "error", "code", "message", "json_key", "param", "header", "CRC", "total"}
)


#: Chooses the stages of requests and of responses for a plan that has no stages yet.
StagesOf: TypeAlias = "Callable[[Plan], tuple[tuple[Stage, ...], ...]]"


class Plan:
    """Everything known in advance about the calls of one operation, and the stages that judge them.

    Arguments:
        operation: None makes the plan for requests without a known operation.
        stages_of: chooses the stages; `rules.order` provides it.
        bodies: schemas of bodies by kind, to use instead of the operation's own.
    """

    def __init__(
        self,
        context: Context,
        operation: Operation | None,
        stages_of: StagesOf,
        *,
        bodies: Mapping[str, CompiledSchema] | None = None,
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
        #: The report on every exchange in which nothing is wrong.
        self.clean = Report((), None if operation is None else operation.id)
        self.request, self.response = stages_of(self)

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
        """Members of `data` in a success that list the items that failed."""
        properties = self.operation.data.get("properties", {}) if self.operation and self.operation.data else {}
        return tuple(name for name in properties if name.startswith("failed_") and name.endswith("_ids"))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of members and parameters in the operation and in the schemas of the plan."""
        own = names_of(self.operation) if self.operation is not None else ()
        judged = property_names(body.schema for body in self.bodies.values())
        return judged.union(own, ENVELOPE_NAMES)

    @cached_property
    def all_names(self) -> frozenset[str]:
        """These names and all names of the catalogue."""
        return self.context.names.union(self.names)

    @property
    def media_types(self) -> list[str]:
        """Media types in which the request may be sent."""
        return [media for media, kind in KINDS.items() if kind in self.bodies]

    def _bodies(self, operation: Operation) -> dict[str, CompiledSchema]:
        return {
            KINDS[media]: CompiledSchema(self.context, self._prepared(schema, operation))
            for media, schema in operation.bodies.items()
            if media in KINDS
        }

    def _prepared(self, schema: Schema, operation: Operation) -> Schema:
        prepared: Schema = with_advisories(inline_refs(schema, operation.definitions), operation.criteria)
        return prepared

    @cached_property
    def params(self) -> CompiledSchema:
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
        if self.operation is not None and self.operation.complete:
            schema = {**schema, "additionalProperties": False}
        return CompiledSchema(
            self.context, schema if self.operation is None else self._prepared(schema, self.operation)
        )

    @cached_property
    def data(self) -> CompiledSchema | None:
        """The schema of `data` in a success; None if nothing is known about it."""
        operation = self.operation
        if operation is None or operation.data is None:
            return None
        return CompiledSchema(self.context, inline_refs(operation.data, operation.definitions))
