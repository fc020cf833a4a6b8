"""SIQ1xx: what is wrong with a URL or a method, and what was most likely meant."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, AUTHORIZATION, SERVER, VALIDATOR, all_told, of_rule

from salesiq_validate.finding import Basis
from salesiq_validate.validator import Validator

DEPARTMENTS = f"{API}/departments"


def judge(method: str, url: str, validator: Validator = VALIDATOR):
    return validator.check_request(method, url, headers=AUTHORIZATION)


def in_short(report):
    return [
        (finding.rule.code, finding.severity.value, finding.error.code if finding.error else None)
        for finding in report.findings
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(DEPARTMENTS, [], id="as documented"),
        pytest.param(f"{DEPARTMENTS}/", [], id="a slash at the end"),
        pytest.param(f"{DEPARTMENTS}#top", [], id="a fragment"),
        pytest.param("HTTPS://SALESIQ.ZOHO.COM/api/v2/northwind-desk/departments", [], id="upper case"),
        pytest.param("https://salesiq.zoho.com:443/api/v2/northwind-desk/departments", [], id="the port of https"),
        pytest.param("https://salesiq.zoho.com./api/v2/northwind-desk/departments", [], id="a host with a final dot"),
        pytest.param(f"{SERVER}/api/v2/portals", [], id="no screen name needed"),
        pytest.param(f"{SERVER}/api/v2/sales1.northwind/departments", [], id="a dot in the screen name"),
        pytest.param(f"{SERVER}/api/v2/12345/departments", [], id="a short number is a screen name"),
        pytest.param(
            "http://salesiq.zoho.com/api/v2/northwind-desk/departments", [("SIQ103", "error", None)], id="http"
        ),
        pytest.param(
            "https://salesiq.zoho.uk/api/v2/northwind-desk/departments",
            [("SIQ101", "warning", None)],
            id="no server",
        ),
        pytest.param(
            "http://crm.example.com/api/v2/northwind-desk/departments",
            [("SIQ101", "warning", None), ("SIQ103", "error", None)],
            id="two faults of the server",
        ),
        pytest.param(f"{SERVER}/api/v9/northwind-desk/departments", [("SIQ104", "error", 1006)], id="version 9"),
        pytest.param(f"{SERVER}/api/northwind-desk/departments", [("SIQ104", "error", 1006)], id="no version"),
        pytest.param(f"{SERVER}/northwind-desk/departments", [("SIQ104", "error", 1006)], id="no prefix"),
        pytest.param("/api/v2/northwind-desk/departments", [("SIQ104", "error", 1006)], id="no server"),
        pytest.param("https://salesiq.zoho.com:x/api/v2/a/departments", [("SIQ104", "error", 1006)], id="no port"),
        pytest.param("https://[salesiq/api/v2/a/departments", [("SIQ104", "error", 1006)], id="no address"),
        pytest.param("", [("SIQ104", "error", 1006)], id="nothing"),
        pytest.param(f"{SERVER}/api/", [("SIQ105", "error", 1006)], id="the page's own example"),
        pytest.param(f"{SERVER}/api/v2", [("SIQ105", "error", 1006)], id="the prefix alone"),
        pytest.param(f"{SERVER}/api/v2/northwind-desk", [("SIQ105", "error", 1006)], id="one segment"),
        pytest.param(f"{SERVER}/api/v2/departments", [("SIQ105", "error", 1006)], id="the resource comes first"),
        pytest.param(f"{SERVER}/api/v2/departments/104/enable/x", [("SIQ105", "error", 1006)], id="and no such path"),
        pytest.param(
            f"{SERVER}/api/v2/chats/104/transcript",
            [("SIQ105", "error", 1006), ("SIQ108", "error", 1006)],
            id="no screen name and no such resource",
        ),
        pytest.param(f"{SERVER}/api/v2/{{portal}}/departments", [("SIQ106", "error", 1005)], id="a placeholder"),
        pytest.param(f"{SERVER}/api/v2/%3Cportal%3E/departments", [("SIQ106", "error", 1005)], id="an escaped one"),
        pytest.param(f"{SERVER}/api/v2/:portal/departments", [("SIQ106", "error", 1005)], id="in the way of routers"),
        pytest.param(f"{SERVER}/api/v2/north%20wind/departments", [("SIQ106", "warning", 1005)], id="a blank"),
        pytest.param(f"{SERVER}/api/v2/104000000000123/departments", [("SIQ106", "warning", 1005)], id="an id"),
        pytest.param(f"{SERVER}/api/v2/undefined/departments", [("SIQ106", "warning", 1005)], id="of no value"),
        pytest.param(f"{SERVER}/api/v2/YOUR_PORTAL/departments", [("SIQ106", "warning", 1005)], id="of an example"),
        pytest.param(f"{SERVER}/api/v2/screen_name/departments", [("SIQ106", "warning", 1005)], id="its own word"),
        pytest.param(f"{SERVER}/api/v2/nullarbor/departments", [], id="a name that begins like a word for nothing"),
        pytest.param(f"{SERVER}//api/v2/northwind-desk/departments", [], id="an example of the reference"),
        pytest.param(f"{API}/chats", [("SIQ108", "error", 1006)], id="an invention"),
        pytest.param(f"{API}/deparments", [("SIQ108", "warning", 1006)], id="a misspelt resource"),
        pytest.param(
            f"{API}/chats/104/tags",
            [("SIQ108", "error", 1006), ("SIQ110", "warning", 1004)],
            id="a kind of record that does not exist, and cannot be asked for its tags",
        ),
        pytest.param(f"{API}/visitorsview/1/visitors", [("SIQ108", "warning", 1006)], id="of another version only"),
        pytest.param(
            f"{SERVER}/api/v1/northwind-desk/departments", [("SIQ108", "warning", 1006)], id="v1 has no navigation"
        ),
        pytest.param(f"{API}/departments/104/members", [("SIQ109", "warning", 1006)], id="an unknown path"),
        pytest.param(f"{SERVER}/api/v2//departments", [("SIQ105", "error", 1006)], id="an empty screen name"),
        pytest.param(f"{SERVER}/api/v2/portals/104/members", [("SIQ109", "warning", 1006)], id="below portals"),
        pytest.param(f"{API}/departments/undefined", [("SIQ112", "warning", 1019)], id="an id that is none"),
    ],
)
def test_a_url_is_judged(url, expected):
    assert in_short(judge("GET", url)) == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/departments/104", [("SIQ110", "warning", 1004)]),
        ("POST", "/departments/104/enable", [("SIQ110", "warning", 1004)]),
        ("GET", "/departments/104/enable", [("SIQ110", "warning", 1004)]),
        ("HEAD", "/departments", [("SIQ111", "warning", 1010)]),
        ("get", "/departments", [("SIQ111", "warning", 1010)]),
        ("PATCH", "/departments", [("SIQ111", "warning", 1010)]),
        ("PATCH", "/tickets/104", [("SIQ108", "error", 1006), ("SIQ111", "warning", 1010)]),
        ("PATCH", "/chats/104", [("SIQ108", "error", 1006), ("SIQ111", "warning", 1010), ("SIQ401", "warning", 1015)]),
        ("PATCH", "/departments/104/members", [("SIQ109", "warning", 1006), ("SIQ111", "warning", 1010)]),
    ],
)
def test_a_method_is_judged(method, path, expected):
    assert in_short(judge(method, API + path)) == expected


@pytest.mark.parametrize(
    "url",
    [
        f"{SERVER}/api/v2/brands/104",
        f"{SERVER}/api/v2/departments/104/members",
        f"{SERVER}/api/v2/portals/104/members",
        f"{SERVER}/api/v2/northwind-desk",
        f"{SERVER}/api/v9/northwind-desk/tickets",
        f"{SERVER}/api/",
    ],
)
def test_an_unlisted_method_is_told_where_the_path_leads_nowhere_too(url):
    (finding,) = of_rule(judge("PATCH", url), "SIQ111")
    assert (finding.error.code, finding.alternatives, finding.basis) == (1010, (1004,), Basis.INFERRED)
    assert finding.hint == "the methods of this API are DELETE, GET, POST, PUT"
    assert of_rule(judge("PUT", url), "SIQ111") == []


@pytest.mark.parametrize("url", [f"{SERVER}/northwind-desk/departments", "", "https://[salesiq/api/v2/a/departments"])
def test_no_method_is_judged_outside_of_the_api(url):
    assert of_rule(judge("PATCH", url), "SIQ111") == []


@pytest.mark.parametrize(
    ("method", "path", "document", "operation", "expected"),
    [
        ("POST", "/visitors/104/tags", {"tags": ["vip"]}, "add_tags", ["SIQ110", "SIQ408", "SIQ402"]),
        ("POST", "/conversations/104/transfer", {}, "transfer_conversation", ["SIQ110", "SIQ402"]),
        ("POST", "/departments/104", {"name": 5.5}, "update_department", ["SIQ110"]),
        ("PUT", "/conversations/104/messages", {"text": "a"}, "send_operator_message", ["SIQ110"]),
        ("PUT", "/departments", {}, None, ["SIQ110"]),
    ],
)
def test_post_and_put_stand_in_for_each_other_where_that_is_plain(method, path, document, operation, expected):
    report = VALIDATOR.check_request(method, API + path, headers=AUTHORIZATION, json=document)
    assert (report.operation, [finding.rule.code for finding in report.findings]) == (operation, expected)


@pytest.mark.parametrize(
    ("method", "path", "document", "operation", "missing"),
    [
        ("POST", "/chats/104/messages", {"message": "a", "type": "text"}, "send_operator_message", ["text"]),
        ("POST", "/chats/104/transfer", {"operator_id": "1"}, "transfer_conversation", ["department_id"]),
        ("PATCH", "/chats/104/transfer", {"operator_id": "1"}, "transfer_conversation", ["department_id"]),
        ("GET", "/chats/104/transfer", {}, None, []),
        ("POST", "/chats/104/close", {}, "close_conversation", []),
        ("POST", "/tickets", {}, None, []),
    ],
)
def test_an_invention_is_judged_as_what_it_plainly_meant(method, path, document, operation, missing):
    for url in (API + path, f"{SERVER}/api/v2{path}"):
        report = VALIDATOR.check_request(method, url, headers=AUTHORIZATION, json=document)
        assert report.operation == operation
        assert [str(finding.path) for finding in of_rule(report, "SIQ402")] == missing


def test_an_invention_of_another_family_is_not_judged_as_one_of_the_operators():
    for family in ("api/v1", "api/v3", "api/visitor/v1"):
        url = f"{SERVER}/{family}/northwind-desk/chats/104/messages"
        assert VALIDATOR.check_request("POST", url, headers=AUTHORIZATION, json={}).operation is None


@pytest.mark.parametrize(
    ("method", "path", "alternatives"),
    [
        ("POST", "/chats/104/transfer", (1019, 1004, 1010)),
        ("PUT", "/chats/104/transfer", (1019,)),
        ("POST", "/agents", (1019,)),
        ("GET", "/tickets", (1019,)),
    ],
)
def test_an_invention_with_another_method_may_be_answered_as_a_wrong_method(method, path, alternatives):
    (finding,) = of_rule(judge(method, API + path), "SIQ108")
    assert finding.alternatives == alternatives


def test_patch_is_judged_as_the_put_that_was_meant():
    report = VALIDATOR.check_request("PATCH", f"{API}/departments/104", headers=AUTHORIZATION, json={"name": {}})
    assert report.operation == "update_department"
    assert [finding.rule.code for finding in report.findings] == ["SIQ111", "SIQ403"]


@pytest.mark.parametrize(
    ("url", "operation"),
    [
        (f"{SERVER}/api/v2/departments", "list_departments"),
        (f"{SERVER}/api/v9/northwind-desk/departments", "list_departments"),
        (f"{SERVER}/api/northwind-desk/departments", "list_departments"),
        (f"{SERVER}/api/v2/{{portal}}/departments", "list_departments"),
        (f"{API}/departments/undefined", "get_department"),
        (f"{API}/chats", "list_conversations"),
        (f"{API}/tickets", None),
    ],
)
def test_a_wrong_url_is_judged_as_the_operation_that_was_meant(url, operation):
    assert judge("GET", url).operation == operation


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("GET", "/chats", "GET /api/v2/{screen_name}/conversations"),
        ("POST", "/chats/104/end", "{conversation_id}/close"),
        ("GET", "/agents", "GET /api/v2/{screen_name}/operators"),
        ("GET", "/deparments", "GET /api/v2/{screen_name}/departments"),
        ("GET", "/visitors", "GET /api/v3/{screen_name}/visitors"),
        ("GET", "/visitorsview/1/visitors", "only under /api/v1/{screen_name}/"),
        (
            "GET",
            "/departments/104/members",
            "nearest documented call is GET /api/v2/{screen_name}/departments/{department_id}",
        ),
        ("GET", "/departments/a/b/c/d", "documented under departments: GET "),
        ("POST", "/conversations", "/api/visitor/v1/{screen_name}/conversations"),
        ("DELETE", "/conversations/104", "GET (get one conversation"),
        ("GET", "/departments/104/enable", "documented for this path: PUT ("),
        (
            "DELETE",
            "/departments",
            "nearest documented call is DELETE /api/v2/{screen_name}/departments/{department_id}",
        ),
        ("GET", "/zzz", None),
    ],
)
def test_a_hint_names_the_documented_call(method, path, hint):
    finding = judge(method, API + path).findings[0]
    assert hint in finding.hint if hint else finding.hint is None


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("https://accounts.zoho.eu/api/v2/northwind-desk/departments", "the API is at salesiq.zoho.eu"),
        ("https://salesiq.zoho.uk/api/v2/northwind-desk/departments", "salesiq.zoho.com, .eu"),
        (f"{SERVER}/api/v9/northwind-desk/departments", "/api/v2/"),
        ("salesiq.zoho.com/api/v2/northwind-desk/departments", "https://, the server, then the path"),
    ],
)
def test_a_hint_says_where_the_api_is(url, hint):
    assert hint in judge("GET", url).findings[0].hint


def test_another_data_centre_than_the_configured_one_is_an_error():
    europe = Validator(data_center="EU")
    assert in_short(judge("GET", DEPARTMENTS, europe)) == [("SIQ102", "error", None)]
    assert judge("GET", DEPARTMENTS, europe).findings[0].hint == "the host of EU is salesiq.zoho.eu"
    assert in_short(judge("GET", DEPARTMENTS.replace(".com", ".eu"), europe)) == []


def test_a_data_centre_without_a_known_host_is_another_one_all_the_same():
    (finding,) = judge("GET", DEPARTMENTS, Validator(data_center="uk")).findings
    assert (finding.rule.code, finding.hint) == ("SIQ102", None)


def test_another_screen_name_than_the_configured_one_is_an_error():
    own = Validator(screen_name="northwind-desk")
    assert in_short(judge("GET", DEPARTMENTS, own)) == []
    assert in_short(judge("GET", DEPARTMENTS.replace("northwind-desk", "northwind"), own)) == [
        ("SIQ107", "error", 1005)
    ]
    assert in_short(judge("GET", f"{SERVER}/api/v2/104000000000123/departments", own)) == [("SIQ107", "error", 1005)]


def test_a_configured_screen_name_may_be_a_long_number():
    own = Validator(screen_name="104000000000123")
    assert in_short(judge("GET", f"{SERVER}/api/v2/104000000000123/departments", own)) == []


def test_a_host_of_the_callers_own_may_be_spoken_to_without_tls():
    own = Validator(servers=["Gateway.example.com"])
    assert in_short(judge("GET", "http://gateway.example.com/api/v2/northwind-desk/departments", own)) == []


@pytest.mark.parametrize(
    ("code", "basis"),
    [("SIQ103", Basis.EXAMPLE), ("SIQ105", Basis.DOCUMENTED), ("SIQ109", Basis.INFERRED), ("SIQ112", Basis.INFERRED)],
)
def test_how_sure_a_fault_of_the_url_is(code, basis):
    urls = {
        "SIQ103": "http://salesiq.zoho.com/api/v2/northwind-desk/departments",
        "SIQ105": f"{SERVER}/api/v2/departments",
        "SIQ109": f"{API}/departments/104/members",
        "SIQ112": f"{API}/departments/undefined",
    }
    (finding,) = of_rule(judge("GET", urls[code]), code)
    assert finding.basis is basis


def test_a_malformed_id_names_its_parameter():
    (finding,) = judge("GET", f"{API}/departments/undefined").findings
    assert finding.param == "department_id"
    assert finding.alternatives == (1006, 1011)
    assert "{department_id}" in finding.message


@pytest.mark.parametrize(
    ("action", "conversation", "expected"),
    [
        ("reopen", "siq0123abcd", []),
        ("reopen", "c18783b1e17018897546b7e483132072", []),
        ("reopen", "104000000000123", ["conversation_id"]),
        ("feedback", "104000000000123", ["encrypted_conversation_id"]),
        ("feedback", "siq0123abcd", []),
        ("messages", "104000000000123", []),
        ("messages", "undefined", ["conversation_id"]),
        ("visitor", "104000000000123", []),
    ],
)
def test_an_encrypted_id_is_asked_for_only_where_the_page_does(action, conversation, expected):
    url = f"{SERVER}/api/visitor/v1/northwind-desk/conversations/{conversation}/{action}"
    found = of_rule(judge("PUT" if action == "visitor" else "POST", url), "SIQ112")
    assert [finding.param for finding in found] == expected


def test_nothing_of_the_url_is_repeated():
    report = judge("GET", "https://user:canary1@salesiq.zoho.uk/api/v2/canary2/canary3/canary4?canary5=canary6#canary7")
    assert report.findings
    assert "canary" not in repr(report) + "".join(map(str, report.findings)) + repr(all_told(report))
