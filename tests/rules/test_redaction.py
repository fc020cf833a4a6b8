"""No finding shows a value, a token, or a name that no schema lists, wherever it was planted."""

from __future__ import annotations

import base64
import gzip
import json
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.facts import API, JSON, VALIDATOR
from tests.rules.notes import NOTES
from tests.rules.pages import judged

from salesiq_validate.exchange import Document, Exchange, Form, Request, Response, url_with
from salesiq_validate.finding import InvalidExchange, Report

#: Has too many digits in a row for a word of code, which is shown where it is a name.
CANARY = "canary8080"


def shown(report: Report) -> str:
    """Everything of a report that may be printed."""
    texts = [repr(report)]
    for finding in report.findings:
        texts += [str(finding), repr(finding), finding.message, finding.location, finding.fingerprint]
        texts += [str(found) for found in (finding.json_key, finding.pointer, finding.path_shape, finding.shown_param)]
        texts += [str(finding.header), str(finding.shape), str(finding.hint), repr(finding.shown_error)]
        texts += [repr(finding.path), repr(finding.origin)]
    try:
        report.raise_for_errors()
    except InvalidExchange as error:
        texts += [str(error), repr(error), "".join(traceback.format_exception(error))]
    return "\n".join(texts)


def check(request: Request | None, response: Response | None = None) -> Report:
    exchange = Exchange(request, response)
    assert CANARY not in repr(exchange)
    return NOTES.check(exchange)


URLS = [
    f"https://{CANARY}.example.com/api/v2/northwind-desk/departments",
    f"https://{CANARY}:{CANARY}@salesiq.zoho.com/api/v2/northwind-desk/departments",
    f"{API}/{CANARY}/x",
    f"{API}/departments/{CANARY}",
    f"{API}/departments/{CANARY}/{CANARY}",
    f"https://salesiq.zoho.com/api/v2/{CANARY}!/departments",
    f"https://salesiq.zoho.com/{CANARY}",
    f"https://salesiq.zoho.com/api/{CANARY}/a/b",
    f"{API}/departments?{CANARY}={CANARY}",
    f"{API}/departments?index={CANARY}",
    f"{API}/departments?{CANARY}_token={CANARY}",
    f"{API}/conversations?status={CANARY}",
    f"{API}/calls?include_fields={CANARY},brand&department_ids={CANARY}",
    f'{API}/notes?filter={{"{CANARY}":"{CANARY}"}}',
    f"{API}/notes?filter={CANARY}",
    CANARY,
    f"//{CANARY}",
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("method", ["GET", "POST", CANARY])
def test_nothing_of_a_url_or_method_is_shown(url, method):
    report = check(Request(method, url, {"Authorization": f"Bearer {CANARY}"}))
    assert report.findings
    assert CANARY not in shown(report)


HEADERS = [
    {"Authorization": CANARY},
    {"Authorization": f"{CANARY} x"},
    {"Authorization": f"Zoho-oauthtoken {CANARY}"},
    {"Content-Type": CANARY},
    {"Content-Type": f"multipart/form-data; boundary={CANARY}"},
    {"Content-Type": f"application/json; charset={CANARY}"},
    {"Content-Encoding": CANARY},
    {CANARY: CANARY},
    {"Cookie": CANARY},
]


@pytest.mark.parametrize("headers", HEADERS)
def test_nothing_of_a_header_is_shown(headers):
    report = check(Request("POST", f"{API}/notes", {**JSON, **headers}, b'{"text": 5}'))
    assert report.findings
    assert CANARY not in shown(report)


DOCUMENTS: list[Any] = [
    CANARY,
    [CANARY],
    {CANARY: CANARY},
    {"text": {CANARY: CANARY}},
    {"text": [CANARY]},
    {"text": "", "mode": CANARY, "author": CANARY, "department": CANARY, "color": CANARY, "priority": CANARY},
    {"text": "a", "labels": [{CANARY: [{CANARY: CANARY}]}]},
    {"text": "a", CANARY: {CANARY: 1}, f"mode {CANARY}": 2},
    {"text": "a", "pinned": CANARY, "due": CANARY, "until": CANARY},
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_of_a_body_is_shown(document):
    for body in (Document(document), json.dumps(document).encode(), gzip.compress(json.dumps(document).encode())):
        report = check(Request("POST", f"{API}/notes", JSON, body))
        assert report.findings
        assert CANARY not in shown(report)


@pytest.mark.parametrize(
    "content",
    [
        f"{CANARY}",
        f'{{"{CANARY}": {CANARY}}}',
        f'{{"text": "{CANARY}',
        f'{{"{CANARY}": 1, "{CANARY}": 2, "text": 012}}',
        f'{{"text": "{CANARY}\t\\ud800", "{CANARY}": NaN}}',
        f"text={CANARY}%&{CANARY}=%zz&{CANARY}",
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_nothing_of_a_broken_text_is_shown(content, content_type):
    report = check(Request("POST", f"{API}/notes", {**JSON, "Content-Type": content_type}, content.encode()))
    assert report.findings
    assert CANARY not in shown(report)


def test_nothing_of_a_form_is_shown():
    fields = [("priority", CANARY), (CANARY, CANARY), ("author", CANARY), ("mode", CANARY), (CANARY, "twice")]
    report = check(Request("POST", f"{API}/notes", JSON, Form(fields)))
    assert len(report.findings) >= 4
    assert CANARY not in shown(report)


def test_nothing_of_a_multipart_body_is_shown():
    content = (
        f'--b\r\nContent-Disposition: form-data; name="{CANARY}"; filename="{CANARY}"\r\n\r\n{CANARY}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="page"\r\n\r\n{CANARY}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="scan"; filename="{CANARY}"\r\n\r\n{CANARY}{CANARY}\r\n--b--\r\n'
    )
    headers = {**JSON, "Content-Type": "multipart/form-data; boundary=b"}
    report = check(Request("PUT", f"{API}/notes/1", headers, content.encode()))
    assert len(report.findings) >= 3
    assert CANARY not in shown(report)


ANSWERS: list[Any] = [
    CANARY,
    [CANARY],
    {CANARY: CANARY},
    {"data": CANARY, CANARY: 1},
    {"url": 5, "object": [CANARY], "data": {CANARY: {CANARY: 1}}},
    {"url": "/a", "object": "department", "data": {"operators": {CANARY: CANARY}}},
    {"url": "/a", "object": "department", "data": {"operators": [{CANARY: CANARY}]}, "sync_time": CANARY},
    {"error": CANARY},
    {"error": {"code": CANARY, "message": [CANARY]}},
    {"error": {"code": 1007, "message": CANARY, "json_key": CANARY, "param": CANARY, "header": CANARY}},
    {"error": {"code": 1007, "message": CANARY, "json_key": f"{CANARY}[0].{CANARY}"}},
    {"error": {"code": 1007, "message": CANARY, "json_key": f"]{CANARY}["}},
    {"error": {"code": 1999, "message": CANARY, "param": CANARY}},
    {"error": {"code": 1054, "message": "Invalid header value", "header": CANARY}},
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_nothing_of_an_answer_is_shown(answer):
    request = Request("GET", f"{API}/departments/104", JSON)
    for body in (Document(answer), json.dumps(answer).encode(), json.dumps(answer).encode()[:-1]):
        for sent in (request, None):
            report = check(sent, Response(200, {"Content-Type": "application/json"}, body))
            assert report.findings or sent is None
            assert CANARY not in shown(report)


def test_an_answer_of_another_type_is_not_shown():
    for content_type in ("text/html", CANARY, f"application/{CANARY}"):
        report = check(
            Request("GET", f"{API}/departments", JSON), Response(500, {"Content-Type": content_type}, CANARY.encode())
        )
        assert CANARY not in shown(report)


def test_names_that_are_listed_are_shown():
    report = VALIDATOR.check_request("POST", f"{API}/departments", headers=JSON, json={"name": [], "operators": 5})
    assert [finding.json_key for finding in report.findings] == ["name", "operators"]


def test_what_a_program_needs_is_there_all_the_same():
    report = check(Request("POST", f"{API}/departments", JSON, Document({"name": "a", "operators": [], CANARY: {}})))
    (finding,) = report.findings
    assert finding.path.segments == (CANARY,)
    assert finding.json_key == "<key>"
    assert finding.pointer == "/<key>"


def test_names_are_shown_to_whoever_wrote_them():
    headers = {**JSON, "Authorization": f"Zoho-oauthtoken {CANARY}"}
    names = {"Ada Lovelace": 1, "ada@example.com": CANARY, "492000000001": {}}
    found = VALIDATOR.check_request(
        "POST", f"{API}/departments?a.b=1", headers=headers, json={"name": "a", "operators": [], **names}
    ).findings
    shown_names = {finding.json_key or finding.shown_param for finding in found}
    assert {"a.b", "Ada Lovelace", '["ada@example.com"]', "492000000001"} <= shown_names
    assert CANARY not in "".join(map(str, found))


def test_names_of_a_schema_of_the_callers_own_are_shown():
    schema = {"properties": {"my_own": {"type": "object", "properties": {"inner": {"type": "integer"}}}}}
    report = VALIDATOR.check_request(
        "POST", f"{API}/departments", headers=JSON, json={"my_own": {"inner": CANARY}}, schema=schema
    )
    assert [finding.json_key for finding in report.findings] == ["my_own.inner"]
    assert CANARY not in shown(report)


_TEXTS = st.sampled_from([CANARY, f"x{CANARY}", f"{CANARY}@example.com", "104", "", "text", "mode", "a.b[0]"])
_VALUES = st.recursive(
    _TEXTS | st.integers() | st.none() | st.booleans() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(body=_VALUES, answer=_VALUES, query=st.dictionaries(_TEXTS, _TEXTS, max_size=3))
def test_no_generated_exchange_shows_what_was_planted(body, answer, query):
    sent = {"text": body, "mode": body, "labels": body} if isinstance(body, list) else body
    request = Request("POST", url_with(f"{API}/notes", query), JSON, Document(sent))
    envelope = {"error": answer} if isinstance(answer, dict) else {"url": "/", "object": "x", "data": answer}
    report = check(request, Response(200, {"Content-Type": "application/json"}, Document(envelope)))
    assert CANARY not in shown(report)


def test_a_body_in_base64_is_not_shown():
    line = {"request": None, "response": {"status": 200, "body_base64": base64.b64encode(CANARY.encode()).decode()}}
    found = judged(json.dumps(line), NOTES)
    assert found
    assert CANARY not in "".join(map(str, found))
