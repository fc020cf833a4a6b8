"""One schema for a part of one operation, which needs no other file."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from tests.export.exported import BY_ID

from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.export import json_schema
from salesiq_validate.export.schemas import references


@pytest.mark.parametrize("name", BY_ID)
@pytest.mark.parametrize("part", ["body", "query", "response"])
def test_a_schema_is_valid_and_refers_to_itself_only(name, part):
    operation = BY_ID[name]
    query = [found for found in operation.parameters if found.location == "query"]
    if not {"body": operation.bodies, "query": query, "response": operation.data}[part]:
        with pytest.raises(UnusableArgument, match=name):
            json_schema(operation, part)
        return
    for sure in (False, True):
        schema = json_schema(operation, part, sure=sure)
        Draft202012Validator.check_schema(schema)
        used = set(references(schema))
        assert used == {f"#/$defs/{key}" for key in schema.get("$defs", {})}


def test_a_schema_says_what_it_is_of():
    schema = json_schema(BY_ID["create_department"])
    assert schema["title"] == "create_department: body"
    assert schema["description"].startswith("Create a department. https://www.zoho.com/")
    assert "operator_id" in schema["$defs"]


def test_the_media_type_may_be_chosen():
    schema = json_schema(BY_ID["send_operator_message"], media="multipart/form-data")
    assert schema["properties"]["file"]["format"] == "binary"
    assert schema["allOf"] == [{"not": {"required": ["text", "file"], "properties": {"text": {}, "file": {}}}}]


def test_a_media_type_that_it_does_not_take_is_told():
    with pytest.raises(UnknownName, match="multipart/form-data"):
        json_schema(BY_ID["send_operator_message"], media="multipart/form")


def test_a_query_is_one_object_of_its_parameters():
    schema = json_schema(BY_ID["list_departments"], "query")
    assert schema["properties"].keys() == {"last_sync_time", "index"}
    assert schema["additionalProperties"] is False
    judge = Draft202012Validator(schema)
    assert judge.is_valid({"index": 1})
    assert not judge.is_valid({"index": "one"})
    assert not judge.is_valid({"page": 1})


def test_the_sure_form_of_a_query_lets_pass_what_is_inferred():
    judge = Draft202012Validator(json_schema(BY_ID["list_departments"], "query", sure=True))
    assert judge.is_valid({"page": 1, "last_sync_time": "yesterday"})
    assert not judge.is_valid({"index": "one"})


def test_conditions_among_keys_are_part_of_the_schema():
    judge = Draft202012Validator(json_schema(BY_ID["update_canned_response"]))
    assert judge.is_valid({"associate_with_all_departments": True})
    assert not judge.is_valid({"associate_with_all_departments": "false"})
    assert judge.is_valid({"associate_with_all_departments": False, "department_id": "1"})


def test_an_update_without_a_key_is_refused_unless_only_sure_facts_count():
    assert not Draft202012Validator(json_schema(BY_ID["update_department"])).is_valid({})
    assert Draft202012Validator(json_schema(BY_ID["update_department"], sure=True)).is_valid({})
