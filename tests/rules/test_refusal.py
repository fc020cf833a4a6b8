"""SIQ6xx: refusals, located in the request that earned them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON, VALIDATOR, of_rule, told
from tests.rules.notes import NOTES

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Request, Response
from salesiq_validate.finding import SalesIQError, Side
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.validator import Validator

WRONG_TYPE = "Invalid datatypes found in params"
BODY = {**DEPARTMENT, "operators": [{"name": "canary"}, {"name": ["canary"]}]}


def refused(error: dict[str, Any], body: Any = BODY, *, status: int | None = 200, validator: Validator = VALIDATOR):
    """Judge a refusal of a request to create a department; the findings on the answer."""
    sent = body if body is None or body is UNRECORDED else json.dumps(body).encode()
    request = Request("POST", f"{API}/departments", JSON, sent)
    response = Response(status, {"Content-Type": "application/json"}, json.dumps({"error": error}).encode())
    return [found for found in validator.check(Exchange(request, response)).findings if found.side is Side.RESPONSE]


@pytest.mark.parametrize("status", [200, 400, 401, 500, None])
def test_a_refusal_is_an_error_behind_any_status(status):
    findings = refused({"code": 1019, "message": "Invalid Resource"}, status=status)
    (finding,) = [found for found in findings if found.rule.code == "SIQ601"]
    assert told(finding) == ("SIQ601", "error", None, 1019)
    assert finding.where == "envelope"
    assert "1019: Invalid Resource" in finding.message


def test_it_gives_meaning_and_advice():
    (finding,) = refused({"code": 1019, "message": "Invalid Resource"})
    entry = VALIDATOR.errors[1019]
    assert finding.hint == f"{entry.meaning} {entry.advice}"


def test_it_carries_what_was_received():
    (finding,) = refused({"code": 1007, "message": WRONG_TYPE, "json_key": "operators[1].name"})
    assert finding.error == SalesIQError(1007, WRONG_TYPE, "operators[1].name")
    assert finding.as_error() == {"error": {"code": 1007, "message": WRONG_TYPE, "json_key": "operators[1].name"}}


@pytest.mark.parametrize(
    ("json_key", "place", "shape"),
    [
        ("operators[1].name", "operators[1].name", "an array of 1 item"),
        ("operators[0].name", "operators[0].name", "a string of 6 characters"),
        ("operators", "operators", "an array of 2 items"),
        ("/operators/1/name", "operators[1].name", "an array of 1 item"),
        ("operators.1.name", "operators[1].name", "an array of 1 item"),
        (" operators[1] ", "operators[1]", "an object with 1 member"),
        ("operators[]", "operators", "an array of 2 items"),
        ("is_public", "is_public", None),
    ],
)
def test_the_path_is_resolved_in_the_request_that_was_sent(json_key, place, shape):
    findings = refused({"code": 1007, "message": WRONG_TYPE, "json_key": json_key})
    assert [found.rule.code for found in findings] == ["SIQ601"]
    assert (findings[0].json_key, findings[0].shape) == (place, shape)


@pytest.mark.parametrize("json_key", ["operators[7]", "operators[0].name.first", "name.first", "zzz.first"])
def test_a_path_that_leads_nowhere_is_told(json_key):
    findings = refused({"code": 1007, "message": WRONG_TYPE, "json_key": json_key})
    assert [told(found)[:2] for found in findings] == [("SIQ601", "error"), ("SIQ602", "info")]


@pytest.mark.parametrize("json_key", ["operators[[", "a..b", "[x]", ""])
def test_a_text_that_is_no_path_is_told(json_key):
    findings = refused({"code": 1007, "message": WRONG_TYPE, "json_key": json_key})
    lost = [found for found in findings if found.rule.code == "SIQ602"]
    assert [found.json_key for found in lost] == ([] if json_key == "" else ["error.json_key"])


@pytest.mark.parametrize("body", [None, UNRECORDED])
def test_without_a_body_nothing_is_lost(body):
    findings = refused({"code": 1007, "message": WRONG_TYPE, "json_key": "operators[7]"}, body)
    assert [found.rule.code for found in findings] == ["SIQ601"]
    assert findings[0].json_key == "operators[7]"


def test_without_a_request_the_path_stands_as_it_came():
    answer = {"error": {"code": 1007, "message": WRONG_TYPE, "json_key": "operators[1].name"}}
    (finding,) = VALIDATOR.check(Exchange(None, Response(200, (), Document(answer)))).findings
    assert (finding.rule.code, finding.json_key, finding.operation) == ("SIQ601", "operators[1].name", None)


def test_a_param_and_a_header_are_told_by_their_names():
    findings = refused(
        {"code": 1011, "message": "Either the request parameters are invalid or absent", "param": "index"}
    )
    assert findings[0].shown_param == "index"
    findings = refused({"code": 1054, "message": "Invalid header value", "header": "content-type"})
    assert findings[0].header == "Content-Type"


def test_a_form_field_is_found_by_its_name():
    request = Request("POST", f"{API}/notes", AUTHORIZATION, Form([("text", "canary")]))
    answer = {
        "error": {"code": 1011, "message": "Either the request parameters are invalid or absent", "json_key": "text"}
    }
    report = NOTES.check(Exchange(request, Response(200, (), Document(answer))))
    (finding,) = of_rule(report, "SIQ601")
    assert (finding.json_key, finding.shape) == ("text", "a string of 6 characters")


def test_an_unknown_code_is_reported_like_any_other():
    findings = refused({"code": 1999, "message": "canary"})
    assert [told(found)[:2] for found in findings] == [("SIQ601", "error"), ("SIQ510", "warning")]
    assert findings[0].hint is None
    assert findings[0].shown_error.message == "<message>"


def test_a_code_of_an_extension_is_known():
    answer = {"error": {"code": 4711, "message": "Note is locked"}}
    report = NOTES.check(Exchange(None, Response(200, (), Document(answer))))
    assert [finding.rule.code for finding in report.findings] == ["SIQ601"]
    assert "4711: Note is locked" in report.findings[0].message


@pytest.mark.parametrize("code", [1019, "1019"])
def test_an_intended_refusal_is_no_finding(code):
    validator = Validator(settings=RuleSettings(allow_codes=[code]))
    assert refused({"code": 1019, "message": "Invalid Resource"}, validator=validator) == []
    assert [found.rule.code for found in refused({"code": 1007, "message": WRONG_TYPE}, validator=validator)] == [
        "SIQ601"
    ]


def test_an_intended_refusal_may_name_a_place_that_is_not_there():
    validator = Validator(settings=RuleSettings(allow_codes=[1007]))
    assert refused({"code": 1007, "message": WRONG_TYPE, "json_key": "zzz[5]"}, validator=validator) == []


@pytest.mark.parametrize(
    "error", [{"code": "1019", "message": "a"}, {"code": True, "message": "a"}, {"code": 1019}, []]
)
def test_an_error_that_is_none_is_left_to_the_envelope(error):
    assert {finding.rule.code for finding in refused(error)} == {"SIQ505"}


def test_neither_values_nor_unlisted_names_nor_messages_are_repeated():
    body = {"canary8080": {"canary8081": "canary-value"}}
    error = {"code": 1007, "message": "canary-message", "json_key": "canary8080.canary8081"}
    for finding in refused(error, body):
        assert "canary" not in f"{finding} {finding!r} {finding.json_key} {finding.pointer} {finding.shown_error!r}"
    (finding,) = [found for found in refused(error, body) if found.rule.code == "SIQ601"]
    assert finding.json_key == "<key>.<key>"
    assert finding.error.json_key == "canary8080.canary8081"


def test_a_refused_request_is_judged_as_well():
    request = Request("POST", f"{API}/departments", JSON, b'{"name": "a", "operators": 5}')
    answer = {"error": {"code": 1007, "message": WRONG_TYPE, "json_key": "operators"}}
    report = VALIDATOR.check(Exchange(request, Response(200, (), Document(answer))))
    assert [(found.rule.code, found.side.value, found.json_key) for found in report.findings] == [
        ("SIQ403", "request", "operators"),
        ("SIQ601", "response", "operators"),
    ]
