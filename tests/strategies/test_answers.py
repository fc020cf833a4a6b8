"""Answers are envelopes as the pages show them; what is generated is judged by the same rules as real traffic."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, find, given, settings
from tests.contract.judged import ROUTABLE, examples, validator

from salesiq_validate import ErrorCatalogue, Exchange
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.strategies import exchange, predictable_codes, refusal, valid_response

QUICK = settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", ROUTABLE)
def test_nothing_is_found_in_a_valid_exchange(name):
    @examples(2)
    @given(exchange(name))
    def check(drawn):
        # That an operation belongs to the first version of the API is always told.
        findings = [found for found in validator().check(drawn).findings if found.rule.name != "deprecated-version"]
        assert [str(found) for found in findings] == []

    check()


def test_an_answer_needs_no_path():
    @examples(2)
    @given(valid_response("list_trigger_criteria_fields"))
    def check(response):
        assert validator().check(Exchange(None, response)).findings == ()

    check()


def test_the_envelope_repeats_the_path_of_its_request():
    drawn = find(exchange("list_departments", code=None), lambda _drawn: True, settings=QUICK)
    assert json.loads(drawn.response.body)["url"] == "/api/v2/a/departments"


def test_data_are_of_the_types_that_the_page_shows():
    response = find(valid_response("list_departments"), lambda response: b'"name"' in response.body, settings=QUICK)
    document = json.loads(response.body)
    assert (document["url"], document["object"]) == ("/api/v2/{screen_name}/departments", "list")
    assert document["CRC"].isdigit()
    assert all(isinstance(value, str) for item in document["data"] for value in item.values())


def test_an_operation_that_answers_nothing_has_no_body():
    assert find(valid_response("delete_conversations"), lambda _response: True, settings=QUICK).body is None


@pytest.mark.parametrize("code", ErrorCatalogue())
def test_a_refusal_holds_what_the_catalogue_says(code):
    @examples(5)
    @given(refusal(code))
    def check(response):
        report = validator().check(Exchange(None, response))
        assert [(found.rule.name, found.error.code) for found in report.findings] == [("refused", code)]

    check()


def test_a_refusal_names_the_place_that_is_asked_for():
    response = find(refusal(1007, json_key="operators[1]"), lambda _response: True, settings=QUICK)
    assert json.loads(response.body)["error"] == {
        "code": 1007,
        "message": "Invalid datatypes found in params",
        "json_key": "operators[1]",
    }


def test_a_key_that_the_code_never_carries_is_left_out():
    response = find(refusal(1002, header="Authorization"), lambda _response: True, settings=QUICK)
    assert json.loads(response.body)["error"].keys() == {"code", "message"}


def test_an_unknown_code_is_told():
    with pytest.raises(UnknownName):
        refusal(9999)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (name, code)
        for name in ("create_department", "delete_department", "send_visitor_message")
        for code in predictable_codes(name)
    ],
)
def test_a_refused_exchange_names_the_fault_of_its_request(name, code):
    @examples(2)
    @given(exchange(name, code=code))
    def check(drawn):
        findings = validator().check(drawn).findings
        assert [found.error.code for found in findings if found.rule.name == "refused"] == [code]
        assert not [found for found in findings if found.rule.name == "lost-json-key"]

    check()
