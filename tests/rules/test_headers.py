"""SIQ2xx: the Authorization header, scopes, and the Content-Type."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON, VALIDATOR, all_told, of_rule, send, told
from tests.rules.notes import DOCUMENT, NOTES

from salesiq_validate.exchange import UNRECORDED, Exchange, Request
from salesiq_validate.finding import Basis
from salesiq_validate.validator import Validator

DEPARTMENTS = f"{API}/departments"
TOKEN = "1000.0123abcd.4567cdef"


def with_token(value):
    return VALIDATOR.check_request("GET", DEPARTMENTS, headers={"Authorization": value})


def with_type(value, content=b'{"name": "Billing"}'):
    headers = {**AUTHORIZATION, **({} if value is None else {"Content-Type": value})}
    return VALIDATOR.check_request("PUT", f"{DEPARTMENTS}/104", headers=headers, content=content)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"Zoho-oauthtoken {TOKEN}", []),
        (f"zoho-OAuthToken {TOKEN}", []),
        (f"  Zoho-oauthtoken   {TOKEN} ", []),
        ("Zoho-oauthtoken 1005.0123abcd.4567cdef", []),
        ("", [("SIQ201", "error", 1002)]),
        ("   ", [("SIQ201", "error", 1002)]),
        (f"Bearer {TOKEN}", [("SIQ202", "warning", 1002)]),
        (f"BEARER {TOKEN}", [("SIQ202", "warning", 1002)]),
        (f"Zoho-authtoken {TOKEN}", [("SIQ202", "warning", 1002)]),
        (TOKEN, [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken", [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken   ", [("SIQ202", "warning", 1002)]),
        (f"Zoho-oauthtoken Bearer {TOKEN}", [("SIQ202", "warning", 1002)]),
        (f"Zoho-oauthtoken Zoho-oauthtoken {TOKEN}", [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken bearer", [("SIQ202", "warning", 1002)]),
        (f"Zoho-oauthtoken {TOKEN} {TOKEN}", [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken undefined", [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken None", [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken [object Promise]", [("SIQ202", "warning", 1002)]),
        ("Zoho-oauthtoken <your token>", [("SIQ203", "info", 1008)]),
        ("Zoho-oauthtoken $TOKEN", [("SIQ203", "info", 1008)]),
        ("Zoho-oauthtoken 1000.0123abcd", [("SIQ203", "info", 1008)]),
        ("Zoho-oauthtoken 1000.0123ABCD.XYZ", [("SIQ203", "info", 1008)]),
    ],
)
def test_an_authorization_header_is_judged(value, expected):
    findings = with_token(value).findings
    assert [(rule, severity, code) for rule, severity, _, code in map(told, findings)] == expected
    assert all(finding.header == "Authorization" for finding in findings)


def test_the_word_for_a_scheme_is_not_repeated_unless_it_is_known():
    (finding,) = with_token("Canary 1000.0123abcd.4567cdef").findings
    assert "another" in finding.message
    assert "Bearer" in with_token(f"Bearer {TOKEN}").findings[0].message


def test_another_scheme_may_be_answered_by_1008():
    (finding,) = with_token(f"Bearer {TOKEN}").findings
    assert finding.alternatives == (1008,)
    assert finding.basis is Basis.INFERRED


def test_the_envelope_of_1002_has_no_optional_key():
    (finding,) = VALIDATOR.check_request("GET", DEPARTMENTS).findings
    assert finding.header == "Authorization"
    assert finding.as_error() == {"error": {"code": 1002, "message": "Invalid authorization header."}}


@pytest.mark.parametrize("dropped", [{"*"}, {"authorization"}, {"authorization", "cookie"}])
def test_an_absent_header_is_not_missed_where_the_recorder_may_have_dropped_it(dropped):
    request = Request("GET", DEPARTMENTS, unrecorded_headers=frozenset(dropped))
    assert VALIDATOR.check(Exchange(request)).findings == ()


def test_a_header_that_is_there_is_judged_whatever_the_recorder_drops():
    request = Request("GET", DEPARTMENTS, {"Authorization": "Bearer x"}, unrecorded_headers=frozenset({"*"}))
    assert [told(finding)[0] for finding in VALIDATOR.check(Exchange(request)).findings] == ["SIQ202"]


def test_header_names_compare_without_case():
    assert VALIDATOR.check_request("GET", DEPARTMENTS, headers={"AUTHORIZATION": f"Zoho-oauthtoken {TOKEN}"}).ok


@pytest.mark.parametrize(
    "granted",
    [
        ["SalesIQ.departments.READ"],
        ["salesiq.Departments.read"],
        ["departments.READ"],
        ["SalesIQ.departments.GET"],
        ["SalesIQ.departments.ALL"],
        ["departments.all"],
        [" SalesIQ.departments.READ "],
        ["SalesIQ.apps.READ", "SalesIQ.departments.READ"],
    ],
)
def test_scopes_compare_without_case_and_prefix_get_means_read_and_all_covers(granted):
    validator = Validator(scopes=granted)
    assert validator.check_request("GET", DEPARTMENTS, headers=AUTHORIZATION).findings == ()


@pytest.mark.parametrize(
    "granted", [[], ["SalesIQ.departments.CREATE"], ["SalesIQ.operators.ALL"], ["ZohoCRM.modules.ALL"]]
)
def test_a_scope_that_is_not_granted_is_named(granted):
    validator = Validator(scopes=granted)
    (finding,) = validator.check_request("GET", DEPARTMENTS, headers=AUTHORIZATION).findings
    assert told(finding) == ("SIQ204", "error", "Authorization", 1009)
    assert finding.hint == "it needs SalesIQ.departments.READ"
    assert "list_departments" in finding.message


def test_a_scope_of_inferred_basis_is_a_warning():
    validator = Validator(scopes=[])
    (finding,) = of_rule(send("POST", "/visitorroutingrules", validator, json={}), "SIQ204")
    assert (finding.severity.value, finding.basis) == ("warning", Basis.INFERRED)


def test_an_operation_without_documented_scopes_asks_for_none():
    report = Validator(scopes=[]).check_request("POST", f"{API}/apps/104/emailsignature", headers=AUTHORIZATION)
    assert report.operation == "add_app_email_signature"
    assert of_rule(report, "SIQ204") == []


@pytest.mark.parametrize(
    ("granted", "fine"),
    [
        (["SalesIQ.notes.READ", "SalesIQ.departments.READ"], True),
        (["SalesIQ.notes.ALL"], True),
        (["SalesIQ.notes.READ"], False),
        (["SalesIQ.departments.READ"], False),
    ],
)
def test_any_one_way_of_scopes_suffices_and_needs_all_of_its_scopes(granted, fine):
    validator = Validator(scopes=granted, extensions=[DOCUMENT])
    found = of_rule(validator.check_request("GET", f"{API}/notes?q=a", headers=AUTHORIZATION), "SIQ204")
    assert (found == []) is fine
    if found:
        assert found[0].hint == "it needs SalesIQ.notes.READ, SalesIQ.departments.READ or SalesIQ.notes.ALL"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("application/json", []),
        ("application/json;charset=utf-8", []),
        ("Application/JSON; Charset=UTF-8", []),
        ("application/json; boundary=x", []),
        ("text/plain", [("SIQ205", "error", "Content-Type", 1054)]),
        ("application/x-www-form-urlencoded", [("SIQ205", "error", "Content-Type", 1054)]),
        ("application/xml", [("SIQ205", "error", "Content-Type", 1054)]),
        ("json", [("SIQ205", "error", "Content-Type", 1054)]),
        ("", [("SIQ205", "error", "Content-Type", 1054)]),
        ("text/json", [("SIQ205", "warning", "Content-Type", 1054)]),
        ("application/vnd.api+json", [("SIQ205", "warning", "Content-Type", 1054)]),
        (None, [("SIQ206", "warning", "Content-Type", 1054)]),
    ],
)
def test_a_content_type_is_judged(value, expected):
    found = [told(finding) for finding in with_type(value).findings if finding.rule.code in ("SIQ205", "SIQ206")]
    assert found == expected


def test_the_envelope_of_1054_names_the_header():
    (finding,) = of_rule(with_type("text/plain"), "SIQ205")
    assert finding.as_error() == {"error": {"code": 1054, "message": "Invalid header value", "header": "Content-Type"}}
    assert finding.hint == "send application/json"


def test_a_hint_names_every_media_type_that_the_operation_takes():
    report = NOTES.check_request(
        "POST", f"{API}/notes", headers={**AUTHORIZATION, "Content-Type": "a/b"}, content=b"{}"
    )
    (finding,) = of_rule(report, "SIQ205")
    assert finding.hint == "send application/json or application/x-www-form-urlencoded"


@pytest.mark.parametrize("content", [None, b"", ...])
def test_without_a_body_the_content_type_says_nothing(content):
    report = VALIDATOR.check_request(
        "PUT", f"{DEPARTMENTS}/104", headers={**AUTHORIZATION, "Content-Type": "text/plain"}, content=content
    )
    assert of_rule(report, "SIQ205") == of_rule(report, "SIQ206") == []


def test_an_operation_without_a_body_judges_no_content_type():
    report = VALIDATOR.check_request("GET", DEPARTMENTS, headers={**AUTHORIZATION, "Content-Type": "a/b"}, content=b"x")
    assert report.findings == ()


def test_a_client_that_takes_a_document_writes_the_content_type_itself():
    assert send("POST", "/departments", json=DEPARTMENT).findings == ()


def test_a_document_beside_a_wrong_content_type_is_judged_as_given():
    report = VALIDATOR.check_request(
        "POST", DEPARTMENTS, headers={**AUTHORIZATION, "Content-Type": "text/plain"}, json=DEPARTMENT
    )
    assert [told(finding)[0] for finding in report.findings] == ["SIQ205"]


def test_an_absent_content_type_is_not_missed_where_the_recorder_may_have_dropped_it():
    request = Request("PUT", f"{DEPARTMENTS}/104", AUTHORIZATION, b"{}", unrecorded_headers=frozenset({"content-type"}))
    assert of_rule(VALIDATOR.check(Exchange(request)), "SIQ206") == []


def test_a_body_that_was_not_recorded_needs_no_content_type():
    request = Request("PUT", f"{DEPARTMENTS}/104", AUTHORIZATION, UNRECORDED)
    assert VALIDATOR.check(Exchange(request)).findings == ()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-SIQ-Channel": "website"}, []),
        ({"x-siq-channel": "ios"}, []),
        ({}, []),
        ({"X-SIQ-Channel": "web"}, [("SIQ207", "error", "X-SIQ-Channel", 1054)]),
        ({"X-SIQ-Channel": ""}, [("SIQ207", "error", "X-SIQ-Channel", 1054)]),
    ],
)
def test_a_header_of_the_operation_is_judged(headers, expected):
    report = VALIDATOR.check_request(
        "DELETE", f"{API}/conversations", headers={**JSON, **headers}, content=b'{"ids": ["104"]}'
    )
    assert all_told(report) == expected


def test_a_mandatory_header_is_missed_unless_the_recorder_may_have_dropped_it():
    body = b"--b\r\nContent-Disposition: form-data; name=scan; filename=a\r\n\r\nx\r\n--b--\r\n"
    headers = {**AUTHORIZATION, "Content-Type": "multipart/form-data; boundary=b"}
    report = NOTES.check_request("PUT", f"{API}/notes/1", headers=headers, content=body)
    (finding,) = report.findings
    assert told(finding) == ("SIQ207", "error", "X-Note-Kind", 1054)
    assert "is absent" in finding.message
    dropped = Request("PUT", f"{API}/notes/1", headers, body, unrecorded_headers=frozenset({"x-note-kind"}))
    assert NOTES.check(Exchange(dropped)).findings == ()


def test_a_header_value_of_inferred_basis_is_a_warning():
    body = b"--b\r\nContent-Disposition: form-data; name=scan; filename=a\r\n\r\nx\r\n--b--\r\n"
    headers = {
        **AUTHORIZATION,
        "Content-Type": "multipart/form-data; boundary=b",
        "X-Note-Kind": "a",
        "X-Note-Place": "b",
    }
    (finding,) = NOTES.check_request("PUT", f"{API}/notes/1", headers=headers, content=body).findings
    assert (finding.rule.code, finding.severity.value) == ("SIQ207", "warning")
    assert finding.hint == "the listed values are top, end"
