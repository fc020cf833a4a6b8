"""Operations that share method and path: what any of them accepts is fine, else the one that was meant counts."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, AUTHORIZATION, VALIDATOR, all_told, get, send

from salesiq_validate.exchange import UNRECORDED, Exchange, Request

CRITERIA = [{"or_criteria": [{"field_name": "email", "comparator": "contains", "values": ["a"]}]}]
RULE = "/triggerrules/104"


@pytest.mark.parametrize(
    ("document", "operation"),
    [
        ({"enabled": True}, "enable_disable_trigger_rule"),
        ({"enabled": "false"}, "enable_disable_trigger_rule"),
        ({"position": 2}, "update_trigger_rule_order"),
        ({"app_id": "104", "title": "a", "and_criteria": CRITERIA, "event": {}, "action": {}}, "update_trigger_rule"),
    ],
)
def test_a_request_that_one_of_them_accepts_has_no_finding(document, operation):
    report = send("PUT", RULE, json=document)
    assert (all_told(report), report.operation) == ([], operation)


@pytest.mark.parametrize(
    ("document", "operation"),
    [
        ({"enabled": []}, "enable_disable_trigger_rule"),
        ({"position": {}}, "update_trigger_rule_order"),
        ({"title": {}, "and_criteria": CRITERIA, "event": {}, "action": {}}, "update_trigger_rule"),
        ({"title": "a", "and_criteria": 5}, "update_trigger_rule"),
        ({"enabled": "maybe"}, "enable_disable_trigger_rule"),
    ],
)
def test_otherwise_the_findings_are_those_of_the_one_that_was_meant(document, operation):
    report = send("PUT", RULE, json=document)
    assert report.operation == operation
    assert {finding.operation for finding in report.findings} == {operation}


def test_no_finding_speaks_of_the_keys_of_the_others():
    report = send("PUT", RULE, json={"enabled": "maybe"})
    assert all_told(report) == [("SIQ404", report.findings[0].severity.value, "enabled", 1015)]


def test_faults_of_the_headers_are_told_once():
    report = VALIDATOR.check_request("PUT", API + RULE, headers={"Authorization": "Bearer x"}, json={"position": 2})
    assert [finding.rule.code for finding in report.findings] == ["SIQ202"]
    assert report.operation == "update_trigger_rule_order"


@pytest.mark.parametrize("body", [None, UNRECORDED])
def test_without_a_body_the_default_is_meant(body):
    report = VALIDATOR.check(Exchange(Request("PUT", API + RULE, AUTHORIZATION, body)))
    assert report.operation == "update_trigger_rule"
    assert all(finding.rule.code == "SIQ401" for finding in report.findings)


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/webhooks?type=data", "list_webhooks"),
        ("/webhooks?mode=meta", "get_webhooks_summary"),
        ("/webhooks/104/executions", "list_webhook_failed_executions"),
        ("/webhooks/104/executions?mode=meta", "get_webhook_executions_summary"),
    ],
)
def test_a_query_parameter_tells_what_was_meant(path, operation):
    report = get(path)
    assert (report.operation, all_told(report)) == (operation, [])


@pytest.mark.parametrize(
    ("accept", "operation"),
    [
        ("application/vnd.sealed.xlsx", "export_webhook_failed_executions"),
        ("text/html, application/vnd.sealed.xlsx;q=0.9", "export_webhook_failed_executions"),
        ("application/json", "retry_webhook_failed_executions"),
        (None, "retry_webhook_failed_executions"),
    ],
)
def test_a_header_tells_an_export_from_a_retry(accept, operation):
    headers = {"Accept": accept} if accept else {}
    report = send("POST", "/webhooks/104/executions", json={}, headers=headers)
    assert report.operation == operation


@pytest.mark.parametrize(
    ("document", "operation"),
    [
        ({"content": "Hello"}, "create_canned_response"),
        ({"ids": ["104"], "action": "delete"}, "bulk_canned_responses_action"),
        ({"ids": [], "action": 5}, "bulk_canned_responses_action"),
        ({"content": {}}, "create_canned_response"),
    ],
)
def test_keys_of_the_body_tell_what_was_meant(document, operation):
    assert send("POST", "/cannedresponses", json=document).operation == operation


def test_a_literal_segment_wins_over_a_template():
    report = get("/visitorroutingrules/commonrule")
    assert (report.operation, all_told(report)) == ("get_visitor_routing_configuration", [])


def test_a_schema_of_the_callers_own_is_judged_once_for_all_of_them():
    schema = {"type": "object", "properties": {"enabled": {"type": "integer"}}}
    report = send("PUT", RULE, json={"enabled": True}, schema=schema)
    assert all_told(report) == [("SIQ403", "error", "enabled", 1007)]
