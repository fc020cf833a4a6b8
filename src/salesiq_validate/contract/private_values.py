"""Private values: the facts of schemas/ about them, as marks in schemas and as words for all other names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Final

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.contract.operation import Operation
from salesiq_validate.engine.subschemas import walk
from salesiq_validate.privacy.names import PRIVATE, Kind, PrivateNames, Words, plain_name

#: Says why a value is private.
PRIVATE_MARK: Final = "x-salesiq-private"

_ENVELOPES: Final = ("envelope/success.schema.json", "envelope/error.schema.json")
#: Formats whose values are times.
_TIMES: Final = frozenset({"date", "epoch_ms", "epoch_s"})
#: Keywords and marks that list values.
_LISTING: Final = ("enum", "const", "x-salesiq-known-values", "examples", "default")
#: The longest text that counts as a listed value.
_LONGEST: Final = 200


@cache
def private_names(operations: tuple[Operation, ...] | None = None) -> PrivateNames:
    """Return the names of private values; by default as the operations of schemas/ mark them.

    A name that is marked anywhere is private everywhere.
    """
    by_words = _by_words()
    members: dict[str, Kind] = {}
    parameters: dict[str, Kind] = {}
    for envelope in _ENVELOPES:
        _learn_members(members, by_words, read_schema_file(envelope))
    chosen = all_operations() if operations is None else operations
    for parameter in (found for operation in chosen for found in operation.parameters):
        _learn(parameters, by_words, parameter.name, parameter.schema)
    for schema in _schemas(chosen):
        _learn_members(members, by_words, schema)
    return PrivateNames(members, parameters, by_words.words)


#: All queries of an archive together have a few dozen names.
@lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """Whether the value under this name grants access, whatever it looks like: `Authorization`, `client_secret`."""
    return _by_words().kind_by_words(name) == "secret"


@cache
def listed_texts(operations: tuple[Operation, ...] | None = None) -> frozenset[str]:
    """Return the texts that schemas/ lists as values: enums, examples, fields of criteria, messages of errors."""
    found: set[str] = set()
    for entry in read_schema_file("errors.json")["errors"]:
        found.update([entry["message"], *_texts(entry.get("variants", ()))])
    chosen = all_operations() if operations is None else operations
    for operation in chosen:
        found.update(_texts(operation.criteria))
        found.update(error.message for error in operation.errors)
        found.update(operation.objects)
    of_parameters = (parameter.schema for operation in chosen for parameter in operation.parameters)
    for schema in (*of_parameters, *_schemas(chosen)):
        for _, subschema in walk(dict(schema)):
            if isinstance(subschema, dict) and PRIVATE_MARK not in subschema:
                found.update(_texts([subschema[keyword] for keyword in _LISTING if keyword in subschema]))
    return frozenset(text for text in found if len(text) <= _LONGEST)


@cache
def _by_words() -> PrivateNames:
    entries = read_schema_file("private_names.json")["kinds"]
    words = (
        Words(
            entry["kind"],
            frozenset(map(plain_name, entry.get("names", ()))),
            tuple(entry.get("parts", ())),
            frozenset(entry.get("words", ())),
            frozenset(entry.get("query", ())),
        )
        for entry in entries
    )
    return PrivateNames({}, {}, tuple(words))


def _schemas(operations: Iterable[Operation]) -> Iterator[Any]:
    """Yield the schemas of bodies, answers and inbound messages; schemas that a file's operations share, once."""
    yield from inbound_contract().schemas
    shared = {}
    for operation in operations:
        yield from operation.bodies.values()
        if operation.data is not None:
            yield operation.data
        shared[id(operation.definitions)] = operation.definitions
    for definitions in shared.values():
        yield from definitions.values()


def _name_at(path: tuple[str | int, ...]) -> str | None:
    """Return the name of the member that a subschema describes; for an item or a free member, its container's name."""
    for at in range(len(path) - 1, 0, -1):
        if path[at - 1] == "properties":
            return str(path[at])
        if path[at] not in {"items", "additionalProperties", "anyOf"} and not isinstance(path[at], int):
            break
    return None


def _learn_members(names: dict[str, Kind], by_words: PrivateNames, schema: Any) -> None:
    for path, subschema in walk(dict(schema)):
        name = _name_at(path)
        if name is not None and isinstance(subschema, dict):
            _learn(names, by_words, name, subschema)


def _learn(names: dict[str, Kind], by_words: PrivateNames, name: str, schema: Any) -> None:
    plain = plain_name(name)
    kind: Kind = schema.get(PRIVATE_MARK, "listed")
    if kind == "listed":
        spoken = by_words.kind_by_words(name)
        if spoken in {"time", "secret"}:
            kind = spoken
        elif schema.get("x-salesiq-format") in _TIMES:
            kind = "time"
        elif spoken == "id" or "x-salesiq-id" in schema:
            kind = "id"
        names.setdefault(plain, kind)
    elif names.get(plain, "listed") not in PRIVATE:
        names[plain] = kind


def _texts(value: Any) -> list[str]:
    texts, rest = [], [value]
    while rest:
        inner = rest.pop()
        if isinstance(inner, str):
            texts.append(inner)
        elif isinstance(inner, dict):
            rest.extend(inner.values())
            texts.extend(inner)
        elif isinstance(inner, (list, tuple)):
            rest.extend(inner)
    return texts
