"""Fixes: what each finding offers, and the law that a sure one removes its finding and adds none."""

from __future__ import annotations

import json
import pickle
from collections import Counter

import attrs
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.judged import ROUTABLE
from tests.fixes import stranger
from tests.rules.mangled import REQUESTS, requests
from tests.rules.pages import PAGES, exchanges

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.exchange import Document, Exchange, Form, Request, Response
from salesiq_validate.finding import Edit, Fix
from salesiq_validate.judging import trials
from salesiq_validate.judging.remedies import moment_of
from salesiq_validate.judging.trials import MADE_UP, Trial, applied
from salesiq_validate.keypath import KeyPath
from salesiq_validate.reporters.finding_document import finding_document
from salesiq_validate.strategies.breaches import breaches
from salesiq_validate.strategies.invalid import broken
from salesiq_validate.validator import Validator

PLAIN, TRYING = Validator(), Validator(try_fixes=True)
TOKEN = "Zoho-oauthtoken 1000.0123abcd.4567cdef"
V2 = "https://salesiq.zoho.com/api/v2"
DESK = f"{V2}/northwind-desk"
PATIENT = settings(suppress_health_check=list(HealthCheck))


def kind_of(finding):
    place = None if finding.path is None else finding.path.shape()
    return finding.rule.code, finding.side, finding.where, place, finding.param, finding.header


def counted(report) -> Counter:
    kinds: Counter = Counter()
    for finding in report.findings:
        kinds[kind_of(finding)] += finding.count
    return kinds


def sure_ones(report):
    return [finding for finding in report.findings if finding.fix is not None and finding.fix.sure]


def assert_law(exchange: Exchange, trying: Validator = TRYING, plain: Validator = PLAIN) -> None:
    """Each sure fix alone, and all of them in their order, remove their findings and add none."""
    report = trying.check(exchange)
    before = counted(report)
    mended, done = exchange, []
    for finding in sure_ones(report):
        alone = applied(exchange, finding)
        assert alone is not None
        after = counted(plain.check(alone))
        assert after <= before
        assert after[kind_of(finding)] < before[kind_of(finding)]
        share = (finding.header, finding.fix)
        if finding.where in ("url", "header") and share in done:
            continue
        done.append(share)
        mended = applied(mended, finding)
        assert mended is not None
    after = counted(plain.check(mended))
    assert after <= before
    assert not [finding for finding in sure_ones(report) if after[kind_of(finding)] >= before[kind_of(finding)]]


def sent(method="GET", url=f"{DESK}/departments", headers=None, **body) -> Request:
    headers = {"Authorization": TOKEN} if headers is None else headers
    if "json" in body:
        headers = {"Content-Type": "application/json", **headers}
        return Request(method, url, headers, json.dumps(body["json"]).encode())
    return Request(method, url, headers, body.get("content"))


# -- the law


@given(st.data())
@PATIENT
def test_the_law_holds_for_requests_that_are_broken_in_one_place(data):
    operation = ROUTABLE[data.draw(st.sampled_from(sorted(ROUTABLE)))]
    breach = data.draw(st.sampled_from(list(breaches(operation))))
    request, _ = data.draw(broken(operation, breach))
    assert_law(Exchange(request.request()))


@given(requests())
@PATIENT
def test_the_law_holds_for_hostile_requests(request):
    assert_law(Exchange(request))


def test_the_law_holds_for_every_example_of_the_rules():
    for page, exchange in exchanges(PAGES):
        if exchange.direction == "outbound" and exchange.request is not None:
            exchange = Exchange(exchange.request)
        if "Options" not in page.sections:
            assert_law(exchange)


def test_the_law_holds_where_the_portal_is_configured():
    settings_ = {"screen_name": "northwind-desk", "data_center": "EU"}
    trying, plain = Validator(**settings_, try_fixes=True), Validator(**settings_)
    for request in REQUESTS:
        exchange = Exchange(request)
        for finding in sure_ones(trying.check(exchange)):
            alone = applied(exchange, finding, {**MADE_UP, "screen_name": "northwind-desk"})
            assert counted(plain.check(alone)) <= counted(plain.check(exchange)) - Counter([kind_of(finding)])


# -- what findings offer


@pytest.mark.parametrize(
    ("request_", "rule", "edits", "sure"),
    [
        (sent(url=f"{V2}/departments"), "SIQ105", [("set-path", "/api/v2/{screen_name}/departments", {})], True),
        (
            sent("POST", f"{V2}/chats/42/end", json={}),
            "SIQ108",
            [
                ("set-method", "PUT", {}),
                ("set-path", "/api/v2/{screen_name}/conversations/{conversation_id}/close", {"conversation_id": 3}),
            ],
            True,
        ),
        (
            sent(url="https://salesiq.zoho.com/api/v2/{screen_name}/departments"),
            "SIQ106",
            [("set-path", "/api/v2/{screen_name}/departments", {})],
            True,
        ),
        (
            sent(url=f"{DESK}/chats/42/messages"),
            "SIQ108",
            [
                (
                    "set-path",
                    "/api/v2/{screen_name}/conversations/{conversation_id}/messages",
                    {"screen_name": 2, "conversation_id": 4},
                )
            ],
            True,
        ),
        (sent("PATCH", f"{DESK}/departments/42", json={"name": "A"}), "SIQ111", [("set-method", "PUT", {})], True),
        (sent(url=f"{DESK}/departments".replace("https", "http")), "SIQ103", [("use-https", None, {})], True),
        (
            sent(url="https://accounts.zoho.eu/api/v2/northwind-desk/departments"),
            "SIQ101",
            [("set-host", "salesiq.zoho.eu", {})],
            True,
        ),
        (
            sent(headers={"Authorization": "Bearer 1000.0123abcd.4567cdef"}),
            "SIQ202",
            [("set-scheme", "Zoho-oauthtoken", {})],
            True,
        ),
        (
            sent(headers={"Authorization": "Bearer YOUR_KEY"}),
            "SIQ202",
            [("set-header", "Zoho-oauthtoken {access_token}", {})],
            True,
        ),
        (sent(headers={"Accept": "*/*"}), "SIQ201", [("set-header", "Zoho-oauthtoken {access_token}", {})], True),
        (
            sent(
                "PUT", f"{DESK}/departments/42", {"Authorization": TOKEN, "Content-Type": "text/plain"}, content=b"{}"
            ),
            "SIQ205",
            [("set-header", "application/json", {})],
            True,
        ),
        (sent(url=f"{DESK}/conversations?limit=1000"), "SIQ302", [("set", 99, {})], True),
        (sent(url=f"{DESK}/conversations?status=opened"), "SIQ302", [("set", "open", {})], True),
        (sent(url=f"{DESK}/counts"), "SIQ301", [("set", "chatmonitors", {})], True),
        (sent(url=f"{DESK}/calls?per_page=50"), "SIQ304", [("rename", "limit", {})], True),
        (sent(url=f"{DESK}/conversations?from_time=1795000000"), "SIQ307", [("to-epoch-ms", None, {})], True),
        (
            sent("POST", f"{DESK}/departments", json={"name": "A", "operators": "104000000000456"}),
            "SIQ403",
            [("to-list", None, {})],
            True,
        ),
        (
            sent("POST", f"{DESK}/departments", json={"name": "A", "operators": '["104000000000456"]'}),
            "SIQ403",
            [("to-json", None, {})],
            True,
        ),
        (
            sent("POST", f"{DESK}/departments", json={"name": "A", "operators": ["1", None]}),
            "SIQ403",
            [("remove", None, {})],
            True,
        ),
        (
            sent("POST", f"{DESK}/departments", json={"name": "A", "operators": [104000000000456789]}),
            "SIQ705",
            [("to-string", None, {})],
            True,
        ),
        (
            sent("POST", f"{DESK}/operators", json={"nick_name": "A", "email": "ada@example.com"}),
            "SIQ408",
            [("rename", "email_id", {})],
            True,
        ),
        (
            sent("POST", f"{DESK}/departments", json={"name": "A", "operator": "42"}),
            "SIQ408",
            [("to-list", None, {}), ("rename", "operators", {})],
            True,
        ),
        # It may have been meant to be cleared.
        (
            sent("PUT", f"{DESK}/departments/42", json={"description": None}),
            "SIQ403",
            [("remove", None, {})],
            False,
        ),
        # Which of two names was meant, nobody knows; nor whether what has no name was needed.
        (
            sent("POST", f"{DESK}/conversations/42/messages", json={"text": "a", "file": "b"}),
            "SIQ308",
            [("remove", None, {})],
            False,
        ),
        (
            sent("POST", f"{DESK}/operators", json={"max_chats": 5}),
            "SIQ408",
            [("remove", None, {})],
            False,
        ),
    ],
)
def test_a_finding_knows_its_remedy(request_, rule, edits, sure):
    finding = next(one for one in TRYING.check(Exchange(request_)).findings if one.rule.code == rule)
    assert finding.fix is not None
    assert [(edit.kind, edit.value, dict(edit.segments)) for edit in finding.fix.edits] == edits
    assert finding.fix.sure is sure


@pytest.mark.parametrize(
    "request_",
    [
        # Three calls are equally near, and no call can do it.
        sent(url=f"{V2}/routing/rules"),
        sent("POST", f"{DESK}/visitors", json={"name": "Ada"}),
        # The id would be lost, and so what was asked for.
        sent(url=f"{DESK}/visitors/104000000000123/conversations"),
    ],
)
def test_where_there_is_a_doubt_no_url_is_offered(request_):
    assert [one.fix for one in TRYING.check(Exchange(request_)).findings if one.where == "url"] in ([None], [None] * 2)


def test_the_configured_data_centre_tells_the_host():
    trying = Validator(data_center="IN", try_fixes=True)
    for host, is_sure in (("salesiq.zoho.com", True), ("accounts.zoho.eu", True), ("gateway.example.com", False)):
        url = f"https://{host}/api/v2/northwind-desk/departments"
        (finding,) = trying.check(Exchange(sent(url=url))).findings
        assert (finding.fix.edits[0].value, finding.fix.sure) == ("salesiq.zoho.in", is_sure)


def test_nothing_is_sure_until_it_was_tried():
    finding = PLAIN.check(Exchange(sent(url=f"{DESK}/conversations?limit=1000"))).findings[0]
    assert finding.fix.sure is None
    assert finding_document(finding, is_reply=False)["fix"]["sure"] is False


def test_a_fix_that_makes_another_fault_is_not_sure():
    request = sent("PUT", f"{DESK}/conversations/42/tags", json={"tags": ["billing"]})
    finding = next(one for one in TRYING.check(Exchange(request)).findings if one.rule.code == "SIQ408")
    assert (finding.fix.edits[0].value, finding.fix.sure) == ("ids", False)


def test_of_two_keys_for_one_name_the_second_stays():
    body = {"nick_name": "A", "email": "a@example.com", "agent_email": "b@example.com"}
    exchange = Exchange(sent("POST", f"{DESK}/operators", json=body))
    fixes = [one.fix.sure for one in TRYING.check(exchange).findings if one.fix is not None]
    assert fixes == [True, False]
    assert_law(exchange)


def test_findings_that_share_a_fix_need_it_once():
    report = TRYING.check(Exchange(sent(url=f"{V2}/chats/42/transcript")))
    assert {finding.fix for finding in report.findings} == {report.findings[0].fix}
    fixed, report = PLAIN.fixed(sent(url=f"{V2}/chats/42/transcript"))
    assert fixed.url == f"{V2}/{{screen_name}}/conversations/42/messages"
    assert report.findings == ()


def test_a_fix_reaches_forms_and_decoded_bodies():
    document = Request(
        "POST", f"{DESK}/departments", {"Authorization": TOKEN}, Document({"name": "A", "operators": "1"})
    )
    fixed, _ = PLAIN.fixed(document)
    assert fixed.body == Document({"name": "A", "operators": ["1"]})
    assert document.body == Document({"name": "A", "operators": "1"})
    form = Form([("message", "Hello")])
    request = Request("POST", f"{DESK}/conversations/42/messages", {"Authorization": TOKEN}, form)
    report = TRYING.check(Exchange(request))
    assert all(finding.fix is None or finding.fix.sure is not None for finding in report.findings)


def test_what_a_bot_answers_is_mended_and_what_salesiq_sends_is_not():
    exchange = Exchange(
        None, Response(200, None, Document({"action": "replys", "replies": ["a"]})), direction="inbound"
    )
    finding = TRYING.check(exchange).findings[0]
    assert (finding.fix.edits[0].value, finding.fix.sure) == ("reply", True)
    assert_law(exchange)
    delivery = TRYING.check_delivery({"entity_type": "conversation", "event": "conversation.create", "surprise": 1})
    assert delivery.findings
    assert not [one for one in delivery.findings if one.fix is not None]


def test_a_request_is_not_changed_by_what_cannot_be_applied():
    twice = sent("POST", f"{DESK}/operators", content=b'{"email": "a@example.com", "email": "b@example.com"}')
    assert not [one for one in TRYING.check(Exchange(twice)).findings if one.where == "body" and one.fix is not None]


def test_a_body_with_hundreds_of_faults_is_judged_a_few_times():
    times = {f"t{number}": None for number in range(300)}
    exchange = Exchange(sent("POST", f"{DESK}/departments", json={"name": "A", "operators": [None] * 300, **times}))
    findings = PLAIN.check(exchange).findings
    judged = []
    trial = Trial(exchange, findings, lambda one: judged.append(one) or PLAIN.check(one).findings, MADE_UP)
    tried = trial.tried()
    assert len(tried) == len(findings) > 32
    assert len(judged) <= 33
    assert {finding.fix.sure for finding in tried if finding.fix is not None} == {True, False}
    large = sent("POST", f"{DESK}/departments", json={"name": "A" * 1_000_000, "operators": "42"})
    (finding, *_) = TRYING.check(Exchange(large)).findings
    assert finding.fix.sure is False


@pytest.mark.parametrize("is_decoded", [False, True])
def test_a_large_body_with_a_thousand_fixes_is_changed_a_few_times(monkeypatch, is_decoded):
    members = {"name": "Desk", "operators": ["104000000158000"], **{f"made_up_{at}": 1 for at in range(20_000)}}
    request = sent("POST", f"{DESK}/departments", json=members)
    if is_decoded:
        request = attrs.evolve(request, body=Document(members))
    changed = []
    monkeypatch.setattr(trials, "applied", lambda exchange, *_: changed.append(exchange) or exchange)
    findings = TRYING.check(Exchange(request)).findings
    assert len(findings) > 1_000
    assert 0 < len(changed) <= 5
    assert not any(finding.fix.sure for finding in findings if finding.fix is not None)


def test_items_are_duplicates_where_they_are_equal_in_json():
    exchange = Exchange(sent("POST", f"{DESK}/departments", json={"operators": [1, True, "1", 1.0, 1, [1], [True]]}))
    finding = next(one for one in PLAIN.check(exchange).findings if one.where == "body")
    finding = attrs.evolve(finding, path=KeyPath(("operators",)), fix=Fix((Edit("remove-duplicates"),)))
    assert json.loads(applied(exchange, finding).request.body) == {"operators": [1, True, "1", [1], [True]]}
    assert json.loads(applied(exchange, finding).request.body)["operators"][1] is True


def test_an_object_that_cannot_be_copied_does_no_harm():
    class Strange:
        def __deepcopy__(self, memo):
            raise RuntimeError("no")

    body = Document({"name": Strange(), "operators": "42"})
    request = Request("POST", f"{DESK}/departments", {"Authorization": TOKEN}, body)
    assert TRYING.check(Exchange(request)).findings


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1795000000, 1795000000),
        ("1795000000123", 1795000000.123),
        ("2026-11-29T10:00:00Z", 1795946400),
        ("2026-11-29T10:00:00", None),
        ("0001-01-01T00:00:00+23:59", -62135683140),
        pytest.param("9" * 5000, None, id="a long text of digits"),
        pytest.param(10**5000, None, id="a long number"),
        pytest.param("\ud800", None, id="half a pair"),
        (True, None),
        ({}, None),
    ],
)
def test_a_time_is_read_where_there_is_no_doubt(value, moment):
    assert moment_of(value) == moment


def test_findings_travel_with_their_fixes():
    findings = TRYING.check(Exchange(sent(url=f"{V2}/chats/42/transcript"))).findings
    assert pickle.loads(pickle.dumps(findings)) == findings


# -- strangers and secrets


SCHEMA = read_schema_file("formats/json-v1.schema.json")


def documents_of(request: Request) -> list[dict]:
    report = TRYING.check(Exchange(request)).with_all_names()
    return [finding_document(finding, is_reply=False) for finding in report.findings]


def as_stranger(request: Request) -> Request:
    """What a program makes of a request that reads json-v1 and nothing else."""
    written = {"method": request.method, "url": request.url, "headers": dict(request.headers)}
    if request.body:
        written["json"] = json.loads(request.body)
    done = []
    for finding in documents_of(request):
        fix = finding["fix"]
        if fix is None or not fix["sure"] or (finding["where"] in ("url", "header") and fix in done):
            continue
        done.append(fix)
        stranger.apply(written, finding, dict(MADE_UP))
    body = json.dumps(written["json"]).encode() if "json" in written else None
    return Request(written["method"], written["url"], written["headers"], body)


@given(st.data())
@PATIENT
def test_a_stranger_mends_what_the_report_calls_sure(data):
    operation = ROUTABLE[data.draw(st.sampled_from(sorted(ROUTABLE)))]
    breach = data.draw(st.sampled_from([one for one in breaches(operation) if one.media in (None, "application/json")]))
    request = data.draw(broken(operation, breach))[0].request()
    try:
        json.loads(request.body or b"{}")
    except ValueError:
        return
    report = TRYING.check(Exchange(request))
    after = counted(PLAIN.check(Exchange(as_stranger(request))))
    assert after <= counted(report)
    assert not [
        finding for finding in sure_ones(report) if after[kind_of(finding)] >= counted(report)[kind_of(finding)]
    ]


CANARY = "c4n4ry-Geheimnis"


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.url[-40:])
def test_a_fix_holds_nothing_of_the_payload(request_):
    url = f"{request_.url}{'&' if '?' in request_.url else '?'}{CANARY}={CANARY}&limit={CANARY}&authtoken={CANARY}"
    headers = [("Authorization", f"Bearer {CANARY}"), ("Content-Type", CANARY), (CANARY, CANARY)]
    bodies = [None, json.dumps({CANARY: CANARY, "email": CANARY, "operators": CANARY, "ids": [CANARY]}).encode()]
    for body in bodies:
        findings = TRYING.check(
            Exchange(Request(request_.method, url.replace("northwind-desk", CANARY), headers, body))
        ).findings
        fixes = json.dumps([finding_document(finding, is_reply=False)["fix"] for finding in findings])
        assert CANARY not in fixes
        assert CANARY not in repr([finding.fix for finding in findings])


def test_the_published_schema_describes_every_fix():
    validator = jsonschema.Draft202012Validator({**SCHEMA, "required": [], "$ref": "#/$defs/finding"})
    seen = set()
    for request in REQUESTS:
        for document in documents_of(request):
            validator.validate(document)
            seen |= {edit["edit"] for edit in (document["fix"] or {"edits": []})["edits"]}
    assert {"set-method", "set-path", "set-header", "set-scheme", "rename", "remove", "set"} <= seen
