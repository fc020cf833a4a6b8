"""schemas/inbound/: it follows its own schema, and what it shows is right by our own rules."""

from __future__ import annotations

import jsonschema
import pytest

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.exchange import Document, Exchange, Request, Response
from salesiq_validate.validator import Validator

FILES = ["deliveries", "bot_requests", "bot_answers"]
MESSAGES = inbound_contract().messages
VALIDATOR = Validator()


@pytest.mark.parametrize("name", FILES)
def test_a_file_follows_its_schema(name):
    schema = read_schema_file("inbound.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read_schema_file(f"inbound/{name}.json"))


def test_ids_are_unique():
    assert len({message.id for message in MESSAGES}) == len(MESSAGES)


def answer_of(message):
    """The example as a whole answer; a card stands in one."""
    if message.place is None:
        return message.example
    if message.place == "replies":
        return {"action": "reply", "replies": [message.example]}
    return {"action": "reply", "replies": ["Please choose."], "input": message.example}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id)
def test_an_example_is_right(message):
    if message.kind == "bot-answer":
        exchange = Exchange(None, Response(200, None, Document(answer_of(message))), direction="inbound")
    else:
        request = Request("POST", "https://bot.example.com/salesiq", None, Document(message.example))
        exchange = Exchange(request, direction="inbound")
    assert [str(finding) for finding in VALIDATOR.check(exchange).findings] == []


@pytest.mark.parametrize(
    ("answer", "rule", "json_key"),
    [
        ({"action": "end", "replies": ["a"], "delay": 29}, "SIQ813", "delay"),
        ({"action": "end", "replies": ["a"], "delay": "10801"}, "SIQ813", "delay"),
        ({"action": "reply", "replies": "a"}, "SIQ813", "replies"),
        ({"action": "reply", "replies": ["a"], "suggestions": [{"text": "b"}]}, "SIQ813", "suggestions[0]"),
        ({"action": "reply", "replies": [{"type": "links", "text": "a"}]}, "SIQ812", "replies[0].links"),
        ({"action": "reply", "replies": ["a"], "input": {"type": "wheel"}}, "SIQ813", "input.type"),
        (
            {"action": "reply", "replies": ["a"], "input": {"type": "select", "options": ["a"] * 21}},
            "SIQ813",
            "input.options",
        ),
        ({"action": "context", "context_id": "a"}, "SIQ812", "questions"),
        ([], "SIQ811", None),
        ({"user_defined": {"zohosalesiq": {}}}, "SIQ816", "user_defined"),
    ],
)
def test_a_wrong_answer_is_told_at_its_place(answer, rule, json_key):
    report = VALIDATOR.check_bot_answer(answer)
    assert (rule, json_key or "") in [(finding.rule.code, finding.json_key) for finding in report.findings]
    assert report.reply is None


@pytest.mark.parametrize("delay", [30, "30", 10800, "10800", "600"])
def test_a_delay_may_be_a_number_or_a_text(delay):
    assert VALIDATOR.check_bot_answer({"action": "end", "replies": ["a"], "delay": delay}).findings == ()
