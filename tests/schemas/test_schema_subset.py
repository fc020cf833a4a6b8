"""All schemas stay inside the subset that both engines read alike, and agree with themselves."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator
from tests.schemas.contract import FILES, OPERATIONS, RESOURCES, load, subschemas

every_operation = pytest.mark.parametrize("described", OPERATIONS, ids=lambda described: described.id)

#: Escapes other than of punctuation, look-around, named or non-capturing groups, lazy and possessive quantifiers.
UNPORTABLE = re.compile(r"\\[A-Za-z0-9]|\(\?|[*+?}][?+]")
#: A repeated group that repeats inside: exponential in backtracking engines.
NESTED = re.compile(r"\([^()]*[*+}][^()]*\)[*+{]")


def portable(pattern: str) -> bool:
    outside_classes = re.sub(r"\[[^\]]*\]", "C", pattern)
    return (
        pattern.startswith("^")
        and pattern.endswith("$")
        and not re.search(r"\\[A-Za-z0-9]", pattern)
        and not UNPORTABLE.search(outside_classes)
        and not NESTED.search(outside_classes)
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[0-9]+$", True),
        ("^([0-9]+|siq[0-9A-Za-z_-]+)$", True),
        (r"^\d+$", False),
        (r"^a\b$", False),
        ("[0-9]+", False),
        ("^(?!a)b$", False),
        ("^a+?$", False),
        ("^([0-9]+,)*$", False),
        ("^([0-9]{2,})+$", False),
    ],
)
def test_what_is_portable(pattern, expected):
    assert portable(pattern) is expected


def _patterns(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("pattern", "token_pattern") and isinstance(value, str):
                yield value
            elif key != "x-salesiq-basis":
                yield from _patterns(value)
    elif isinstance(node, list):
        for item in node:
            yield from _patterns(item)


@pytest.mark.parametrize("name", [*(f"operations/{resource}.json" for resource in RESOURCES), "servers.json"])
def test_patterns_are_portable(name):
    assert [pattern for pattern in _patterns(load(name)) if not portable(pattern)] == []


@pytest.mark.parametrize("resource", RESOURCES)
def test_references_lead_to_shared_schemas_and_every_shared_schema_is_used(resource):
    document = FILES[resource]
    used = {schema["$ref"].removeprefix("#/schemas/") for schema in _nodes(document) if "$ref" in schema}
    assert used == document.get("schemas", {}).keys()


def _nodes(node):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for item in node:
            yield from _nodes(item)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_basis_beside_a_reference_repeats_that_of_the_schema_named(resource):
    """What stands beside $ref takes the place of the target's, so a basis that is not repeated would be lost."""
    document = FILES[resource]
    for node in _nodes(document):
        if "$ref" in node and "x-salesiq-basis" in node:
            target = document["schemas"][node["$ref"].removeprefix("#/schemas/")]
            assert target.get("x-salesiq-basis", {}).keys() <= node["x-salesiq-basis"].keys()


@pytest.mark.parametrize("resource", RESOURCES)
def test_schemas_are_valid_2020_12(resource):
    schemas = {
        f"{described.id} {place}": schema
        for described in OPERATIONS
        if described.resource == resource
        for place, schema in described.schemas()
    }
    Draft202012Validator.check_schema({"$defs": schemas})


@every_operation
def test_schemas_build_in_both_engines(described):
    fast = pytest.importorskip("jsonschema_rs")
    for _, schema in described.schemas():
        fast.Draft202012Validator(schema)
        Draft202012Validator(schema)


@every_operation
def test_required_keys_are_described(described):
    for _, top in described.schemas():
        for place, schema in subschemas(top):
            assert set(schema.get("required", ())) <= schema.get("properties", {}).keys(), place


@every_operation
def test_the_basis_speaks_of_keywords_that_are_there(described):
    for parameter in described.operation["parameters"]:
        schema = described.inlined(parameter.get("schema") or parameter["content"]["application/json"]["schema"])
        assert parameter.get("x-salesiq-basis", {}).keys() <= {"required", *schema}, parameter["name"]
        assert "required" not in parameter.get("x-salesiq-basis", {}) or parameter["required"], parameter["name"]
    for top_place, top in described.schemas():
        mandatory = {
            id(schema["properties"][name]) for _, schema in subschemas(top) for name in schema.get("required", ())
        }
        for place, schema in subschemas(top):
            basis = schema.get("x-salesiq-basis", {})
            assert basis.keys() <= {"required", *schema}, (top_place, place)
            assert "required" not in basis or id(schema) in mandatory, (top_place, place)


@every_operation
def test_values_that_a_schema_names_are_valid_by_it(described):
    for _, top in described.schemas():
        for place, schema in subschemas(top):
            validator = Draft202012Validator(schema)
            named = [*schema.get("enum", ()), *schema.get("examples", ()), *schema.get("x-salesiq-known-values", ())]
            if "default" in schema:
                named.append(schema["default"])
            assert [value for value in named if not validator.is_valid(value)] == [], place


@every_operation
def test_a_flag_in_a_body_travels_as_boolean_or_string(described):
    for top in described.bodies().values():
        for place, schema in subschemas(top):
            if schema.get("type") == "boolean":
                pytest.fail(f"{place} does not take its string form")


@every_operation
def test_ids_as_numbers_are_tolerated_while_they_are_safe(described):
    for top in described.bodies().values():
        for place, schema in subschemas(top):
            types = schema.get("type", ())
            if (
                "x-salesiq-id" in schema
                and "integer" in types
                and "pattern" in schema
                and described.id != "delete_conversations"
            ):
                assert schema["maximum"] == 2**53 - 1, place


@every_operation
def test_ids_of_operators_and_departments_earn_their_own_codes(described):
    codes = {"operator": 1024, "department": 1025}
    for where, top in described.schemas():
        for place, schema in subschemas(top):
            if not where.startswith("path") and "x-salesiq-id" in schema:
                assert schema.get("x-salesiq-error") == codes.get(schema["x-salesiq-id"]), (where, place)
