"""SIQ3xx: query parameters, form fields, and names that exclude or require each other."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, AUTHORIZATION, JSON, SERVER, VALIDATOR, all_told, get, of_rule, send, told
from tests.rules.notes import NOTES

from salesiq_validate.exchange import Document, Exchange, Form, Request
from salesiq_validate.finding import Basis

FORM = {**AUTHORIZATION, "Content-Type": "application/x-www-form-urlencoded"}


def note(fields):
    """Judge a form by the extension's operation."""
    return NOTES.check_request("POST", f"{API}/notes", headers=AUTHORIZATION, form=fields)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("start_time=1700000000000&end_time=1700000000001", [("start_time", "from_time"), ("end_time", "to_time")]),
        ("per_page=5", [("per_page", "limit")]),
        ("phone=1&status=open", []),
        ("reference_ids=1", []),
        ("from_time=1700000000000", []),
    ],
)
def test_of_a_page_that_was_cut_only_names_that_stand_for_listed_ones_are_told(query, expected):
    found = get(f"/conversations?{query}").findings
    assert [(finding.rule.code, finding.severity.value) for finding in found] == [("SIQ304", "warning")] * len(expected)
    hints = [(finding.shown_param, finding.hint) for finding in found]
    assert hints == [(name, f"did you mean {known}?") for name, known in expected]


@pytest.mark.parametrize("name", ["limits", "search", "q", "sort", "from_date", "to_date", "filter", "visitor_id"])
def test_a_well_known_invention_is_told_by_its_name(name):
    (finding,) = get(f"/calls?{name}=a").findings
    assert (finding.rule.code, finding.shown_param) == ("SIQ304", name)


@pytest.mark.parametrize(("limit", "expected"), [("1", []), ("0", ["SIQ302"]), ("-1", ["SIQ302"])])
@pytest.mark.parametrize("path", ["/conversations", "/calls", "/articles"])
def test_less_than_one_of_a_list_is_most_likely_a_mistake(path, limit, expected):
    found = get(f"{path}?limit={limit}").findings
    assert [finding.rule.code for finding in found] == expected
    assert all(finding.severity.value == "warning" for finding in found)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/departments", [], id="nothing"),
        pytest.param("/departments?", [], id="an empty query"),
        pytest.param("/departments?index=21", [], id="an integer"),
        pytest.param("/departments?index=+21", [("SIQ303", "error", "index", 1007)], id="a plus is a blank"),
        pytest.param("/departments?index=%2B21", [], id="an escaped plus is a sign"),
        pytest.param("/departments?&&index=1&", [], id="stray ampersands"),
        pytest.param("/departments?index=first", [("SIQ303", "error", "index", 1007)], id="a word for an integer"),
        pytest.param("/departments?index=", [("SIQ303", "error", "index", 1007)], id="nothing for an integer"),
        pytest.param("/departments?index", [("SIQ303", "error", "index", 1007)], id="a name alone"),
        pytest.param("/departments?index=1.5", [("SIQ303", "error", "index", 1007)], id="a fraction for an integer"),
        pytest.param("/departments?index=1&index=2", [("SIQ303", "error", "index", 1007)], id="a name twice"),
        pytest.param(
            "/departments?index=1&index=2&index=3", [("SIQ303", "error", "index", 1007)], id="a name three times"
        ),
        pytest.param("/departments?last_sync_time=1795000000000", [], id="milliseconds"),
        pytest.param(
            "/departments?last_sync_time=1795000000", [("SIQ307", "info", "last_sync_time", None)], id="seconds"
        ),
        pytest.param("/departments?canary=1", [("SIQ304", "warning", "canary", None)], id="a name that is not listed"),
        pytest.param("/conversations?status=opened", [("SIQ302", "error", "status", 1011)], id="none of the values"),
        pytest.param("/conversations?limit=99", [], id="the most that a page can have"),
        pytest.param("/conversations?limit=100", [("SIQ302", "warning", "limit", 1011)], id="one more than that"),
        pytest.param("/conversations?limit=101", [("SIQ302", "error", "limit", 1011)], id="two more than that"),
        pytest.param("/conversations?page=0", [("SIQ302", "error", "page", 1011)], id="below the first page"),
        pytest.param("/conversations?canary=1", [], id="a page that was not seen whole says nothing of names"),
        pytest.param("/calls?department_ids=104,Billing", [("SIQ306", "error", "[1]", 1025)], id="inside of a list"),
        pytest.param("/calls?include_fields=brand,department", [], id="a list joined by commas"),
        pytest.param("/calls?include_fields=brand&include_fields=department", [], id="a list by repetition"),
        pytest.param(
            "/calls?include_fields=brand,mood", [("SIQ302", "error", "[1]", 1011)], id="one that is not listed"
        ),
    ],
)
def test_a_query_is_judged(path, expected):
    assert all_told(get(path)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/departments/104/operators", [("SIQ301", "error", "ids", 1011)], id="operator ids absent"),
        pytest.param("/departments/104/operators?ids=104,105", [], id="operator ids"),
        pytest.param("/departments/104/operators?ids=ada", [("SIQ305", "error", "[0]", 1024)], id="a name"),
        pytest.param("/operators/104/departments?ids=", [("SIQ306", "error", "[0]", 1025)], id="no department id"),
        pytest.param(
            "/departments/104", [("SIQ301", "warning", "configure_to", 1011)], id="needed, but not in the example"
        ),
        pytest.param(
            "/departments/104?configure_to=Returns", [("SIQ306", "error", "configure_to", 1025)], id="a department"
        ),
        pytest.param("/articlecategories/104", [], id="may stand in the body as well"),
    ],
)
def test_the_query_of_a_deletion_is_judged(path, expected):
    assert all_told(send("DELETE", path)) == expected


def test_a_place_inside_of_a_parameter_names_the_parameter_too():
    (finding,) = get("/calls?department_ids=104,Billing").findings
    assert (finding.param, finding.json_key, finding.location) == ("department_ids", "[1]", "param [1]")
    assert finding.shape == "a string of 7 characters"


@pytest.mark.parametrize(
    ("query", "code", "alternatives"),
    [
        ("/conversations?status=opened", 1011, (1007, 1029)),
        ("/departments?index=first", 1007, (1011,)),
        ("/departments?last_sync_time=1795000000", None, (1011, 1007, 1029)),
        ("/departments?canary=1", None, (1011,)),
    ],
)
def test_what_salesiq_answers_to_a_parameter(query, code, alternatives):
    (finding,) = get(query).findings
    assert (finding.error.code if finding.error else None) == code
    assert finding.alternatives == alternatives
    if finding.error is not None:
        assert finding.as_error()["error"]["param"] == finding.param


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("/conversations?status=opened", "did you mean open?"),
        ("/conversations?status=zzz", None),
        ("/calls?lmit=5", "did you mean limit?"),
        ("/calls?per_page=5", "did you mean limit?"),
    ],
)
def test_a_hint_names_the_nearest_listed_name_or_value(query, hint):
    assert get(query).findings[0].hint == hint


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=a", []),
        ("", [("SIQ301", "error", "q", 1011)]),
        ("q=a&ids=1,2,3", []),
        ("q=a&ids=1,2,3,4", [("SIQ302", "error", "ids", 1011)]),
        ("q=a&ids=1,x", [("SIQ303", "error", "[1]", 1007)]),
        ("q=a&pinned=true", []),
        ("q=a&pinned=yes", [("SIQ303", "error", "pinned", 1007)]),
        ("q=a&ratio=1.5", []),
        ("q=a&ratio=-2", []),
        ("q=a&ratio=NaN", [("SIQ303", "error", "ratio", 1007)]),
        ('q=a&filter={"field":"name","values":[1]}', []),
        ('q=a&filter={"field":"name","values":["x"]}', [("SIQ303", "error", "values[0]", 1007)]),
        ("q=a&filter={}", [("SIQ301", "error", "field", 1011)]),
        ('q=a&filter={"field":"name","canary":1}', [("SIQ304", "warning", "canary", None)]),
        ("q=a&filter={", [("SIQ303", "error", "filter", 1007)]),
        ("q=a&filter=name", [("SIQ303", "error", "filter", 1007)]),
    ],
)
def test_lists_and_json_inside_of_a_query_are_read(query, expected):
    report = NOTES.check_request("GET", f"{API}/notes?{query}", headers=AUTHORIZATION)
    assert all_told(report) == expected


def test_findings_on_parameters_come_in_query_order_and_absent_ones_last():
    report = NOTES.check_request("GET", f"{API}/notes?ratio=x&pinned=y&ids=z", headers=AUTHORIZATION)
    assert [finding.param for finding in report.findings] == ["ratio", "pinned", "ids", "q"]
    assert report.reply_finding.param == "ratio"


def test_parameters_beside_the_url_are_judged_like_those_in_it():
    report = get("/calls", params={"limit": "many", "include_fields": ["brand", "mood"], "status": None})
    assert all_told(report) == [("SIQ303", "error", "limit", 1007), ("SIQ302", "error", "[1]", 1011)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "Hello", "priority": "3", "ratio": "0.5", "pinned": "false", "labels": "7"}, []),
        ([("text", "Hello"), ("labels", "7"), ("labels", "8")], []),
        ({}, [("SIQ301", "error", "text", 1011)]),
        ({"text": ""}, [("SIQ302", "error", "text", 1011)]),
        ({"text": "a", "priority": "9"}, [("SIQ302", "error", "priority", 1011)]),
        ({"text": "a", "priority": "high"}, [("SIQ303", "error", "priority", 1007)]),
        ({"text": "a", "mode": "secret"}, [("SIQ302", "warning", "mode", 1011)]),
        ({"text": "a", "author": "Ada"}, [("SIQ305", "error", "author", 1024)]),
        ({"text": "a", "department": "Billing"}, [("SIQ306", "error", "department", 1025)]),
        ({"text": "a", "due": "1795000000"}, [("SIQ307", "info", "due", None)]),
        ({"text": "a", "color": "blue"}, [("SIQ307", "info", "color", None)]),
        ({"text": "a", "secret_number": "x"}, [("SIQ302", "error", "secret_number", 1302)]),
        ({"text": "a", "canary": "1"}, [("SIQ304", "warning", "canary", None)]),
        ([("text", "a"), ("labels", "7"), ("labels", "x")], [("SIQ303", "error", "[1]", 1007)]),
        ([("text", "a"), ("text", "b")], [("SIQ303", "error", "text", 1007)]),
    ],
)
def test_the_fields_of_a_form_are_judged_like_parameters(fields, expected):
    assert all_told(note(fields)) == expected


def test_a_form_as_bytes_is_judged_alike():
    report = NOTES.check_request("POST", f"{API}/notes", headers=FORM, content="text=Hello+you&priority=high")
    assert all_told(report) == [("SIQ303", "error", "priority", 1007)]


def test_a_form_is_judged_by_a_schema_of_the_callers_own():
    schema = {"type": "object", "required": ["phone"], "properties": {"age": {"type": "integer"}}}
    report = NOTES.check_request("POST", f"{API}/anything", headers=FORM, content="age=old", schema=schema)
    assert all_told(report) == [("SIQ303", "error", "age", 1007), ("SIQ301", "error", "phone", 1011)]


def test_a_form_that_cannot_be_unpacked_is_told_and_not_judged():
    headers = {**FORM, "Content-Encoding": "gzip"}
    report = NOTES.check_request("POST", f"{API}/notes", headers=headers, content=b"\x1f\x8b\x08\x00cut off")
    assert [finding.rule.code for finding in report.findings] == ["SIQ008"]


def test_a_broken_form_names_the_field():
    report = NOTES.check_request("POST", f"{API}/notes", headers=FORM, content="text=100%&priority=1")
    (finding,) = report.findings
    assert (finding.rule.code, finding.json_key) == ("SIQ409", "text")
    assert "line 1, column" in finding.message


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v3/northwind-desk/visitors?prev_key=1795000000000", []),
        (
            "/api/v3/northwind-desk/visitors?prev_key=1795000000000&next_key=1795000000000",
            [("SIQ308", "error", "next_key", 1011)],
        ),
        (
            "/api/v3/northwind-desk/visitors?next_key=1795000000000&prev_key=1795000000000",
            [("SIQ308", "error", "prev_key", 1011)],
        ),
        ("/api/v2/northwind-desk/cannedresponses?sort_by=usage_count&order=ascending", []),
        ("/api/v2/northwind-desk/cannedresponses?order=ascending", []),
        ("/api/v2/northwind-desk/cannedresponses?sort_by=usage_count", [("SIQ309", "error", "order", 1011)]),
    ],
)
def test_names_in_a_query_that_exclude_or_require_each_other(path, expected):
    assert all_told(VALIDATOR.check_request("GET", SERVER + path, headers=AUTHORIZATION)) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"content": "Hi", "associate_with_all_departments": True}, []),
        ({"content": "Hi", "associate_with_all_departments": 0}, [("SIQ403", "error")]),
        ({"content": "Hi", "associate_with_all_departments": False}, [("SIQ309", "error")]),
        ({"content": "Hi", "associate_with_all_departments": "false"}, [("SIQ309", "error")]),
        ({"content": "Hi", "associate_with_all_departments": False, "department_id": "104"}, []),
    ],
)
def test_a_key_that_another_ones_value_makes_necessary(document, expected):
    report = send("POST", "/cannedresponses", json=document)
    assert [(finding.rule.code, finding.severity.value) for finding in report.findings] == expected


def test_an_absent_key_under_a_condition_is_1015_with_its_path():
    (finding,) = send(
        "POST", "/cannedresponses", json={"content": "Hi", "associate_with_all_departments": False}
    ).findings
    assert told(finding) == ("SIQ309", "error", "department_id", 1015)
    assert finding.as_error()["error"]["json_key"] == "department_id"
    assert finding.alternatives == (1011, 1031)
    assert "associate_with_all_departments" in finding.message


def test_keys_that_exclude_each_other_are_1015_with_the_path_of_the_second():
    report = send("POST", "/conversations/104/messages", json={"file": "a", "text": "b"})
    (finding,) = of_rule(report, "SIQ308")
    assert told(finding) == ("SIQ308", "error", "text", 1015)
    assert finding.basis is Basis.EXAMPLE


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "a", "due": "1795000000000", "until": "5", "mode": "public"}, [("SIQ308", "error", "until", 1011)]),
        ({"text": "a", "until": "5"}, [("SIQ309", "warning", "mode", 1011)]),
        ({"text": "a", "pinned": "true"}, [("SIQ309", "error", "priority", 1011)]),
        ({"text": "a", "pinned": "false"}, []),
    ],
)
def test_form_fields_that_exclude_or_require_each_other(fields, expected):
    assert all_told(note(fields)) == expected


def test_without_a_body_no_condition_of_the_body_holds():
    report = NOTES.check_request("POST", f"{API}/notes", headers=JSON, content=b"")
    assert [told(finding)[0] for finding in report.findings] == ["SIQ401"]


def test_forms_and_documents_of_an_exchange_are_judged_alike():
    headers = frozenset({"content-type"})
    form = Request(
        "POST", f"{API}/notes", AUTHORIZATION, Form([("text", "a"), ("priority", "9")]), unrecorded_headers=headers
    )
    document = Request(
        "POST", f"{API}/notes", AUTHORIZATION, Document({"text": "a", "priority": 9}), unrecorded_headers=headers
    )
    assert all_told(NOTES.check(Exchange(form))) == [("SIQ302", "error", "priority", 1011)]
    assert all_told(NOTES.check(Exchange(document))) == [("SIQ404", "error", "priority", 1015)]
