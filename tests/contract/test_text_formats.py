"""TextFormat: what x-salesiq-format means stands in one file, and everything that names one knows it."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.text_formats import generator_of, text_formats
from salesiq_validate.examples import values
from salesiq_validate.strategies import texts

FORMATS = text_formats()


def test_the_formats_are_those_that_schemas_may_name():
    named = read_schema_file("operations.schema.json")["$defs"]["schema"]["properties"]["x-salesiq-format"]["enum"]
    assert sorted(named) == sorted(FORMATS)


@pytest.mark.parametrize(
    "look", [look for look in FORMATS.values() if look.schema is not None], ids=lambda look: look.name
)
def test_an_example_looks_as_its_format_says(look):
    assert look.advice
    judge = Draft202012Validator(look.schema)
    assert judge.is_valid(look.example)
    assert judge.is_valid(str(look.example))
    assert not judge.is_valid("?? ??")


@pytest.mark.parametrize("look", FORMATS.values(), ids=lambda look: look.name)
def test_a_format_names_makers_that_exist(look):
    if look.name != "binary":
        assert look.generator in texts._LOOKS
    # Nobody answers with a file, or with a list of ids in one text.
    if look.name not in ("binary", "csv_ids"):
        assert look.generator in values._MAKERS


def test_a_schema_of_the_callers_own_names_its_maker_by_its_format():
    assert generator_of({"format": "date-time"}) == "date-time"
    assert generator_of({"x-salesiq-format": "ip", "format": "date-time"}) == "ipv4"
    assert generator_of({}) == ""
