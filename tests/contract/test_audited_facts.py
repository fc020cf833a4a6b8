"""Facts that an audit of the pages found missing, lax or overclaimed: what requests are now said to be."""

from __future__ import annotations

import pytest

from salesiq_validate import Validator
from salesiq_validate.contract.errors import ErrorCatalogue

API = "https://salesiq.zoho.com/api/v2"
AUTHORIZATION = {"Authorization": "Zoho-oauthtoken 1000.0a0a0a.0b0b0b"}


def told(method, path, *, scopes=None, **body):
    report = Validator(scopes=scopes).check_request(method, f"{API}/{path}", headers=AUTHORIZATION, **body)
    return report.operation, [(found.rule.code, found.severity.value) for found in report.findings]


@pytest.mark.parametrize(
    ("method", "path", "json", "operation", "found"),
    [
        ("GET", "northwind/counts?resource=chatmonitors", ..., "get_chat_monitor_count", []),
        ("GET", "northwind/counts", ..., "get_chat_monitor_count", [("SIQ301", "error")]),
        ("GET", "northwind/counts?resource=visitors", ..., "get_chat_monitor_count", [("SIQ302", "warning")]),
        ("DELETE", "northwind/chatmonitors/104000000000123", ..., "delete_chat_monitor", []),
        ("PUT", "portals/northwind/owner", {"new_owner_id": "7000000000005"}, "change_portal_owner", []),
        ("PUT", "portals/northwind/owner", {}, "change_portal_owner", [("SIQ402", "warning")]),
        (
            "PUT",
            "portals/northwind/owner",
            {"owner": "7000000000005"},
            "change_portal_owner",
            [("SIQ402", "warning"), ("SIQ408", "warning")],
        ),
        ("POST", "northwind/conversations/104/notes", {"notes": "call back"}, "add_conversation_notes", []),
        (
            "POST",
            "northwind/conversations/104/notes",
            {"note": "call back", "notes": "call back"},
            "add_conversation_notes",
            [("SIQ408", "warning")],
        ),
        ("PUT", "northwind/leadscoreconfigs/timerange", {"frequency": "yearly"}, "update_lead_scoring_frequency", []),
        (
            "PUT",
            "northwind/leadscoreconfigs/timerange",
            {"frequency": "Every 30 Days"},
            "update_lead_scoring_frequency",
            [],
        ),
        (
            "PUT",
            "northwind/leadscoreconfigs/timerange",
            {"frequency": "hourly"},
            "update_lead_scoring_frequency",
            [("SIQ414", "info")],
        ),
    ],
)
def test_a_call_is_judged_by_what_its_page_says(method, path, json, operation, found):
    name, findings = told(method, path, json=json)
    assert name == operation
    assert sorted(findings) == sorted(found)


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "northwind/counts?resource=chatmonitors", "counts.READ"),
        ("DELETE", "northwind/chatmonitors/104", "chatmonitors.DELETE"),
        ("PUT", "portals/northwind/owner", "portals.UPDATE"),
        ("POST", "northwind/conversations/104/notes", "conversations.CREATE"),
        ("GET", "northwind/conversations/104/attachments/105", "conversations.READ"),
        ("GET", "northwind/apps", "Apps.READ"),
    ],
)
def test_an_audited_call_needs_the_scope_of_its_page(method, path, scope):
    json = {"new_owner_id": "104"} if "owner" in path else {"notes": "a"} if "notes" in path else ...
    assert told(method, path, json=json, scopes=[f"SalesIQ.{scope}"])[1] == []
    assert ("SIQ204", "error") in told(method, path, json=json, scopes=["SalesIQ.tags.READ"])[1]


def test_visitors_of_a_view_need_the_scope_that_their_page_names():
    url = "https://salesiq.zoho.com/api/v1/northwind/visitorsview/-1/visitors"
    report = Validator(scopes=["SalesIQ.tags.READ"]).check_request("GET", url, headers=AUTHORIZATION)
    assert "SIQ204" in [found.rule.code for found in report.findings]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (1016, "Attempting to perform a restricted operation"),
        (1100, "Ineligible user role."),
        (1101, "Invalid user id"),
    ],
)
def test_codes_of_a_new_owner_are_known(code, message):
    assert ErrorCatalogue()[code].says(message)


@pytest.mark.parametrize(
    ("limit", "found"),
    [(99, []), (100, [("SIQ302", "warning")]), (101, [("SIQ302", "error")]), (200, [("SIQ302", "error")])],
)
def test_what_clients_report_to_work_beyond_the_stated_limit_is_a_warning(limit, found):
    assert told("GET", f"northwind/conversations?limit={limit}")[1] == found


def test_a_date_where_milliseconds_belong_says_so():
    url = f"{API}/northwind/conversations?from_time=2026-01-01T00:00:00Z"
    (finding,) = Validator().check_request("GET", url, headers=AUTHORIZATION).findings
    assert "milliseconds since 1970" in finding.hint


@pytest.mark.parametrize(
    ("path", "newer"),
    [
        ("chats", "GET /api/v2/{screen_name}/conversations"),
        ("chats/104", "GET /api/v2/{screen_name}/conversations/{conversation_id}"),
        ("chats/104/transcript", "GET /api/v2/{screen_name}/conversations/{conversation_id}/messages"),
        ("visitorsview/-1/visitors", "GET /api/v3/{screen_name}/visitors"),
    ],
)
def test_a_call_of_the_first_version_names_the_one_that_replaces_it(path, newer):
    url = f"https://salesiq.zoho.com/api/v1/northwind/{path}"
    (finding,) = Validator().check_request("GET", url, headers=AUTHORIZATION).findings
    assert finding.rule.code == "SIQ704"
    assert finding.hint == f"in the current version, call {newer}"
