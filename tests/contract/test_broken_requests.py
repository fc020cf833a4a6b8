"""A request that is broken in one place has one finding: there, with the right code, as sure as its fact."""

from __future__ import annotations

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.contract.judged import ROUTABLE, examples, judge

from salesiq_validate import Severity
from salesiq_validate.finding import Basis
from salesiq_validate.strategies import invalid
from salesiq_validate.strategies.breaches import breaches
from salesiq_validate.validator import Validator

#: Breaches that are tried in one request after the other: to start Hypothesis costs more than one of them.
TOGETHER = 6


@pytest.mark.parametrize("name", ROUTABLE)
def test_what_is_broken_is_found_there_and_nowhere_else(name):
    operation = ROUTABLE[name]
    known = breaches(operation)
    for start in range(0, len(known), TOGETHER):
        # The two with rings of criteria have over a hundred places each, all alike.
        assert_found(operation, known[start : start + TOGETHER], 2 if len(known) < 80 else 1)


def assert_found(operation, breaches, count) -> None:
    found = set()

    @examples(count)
    @given(st.data())
    def check(data):
        for breach in breaches:
            draft, expected = data.draw(invalid.broken(operation, breach), label=repr(breach))
            assert_found_alone(operation, draft.request(), expected)
            found.add(breach)

    check()
    # An example that grows too large ends in the middle, and none of these may be left out.
    assert found == set(breaches)


def assert_found_alone(operation, request, expected) -> None:
    report = judge(request, expected.scopes)
    note("\n".join(map(str, report.findings)))
    # That an operation belongs to the first version of the API is always told, and what another method plainly means is
    # judged as well.
    told = [
        finding
        for finding in report.findings
        if finding.severity > Severity.INFO
        and finding.rule.code != "SIQ704"
        and not (expected.where == "url" and "the URL was read as" in (finding.hint or ""))
    ]
    found = [finding for finding in report.findings if expected.is_met_by(finding)]
    assert len(found) == 1
    assert told in (found, [])
    assert found[0].basis is expected.basis
    assert (found[0].severity is Severity.ERROR) is (expected.basis is not Basis.INFERRED)
    assert expected.where == "url" or report.operation == operation.id


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (name, code)
        for name in ("create_department", "send_operator_message", "list_operators")
        for code in invalid.predictable_codes(name)
    ],
)
def test_a_sure_fault_is_what_salesiq_would_answer(name, code):
    @examples(5)
    @given(invalid.invalid_request(name, code))
    def check(case):
        request, expected = case
        report = judge(request, expected.scopes)
        assert expected.code == code
        assert (report.reply is not None) is (expected.basis is not Basis.INFERRED)
        assert report.reply is None or report.reply.code == code

    check()


HEADERS = {"Authorization": f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}"}
PORTAL = "https://salesiq.zoho.com/api/v2/example"


@pytest.mark.parametrize("value", [{}, [], 5, None, True])
def test_a_wrong_type_is_told_once_though_the_value_is_not_listed_either(value):
    body = {"email_id": "ada@example.com", "departments": ["1"], "is_monitored": True, "role": value}
    report = Validator().check_request("POST", f"{PORTAL}/operators", headers=HEADERS, json=body)
    assert [(str(found.path), found.error.code, found.severity) for found in report.findings] == [
        ("role", 1007, Severity.ERROR)
    ]


def test_a_malformed_id_is_named_as_the_operation_names_it():
    report = Validator().check_request("GET", f"{PORTAL}/conversations/none%20of%20these/threads", headers=HEADERS)
    assert [found.param for found in report.findings] == ["conv_id"]


def test_the_mark_of_one_operation_is_no_free_key_of_another():
    report = Validator().check_request("PUT", f"{PORTAL}/leadscorerules/1", headers=HEADERS, json={"status": "on"})
    assert report.operation == "enable_disable_lead_scoring_rule"
    assert [(str(found.path), found.error.code) for found in report.errors] == [("status", 1015)]


def test_an_empty_body_changes_nothing_whichever_operation_is_meant():
    report = Validator().check_request("PUT", f"{PORTAL}/leadscorerules/1", headers=HEADERS, json={})
    assert [found.error.code for found in report.warnings] == [1031]
