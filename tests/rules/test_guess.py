"""A URL that leads nowhere but plainly means a documented call: the rest of the request is judged by that, too."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, AUTHORIZATION, SERVER, VALIDATOR, of_rule

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.validator import Validator


def judge(method, url, *, validator=VALIDATOR, headers=AUTHORIZATION, **body):
    return validator.check_request(method, url, headers=headers, **body)


def in_short(report):
    return [
        (found.rule.code, found.severity.value, found.json_key or found.param or found.header)
        for found in report.findings
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        (
            "GET",
            "/chats?per_page=50",
            {},
            [("SIQ108", "error", None), ("SIQ304", "warning", "per_page")],
        ),
        (
            "POST",
            "/chats/104/messages",
            {"json": {"message": "Hello"}},
            [("SIQ108", "error", None), ("SIQ408", "warning", "message"), ("SIQ402", "warning", "text")],
        ),
        (
            "POST",
            "/operators/104/online",
            {"json": {"status": 5}},
            [("SIQ109", "warning", None), ("SIQ403", "warning", "status")],
        ),
        (
            "POST",
            "/departments/create",
            {"json": {"name": {}, "operators": []}},
            [("SIQ109", "warning", None), ("SIQ403", "warning", "name")],
        ),
        ("GET", "/deparments?index=first", {}, [("SIQ108", "warning", None), ("SIQ303", "warning", "index")]),
    ],
)
def test_parameters_and_keys_are_judged_beside_the_url(method, path, body, expected):
    assert sorted(in_short(judge(method, API + path, **body)), key=str) == sorted(expected, key=str)


def test_the_content_type_is_judged_beside_the_url():
    headers = {**AUTHORIZATION, "Content-Type": "text/plain"}
    report = judge("POST", f"{API}/chats/104/messages", headers=headers, content='{"text": "Hello"}')
    (finding,) = [found for found in report.findings if found.header == "Content-Type"]
    assert (finding.severity, finding.basis) == (Severity.WARNING, Basis.INFERRED)


@pytest.mark.parametrize(
    ("headers", "rule"), [({}, "SIQ206"), ({"Content-Type": "text/plain"}, "SIQ205"), ({"Content-Type": "x"}, "SIQ205")]
)
def test_the_content_type_is_judged_where_nobody_knows_what_was_meant(headers, rule):
    report = judge("POST", f"{API}/tickets", headers={**AUTHORIZATION, **headers}, content='{"text": "Hello"}')
    (finding,) = [found for found in report.findings if found.header == "Content-Type"]
    assert (finding.rule.code, finding.severity, finding.error.code) == (rule, Severity.WARNING, 1054)
    assert finding.hint == "send application/json"


@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
)
def test_a_usual_content_type_is_fine_where_nobody_knows_what_was_meant(kind):
    report = judge("POST", f"{API}/tickets", headers={**AUTHORIZATION, "Content-Type": kind}, content="{}")
    assert [found for found in report.findings if found.header == "Content-Type"] == []


def test_nothing_is_said_of_the_content_type_of_a_call_that_may_exist():
    assert judge("POST", f"{API}/contacts", content="{}").findings == ()


def test_what_rests_on_a_guess_says_so():
    report = judge("POST", f"{API}/chats/104/messages", json={})
    (finding,) = of_rule(report, "SIQ402")
    assert finding.hint == "the URL was read as send_operator_message"
    assert report.operation == finding.operation == "send_operator_message"
    assert of_rule(report, "SIQ108")[0].basis is Basis.DOCUMENTED


def test_the_scope_of_a_guess_is_a_warning_and_the_word_before_the_token_is_not_weakened():
    validator = Validator(scopes=["SalesIQ.tags.READ"])
    (finding,) = of_rule(judge("GET", f"{API}/chats", validator=validator), "SIQ204")
    assert finding.severity is Severity.WARNING
    (finding,) = of_rule(judge("GET", f"{API}/chats", headers={}), "SIQ201")
    assert (finding.severity, finding.hint) == (
        Severity.ERROR,
        of_rule(judge("GET", API, headers={}), "SIQ201")[0].hint,
    )


def test_a_missing_screen_name_leaves_the_rest_as_sure_as_it_is():
    (finding,) = of_rule(judge("POST", f"{SERVER}/api/v2/departments", json={"operators": []}), "SIQ402")
    assert (finding.severity, finding.basis) == (Severity.ERROR, Basis.DOCUMENTED)


@pytest.mark.parametrize(
    "url",
    [f"{API}/chats/104/messages", f"{API}/operators/104/online", f"{SERVER}/api/v2/chats?per_page=5", f"{API}/agents"],
)
def test_the_reply_is_the_one_that_the_url_earns(url):
    report = judge("POST", url, json={"text": 5})
    assert report.reply is None or report.reply.code in (1004, 1006)


def test_a_key_of_the_body_tells_which_call_is_the_nearest():
    (finding,) = of_rule(judge("PUT", f"{API}/operators/104/mood", json={"status": "available"}), "SIQ109")
    assert "is not documented" in finding.message
    assert "PUT /api/v2/{screen_name}/operators/{operator_id}" in finding.hint


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "/chats", "`chats` is not a resource of this API"),
        ("GET", "/canary", "this part of the API has no such resource"),
        ("POST", "/operators/104/online", "`online` after operators/{operator_id}/ is not documented"),
        ("GET", "/operators/104/canary", "the segment after operators/{operator_id}/ is not documented"),
    ],
)
def test_the_segment_at_fault_is_named_where_it_may_be_shown(method, path, message):
    assert judge(method, API + path).findings[0].message == message


@pytest.mark.parametrize("segment", ["1000.0123456789abcdef.fedcba9876543210", "ada@example.com"])
@pytest.mark.parametrize(
    ("url", "code", "reply"),
    [(f"{SERVER}/api/v2/{{}}/departments", "SIQ106", 1005), (f"{API}/departments/{{}}", "SIQ112", 1019)],
)
def test_a_secret_in_the_path_is_an_error_and_a_secret_in_a_url(url, code, reply, segment):
    report = judge("GET", url.format(segment))
    assert [(found.rule.code, found.severity.value) for found in report.findings] == [
        (code, "error"),
        ("SIQ701", "warning"),
    ]
    assert reply == report.reply.code
    assert segment not in "".join(map(str, report.findings)) + repr(report)


@pytest.mark.parametrize("name", ["page_token", "next_page_token"])
def test_where_the_next_page_begins_is_no_secret(name):
    assert of_rule(judge("GET", f"{API}/departments?{name}=abc"), "SIQ701") == []
    assert of_rule(judge("GET", f"{API}/departments?auth_token=abc"), "SIQ701")


@pytest.mark.parametrize(
    ("method", "path", "document", "name", "hint"),
    [
        ("GET", "/conversations?from=1767225600000", ..., "from", "did you mean from_time?"),
        ("GET", "/conversations?since=1767225600000", ..., "since", "did you mean from_time?"),
        ("POST", "/conversations/104/notes", {"notes": "a", "note": "a"}, "note", "did you mean notes?"),
        (
            "PUT",
            "/conversations/104/transfer",
            {"department_id": "1", "agent_id": "1"},
            "agent_id",
            "did you mean operator_id?",
        ),
    ],
)
def test_an_invented_name_is_taken_for_what_it_means_and_not_for_what_it_looks_like(method, path, document, name, hint):
    report = judge(method, API + path, json=document)
    (finding,) = [found for found in report.findings if name in (found.param, found.json_key)]
    assert (finding.severity, finding.hint) == (Severity.WARNING, hint)


def test_what_is_no_address_is_told_where_a_visitor_goes_by_one():
    (finding,) = of_rule(judge("POST", f"{API}/visitors/104/messages", json={"text": "a"}), "SIQ112")
    assert (finding.severity, finding.param) == (Severity.WARNING, "email_id")
    assert judge("POST", f"{API}/visitors/ada@example.com/messages", json={"text": "a"}).findings == ()
    assert judge("POST", f"{API}/visitors/ada%40example.com/messages", json={"text": "a"}).findings == ()
