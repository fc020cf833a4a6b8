"""Every operation is reached through its own URLs, and only operations of the same method and path share them."""

from __future__ import annotations

import re

import pytest
from tests.contract.judged import OPERATIONS, ROUTABLE

from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers

#: Of each form of id that pages show, one that is made up.
TEXTS = ["1000000000001", "1000000000001-1000000000002", "ada%40example.com", "example", "siq0123abcd"]

ROUTER = Router(OPERATIONS.values(), Servers.load())
WAYS = [(name, path) for name, operation in ROUTABLE.items() for path in operation.paths]


def fitting(name: str, operation) -> str:
    schemas = {found.name: found.schema for found in operation.parameters if found.location == "path"}
    if name == "screen_name":
        return "example"
    schema = schemas.get(name, {})
    if "enum" in schema:
        return schema["enum"][0]
    return next(text for text in TEXTS if re.search(schema.get("pattern", ""), text.replace("%40", "@")))


def example_url(path: str, operation) -> str:
    return "https://salesiq.zoho.com" + re.sub(r"\{([a-z_]+)\}", lambda hole: fitting(hole[1], operation), path)


def place(operation, path: str) -> tuple[str, str]:
    return operation.method, re.sub(r"\{[a-z_]+\}", "{}", path)


@pytest.mark.parametrize(("name", "path"), WAYS)
def test_an_operation_is_reached_through_its_own_url(name, path):
    operation = ROUTABLE[name]
    route = ROUTER.route(operation.method, example_url(path, operation))
    assert route.faults == ()
    assert operation in route.operations


@pytest.mark.parametrize(("name", "path"), WAYS)
def test_no_operation_shadows_another(name, path):
    operation = ROUTABLE[name]
    route = ROUTER.route(operation.method, example_url(path, operation))
    sharing = {
        other.id
        for other in ROUTABLE.values()
        if any(place(other, own) == place(operation, path) for own in other.paths)
    }
    assert {found.id for found in route.operations} == sharing


def test_an_operation_without_a_path_is_never_reached():
    lost = [operation for operation in OPERATIONS.values() if operation.id not in ROUTABLE]
    assert [operation.id for operation in lost] == ["list_trigger_criteria_fields"]
    reached = {
        found
        for name, path in WAYS
        for found in ROUTER.route(ROUTABLE[name].method, example_url(path, ROUTABLE[name])).operations
    }
    assert reached.isdisjoint(lost)
    assert reached == set(ROUTABLE.values())
