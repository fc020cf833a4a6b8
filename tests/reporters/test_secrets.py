"""Secrets in every slot of an exchange reach no output of any reporter, values shown or not."""

from __future__ import annotations

import json

import pytest
from tests.reporters.traffic import MISSING, REFUSED, UNKNOWN, Judgement, show

from salesiq_validate.exchange import Exchange, Form, Origin, Request, Response
from salesiq_validate.finding import Display, Finding, Report, SalesIQError, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.reporters import REPORTERS

CANARY = "canary8080"
TOKEN = "1000.c0ffeec0ffeec0ffee.c0ffeec0ffeec0ffee"
EMAIL = "canary.person@mail.example.org"
ORIGIN = Origin("traffic.har", 0, 1, "req-0")


def finding(rule=MISSING, side=Side.REQUEST, where="body", **more) -> Finding:
    return Finding(rule, Severity.ERROR, side, where, "odd", origin=ORIGIN, **more)


def exchange(body: object) -> Exchange:
    cookies = (("Cookie", f"{CANARY}=1"), ("Authorization", f"Zoho-oauthtoken {TOKEN}"))
    answer = {"error": {"code": 1, "message": f"{CANARY} {EMAIL}", "json_key": f"{CANARY}.x"}, CANARY: [CANARY]}
    return Exchange(
        Request("POST", f"https://{CANARY}:{CANARY}@example.com/{CANARY}?{CANARY}={TOKEN}", cookies, body),
        Response(200, (("Set-Cookie", CANARY),), json.dumps(answer).encode()),
        ORIGIN,
        "2026-11-23T10:00:00Z",
    )


def json_body() -> bytes:
    inner = {CANARY: CANARY, "token": TOKEN, "email": EMAIL, "name": CANARY}
    return json.dumps({CANARY: {CANARY: CANARY}, "operators": [inner, CANARY], "token": TOKEN, "note": EMAIL}).encode()


def runs() -> list[Judgement]:
    refusal = SalesIQError(1015, f"{CANARY} {EMAIL}", json_key=f"{CANARY}.x", param=CANARY, header=CANARY)
    shown_refusal = SalesIQError(1015, "a message that is not shown", "<key>.x", "<key>", "<key>")
    unlisted = KeyPath(("operators", 0, CANARY))
    places = [
        KeyPath(),
        KeyPath(("operators",)),
        KeyPath(("operators", 0, "token")),
        KeyPath(("operators", 0, "email")),
        KeyPath(("operators", 0, "absent")),
        KeyPath(("operators", 1)),
        KeyPath(("note",)),
        KeyPath(("token",)),
    ]
    listed = [finding(path=path) for path in places]
    found = [
        *listed,
        finding(UNKNOWN, path=unlisted, shown=Display(KeyPath(("operators", 0, "<key>")))),
        finding(UNKNOWN, where="param", param=CANARY, shown=Display(param="<key>")),
        finding(
            REFUSED,
            Side.RESPONSE,
            "envelope",
            path=KeyPath((CANARY, "x")),
            error=refusal,
            shown=Display(KeyPath(("<key>", "x")), error=shown_refusal),
        ),
        finding(REFUSED, Side.RESPONSE, "envelope", path=KeyPath(("error", "message"))),
    ]
    exchanges = [exchange(json_body()), exchange(CANARY.encode()), exchange(Form(((CANARY, CANARY),)))]
    return [Judgement(one, Report(found)) for one in exchanges]


@pytest.mark.parametrize("name", REPORTERS)
def test_nothing_of_a_payload_is_shown(name, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    text = show(name, runs(), listed_names=frozenset({"operators", "token", "note", "email", "name", "error"}))
    text += (tmp_path / "summary.md").read_text() if name == "github" else ""
    assert "SIQ402" in text
    for secret in (CANARY, TOKEN, EMAIL, "c0ffee", "example.org"):
        assert secret not in text


@pytest.mark.parametrize("name", REPORTERS)
def test_values_that_were_asked_for_come_without_tokens_and_addresses(name, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    text = show(name, runs(), show_values=True, listed_names=frozenset())
    assert "SIQ402" in text
    for secret in (TOKEN, EMAIL, "c0ffee", "mail.example.org"):
        assert secret not in text


def test_a_member_that_is_named_like_a_secret_is_still_found():
    named = Judgement(
        Exchange(Request("POST", "/", body=json.dumps({EMAIL: {"a": 1}}).encode())),
        Report((finding(path=KeyPath((EMAIL, "a")), shown=Display(KeyPath(("<key>", "a")))),)),
    )
    text = show("text", [named], show_values=True)
    assert EMAIL not in text
    assert '@example.com": { "a": 1 } }' in text
    assert '@example.com\\": {' in show("html", [named], show_values=True)
    assert (
        "absent" not in show("html", [named], show_values=True).partition('id="report"')[2].partition('"rules": {')[0]
    )
