"""The breaches that the tests go through leave nothing out: they are counted anew, from the files alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.contract.judged import ROUTABLE
from tests.schemas.contract import BY_ID

from salesiq_validate.strategies.breaches import breaches

#: Those that share method and path: without its mark a request is another operation's.
MARKED = {
    name: operation.when.body | operation.when.query.keys() for name, operation in ROUTABLE.items() if operation.when
}
SAFE_INTEGER = 2**53 - 1


def places(schema: dict[str, Any], shape: tuple[str | None, ...] = ()) -> Iterator[tuple[Any, dict[str, Any]]]:
    yield shape, schema
    for name, child in schema.get("properties", {}).items():
        yield from places(child, (*shape, name))
    if "items" in schema:
        yield from places(schema["items"], (*shape, None))


def body_of(name: str) -> dict[str, Any]:
    return BY_ID[name].bodies().get("application/json", {})


def known(name: str) -> set[tuple[Any, str]]:
    return {(breach.shape, breach.keyword) for breach in breaches(ROUTABLE[name]) if breach.where == "body"}


@pytest.mark.parametrize("name", ROUTABLE)
def test_every_required_key_at_any_depth_is_dropped_once(name):
    wanted = {
        ((*shape, key), "required")
        for shape, schema in places(body_of(name))
        for key in schema.get("required", ())
        if shape or key not in MARKED.get(name, ())
    }
    assert wanted <= known(name)


@pytest.mark.parametrize("name", ROUTABLE)
def test_every_typed_place_is_mistyped_and_every_list_of_values_left(name):
    wanted = {
        (shape, keyword)
        for shape, schema in places(body_of(name))
        for keyword in ("type", "enum", "pattern", "maxLength", "minLength", "maxItems", "minimum")
        if keyword in schema and (shape or name not in MARKED)
    }
    # A text of the right form is needed to break the one and not the other.
    wanted -= {
        (shape, "pattern") for shape, schema in places(body_of(name)) if "pattern" in schema and "enum" in schema
    }
    assert wanted <= known(name)


@pytest.mark.parametrize("name", ROUTABLE)
def test_every_query_parameter_is_left_out_or_broken(name):
    found = {(breach.param, breach.keyword) for breach in breaches(ROUTABLE[name]) if breach.where == "param"}
    for parameter in BY_ID[name].parameters("query"):
        schema = parameter.get("schema", {})
        key = parameter["name"]
        if parameter["required"] and "x-salesiq-also-in" not in parameter and key not in MARKED.get(name, ()):
            assert (key, "required") in found
        if "enum" in schema:
            assert (key, "enum") in found
        if schema.get("type") in ("integer", "number", "boolean"):
            assert (key, "type") in found
        if schema.get("maximum", SAFE_INTEGER) != SAFE_INTEGER:
            assert (key, "maximum") in found
        if "minimum" in schema:
            assert (key, "minimum") in found


@pytest.mark.parametrize("name", ROUTABLE)
def test_every_operation_has_the_faults_of_calls(name):
    operation = ROUTABLE[name]
    codes = {breach.code for breach in breaches(operation)}
    assert {1002, 1006, 1008, 1010} <= codes
    assert (1009 in codes) is bool(operation.scopes)
    assert (1054 in codes) is bool(
        operation.bodies or any(found.location == "header" for found in operation.parameters)
    )
    assert (1005 in codes) is ("{screen_name}" in operation.path)


def test_every_code_that_rules_predict_is_earned_somewhere():
    from salesiq_validate import ErrorCatalogue

    earned = {breach.code for operation in ROUTABLE.values() for breach in breaches(operation)}
    assert {code for code, entry in ErrorCatalogue().items() if entry.predicted_by} == earned
