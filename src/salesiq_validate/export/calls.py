"""Calls: writes one OpenAPI operation for each method and path, from one of our operations or from several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.operation import BASIS_MARK, FILE, Operation, Parameter, Schema
from salesiq_validate.examples import ExampleAnswers, example_parameter, example_request
from salesiq_validate.export.components import (
    REFUSAL,
    REFUSED,
    SCHEMAS,
    SCREEN_NAME,
    Auth,
    component_name,
    example_references,
)
from salesiq_validate.export.schemas import SchemaWriter
from salesiq_validate.finding import Basis

_OWN_WORD: Final = "x-salesiq-"
_BASIS_WORDS: Final = {
    Basis.DOCUMENTED: "Documented:",
    Basis.EXAMPLE: "Only shown in an example:",
    Basis.INFERRED: "Inferred:",
}
#: Words in the names of bodies that are not JSON.
_MEDIA_WORDS: Final = {"multipart/form-data": "Multipart", "application/x-www-form-urlencoded": "Form"}
_SUCCESS_DESCRIPTION: Final = (
    "A success, which has the key data, or a refusal, which has the key error: both have HTTP 200"
)
_EMPTY_DESCRIPTION: Final = (
    "A success without a body, or a refusal with the body of the responses 4XX: both have HTTP 200"
)


class CallWriter:
    """Writes one OpenAPI operation.

    Arguments:
        operations: the operations of one method and path, the default one first.
        writer_of: returns the schema writer for an operation.
        envelope: the schema of every success, with data of any form.
        errors: the catalogue, for examples of the codes that belong only to these operations.
        answers: makes examples of successes.
        sure: whether to leave out inferred facts.
        auth: the way to authorise.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        writer_of: Callable[[Operation], SchemaWriter],
        envelope: dict[str, Any],
        errors: ErrorCatalogue,
        answers: ExampleAnswers,
        *,
        sure: bool,
        auth: Auth,
    ) -> None:
        self.operations = operations
        self.first = operations[0]
        self._writer_of = writer_of
        self._envelope = envelope
        self._errors = errors
        self._answers = answers
        self._sure = sure
        self._auth = auth
        #: Schemas of bodies by name; `write` fills it.
        self.bodies: dict[str, dict[str, Any]] = {}

    def write(self) -> dict[str, Any]:
        """Return the OpenAPI operation."""
        first = self.first
        call: dict[str, Any] = {"operationId": first.id, "tags": [first.resource], "summary": first.summary or first.id}
        call["description"] = "\n\n".join(self._sentences())
        if first.source:
            call["externalDocs"] = {"url": first.source, "description": "The page that documents this"}
        if all(operation.document.get("deprecated") for operation in self.operations):
            call["deprecated"] = True
        call["security"] = self._security()
        parameters = list(self._parameters())
        if parameters:
            call["parameters"] = parameters
        if any(operation.bodies for operation in self.operations):
            call["requestBody"] = self._request_body()
        call["responses"] = {"200": self._success(), "4XX": {"$ref": REFUSAL}}
        call |= _own_words(first)
        if first.aliases:
            call["x-salesiq-aliases"] = list(first.aliases)
        if len(self.operations) > 1:
            call["x-salesiq-operations"] = {operation.id: _outline(operation) for operation in self.operations}
        return call

    def _sentences(self) -> Iterator[str]:
        """Yield the sentences of the description."""
        yield _how_sure(self.first)
        if len(self.operations) > 1:
            lines = [f"- `{operation.id}`: {operation.summary}{_told_by(operation)}" for operation in self.operations]
            yield "\n".join(["Several documented operations share this method and path:", "", *lines])
        yield from dict.fromkeys(note for operation in self.operations for note in operation.notes)
        for operation in self.operations:
            for alias in operation.aliases:
                yield f"Pages also write the path `{alias}`."
        for operation in self.operations:
            if not operation.complete:
                yield "Not everything about it is known, so there may be more than this lists."
                break
        if not all(operation.scopes for operation in self.operations):
            yield "No page shows its scope."

    def _security(self) -> list[dict[str, list[str]]]:
        if self._auth == "apikey":
            return [{"apikey": []}]
        ways = [list(way) for operation in self.operations for way in operation.scopes]
        return [{"oauth2": way} for at, way in enumerate(ways) if way not in ways[:at]] or [{"oauth2": []}]

    def _parameters(self) -> Iterator[dict[str, Any]]:
        known: dict[tuple[str, str], list[tuple[Operation, Parameter]]] = {}
        for operation in self.operations:
            for found in operation.parameters:
                known.setdefault((found.location, found.name), []).append((operation, found))
        for (location, name), places in known.items():
            if (location, name) == ("path", "screen_name"):
                yield {"$ref": SCREEN_NAME}
            else:
                yield self._parameter(places)

    def _parameter(self, places: list[tuple[Operation, Parameter]]) -> dict[str, Any]:
        operation, found = places[0]
        doubtful = self._sure and any(place.basis.get("required") == Basis.INFERRED.value for _, place in places)
        required = len(places) == len(self.operations) and all(place.required for _, place in places)
        written: dict[str, Any] = {
            "name": found.name,
            "in": found.location,
            "required": found.location == "path" or (required and not found.also_in_body and not doubtful),
        }
        if found.description:
            written["description"] = found.description
        if found.also_in_body:
            written["x-salesiq-also-in"] = "body"
        schema = _any_of([self._writer_of(owner).write(place.schema, place.basis) for owner, place in places])
        described = {"schema": schema}
        if not _comes_second(operation, found):
            described["example"] = example_parameter(operation, found)
        written |= {"content": {"application/json": described}} if found.serialisation == "json" else described
        if found.serialisation == "comma":
            written |= {"style": "form", "explode": False}
        if found.basis:
            written[BASIS_MARK] = dict(found.basis)
        return written

    def _request_body(self) -> dict[str, Any]:
        kinds = dict.fromkeys(media for operation in self.operations for media in operation.bodies)
        content = {}
        for media in kinds:
            takers = [operation for operation in self.operations if media in operation.bodies]
            schemas = []
            for operation in takers:
                schema = self._writer_of(operation).body(operation, media)
                if len(takers) > 1:
                    schema = {"title": operation.id, **self._closed(schema, operation, media, takers)}
                schemas.append(
                    self._component(f"{component_name(operation.id)}{_MEDIA_WORDS.get(media, '')}Request", schema)
                )
            content[media] = {"schema": _any_of(schemas)}
            example = example_request(takers[0])
            if example is not None and media == next(iter(takers[0].bodies)) and not example.files:
                content[media]["example"] = example.body
        return {"required": all(map(self._needs_body, self.operations)), "content": content}

    def _needs_body(self, operation: Operation) -> bool:
        return operation.body_required and not (self._sure and operation.basis_of("body") is Basis.INFERRED)

    def _closed(
        self, schema: dict[str, Any], operation: Operation, media: str, takers: list[Operation]
    ) -> dict[str, Any]:
        """Return a schema that refuses bodies meant for another operation, even if this one allows further keys."""
        if self._writer_of(operation).resolved(operation.bodies[media]).get("additionalProperties") is False:
            return schema
        others = []
        for other in takers:
            marks = other.when.body if other is not operation and other.when is not None else frozenset()
            listed, own = self._keys(other), self._keys(operation)
            if marks - own:
                others.append(
                    {
                        "type": "object",
                        "properties": {name: {} for name in sorted(listed)},
                        "additionalProperties": False,
                        **_holding_any(sorted(marks - own)),
                    }
                )
        return (
            {**schema, "allOf": [*schema.get("allOf", []), *({"not": other} for other in others)]} if others else schema
        )

    def _keys(self, operation: Operation) -> set[str]:
        """Return the keys that the bodies of an operation list."""
        resolved = map(self._writer_of(operation).resolved, operation.bodies.values())
        return {key for body in resolved for key in body.get("properties", {})}

    def _component(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Give a schema a name, and return a reference to it."""
        self.bodies[name] = schema
        return {"$ref": SCHEMAS + name}

    def _success(self) -> dict[str, Any]:
        success = self.first.document.get("responses", {}).get("200", {})
        own = {key: value for key, value in success.items() if key.startswith(_OWN_WORD)}
        if all(operation.empty_response for operation in self.operations):
            # A client that expects JSON would fail to read an empty body.
            return {"description": _EMPTY_DESCRIPTION, **own}
        content: dict[str, Any] = {"application/json": self._envelopes()}
        if self.first.file_answer:
            file = success["content"][FILE]
            content = {FILE: {"schema": self._writer_of(self.first).write(file["schema"])}, **content}
        return {"description": _SUCCESS_DESCRIPTION, "content": content, **own}

    def _envelopes(self) -> dict[str, Any]:
        """Return the schemas of JSON answers: successes and refusals."""
        shown = [self._answer(operation) for operation in self.operations if not operation.file_answer]
        media: dict[str, Any] = {"schema": {"$ref": REFUSED}}
        if shown:
            # The answers of one operation exclude each other; the answers of several do not.
            told_apart = len(shown) == 1 and "required" in self.bodies[f"{component_name(self.first.id)}Response"]
            media = {"schema": {"oneOf" if told_apart else "anyOf": [*shown, {"$ref": REFUSED}]}}
        codes = dict.fromkeys(error.code for operation in self.operations for error in operation.errors)
        own = [code for code in codes if code in self._errors and self._errors[code].operations]
        if not shown and not own:
            # If only refusals are JSON, use one that any operation may get.
            own = [min(self._errors)]
        examples = example_references(own)
        success = self._answers.example(self.first) if shown else None
        if success is not None:
            examples = {"success": {"summary": "A success", "value": success}, **examples}
        return media | ({"examples": examples} if examples else {})

    def _answer(self, operation: Operation) -> dict[str, Any]:
        data = None if operation.data is None else self._data(operation, operation.data)
        shown = {} if data is None else {"data": data}
        if operation.bare_answer:
            # Required if the page shows it, so that a client can distinguish it from a refusal.
            schema = {"type": "object", "properties": shown, "required": ["data"]} if shown else {"type": "object"}
        else:
            schema = {**self._envelope, "properties": {**self._envelope["properties"], **shown}}
        return self._component(f"{component_name(operation.id)}Response", schema)

    def _data(self, operation: Operation, data: Schema) -> dict[str, Any]:
        """Return the schema of an answer's data; an object and the items of a list get their own names."""
        name, written = component_name(operation.id), self._writer_of(operation).write(data)
        items = written.get("items")
        if isinstance(items, dict) and "properties" in items:
            return {**written, "items": self._component(f"{name}Item", items)}
        return self._component(f"{name}Result", written) if "properties" in written else written


def _comes_second(operation: Operation, parameter: Parameter) -> bool:
    """Tell whether an earlier parameter excludes this one: a client that sends all examples must not send both."""
    groups = [group for group in operation.document.get("x-salesiq-exclusive", ()) if group["in"] == parameter.location]
    return any(parameter.name in group["names"][1:] for group in groups)


def _holding_any(names: list[str]) -> dict[str, Any]:
    """Return the keywords for objects that have at least one of some members."""
    return {"required": names} if len(names) == 1 else {"anyOf": [{"required": [name]} for name in names]}


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one schema that accepts what any of these accepts: `oneOf` would refuse what two operations accept."""
    distinct = [schema for at, schema in enumerate(schemas) if schema not in schemas[:at]]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _own_words(operation: Operation) -> dict[str, Any]:
    return {key: value for key, value in operation.document.items() if key.startswith(_OWN_WORD)}


def _outline(operation: Operation) -> dict[str, Any]:
    """Return the facts about one of several merged operations, without the parts that are merged."""
    merged = ("operationId", "method", "path", "tags", "parameters", "requestBody", "responses")
    return {key: value for key, value in operation.document.items() if key not in merged}


def _how_sure(operation: Operation) -> str:
    """Say which facts about the call are stated on pages, and which are concluded."""
    facts: dict[Basis, list[str]] = {}
    for fact in ("method", "path", "content_type", "scopes"):
        if fact in operation.basis:
            facts.setdefault(operation.basis_of(fact), []).append(fact.replace("_", " "))
    told = [f"{_BASIS_WORDS[basis]} {', '.join(facts[basis])}" for basis in _BASIS_WORDS if basis in facts]
    return f"{'; '.join(told)}." if told else "How sure this call is, is not known."


def _told_by(operation: Operation) -> str:
    """Say what distinguishes one of several operations from the others."""
    when = operation.when
    if when is None:
        return ""
    marks = [f"the body holds `{key}`" for key in operation.document["when"].get("body", ())]
    marks += [
        f"the query holds `{name}`" if value is None else f"`{name}={value}`" for name, value in when.query.items()
    ]
    if when.header is not None:
        marks.append(f"the header is `{operation.document['when']['header']}`")
    return f"; when {' or '.join(marks)}"


def template(path: str) -> str:
    """Return a path without the names of its placeholders; OpenAPI compares paths in this form."""
    return re.sub(r"\{[^}]*\}", "{}", path)
