"""SIQ5xx: the envelope of an answer, within what official examples and real answers bear."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.rules.facts import API, AUTHORIZATION, VALIDATOR, told

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Request, Response
from salesiq_validate.finding import Side
from salesiq_validate.validator import Validator

JSON_TYPE = {"Content-Type": "application/json;charset=UTF-8"}
SUCCESS: dict[str, Any] = {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}
REFUSAL: dict[str, Any] = {"error": {"code": 1019, "message": "Invalid Resource"}}
LIST = Request("GET", f"{API}/departments", AUTHORIZATION)
ONE = Request("GET", f"{API}/departments/104", AUTHORIZATION)


def answered(answer: Any, request: Request | None = LIST, *, status: int | None = 200, headers: Any = JSON_TYPE):
    """Judge an answer as the bytes that would come; the findings on the response alone."""
    body = answer if isinstance(answer, bytes) or answer in (None, UNRECORDED) else json.dumps(answer).encode()
    report = VALIDATOR.check(Exchange(request, Response(status, headers, body)))
    return [finding for finding in report.findings if finding.side is not Side.REQUEST]


def in_short(findings):
    return [told(finding)[:3] for finding in findings]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(SUCCESS, id="as documented"),
        pytest.param({**SUCCESS, "sync_time": "1795000000000"}, id="a list's sync_time"),
        pytest.param({**SUCCESS, "CRC": "1", "total": 5, "next": {}}, id="further keys"),
        pytest.param({**SUCCESS, "object": "departments"}, id="another object than list"),
        pytest.param({**SUCCESS, "url": "api/v2/northwind-desk/departments"}, id="no slash"),
        pytest.param({**SUCCESS, "url": "/visitor/v2/x"}, id="another prefix"),
        pytest.param({**SUCCESS, "data": {}}, id="an object"),
        pytest.param({**SUCCESS, "data": ""}, id="a text"),
    ],
)
def test_what_real_answers_do_is_no_error(answer):
    assert [finding for finding in answered(answer) if finding.severity.value != "info"] == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param({}, [("SIQ501", "error", "")], id="an empty object"),
        pytest.param([], [("SIQ501", "error", "")], id="a list"),
        pytest.param({"departments": []}, [("SIQ501", "error", "")], id="neither data nor error"),
        pytest.param({**SUCCESS, **REFUSAL}, [("SIQ502", "error", "")], id="both"),
        pytest.param({"data": []}, [("SIQ503", "error", "url"), ("SIQ503", "error", "object")], id="data alone"),
        pytest.param({"url": "/a", "data": []}, [("SIQ503", "error", "object")], id="no object"),
        pytest.param({**SUCCESS, "url": 5}, [("SIQ504", "error", "url")], id="url a number"),
        pytest.param({**SUCCESS, "object": None}, [("SIQ504", "error", "object")], id="object null"),
        pytest.param({**SUCCESS, "data": None}, [("SIQ504", "error", "data")], id="data null"),
        pytest.param({**SUCCESS, "sync_time": {}}, [("SIQ504", "warning", "sync_time")], id="sync_time an object"),
        pytest.param({"error": "no"}, [("SIQ505", "error", "error")], id="error a text"),
        pytest.param(
            {"error": {}}, [("SIQ505", "error", "error.code"), ("SIQ505", "error", "error.message")], id="empty"
        ),
        pytest.param(
            {"error": {"code": "1019", "message": "x"}}, [("SIQ505", "error", "error.code")], id="a code as text"
        ),
        pytest.param({"error": {"code": 1019, "message": 5}}, [("SIQ505", "error", "error.message")], id="no message"),
        pytest.param(b"<html>", [("SIQ506", "error", "")], id="HTML labelled as JSON"),
        pytest.param(b'{"url": "/a",', [("SIQ506", "error", "")], id="cut off"),
        pytest.param(None, [("SIQ506", "warning", None)], id="no body"),
        pytest.param(b"", [("SIQ506", "warning", None)], id="an empty body"),
    ],
)
def test_an_envelope_is_judged(answer, expected):
    assert in_short(answered(answer)) == expected


def test_a_document_is_judged_like_its_bytes():
    for answer in ({"data": []}, {"error": {}}, {**SUCCESS, "url": 5}, [], {**SUCCESS, **REFUSAL}):
        report = VALIDATOR.check(Exchange(LIST, Response(200, JSON_TYPE, Document(answer))))
        assert in_short(report.findings) == in_short(answered(answer))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content-Type": "application/json"}, []),
        ({"content-type": "text/json"}, []),
        ({"Content-Type": "text/plain"}, [("SIQ507", "info", "Content-Type")]),
        ({"Server": "x"}, [("SIQ507", "info", "Content-Type")]),
        ({}, []),
    ],
)
def test_a_json_answer_is_labelled_so(headers, expected):
    assert in_short(answered(SUCCESS, headers=headers)) == expected


@pytest.mark.parametrize("dropped", ["*", "content-type"])
def test_an_absent_content_type_is_not_missed_where_the_recorder_may_have_dropped_it(dropped):
    response = Response(200, {"Server": "x"}, json.dumps(SUCCESS).encode(), unrecorded_headers=frozenset({dropped}))
    assert VALIDATOR.check(Exchange(LIST, response)).findings == ()


@pytest.mark.parametrize("content_type", ["text/html", "application/pdf", "image/png"])
def test_another_media_type_is_an_error_where_json_is_documented(content_type):
    (finding,) = answered(b"<html></html>", headers={"Content-Type": content_type})
    assert told(finding)[:2] == ("SIQ506", "error")


def test_a_page_behind_an_unknown_path_is_no_answer_of_the_api():
    request = Request("GET", f"{API}/conversations/104/recordings/105", AUTHORIZATION)
    assert answered(b"\x89PNG", request, headers={"Content-Type": "image/png"}) == []


@pytest.mark.parametrize("content_type", ["image/png", "text/html", "application/json", None])
def test_a_download_may_be_anything(content_type):
    request = Request("GET", f"{API}/conversations/104/attachments/105", AUTHORIZATION)
    headers = {} if content_type is None else {"Content-Type": content_type}
    assert [found for found in answered(b"{}", request, headers=headers) if found.severity.value != "info"] == []


def test_a_refused_download_is_told():
    request = Request("GET", f"{API}/conversations/104/attachments/105", AUTHORIZATION)
    assert in_short(answered(REFUSAL, request)) == [("SIQ601", "error", None)]


def test_a_page_behind_an_invention_is_no_answer_of_the_api_though_it_is_plain_what_was_meant():
    request = Request("POST", f"{API}/chats/104/messages", AUTHORIZATION)
    assert answered(b"<html></html>", request, headers={"Content-Type": "text/html"}) == []


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "Text/HTML; charset=utf-8", "text/xml"])
def test_a_text_without_a_known_request_is_no_envelope(content_type):
    (finding,) = answered(b"<html>Sign in</html>", None, headers={"Content-Type": content_type})
    assert told(finding)[:2] == ("SIQ506", "error")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "image/png"},
        {"Content-Type": "application/octet-stream"},
        {"Content-Type": "text/csv", "Content-Disposition": 'attachment; filename="a.csv"'},
        {"content-type": "text/plain", "content-disposition": "Attachment"},
    ],
)
def test_a_file_without_a_known_request_may_be_a_download(headers):
    assert answered(b"a,b", None, headers=headers) == []


def test_json_behind_an_unknown_path_is_judged_all_the_same():
    request = Request("GET", f"{API}/conversations/104/recordings/105", AUTHORIZATION)
    assert in_short(answered({}, request)) == [("SIQ501", "error", "")]


def test_an_operation_that_answers_with_nothing_may_do_so():
    request = Request("DELETE", f"{API}/conversations", AUTHORIZATION)
    assert answered(None, request) == []


def test_an_operation_whose_answer_is_not_shown_may_answer_with_nothing():
    request = Request("DELETE", f"{API}/departments/104?configure_to=105", AUTHORIZATION)
    assert answered(None, request) == []


@pytest.mark.parametrize("body", [None, b""])
def test_an_answer_to_head_never_has_a_body(body):
    page = {"Content-Type": "text/html"}
    for method, rules in (("HEAD", []), ("head", []), ("GET", ["SIQ506"])):
        asked = Request(method, f"{API}/departments", AUTHORIZATION)
        found = VALIDATOR.check_answer(Exchange(asked, Response(200, page, body))).findings
        assert [finding.rule.code for finding in found] == rules


def test_the_first_version_answers_without_an_envelope():
    request = Request("GET", "https://salesiq.zoho.com/api/v1/northwind-desk/chats", AUTHORIZATION)
    assert answered({"data": []}, request) == []


def test_a_body_that_was_not_recorded_is_not_judged():
    assert answered(UNRECORDED) == []


@pytest.mark.parametrize("status", [201, 400, 404, 500])
def test_another_status_is_told(status):
    (finding,) = answered(SUCCESS, status=status)
    assert (told(finding)[:2], finding.where) == (("SIQ508", "info"), "status")
    assert str(status) in finding.message


@pytest.mark.parametrize("status", [200, None])
def test_the_documented_status_and_an_unknown_one_say_nothing(status):
    assert answered(SUCCESS, status=status) == []


@pytest.mark.parametrize(
    ("request_", "data", "expected"),
    [
        (LIST, [], []),
        (None, [], []),
        (ONE, {}, [("SIQ509", "info", "sync_time")]),
        (LIST, {}, [("SIQ509", "info", "sync_time")]),
        (Request("PUT", f"{API}/departments/104/enable", AUTHORIZATION), [], [("SIQ509", "info", "sync_time")]),
    ],
)
def test_sync_time_belongs_to_lists_that_were_asked_for(request_, data, expected):
    found = in_short(answered({**SUCCESS, "data": data, "sync_time": "1795000000000"}, request_))
    assert [one for one in found if one[0] == "SIQ509"] == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"code": 1019, "message": "Invalid Resource"}, []),
        ({"code": 1019, "message": " invalid resource. "}, []),
        ({"code": 1007, "message": "Invalid datatype found in params"}, []),
        ({"code": 1019, "message": "Canary"}, [("SIQ511", "info", "error.message")]),
        ({"code": 1999, "message": "New"}, [("SIQ510", "warning", "error.code")]),
        ({"code": 1007, "message": "Invalid datatypes found in params", "json_key": "name"}, []),
        ({"code": 1007, "message": "Invalid datatypes found in params", "param": "index"}, []),
        (
            {"code": 1011, "message": "Either the request parameters are invalid or absent", "json_key": "name"},
            [],
        ),
        ({"code": 1019, "message": "Invalid Resource", "param": "id"}, [("SIQ512", "warning", "error.param")]),
        (
            {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "a", "param": "b"},
            [("SIQ512", "warning", "error")],
        ),
        ({"code": 1051, "message": "Invalid JSON", "header": "x"}, []),
    ],
)
def test_the_content_of_a_refusal_is_compared_with_the_catalogue(error, expected):
    found = [one for one in in_short(answered({"error": error}, None)) if not one[0].startswith("SIQ6")]
    assert found == expected


def test_a_drifted_message_is_answered_by_the_documented_one():
    (finding,) = [
        found for found in answered({"error": {"code": 1019, "message": "Canary"}}) if found.rule.code == "SIQ511"
    ]
    assert finding.hint == "the documented message is: Invalid Resource"
    assert "Canary" not in str(finding) + repr(finding)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"id": "104", "operators": ["1"], "new_key": 1, "is_public": True}, []),
        ({"operators": None}, []),
        ({"operators": "1"}, [("SIQ513", "info", "data.operators")]),
        ({"operators": [{}]}, [("SIQ513", "info", "data.operators[0]")]),
        ([], [("SIQ513", "info", "data")]),
    ],
)
def test_data_are_compared_with_what_the_page_shows(data, expected):
    answer = {"url": "/a", "object": "department", "data": data}
    assert in_short(answered(answer, ONE)) == expected


def test_data_are_compared_with_an_extensions_description_too():
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"kind": {"enum": ["a"]}, "size": {"type": "integer"}},
    }
    operation = {
        "operationId": "get_thing",
        "method": "GET",
        "path": "/api/v2/{screen_name}/things",
        "responses": {"200": {"description": "A thing", "content": {"application/json": {"schema": schema}}}},
    }
    validator = Validator(extensions=[{"resource": "things", "title": "Things", "operations": [operation]}])
    answer = {"url": "/a", "object": "thing", "data": {"kind": "canary", "size": "canary"}}
    exchange = Exchange(Request("GET", f"{API}/things", AUTHORIZATION), Response(200, JSON_TYPE, Document(answer)))
    assert sorted(
        (finding.rule.code, finding.json_key, finding.message) for finding in validator.check(exchange).findings
    ) == [
        ("SIQ513", "data.id", "the page shows this key, and it is absent"),
        ("SIQ513", "data.kind", "the value is not what the page shows"),
        ("SIQ513", "data.size", "the page shows an integer here"),
    ]


def test_data_of_an_unknown_operation_are_not_compared():
    assert answered({**SUCCESS, "data": {"operators": "1"}}, None) == []


def test_our_own_refusals_satisfy_our_own_rules():
    for entry in VALIDATOR.errors.values():
        for key in sorted(entry.optional_keys) or [None]:
            error = VALIDATOR.errors.error(entry.code, **({key: "name"} if key else {}))
            found = [
                finding for finding in answered(error.as_envelope(), None) if not finding.rule.code.startswith("SIQ6")
            ]
            assert found == []


def test_an_answer_too_deep_is_told_and_not_judged():
    (finding,) = answered(b"[" * 500 + b"]" * 500)
    assert (finding.rule.code, finding.side) == ("SIQ008", Side.RECORDING)


@pytest.mark.parametrize(
    "answer",
    [
        {**SUCCESS, "data": {1: {2}}},
        {**SUCCESS, "data": {"operators": {1}}},
        {"error": {"code": 1007, "message": {1}}},
        {"error": {"code": 1007, 2: 3, "message": "x"}},
        {**SUCCESS, "data": "\ud800"},
        {**SUCCESS, "data": float("nan")},
        {1: 2},
    ],
)
def test_a_document_that_json_cannot_carry_is_no_traceback(answer):
    for request in (None, ONE):
        VALIDATOR.check(Exchange(request, Response(200, JSON_TYPE, Document(answer))))
