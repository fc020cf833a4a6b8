"""`answer`, `messages`, and what `check` and `explain` say of inbound messages."""

from __future__ import annotations

import json

import jsonschema
import pytest
from tests.cli.shell import run
from tests.inbound.keys import ANSWER, BOT_REQUEST, PEM, packed, sign

from salesiq_validate.contract.files import read_schema_file

URL = "https://bot.example.com/salesiq"


def line(body, headers=None, answer=None):
    sent = {"method": "POST", "url": URL, "headers": {"Content-Type": "application/json", **(headers or {})}}
    written = {"direction": "inbound", "request": {**sent, "body": body.decode()}}
    if answer is not None:
        written["response"] = {"status": 200, "headers": {"Content-Type": "application/json"}, "json": answer}
    return json.dumps(written)


@pytest.mark.parametrize(
    ("answer", "code", "said"), [(ANSWER, 0, "No findings"), ({"reply": "a"}, 1, "SIQ812"), ([], 1, "SIQ811")]
)
def test_an_answer_is_judged_from_the_shell(answer, code, said):
    result = run("answer", "-d", json.dumps(answer))
    assert result.code == code
    assert said in result.out


def test_signatures_are_judged_by_the_keys_that_are_given(tmp_path):
    (tmp_path / "portal.pem").write_bytes(PEM)
    body = packed(BOT_REQUEST)
    for headers, code in (({"x-siqsignature": sign(body)}, 0), ({"x-siqsignature": sign(b"a")}, 1), ({}, 1)):
        (tmp_path / "calls.jsonl").write_text(line(body, headers, ANSWER))
        result = run("check", str(tmp_path / "calls.jsonl"), "--public-key", str(tmp_path / "portal.pem"))
        assert result.code == code, result.err


def test_a_public_key_that_is_none_is_told(tmp_path):
    (tmp_path / "calls.jsonl").write_text(line(packed(BOT_REQUEST)))
    result = run("check", str(tmp_path / "calls.jsonl"), "--public-key", str(tmp_path / "nowhere.pem"))
    assert result.code == 2
    assert "cannot be read" in result.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("conversation.created", "delivery_conversation_created"),
        ("reply", "bot_answer_reply"),
        ("x-siqsignature", "SIQ822"),
        ("SIQ801", "unreadable-inbound-body"),
        ("input_select", "The card select"),
    ],
)
def test_explain_knows_inbound_names(name, said):
    result = run("explain", name)
    assert (result.code, said in result.out) == (0, True)
    assert json.loads(run("explain", name, "--format", "json").out)["kind"] in {"message", "rule"}


def test_messages_are_listed_and_shown():
    listed = run("messages", "slider").out
    assert "input_slider" in listed
    assert "input_select" not in listed
    shown = run("messages", "show", "input_slider", "--format", "json").document
    assert shown["example"]["type"] == "slider"
    schema = read_schema_file("formats/messages-v1.schema.json")
    jsonschema.validate(shown, schema)
    jsonschema.validate(run("messages", "--format", "json").document, schema)
    assert run("messages", "show", "slidr").code == 2


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("trigger", "bot_request_trigger"),
        ("forward", "bot_answer_forward"),
        ("drop-down", "input_drop_down"),
        ("tag.created", "delivery_tag_created"),
    ],
)
def test_a_message_is_shown_by_whatever_tells_it_apart(name, found):
    assert run("messages", "show", name, "--format", "json").document["id"] == found


def test_reports_say_whose_message_it_is(tmp_path):
    (tmp_path / "calls.jsonl").write_text(line(packed(BOT_REQUEST), {}, {"reply": "a"}))
    assert "(messages of SalesIQ and answers to them)" in run("check", str(tmp_path / "calls.jsonl")).out
    findings = run("check", str(tmp_path / "calls.jsonl"), "--format", "json").document["findings"]
    assert {finding["direction"] for finding in findings} == {"inbound"}
