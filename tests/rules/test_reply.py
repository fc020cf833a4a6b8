"""Report.reply: the one answer that SalesIQ would give, of many faults."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, DEPARTMENT, JSON, SERVER, VALIDATOR, send
from tests.rules.notes import NOTES

from salesiq_validate.exchange import Document, Exchange, Request, Response
from salesiq_validate.finding import Report, Severity, Side
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.validator import Validator

#: Everything is an error here, so that the order alone decides.
LOUD = Validator(
    scopes=["SalesIQ.apps.READ"],
    screen_name="northwind-desk",
    settings=RuleSettings(severities={"SIQ": Severity.ERROR}),
)


def reply(method: str, url: str, **options):
    report = LOUD.check_request(method, url, **options)
    return report.reply.code if report.reply is not None else None


@pytest.mark.parametrize(
    ("code", "method", "url", "headers", "json"),
    [
        pytest.param(1006, "POST", f"{SERVER}/api/v2/departments", {}, {}, id="the URL before everything"),
        pytest.param(1006, "PATCH", f"{SERVER}/api/v9/northwind/departments", {}, {}, id="before the screen name"),
        pytest.param(
            1005, "PATCH", f"{SERVER}/api/v2/northwind/departments/104", {}, {}, id="screen name before method"
        ),
        pytest.param(1010, "PATCH", f"{API}/departments/104", {}, {}, id="an unknown method before the token"),
        pytest.param(1004, "POST", f"{API}/departments/104", {}, {}, id="a wrong method before the token"),
        pytest.param(1002, "POST", f"{API}/departments", {}, {}, id="the header before its scope"),
        pytest.param(
            1008, "POST", f"{API}/departments", {"Authorization": "Zoho-oauthtoken x"}, {}, id="token before scope"
        ),
        pytest.param(
            1009, "POST", f"{API}/departments", {**JSON, "Content-Type": "a/b"}, {}, id="scope before content type"
        ),
    ],
)
def test_the_order_of_what_comes_before_the_body(code, method, url, headers, json):
    assert reply(method, url, headers=headers, json=json) == code


def test_the_content_type_comes_before_parameters_and_body():
    report = VALIDATOR.check_request(
        "DELETE", f"{API}/articlecategories/104?reassign_to=x", headers={**JSON, "Content-Type": "a/b"}, json={"a": {}}
    )
    assert report.reply.code == 1054


def test_parameters_come_before_the_body_and_in_query_order():
    report = NOTES.check_request("GET", f"{API}/notes?ratio=x&pinned=y&ids=1,2,3,4", headers=JSON)
    assert [finding.param for finding in report.findings] == ["ratio", "pinned", "ids", "q"]
    assert report.reply == report.findings[0].error


def test_the_body_as_a_whole_comes_before_its_keys():
    report = send("POST", "/departments", content='{"name": "a", "operators": 5} extra')
    assert report.reply.json_key is None


def test_keys_come_in_document_order_and_absent_ones_last():
    report = send("POST", "/departments", json={"is_public": "maybe", "operators": ["Ada"]})
    assert [finding.json_key for finding in report.findings] == ["is_public", "operators[0]", "name"]
    assert report.reply.json_key == "is_public"
    report = send("POST", "/departments", json={"operators": ["Ada"], "is_public": "maybe"})
    assert report.reply.code == 1024


def test_warnings_are_no_reply():
    report = send("POST", "/departments", json={**DEPARTMENT, "name": {}})
    assert [finding.severity for finding in report.findings] == [Severity.WARNING]
    assert (report.reply, report.ok) == (None, True)


def test_what_predicts_nothing_is_no_reply():
    report = VALIDATOR.check_request("GET", f"{API}/departments".replace("https", "http"), headers=JSON)
    assert (report.ok, report.reply) == (False, None)


def test_what_was_received_is_no_reply():
    answer = Document({"error": {"code": 1019, "message": "Invalid Resource"}})
    report = VALIDATOR.check(Exchange(Request("GET", f"{API}/departments", JSON), Response(200, (), answer)))
    assert [finding.side for finding in report.findings] == [Side.RESPONSE]
    assert report.reply is None


def test_exactly_one_finding_is_the_reply():
    report = send("POST", "/departments", json={"name": [], "operators": 5, "is_public": 7})
    assert sum(finding is report.reply_finding for finding in report.findings) == 1


def test_a_report_of_nothing_has_no_reply():
    assert Report().reply is None
    assert Report().reply_finding is None
