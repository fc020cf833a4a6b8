"""`check` of recordings that show how tokens were issued: what these grant, and where they are good."""

from __future__ import annotations

import json

import pytest
from tests.cli.shell import run

from salesiq_validate.run import issued_tokens

TOKEN = "1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"
API = "/api/v2/example/departments"


def answer(scope="SalesIQ.departments.READ SalesIQ.tags.ALL", host="accounts.zoho.com", token=TOKEN):
    document = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
    return {
        "request": {"method": "POST", "url": f"https://{host}/oauth/v2/token?grant_type=refresh_token", "headers": {}},
        "response": {"status": 200, "headers": {}, "json": document | ({"scope": scope} if scope else {})},
    }


def call(method="GET", host="salesiq.zoho.com", token=TOKEN, path=API):
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    return {"request": {"method": method, "url": f"https://{host}{path}", "headers": headers}}


def check(tmp_path, *entries, options=()):
    file = tmp_path / "traffic.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    outcome = run("check", "--no-config", file, "--format", "json", *options)
    found = [(one["rule"], one["severity"], one["origin"]["entry"]) for one in outcome.document["findings"]]
    return outcome, found


def test_calls_are_judged_by_the_scopes_that_their_token_was_granted(tmp_path):
    outcome, found = check(tmp_path, answer(), call(), call("DELETE", path="/api/v2/example/operators/104"))
    assert found == [("SIQ204", "error", 2)]
    assert "1 token answer; calls with these tokens were checked against the granted scopes" in outcome.err
    assert outcome.document["skipped"] == 1
    assert TOKEN not in outcome.out + outcome.err


def test_it_does_not_matter_where_in_the_recording_a_token_was_issued(tmp_path):
    assert check(tmp_path, call("DELETE", path="/api/v2/example/operators/104"), answer())[1] == [
        ("SIQ204", "error", 0)
    ]


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_it_does_not_matter_how_much_of_a_recording_is_looked_through_at_a_time(tmp_path, monkeypatch, block):
    monkeypatch.setattr(issued_tokens, "_BLOCK", block)
    entries = [call("DELETE", path="/api/v2/example/operators/104"), answer()]
    assert check(tmp_path, *entries)[1] == [("SIQ204", "error", 0)]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_it_does_not_matter_who_judges(tmp_path, jobs):
    entries = [answer(), call(), call("DELETE", path="/api/v2/example/operators/104")]
    assert check(tmp_path, *entries, options=["--jobs", jobs])[1] == [("SIQ204", "error", 2)]


@pytest.mark.parametrize(
    ("entries", "options"),
    [
        ([call("DELETE", path="/api/v2/example/operators/104")], []),
        ([answer(scope=None), call("DELETE", path="/api/v2/example/operators/104")], []),
        ([answer(token="1000.0a.0b"), call("DELETE", path="/api/v2/example/operators/104")], []),
        ([answer(scope="SalesIQ.operators.ALL"), call("DELETE", path="/api/v2/example/operators/104")], []),
        ([answer(), call("DELETE", path="/api/v2/example/operators/104")], ["--scope", "SalesIQ.operators.ALL"]),
    ],
    ids=["no answer", "no scope", "another token", "granted", "a scope that was named"],
)
def test_nothing_is_said_where_the_grant_of_a_token_is_not_known_or_fits(tmp_path, entries, options):
    assert check(tmp_path, *entries, options=options)[1] == []


def test_a_token_of_one_data_centre_is_not_good_at_another(tmp_path):
    outcome, found = check(tmp_path, answer(host="accounts.zoho.eu"), call(), call(host="salesiq.zoho.eu"))
    assert found == [("SIQ102", "warning", 1)]
    assert outcome.document["findings"][0]["hint"] == "the token is for EU, and the call went to US"


def test_an_answer_without_scopes_is_counted(tmp_path):
    outcome, _ = check(tmp_path, answer(scope=None), call())
    assert "Note: the recordings contain 1 token answer\n" in outcome.err


@pytest.mark.parametrize("body", [{"error": "invalid_code"}, [], "access_token", {"access_token": 5}])
def test_an_answer_without_a_token_is_none(tmp_path, body):
    refused = answer()
    refused["response"]["json"] = body
    outcome, found = check(tmp_path, refused, call())
    assert found == []
    assert "token answer" not in outcome.err
