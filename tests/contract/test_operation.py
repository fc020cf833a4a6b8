"""Operation: what a file says of one call, as a frozen value."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from salesiq_validate.contract import all_operations, operations_of
from salesiq_validate.contract.files import read_schema_file, resource_names, schemas_root
from salesiq_validate.contract.operation import Operation, Parameter, When, basis_of
from salesiq_validate.finding import Basis

OPERATIONS = {operation.id: operation for operation in all_operations()}


def test_every_operation_of_every_file_is_read():
    root = Path(__file__).parents[2] / "schemas/operations"
    written = [
        operation["operationId"]
        for path in sorted(root.glob("*.json"))
        for operation in json.loads(path.read_text(encoding="utf-8"))["operations"]
    ]
    assert [operation.id for operation in all_operations()] == written


def test_files_are_read_once():
    assert all_operations() is all_operations()
    assert read_schema_file("errors.json") is read_schema_file("errors.json")
    assert resource_names() == tuple(sorted(path.stem for path in (schemas_root() / "operations").glob("*.json")))


def test_what_an_operation_says():
    operation = OPERATIONS["create_department"]
    assert (operation.method, operation.path, operation.resource) == (
        "POST",
        "/api/v2/{screen_name}/departments",
        "departments",
    )
    assert operation.scopes == (("SalesIQ.departments.CREATE",),)
    assert operation.objects == ("department",)
    assert list(operation.bodies) == ["application/json"]
    assert operation.body_required
    assert operation.complete
    assert operation.basis_of("method") is Basis.INFERRED
    assert operation.basis_of("path") is Basis.DOCUMENTED
    assert operation.basis_of("anything") is Basis.DOCUMENTED
    assert operation.source.endswith("rest-api-create-department.html")
    assert repr(operation) == "<Operation create_department: POST /api/v2/{screen_name}/departments>"


@pytest.mark.parametrize("name", ["empty_response", "bare_answer", "body_required", "complete"])
def test_some_operations_differ(name):
    assert {getattr(operation, name) for operation in OPERATIONS.values()} == {True, False}


def test_several_ways_to_be_allowed():
    assert OPERATIONS["add_tags"].scopes == (
        ("SalesIQ.conversations.UPDATE",),
        ("SalesIQ.visitors.UPDATE",),
        ("SalesIQ.companies.UPDATE",),
    )


def test_page_specific_codes():
    assert [error.code for error in OPERATIONS["delete_department"].errors] == [1302]


def test_an_operation_without_a_path_has_none():
    assert OPERATIONS["list_trigger_criteria_fields"].paths == ()


def test_aliases_are_paths_too():
    aliased = [operation for operation in OPERATIONS.values() if operation.aliases]
    assert aliased
    assert all(operation.paths == (operation.path, *operation.aliases) for operation in aliased)


@pytest.mark.parametrize(
    ("operation", "name", "serialisation"),
    [
        ("remove_department_operators", "ids", "comma"),
        ("list_threads", "include_fields", "json"),
        ("list_departments", "index", "text"),
    ],
)
def test_how_a_parameter_travels(operation, name, serialisation):
    (parameter,) = [found for found in OPERATIONS[operation].parameters if found.name == name]
    assert parameter.serialisation == serialisation
    assert parameter.location == "query"


def test_a_parameter_that_may_stand_in_the_body_as_well():
    (parameter,) = [found for found in OPERATIONS["delete_article_category"].parameters if found.also_in_body]
    assert parameter.location == "query"


def test_a_parameter_keeps_its_basis():
    (parameter,) = [found for found in OPERATIONS["delete_department"].parameters if found.name == "configure_to"]
    assert parameter.required
    assert parameter.basis["required"] == "inferred"


@pytest.mark.parametrize(
    ("schema", "keyword", "basis"),
    [
        ({}, "type", Basis.DOCUMENTED),
        ({"x-salesiq-basis": {"type": "example"}}, "type", Basis.EXAMPLE),
        ({"x-salesiq-basis": {"type": "example"}}, "enum", Basis.DOCUMENTED),
        ({"x-salesiq-basis": {"required": "inferred"}}, "required", Basis.INFERRED),
    ],
)
def test_what_is_not_marked_is_documented(schema, keyword, basis):
    assert basis_of(schema, keyword) is basis


@pytest.mark.parametrize(
    ("when", "body", "query", "headers", "holds"),
    [
        ({"body": ["enabled"]}, {"enabled"}, {}, {}, True),
        ({"body": ["ids", "action"]}, {"action"}, {}, {}, True),
        ({"body": ["enabled"]}, {"title"}, {}, {}, False),
        ({"query": {"mode": None}}, set(), {"mode": "x"}, {}, True),
        ({"query": {"mode": "meta"}}, set(), {"mode": "x"}, {}, False),
        ({"query": {"mode": "meta"}}, set(), {"mode": "meta"}, {}, True),
        ({"query": {"mode": None}}, set(), {}, {}, False),
        ({"header": "X-Kind"}, set(), {}, {"x-kind": ""}, True),
        ({"header": "Accept: a/b"}, set(), {}, {"accept": "text/html, A/B"}, True),
        ({"header": "Accept: a/b"}, set(), {}, {"accept": "text/html"}, False),
        ({"header": "Accept: a/b"}, set(), {}, {}, False),
        ({"body": ["x"], "header": "X-Kind"}, set(), {}, {"x-kind": "1"}, True),
    ],
)
def test_any_mark_tells_an_operation(when, body, query, headers, holds):
    assert When.from_document(when).holds(body, query, headers) is holds


def test_operations_are_compared_by_identity_and_frozen():
    document = {"resource": "pings", "operations": [{"operationId": "ping", "method": "GET", "path": "/pings"}]}
    (one,), (other,) = operations_of(document), operations_of(document)
    assert one != other
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.id = "x"
    assert (one.summary, one.bodies, one.scopes, one.data, one.when) == ("", {}, (), None, None)
    assert one.complete


def test_a_parameter_of_encoded_json():
    document = {"name": "a", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}
    parameter = Parameter.from_document(document)
    assert (parameter.serialisation, parameter.schema, parameter.required) == ("json", {"type": "object"}, False)
    assert isinstance(OPERATIONS["create_department"], Operation)


@pytest.mark.parametrize(
    ("name", "is_safe"),
    [
        ("list_departments", True),
        ("update_department", True),
        ("delete_department", True),
        ("create_department", False),
        ("send_operator_message", False),
        ("encrypt_values", True),
        ("archive_tag", True),
    ],
)
def test_an_operation_says_whether_it_may_be_sent_twice(name, is_safe):
    assert OPERATIONS[name].is_repeatable is is_safe
    assert OPERATIONS[name].repeatable_basis is Basis.INFERRED


def test_what_was_read_on_another_day_than_its_file_says_so():
    assert OPERATIONS["create_portal"].read != OPERATIONS["change_portal_owner"].read == "2026-11-29"
