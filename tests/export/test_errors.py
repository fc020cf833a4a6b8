"""The codes as JSON and as CSV, which a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from salesiq_validate import ErrorCatalogue
from salesiq_validate.contract.errors import CatalogueEntry
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.export import errors_csv, errors_document


def rows(errors) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(errors_csv(errors), newline="")))


def test_the_document_follows_its_published_schema():
    document = json.loads(json.dumps(errors_document(ErrorCatalogue())))
    Draft202012Validator(read_schema_file("formats/errors-v1.schema.json")).validate(document)
    assert [error["code"] for error in document["errors"]] == sorted(ErrorCatalogue())


def test_csv_holds_every_code_with_its_message():
    catalogue = ErrorCatalogue()
    found = {int(row["code"]): row for row in rows(catalogue)}
    assert {code: row["message"] for code, row in found.items()} == {
        code: entry.message for code, entry in catalogue.items()
    }
    assert found[1007]["optional_keys"] == "json_key param"
    assert found[1301]["operations"] == "remove_department_operators"
    assert found[1001]["predicted_by"] == ""


def test_lines_end_as_rfc_4180_has_them():
    assert errors_csv(ErrorCatalogue()).count("\r\n") == len(ErrorCatalogue()) + 1


@pytest.mark.parametrize("message", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(message):
    entry = CatalogueEntry(4000, message, meaning=message, advice="", variants=(message,))
    (row,) = rows(ErrorCatalogue([entry]))
    assert row["message"] == row["meaning"] == row["variants"] == f"'{message}"


def test_texts_with_blanks_are_told_apart_in_a_list():
    entry = CatalogueEntry(4000, "text", meaning="", advice="", variants=("one text", "another"))
    assert rows(ErrorCatalogue([entry]))[0]["variants"] == "one text; another"
