"""SIQ7xx: what works today and is better done otherwise."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, AUTHORIZATION, SERVER, VALIDATOR, all_told, get
from tests.rules.notes import NOTES

from salesiq_validate.exchange import Document, Exchange, Request, Response


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("authtoken=canary", True),
        ("client_secret=canary", True),
        ("ACCESS-TOKEN=canary", True),
        ("password", True),
        ("auth%74oken=canary", True),
        ("index=1", False),
        ("", False),
    ],
)
def test_a_secret_in_a_url_is_told(query, expected):
    found = [finding for finding in get(f"/departments?{query}").findings if finding.rule.code == "SIQ701"]
    assert bool(found) is expected
    assert "canary" not in "".join(map(str, found)) + repr(found)


def test_a_documented_parameter_is_no_secret():
    report = NOTES.check_request("GET", f"{API}/notes?q=a&authtoken=b", headers=AUTHORIZATION)
    assert report.findings == ()


def test_every_secret_of_a_url_is_told():
    report = get("/departments?authtoken=a&password=b")
    assert [rule for rule, *_ in all_told(report)].count("SIQ701") == 2


def test_an_older_version_is_told():
    report = VALIDATOR.check_request("GET", f"{SERVER}/api/v1/northwind-desk/chats", headers=AUTHORIZATION)
    assert all_told(report) == [("SIQ704", "warning", None, None)]
    assert report.findings[0].hint == "in the current version, call GET /api/v2/{screen_name}/conversations"


def test_an_older_version_without_a_successor_names_the_family_of_today():
    url = f"{SERVER}/api/v1/northwind-desk/visitorsbyemail/ada@example.com"
    report = VALIDATOR.check_request("PUT", url, headers=AUTHORIZATION, json={"info": {"a": "b"}})
    (finding,) = [found for found in report.findings if found.rule.code == "SIQ704"]
    assert finding.hint == "the current version is under /api/v2/"


@pytest.mark.parametrize("path", ["/api/v3/northwind-desk/visitors", "/api/v2/northwind-desk/departments"])
def test_todays_versions_are_not(path):
    assert VALIDATOR.check_request("GET", SERVER + path, headers=AUTHORIZATION).findings == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"failed_tag_ids": ["104"]}, [("SIQ706", "warning", "data.failed_tag_ids", None)]),
        ({"failed_tag_ids": []}, []),
        ({"failed_tag_ids": None}, []),
        ({}, []),
        ([], []),
    ],
)
def test_a_success_that_failed_in_part_is_told(data, expected):
    request = Request("PUT", f"{API}/conversations/104/tags", AUTHORIZATION, Document({"ids": ["104"]}))
    answer = {"url": "/a", "object": "tag_ids_list", "data": data}
    response = Response(200, {"Content-Type": "application/json"}, Document(answer))
    found = all_told(VALIDATOR.check(Exchange(request, response)))
    assert [one for one in found if one[0] == "SIQ706"] == expected


def test_an_operation_without_such_a_list_is_not_asked():
    request = Request("GET", f"{API}/departments/104", AUTHORIZATION)
    answer = {"url": "/a", "object": "department", "data": {"failed_tag_ids": ["104"]}}
    response = Response(200, {"Content-Type": "application/json"}, Document(answer))
    assert VALIDATOR.check(Exchange(request, response)).findings == ()
