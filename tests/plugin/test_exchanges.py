"""Exchanges of a test, without a run of pytest around them."""

from __future__ import annotations

import json
import time

import pytest
from tests.plugin.conftest import INVALID, SUCCESS, TOKEN, URL, VALID

from salesiq_validate import Request, Response, Validator
from salesiq_validate.clients.tap import PendingCall
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import InvalidExchange
from salesiq_validate.plugin.exchanges import SalesIQExchanges
from salesiq_validate.plugin.expectation import Expectation
from salesiq_validate.plugin.recorder import Recorder
from salesiq_validate.server.error_envelope import envelope
from salesiq_validate.validator import shared_validator

HEADERS = {**TOKEN, "Content-Type": "application/json"}


def json_bytes(document):
    return json.dumps(document).encode()


def call(body=VALID, answer=SUCCESS, url=URL):
    response = None if answer is None else Response(200, {"Content-Type": "application/json"}, json_bytes(answer))
    return PendingCall(Request("POST", url, HEADERS, json_bytes(body)), lambda: response)


@pytest.fixture
def exchanges():
    def make(*calls, **options):
        made = SalesIQExchanges(list(calls), **options)
        made.judge_by(shared_validator(), Expectation())
        return made

    return make


def test_what_a_pending_call_gets_later_is_judged(exchanges):
    pending = call(answer=None)
    found = exchanges(pending)
    found.assert_valid()
    body = b'{"error": {"code": 1014, "message": "x"}}'
    pending.answer = lambda: Response(200, {"Content-Type": "application/json"}, body)
    assert [refusal.code for refusal in found.refusals] == [1014]


def test_an_answer_is_judged_anew_until_its_body_is_read(exchanges):
    bodies = [UNRECORDED]
    streamed = call()
    streamed.answer = lambda: Response(200, {"Content-Type": "application/json"}, bodies[-1])
    found = exchanges(streamed)
    assert found.exchanges[0].response.body is UNRECORDED
    bodies.append(b"no JSON")
    assert [finding.rule.name for finding in found.findings] == ["unreadable-answer"]


@pytest.mark.parametrize(
    "body", [b"no JSON", b"[]", b'{"error": 1}', b'{"error": {"code": "1014"}}', b"[" * 2000, None]
)
def test_what_is_no_refusal_has_none(exchanges, body):
    answered = call()
    answered.answer = lambda: Response(200, {}, body)
    assert exchanges(answered).refusals == ()


@pytest.mark.parametrize(
    "url", ["https://[salesiq.zoho.com/api/v2/x/departments", "https://api.example.com/", "nonsense"]
)
def test_urls_that_lead_elsewhere_or_nowhere_are_no_exchanges(exchanges, url):
    assert len(exchanges(call(url=url))) == 0


def test_a_validator_that_comes_later_judges_everything_anew(exchanges):
    found = exchanges(call(INVALID))
    assert [finding.rule.code for finding in found.findings] == ["SIQ402"]
    found.judge_by(Validator(screen_name="southwind-desk"), Expectation(ignore=("SIQ4",)))
    assert "SIQ107" in [finding.rule.code for finding in found.findings]


def test_thousands_of_exchanges_are_asked_for_again_and_again_in_reasonable_time(exchanges):
    """As a generated test does that asserts after each example; each exchange is judged once."""
    calls: list[PendingCall] = []
    found = exchanges()
    found._calls = calls
    start = time.perf_counter()
    for _ in range(600):
        calls.append(call())
        found.assert_valid()
    # 0.3 s were measured; judging all anew each time would be 180,000 judgements, 10 s and more.
    assert time.perf_counter() - start < 5


def test_a_call_that_begins_after_its_test_is_kept_nowhere():
    recorder = Recorder()
    assert recorder.begin(call().request).answer is None
    assert recorder.calls is None


def test_a_call_that_a_hook_withheld_is_marked():
    report = shared_validator().check_request("POST", URL, headers=TOKEN, json=INVALID)
    kept, lost = call(answer=None), call(answer=None)
    kept.fail(InvalidExchange(report))
    lost.fail(ConnectionError())
    assert (kept.withheld, lost.withheld) == (True, False)


CUSTOM = {
    "resource": "parcels",
    "title": "Parcels",
    "docs": "https://example.com/",
    "operations": [
        {
            "operationId": "track_parcel",
            "method": "GET",
            "path": "/api/v2/{screen_name}/parcels",
            "summary": "Say where a parcel is",
            "tags": ["parcels"],
            "externalDocs": {"url": "https://example.com/parcels"},
            "x-salesiq-complete": True,
            "parameters": [{"name": "screen_name", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "Success"}},
            "x-salesiq-errors": [{"code": 7001, "message": "No such parcel", "meaning": "It was never sent."}],
        }
    ],
}


def test_codes_that_only_a_page_lists_have_envelopes():
    validator = Validator(extensions=[CUSTOM])
    assert envelope(validator, 7001) == {"error": {"code": 7001, "message": "No such parcel"}}
    assert envelope(validator, 7001, operation="track_parcel") == envelope(validator, 7001)
    with pytest.raises(UnknownName, match="there is no SalesIQ error code '7001'"):
        envelope(validator, 7001, operation="list_departments")
