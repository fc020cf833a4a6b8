"""What becomes of findings: which of them raise, warn, or are logged."""

from __future__ import annotations

import logging
import pickle
import warnings

import pytest
import requests
from tests.clients.conftest import REFUSAL, SUCCESS, TOKEN, VALID

from salesiq_validate import Request, Response
from salesiq_validate.clients import Hook, InvalidExchange, SalesIQRefusal, SalesIQWarning
from salesiq_validate.clients import requests as requests_tap

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
JSON = {**TOKEN, "Content-Type": "application/json"}
#: A key that no page lists: a warning, SIQ408.
MISSPELT = b'{"name": "Billing", "operators": ["100000000000001"], "is_publik": true}'
WRONG = b'{"name": "Billing"}'


def sent(body):
    return Request("POST", URL, JSON, body)


def answer(document):
    import json

    return Response(200, {"Content-Type": "application/json"}, json.dumps(document).encode())


def test_a_warning_is_shown_and_the_request_leaves(validator, server):
    with requests.Session() as session:
        requests_tap.install(session, Hook(validator))
        with pytest.warns(SalesIQWarning, match="create_department: SIQ408 warning body "):
            session.post(server.url, data=MISSPELT, headers=JSON)
    assert server.bodies == [MISSPELT]


def test_a_request_with_warnings_does_not_leave_where_they_fail(validator, server):
    with requests.Session() as session:
        requests_tap.install(session, Hook(validator, fail_on="warning"))
        with pytest.raises(InvalidExchange, match=r"1 finding in create_department:\n  SIQ408 warning body "):
            session.post(server.url, data=MISSPELT, headers=JSON)
    assert server.bodies == []


@pytest.mark.parametrize(
    ("method", "path", "body", "rule"),
    [
        ("POST", "departments", MISSPELT, "SIQ408"),
        ("PUT", "departments/100000000000002", b"{}", "SIQ407"),
        ("GET", "operators/ada", None, "SIQ112"),
        ("GET", "departments/100000000000002/nowhere", None, "SIQ109"),
    ],
)
def test_none_of_the_frequent_warnings_leaves_unnoticed(method, path, body, rule):
    request = Request(method, f"{URL.removesuffix('departments')}{path}", JSON if body else TOKEN, body)
    with pytest.warns(SalesIQWarning, match=rule):
        Hook().before(request)
    with pytest.raises(InvalidExchange, match=rule):
        Hook(fail_on="warning").before(request)


def test_a_fault_of_an_answers_form_is_shown_and_not_raised():
    with pytest.warns(SalesIQWarning, match="SIQ5"):
        Hook().after(sent(MISSPELT), answer({"neither": 1}))


def test_a_right_call_says_nothing(recwarn):
    hook = Hook(fail_on="warning")
    request = sent(b'{"name": "Billing", "operators": ["100000000000001"]}')
    hook.before(request)
    hook.after(request, answer(SUCCESS))
    assert not recwarn.list


def records_of(caplog, hook, *bodies):
    with caplog.at_level(logging.INFO, "salesiq_validate.hook"):
        for body in bodies:
            hook.before(sent(body))
    return caplog.records


def test_a_finding_is_a_record_with_fields_and_without_values(caplog):
    (record,) = records_of(caplog, Hook(mode="log"), WRONG)
    fields = ("rule", "severity", "side", "operation", "json_key", "code")
    assert [vars(record)[name] for name in fields] == [
        "SIQ402", "error", "request", "create_department", "operators", 1015,
    ]  # fmt: skip
    assert len(record.fingerprint) == 16
    assert (record.levelname, record.name) == ("ERROR", "salesiq_validate.hook")
    assert record.pathname == __file__
    assert record.getMessage().startswith("create_department: SIQ402 error body operators")
    assert "Billing" not in str(vars(record))


def test_what_has_no_value_has_no_attribute(caplog):
    (record,) = records_of(caplog, Hook(mode="log"), WRONG)
    assert "param" not in vars(record)


def test_a_refusal_is_logged_and_not_raised(caplog):
    with caplog.at_level(logging.INFO, "salesiq_validate.hook"):
        Hook(mode="log").after(sent(MISSPELT), answer(REFUSAL))
    (record,) = caplog.records
    assert (record.rule, record.code, record.side) == ("SIQ601", 1007, "response")


def test_so_many_findings_a_minute_are_logged_and_the_others_counted(caplog, monkeypatch):
    now = 100.0
    monkeypatch.setattr("salesiq_validate.clients.log.time.monotonic", lambda: now)
    hook = Hook(mode="log", log_per_minute=2)
    assert len(records_of(caplog, hook, *[WRONG] * 5)) == 2
    now += 59
    assert len(records_of(caplog, hook, WRONG)) == 2
    now += 1
    assert [record.getMessage().partition(":")[0] for record in records_of(caplog, hook, WRONG)[2:]] == [
        "4 findings are not in the log",
        "create_department",
    ]


def refusal_of(document, validator=None, request=None):
    with pytest.raises(SalesIQRefusal) as raised:
        Hook(validator).after(request or sent(MISSPELT), answer(document))
    return raised.value


@pytest.mark.parametrize(
    ("code", "retry", "fault", "again"),
    [
        (1007, "never", "request", False),
        (1008, "after-refresh", "credentials", False),
        (1023, "after-wait", "server", True),
        (1001, "once", "server", False),
        (4999, "never", "request", False),
    ],
)
def test_a_refusal_says_what_to_do(code, retry, fault, again):
    refusal = refusal_of({"error": {"code": code, "message": "x"}})
    assert (refusal.code, refusal.retry, refusal.fault, refusal.may_send_again) == (code, retry, fault, again)
    assert (refusal.operation, refusal.is_repeatable) == ("create_department", False)


def test_a_call_that_may_have_been_carried_out_is_sent_again_only_where_that_is_no_harm():
    refusal = refusal_of({"error": {"code": 1001, "message": "x"}}, request=Request("GET", URL, TOKEN))
    assert (refusal.operation, refusal.is_repeatable, refusal.may_send_again) == ("list_departments", True, True)


def test_a_refusal_holds_the_exchange_and_shows_nothing_of_it():
    refusal = refusal_of(REFUSAL)
    assert refusal.exchange.response.headers == (("Content-Type", "application/json"),)
    assert str(refusal).startswith("create_department: SalesIQ refused the request with code 1007: ")
    assert "at operators[0], where the request has a string of 15 characters." in str(refusal)
    assert "100000000000001" not in str(refusal) + repr(refusal)


def test_a_refusal_goes_to_another_process():
    refusal = refusal_of({"error": {"code": 1023, "message": "x"}})
    assert pickle.loads(pickle.dumps(refusal)) == refusal


def test_warnings_that_are_errors_keep_a_request_back(validator, server):
    with requests.Session() as session, warnings.catch_warnings():
        warnings.simplefilter("error", SalesIQWarning)
        requests_tap.install(session, Hook(validator))
        with pytest.raises(SalesIQWarning):
            session.post(server.url, data=MISSPELT, headers=JSON)
        session.post(server.url, json=VALID, headers=TOKEN)
    assert len(server.bodies) == 1


def test_what_is_collected_is_bounded_and_the_rest_counted(validator):
    hook = Hook(validator, mode="collect", collect_at_most=2)
    for _ in range(5):
        hook.before(sent(WRONG))
    assert [len(report.errors) for _, report in hook.collected] == [1, 1]
    assert hook.left_out == 3
