"""Every file of schemas/ follows its meta-schema, and a meta-schema says where a file does not."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from tests.schemas.contract import RESOURCES, load

from salesiq_validate.contract import all_operations, contract_version
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.keypath import KeyPath

META = ["errors.schema.json", "servers.schema.json", "operations.schema.json", "private_names.schema.json"]
ENVELOPES = ["envelope/success.schema.json", "envelope/error.schema.json"]


@pytest.mark.parametrize("name", [*META, *ENVELOPES])
def test_a_schema_is_valid_2020_12(name):
    schema = load(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("document", "meta"),
    [
        ("errors.json", "errors.schema.json"),
        ("servers.json", "servers.schema.json"),
        ("private_names.json", "private_names.schema.json"),
        *((f"operations/{resource}.json", "operations.schema.json") for resource in RESOURCES),
    ],
)
def test_a_document_follows_its_meta_schema(document, meta):
    errors = Draft202012Validator(load(meta)).iter_errors(load(document))
    assert [(error.json_path, error.message) for error in errors] == []


def test_every_fact_has_a_date():
    files = ["errors.json", "servers.json", *(f"operations/{resource}.json" for resource in RESOURCES)]
    days = [date.fromisoformat(load(name)["read"]) for name in files]
    days += [date.fromisoformat(operation.read) for operation in all_operations()]
    days += [date.fromisoformat(entry.read) for entry in ErrorCatalogue().values()]
    # The version is the day of the last change, so no fact is newer.
    assert max(days).isoformat() <= contract_version().replace(".", "-")


def _faults(document):
    validator = Draft202012Validator(load("operations.schema.json"))
    # `json_path` changed its quotes within jsonschema 4.
    return [(str(KeyPath(error.absolute_path)), error.validator) for error in validator.iter_errors(document)]


BODY = "operations[0].requestBody.content.application/json.schema"


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("method",), "FETCH", ("operations[0].method", "enum")),
        (("colour",), "red", ("operations[0]", "additionalProperties")),
        (("security",), [{"oauth2": ["departments.CREATE"]}], ("operations[0].security[0].oauth2[0]", "pattern")),
        (("when",), {"cookie": "x"}, ("operations[0].when", "additionalProperties")),
        (
            ("requestBody", "content", "application/json", "schema", "patern"),
            "^a$",
            (BODY, "additionalProperties"),
        ),
        (
            ("requestBody", "content", "application/json", "schema", "properties", "name", "x-salesiq-basis"),
            {"type": "sure"},
            (f"{BODY}.properties.name.x-salesiq-basis.type", "enum"),
        ),
    ],
)
def test_a_mistake_is_found_where_it_stands(path, value, fault):
    document = copy.deepcopy(load("operations/departments.json"))
    place = document["operations"][0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert _faults(document) == [fault]


def test_an_operation_without_a_path_says_why():
    document = copy.deepcopy(load("operations/departments.json"))
    document["operations"][0]["path"] = None
    assert _faults(document) == [("operations[0]", "required")]


def test_an_extension_file_needs_no_more_than_method_and_path():
    document = {
        "resource": "stickers",
        "title": "Stickers",
        "operations": [{"operationId": "list_stickers", "method": "GET", "path": "/api/v2/{screen_name}/stickers"}],
    }
    assert _faults(document) == []


SUCCESS = {"url": "/api/v2/example/tags", "object": "list", "data": []}
REFUSAL = {"error": {"code": 1007, "message": "Invalid datatypes found in params"}}


@pytest.mark.parametrize(
    ("envelope", "valid"),
    [
        (SUCCESS, True),
        ({**SUCCESS, "data": "text"}, True),
        ({**SUCCESS, "CRC": "1", "sync_time": "1700000000000", "total": 2, "more": None}, True),
        ({**SUCCESS, "data": 1}, False),
        ({**SUCCESS, "object": None}, False),
        ({"data": []}, False),
        (REFUSAL, False),
    ],
)
def test_success_envelope(envelope, valid):
    assert Draft202012Validator(load(ENVELOPES[0])).is_valid(envelope) is valid


@pytest.mark.parametrize(
    ("envelope", "valid"),
    [
        (REFUSAL, True),
        ({"error": {**REFUSAL["error"], "json_key": "operators[1].name"}}, True),
        ({"error": {**REFUSAL["error"], "param": "index"}}, True),
        ({"error": {**REFUSAL["error"], "header": "content-type"}}, True),
        ({"error": {"code": "1007", "message": "text"}}, False),
        ({"error": {"code": 1007}}, False),
        ({"error": "text"}, False),
        (SUCCESS, False),
    ],
)
def test_error_envelope(envelope, valid):
    assert Draft202012Validator(load(ENVELOPES[1])).is_valid(envelope) is valid
