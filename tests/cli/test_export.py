"""The command export writes to standard output or a file, in every format."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.cli.shell import run


def test_openapi_is_json_by_default():
    outcome = run("export", "openapi")
    assert outcome.code == 0
    assert outcome.document["openapi"] == "3.1.0"
    assert len(outcome.document["paths"]) > 100


def test_a_dash_is_standard_output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("export", "errors", "-o", "-") == run("export", "errors")
    assert list(tmp_path.iterdir()) == []


def test_openapi_as_yaml_into_a_file(tmp_path):
    file = tmp_path / "salesiq.yaml"
    outcome = run("export", "openapi", "--format", "yaml", "--output", file)
    assert (outcome.code, outcome.out) == (0, "")
    assert file.read_text("utf-8").startswith('openapi: "3.1.0"\ninfo:\n  title: ')


def test_the_sure_form_is_another():
    whole, sure = run("export", "openapi").document, run("export", "openapi", "--sure").document
    assert whole.keys() == sure.keys()
    assert "x-salesiq-inferred" in json.dumps(sure)
    assert "x-salesiq-inferred" not in json.dumps(whole)


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["create_department"], "create_department: body"),
        (["CREATE_DEPARTMENT", "--sure"], "create_department: body"),
        (["list_departments", "--part", "query"], "list_departments: query"),
        (["list_departments", "--part", "response"], "list_departments: response"),
        (["send_operator_message", "--media-type", "multipart/form-data"], "send_operator_message: body"),
    ],
)
def test_one_schema(arguments, title):
    outcome = run("export", "jsonschema", *arguments)
    assert outcome.code == 0
    assert outcome.document["title"] == title


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["create_departments"], "Did you mean 'create_department'?"),
        (["list_departments"], "takes no body"),
        (["create_department", "--part", "boddy"], "Did you mean 'body'?"),
        (["create_department", "--media-type", "text/plain"], "there is no body of create_department as 'text/plain'"),
    ],
)
def test_what_cannot_be_exported_ends_with_2(arguments, told):
    outcome = run("export", "jsonschema", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


def test_errors_as_json_csv_and_yaml():
    document = run("export", "errors").document
    assert document["format"] == "salesiq-validate/errors-v1"
    table = list(csv.DictReader(io.StringIO(run("export", "errors", "--format", "csv").out)))
    assert [int(row["code"]) for row in table] == [error["code"] for error in document["errors"]]
    assert run("export", "errors", "--format", "yaml").out.startswith("format: salesiq-validate/errors-v1\nerrors:\n")


def test_an_extension_file_counts(tmp_path):
    file = tmp_path / "own.json"
    operation = {"operationId": "list_stickers", "method": "GET", "path": "/api/v2/{screen_name}/stickers"}
    file.write_text(
        json.dumps(
            {
                "resource": "stickers",
                "title": "Stickers",
                "operations": [operation],
                "errors": [{"code": 4000, "message": "No stickers left"}],
            }
        )
    )
    assert "/api/v2/{screen_name}/stickers" in run("export", "openapi", "--extend", file).document["paths"]
    assert run("export", "errors", "--extend", file).document["errors"][-1]["code"] == 4000


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    outcome = run("export", "errors", "-o", tmp_path / "no" / "folder.json")
    assert outcome.code == 2
