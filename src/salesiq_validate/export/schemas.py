"""Schemas for other tools: those of the contract's files, with references that lead inside the exported document.

By default, they refuse everything that `check` reports as an error or a warning, such as unknown keys and inferred
types. The *sure* form leaves out inferred facts and refuses only what `check` reports as an error. In both forms, marks
show the basis of each keyword, and in the sure form also what was left out.

The types are the *documented* ones, which people and code generators want, or the *lenient* ones, which also include
what the wire accepts, such as `"true"` for `true`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from salesiq_validate.contract.operation import BASIS_MARK, Operation, Schema
from salesiq_validate.engine.references import SHARED
from salesiq_validate.engine.subschemas import LISTED, NAMED, ONE
from salesiq_validate.finding import Basis

#: The mark under which the sure form lists the keywords that it leaves out.
INFERRED_MARK: Final = "x-salesiq-inferred"

_NOTE: Final = "x-salesiq-note"

#: Returns the reference to an exported shared schema, by its name.
Refer: TypeAlias = Callable[[str], str]

#: One type for each value, as pages state or show it; or every accepted type.
Types: TypeAlias = Literal["documented", "lenient"]

#: Keywords that concern only one type.
_OF_TYPE: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset({"pattern", "minLength", "maxLength"}),
    "number": frozenset({"minimum", "maximum", "multipleOf"}),
    "array": frozenset({"items", "minItems", "maxItems", "uniqueItems"}),
}


class SchemaWriter:
    """Writes the schemas of one resource's operations.

    Arguments:
        definitions: the shared schemas of the file.
        refer: returns the reference to a shared schema, by its name.
        sure: whether to leave out inferred facts.
        types: the types of values.
    """

    def __init__(
        self, definitions: Mapping[str, Schema], refer: Refer, *, sure: bool, types: Types = "lenient"
    ) -> None:
        self._definitions = definitions
        self._refer = refer
        self._sure = sure
        self._types = types

    def write(self, schema: Schema, basis: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return a schema in its exported form.

        Arguments:
            basis: further marks for its outermost keywords; a parameter has them next to its schema.
        """
        marks = {**schema.get(BASIS_MARK, {}), **(basis or {})}
        if "$ref" in schema:
            beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
            if self._sure and marks:
                # Marks next to a reference replace those of the referenced schema, so this is another schema.
                return self.write({**self._named(schema["$ref"]), **beside}, basis)
            return _with_its_note({"$ref": self._refer(schema["$ref"].removeprefix(SHARED)), **beside})
        written = _with_its_note({keyword: self._member(keyword, value) for keyword, value in schema.items()})
        if schema.get("x-salesiq-format") == "binary":
            written["format"] = "binary"
        if self._types == "documented":
            written = _documented(written)
        if self._sure:
            written = self._surely(written, schema, marks)
        if "array" in written.get("type", ()) and "items" not in written:
            # Some tools treat a list without `items` as an oversight.
            written["items"] = {}
        return written

    def body(self, operation: Operation, media: str) -> dict[str, Any]:
        """Return the schema of a request's body, with the operation's conditions on several keys."""
        source = operation.bodies[media]
        written = self.write(source)
        if media != "application/json":
            # Fields are sent as text, and some tools cannot read a list of types here.
            for field in written.get("properties", {}).values():
                if "string" in field.get("type", ()):
                    field["type"] = "string"
        listed = self.resolved(source).get("properties", {})
        together = list(self._together(operation, listed))
        if together:
            written["allOf"] = together
        if operation.document.get("x-salesiq-update") and not self._sure:
            written["minProperties"] = max(1, written.get("minProperties", 0))
        return written

    def resolved(self, schema: Schema) -> Schema:
        """Return a schema without a reference at its top; references inside it stay."""
        if "$ref" not in schema:
            return schema
        return {**self._named(schema["$ref"]), **{key: value for key, value in schema.items() if key != "$ref"}}

    def _named(self, reference: str) -> Schema:
        return self.resolved(self._definitions[reference.removeprefix(SHARED)])

    def _member(self, keyword: str, value: Any) -> Any:
        if keyword in ONE and isinstance(value, Mapping):
            return self.write(value)
        if keyword in LISTED:
            return [self.write(child) for child in value]
        if keyword in NAMED:
            return {name: self.write(child) for name, child in value.items()}
        return value

    def _surely(self, written: dict[str, Any], schema: Schema, marks: Mapping[str, str]) -> dict[str, Any]:
        """Move the inferred keywords under a mark."""
        inferred = {
            keyword: written.pop(keyword)
            for keyword, basis in marks.items()
            if basis == Basis.INFERRED.value and keyword in written and keyword != "required"
        }
        if written.get("additionalProperties") is False:
            inferred["additionalProperties"] = written.pop("additionalProperties")
        if "required" in schema:
            properties = schema.get("properties", {})
            doubtful = [name for name in schema["required"] if self._is_doubtful(properties.get(name, {}))]
            if doubtful:
                inferred["required"] = doubtful
                written["required"] = [name for name in schema["required"] if name not in doubtful]
            if not written["required"]:
                del written["required"]
        if inferred:
            # A list, because linters mistake every object with a member `type` for a schema.
            written[INFERRED_MARK] = [{"keyword": keyword, "value": value} for keyword, value in inferred.items()]
        return written

    def _is_doubtful(self, member: Schema) -> bool:
        marks: Mapping[str, str] = self.resolved(member).get(BASIS_MARK, {})
        return marks.get("required") == Basis.INFERRED.value

    def _together(self, operation: Operation, listed: Mapping[str, Schema]) -> Iterator[dict[str, Any]]:
        """Yield conditions and exclusions among keys as schemas."""
        for condition in operation.document.get("x-salesiq-conditions", ()):
            if condition["in"] == "body" and self._counts(condition):
                key, when = condition["when"]["key"], condition["when"]
                test = _with([key])
                if "equals" in when:
                    test["properties"] = {key: {"enum": when["equals"]}}
                if "absent" in when:
                    test = {"not": test}
                yield {"if": test, "then": _with(condition["require"])}
        for group in operation.document.get("x-salesiq-exclusive", ()):
            if group["in"] == "body" and self._counts(group):
                names = [name for name in group["names"] if name in listed]
                for at, first in enumerate(names):
                    yield from ({"not": _with([first, second])} for second in names[at + 1 :])

    def _counts(self, fact: Mapping[str, Any]) -> bool:
        return not self._sure or str(fact.get("basis")) != Basis.INFERRED.value


def _with_its_note(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its note added to the description, because no renderer shows notes."""
    note = schema.get(_NOTE)
    if note is None:
        return schema
    return {**schema, "description": ". ".join(text for text in (schema.get("description"), note) if text)}


def _documented(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the one type that pages state or show, without keywords for other types."""
    types = schema.get("type")
    if not isinstance(types, list):
        return schema
    shown = schema.get("x-salesiq-shown-type")
    kind = shown if isinstance(shown, str) else next((one for one in types if one != "null"), "null")
    family = "number" if kind == "integer" else kind
    foreign = frozenset().union(*(words for other, words in _OF_TYPE.items() if other != family))
    narrow = {keyword: value for keyword, value in schema.items() if keyword not in foreign} | {"type": kind}
    if "enum" in schema:
        is_text = kind == "string"
        narrow["enum"] = [value for value in schema["enum"] if isinstance(value, str) == is_text]
    return narrow


def _with(names: list[str]) -> dict[str, Any]:
    """Return a schema of objects that have some members, with any values."""
    # Listed as properties as well, because linters suspect a name that is required but not described.
    return {"required": names, "properties": {name: {} for name in names}}


def references(node: Any) -> Iterator[str]:
    """Yield every `$ref` inside a document."""
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
