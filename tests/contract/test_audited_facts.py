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
