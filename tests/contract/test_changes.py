"""Changes between two editions of the contract: what is stricter, what is laxer, and what demands nothing."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.changes import changes_between
from salesiq_validate.contract.edition import read_edition
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import schemas_root
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.export import openapi_document

OPPOSITE = {"added": "removed", "removed": "added", "stricter": "laxer", "laxer": "stricter", "changed": "changed"}

NAME = {"type": "string", "minLength": 1}
OPERATION = {
    "operationId": "add_note",
    "method": "POST",
    "path": "/api/v2/{screen_name}/notes",
    "security": [{"oauth2": ["SalesIQ.notes.CREATE"]}],
    "parameters": [{"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "maximum": 50}}],
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "additionalProperties": False,
                    "properties": {
                        "text": NAME,
                        "labels": {"type": "array", "items": {"type": ["string", "integer"], "enum": ["a", 1]}},
                    },
                }
            }
        }
    },
    "responses": {
        "200": {
            "description": "Success",
            "content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}},
        }
    },
}
SCHEMA = ("requestBody", "content", "application/json", "schema")
ANSWER = ("responses", "200", "content", "application/json", "schema", "properties")


def edition(folder: Path, *operations, codes=((1007, "Invalid"),), version="2026.01.01"):
    (folder / "operations").mkdir(parents=True)
    (folder / "operations/notes.json").write_text(json.dumps({"resource": "notes", "operations": operations}))
    (folder / "errors.json").write_text(
        json.dumps({"errors": [{"code": code, "message": message} for code, message in codes]})
    )
    (folder / "servers.json").write_text(json.dumps({"data_centres": [{"code": "US", "host": "salesiq.zoho.com"}]}))
    (folder / "contract.json").write_text(json.dumps({"version": version}))
    return read_edition(folder)


def with_value(path, value):
    """Return the operation with one member changed; None takes it away."""
    operation = copy.deepcopy(OPERATION)
    *above, last = path
    place = operation
    for step in above:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return operation


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("method",), "PUT", ("changed", "operation", "")),
        (("security",), None, ("laxer", "operation", "")),
        (("aliases",), ["/api/v2/{screen_name}/note"], ("laxer", "operation", "")),
        (("deprecated",), True, ("changed", "operation", "")),
        (("x-salesiq-complete",), False, ("laxer", "operation", "")),
        (("x-salesiq-exclusive",), [{"names": ["text", "labels"], "in": "body"}], ("stricter", "operation", "")),
        (("x-salesiq-errors",), [{"code": 1301, "message": "No"}], ("added", "operation", "")),
        (("x-salesiq-basis",), {"path": "inferred"}, ("laxer", "operation", "")),
        (("requestBody", "required"), True, ("stricter", "operation", "")),
        (("parameters",), [], ("removed", "param", "limit")),
        (("parameters", 0, "required"), True, ("stricter", "param", "limit")),
        (("parameters", 0, "schema", "maximum"), 20, ("stricter", "param", "limit")),
        (("parameters", 0, "schema", "maximum"), 99, ("laxer", "param", "limit")),
        (("parameters", 0, "schema", "maximum"), None, ("laxer", "param", "limit")),
        (("parameters", 0, "schema", "minimum"), 1, ("stricter", "param", "limit")),
        (("parameters", 0, "x-salesiq-basis"), {"maximum": "inferred"}, ("laxer", "param", "limit")),
        ((*SCHEMA, "required"), ["text", "labels"], ("stricter", "body", "labels")),
        ((*SCHEMA, "required"), [], ("laxer", "body", "text")),
        ((*SCHEMA, "additionalProperties"), None, ("laxer", "body", "")),
        ((*SCHEMA, "properties", "color"), {"type": "string"}, ("laxer", "body", "color")),
        ((*SCHEMA, "properties", "labels"), None, ("stricter", "body", "labels")),
        ((*SCHEMA, "properties", "text", "type"), ["string", "number"], ("laxer", "body", "text")),
        ((*SCHEMA, "properties", "text", "type"), "number", ("changed", "body", "text")),
        ((*SCHEMA, "properties", "text", "pattern"), "^[a-z]+$", ("stricter", "body", "text")),
        ((*SCHEMA, "properties", "labels", "items", "type"), "string", ("stricter", "body", "labels[*]")),
        ((*SCHEMA, "properties", "labels", "items", "enum"), ["a", 1, "b"], ("laxer", "body", "labels[*]")),
        ((*ANSWER, "note"), {"type": "string"}, ("added", "answer", "note")),
        ((*ANSWER, "id"), None, ("removed", "answer", "id")),
    ],
)
def test_a_change_is_told_as_what_it_means_for_requests(tmp_path, path, value, expected):
    old, new = edition(tmp_path / "old", OPERATION), edition(tmp_path / "new", with_value(path, value))
    (found,) = changes_between(old, new)
    assert (found.kind, found.where, found.name, found.operation) == (*expected, "add_note")
    # The way back is the contrary.
    (back,) = changes_between(new, old)
    assert (back.kind, back.where, back.name) == (OPPOSITE[found.kind], found.where, found.name)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("summary",), "Other words"),
        (("security",), [{"oauth2": ["SalesIQ.Notes.CREATE"]}]),
        ((*SCHEMA, "properties", "text", "description"), "Other words"),
        ((*SCHEMA, "properties", "text", "x-salesiq-basis"), {"minLength": "example"}),
    ],
)
def test_words_for_people_are_no_change(tmp_path, path, value):
    old, new = edition(tmp_path / "old", OPERATION), edition(tmp_path / "new", with_value(path, value))
    assert changes_between(old, new) == []


def test_operations_and_codes_come_and_go(tmp_path):
    old = edition(tmp_path / "old", OPERATION)
    new = edition(tmp_path / "new", {**OPERATION, "operationId": "other"}, codes=[(1007, "No"), (1008, "Bad")])
    assert [(found.kind, found.where, found.operation or found.name) for found in changes_between(old, new)] == [
        ("removed", "operation", "add_note"),
        ("added", "operation", "other"),
        ("changed", "code", "1007"),
        ("added", "code", "1008"),
    ]


def test_the_shipped_contract_does_not_differ_from_itself():
    shipped = read_edition(schemas_root())
    assert len(shipped.calls) == len(all_operations())
    assert changes_between(shipped, shipped) == []


def test_an_export_is_read_like_the_folder_it_comes_from(tmp_path):
    file = tmp_path / "salesiq.json"
    document = openapi_document(all_operations(), ErrorCatalogue(), version="2026.11.29")
    file.write_text(json.dumps(document))
    export, folder = read_edition(file), read_edition(schemas_root())
    assert changes_between(export, export) == []
    assert (export.version, export.codes, export.hosts) == ("2026.11.29", folder.codes, folder.hosts)
    assert export.calls["create_department"].bodies["application/json"]["required"]
    assert (
        export.calls["get_department"].answer["properties"].keys()
        == folder.calls["get_department"].answer["properties"].keys()
    )


@pytest.mark.parametrize(
    "text", ["not JSON", "[]", "{}", '{"paths": {"/a": 5}, "servers": [], "info": {"version": "1"}}']
)
def test_what_is_no_edition_is_refused(tmp_path, text):
    file = tmp_path / "file.json"
    file.write_text(text)
    with pytest.raises(UnusableArgument):
        read_edition(file)
    with pytest.raises(UnusableArgument, match="no folder operations"):
        read_edition(tmp_path)
