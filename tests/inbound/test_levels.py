"""What is wrong in inbound messages, where, and how bad: as the pages state it, show it, or leave it open."""

from __future__ import annotations

import pytest
from tests.inbound.keys import ANSWER, BOT_REQUEST, DELIVERY, PUBLIC_KEY, packed, sign

from salesiq_validate import Exchange, Request, Response, Severity, Validator
from salesiq_validate.inbound import verifier

VALIDATOR = Validator()
WITH_KEYS = Validator(verify_signature=verifier(PUBLIC_KEY))
URL = "https://bot.example.com/salesiq"


def told(report):
    """The findings that are no info, as severity, rule and place."""
    return [
        f"{finding.severity} {finding.rule.code} {finding.json_key or finding.header or finding.where}"
        for finding in report.findings
        if finding.severity is not Severity.INFO
    ]


def reply(*replies, **more):
    return {"action": "reply", "replies": list(replies), **more}


def asks(kind, **more):
    return reply("a", input={"type": kind, **more})


PRODUCT = {"type": "single-product", "text": "a", "title": "b", "elements": [{"id": "1", "image": "c"}]}
BUTTON = {"label": "a", "name": "b", "type": "url", "link": "c"}
CONTEXT = {"action": "context", "context_id": "a"}
QUESTION = {"name": "a", "replies": ["b"]}


@pytest.mark.parametrize(
    "answer",
    [
        reply("a", {"text": "b", "image": "c", "image_position": "fit", "field_name": "siq_name"}),
        reply({"text": "a", "validate": {"format": "number(1-5)", "error": ["b"]}}),
        reply({"text": "a", "validate": {"format": "decimal(4,2)"}}),
        reply({**PRODUCT, "actions": [BUTTON]}),
        reply({**PRODUCT, "actions": [{"label": "a", "name": "b", "type": "client_action", "clientaction_name": "c"}]}),
        asks("star-rating", level="3"),
        asks("star-rating", level=10),
        asks("happiness-rating", level="5", set_conversation_rating="true"),
        asks("multiple-select", options=["a", "b"], max_selection="2"),
        asks("calendar", **{"from": "+1", "to": 1893456000000, "time": "false", "tz": True, "select_label": "a" * 20}),
        asks("timeslots", slots=["09:30", "23:59"], date="31/12/2027", time_zone_id="GMT"),
        asks("date-timeslots", slots={"31/12/2027": ["9:00"]}, label="a", time_zone_id="GMT"),
        asks("location", radius="500 miles"),
        asks("location", radius="10", lat=1.5, lng="2"),
        asks("select", options=["a" * 80] * 20),
        asks("slider", values=["a" * 10] * 10),
        {"action": "forward", "replies": ["a"], "department": "10", "operators": ["a@example.com"]},
        {"action": "end", "replies": ["a"], "delay": "10800"},
        {**CONTEXT, "questions": [QUESTION, {**QUESTION, "input": {"type": "like"}}]},
        {**ANSWER, "platform": "ZOHOSALESIQ"},
        {**ANSWER, "session_id": "a"},
    ],
)
def test_a_right_answer_is_left_alone(answer):
    assert told(VALIDATOR.check_bot_answer(answer)) == []


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        # What a page states.
        (b"yes", ["error SIQ811 body"]),
        ([], ["error SIQ811 body"]),
        ({"action": "handoff", "replies": ["a"]}, ["error SIQ813 action"]),
        ({"action": None, "replies": ["a"]}, ["error SIQ813 action"]),
        ({"action": "forward"}, ["error SIQ812 replies"]),
        (reply(5), ["error SIQ813 replies[0]"]),
        ({"action": "reply", "replies": "a"}, ["error SIQ813 replies"]),
        (reply("a", suggestions=["b", 1]), ["error SIQ813 suggestions[1]"]),
        (reply("a", suggestions="b"), ["error SIQ813 suggestions"]),
        ({"action": "end", "replies": ["a"], "delay": 29}, ["error SIQ813 delay"]),
        ({"action": "end", "replies": ["a"], "delay": "soon"}, ["error SIQ813 delay"]),
        (reply({"type": "links", "text": "a"}), ["error SIQ812 replies[0].links"]),
        (reply({"type": "file", "text": "a"}), ["error SIQ812 replies[0].url"]),
        (reply({"type": "image", "text": "a"}), ["error SIQ812 replies[0].image"]),
        (reply({"text": "a", "image_position": "left"}), ["error SIQ813 replies[0].image_position"]),
        (reply("a", input="select"), ["error SIQ813 input"]),
        (reply("a", input={}), ["error SIQ812 input.type"]),
        (asks("select"), ["error SIQ812 input.options"]),
        (asks("select", options=[{"label": "a"}]), ["error SIQ813 input.options[0]"]),
        (asks("drop-down", options=["a"]), ["error SIQ813 input.options[0]"]),
        (asks("star-rating", level="2"), ["error SIQ813 input.level"]),
        (asks("star-rating", level=11), ["error SIQ813 input.level"]),
        (asks("happiness-rating", level="4"), ["error SIQ813 input.level"]),
        (asks("tel"), ["error SIQ812 input.placeholder"]),
        # What examples or practice leave open, or what is only not shown.
        ({"replies": ["a"]}, ["warning SIQ812 action"]),
        (reply(), ["warning SIQ813 replies"]),
        (reply({"image": "a"}), ["warning SIQ812 replies[0].type"]),
        (reply({"type": "carousel", "text": "a"}), ["warning SIQ813 replies[0].type"]),
        (reply({"type": "select"}), ["warning SIQ813 replies[0].type", "warning SIQ812 replies[0].text"]),
        (b'{"action": "reply", "replies": ["a"],}', ["error SIQ811 body"]),
        (b'\xef\xbb\xbf{"action": "reply", "replies": ["a"]}', ["warning SIQ811 body"]),
        (b'{"action": "reply", "replies": ["a\nb"]}', ["error SIQ811 body"]),
        (reply({"type": "text"}), ["warning SIQ812 replies[0].text"]),
        (reply({"text": "a", "validate": {"format": "phone"}}), ["warning SIQ813 replies[0].validate.format"]),
        (reply({"text": "a", "icon": ["b"]}), ["warning SIQ813 replies[0].icon"]),
        (
            reply({**PRODUCT, "actions": [{"type": "url"}]}),
            [f"warning SIQ812 replies[0].actions[0].{key}" for key in ("label", "link", "name")],
        ),
        (asks("wheel"), ["warning SIQ813 input.type"]),
        (asks("select", options=["a"] * 21), ["warning SIQ813 input.options"]),
        (asks("select", options=["a" * 81]), ["warning SIQ813 input.options[0]"]),
        (asks("select", options=[]), ["warning SIQ813 input.options"]),
        (asks("drop-down", options=[{"value": "1", "label": "a" * 31}]), ["warning SIQ813 input.options[0].label"]),
        (asks("multiple-select", options=["a", "b"], max_selection=3), ["warning SIQ817 input.max_selection"]),
        (asks("multiple-select", options=["a", "b"], max_selection="1"), ["warning SIQ813 input.max_selection"]),
        (asks("like", set_conversation_rating="perhaps"), ["warning SIQ813 input.set_conversation_rating"]),
        (asks("calendar", **{"from": "tomorrow"}), ["warning SIQ813 input.from"]),
        (
            asks("timeslots", slots=["9am"], date="2027-12-31", time_zone_id="GMT"),
            ["warning SIQ813 input.slots[0]", "warning SIQ813 input.date"],
        ),
        (asks("timeslots", slots=["09:00"]), ["warning SIQ812 input.date", "warning SIQ812 input.time_zone_id"]),
        (asks("location", radius="1000 kms"), ["warning SIQ813 input.radius"]),
        (reply("a", input={"type": "like"}, suggestions=["b"]), ["warning SIQ815 suggestions"]),
        ({"action": "forward", "replies": ["a"], "department": "Sales"}, ["warning SIQ813 department"]),
        ({**CONTEXT, "questions": []}, ["warning SIQ813 questions"]),
        ({**CONTEXT, "questions": [{**QUESTION, "suggestions": [{}]}]}, ["warning SIQ813 questions[0].suggestions[0]"]),
        (
            {**CONTEXT, "questions": [{**QUESTION, "input": {"type": "select"}}]},
            ["error SIQ812 questions[0].input.options"],
        ),
        (b'{"action": "reply", "replies": {"a", "b"}}', ["error SIQ811 body", "warning SIQ816 body"]),
    ],
)
def test_a_wrong_answer_is_told_at_its_place(answer, places):
    assert told(VALIDATOR.check_bot_answer(answer)) == places


@pytest.mark.parametrize("key", ["user_defined", "channelData", "fulfillmentMessages"])
def test_the_wrapper_of_another_platform_is_named(key):
    assert f"warning SIQ816 {key}" in told(VALIDATOR.check_bot_answer({key: {"zohosalesiq": ANSWER}}))


def received(body, headers=None, *, method="POST", url=URL, status=None, answer=None, seconds=None):
    body = body if isinstance(body, bytes | None) else packed(body)
    response = None if status is None else Response(status, {"Content-Type": "application/json"}, answer)
    request = Request(method, url, {"Content-Type": "application/json", **(headers or {})}, body)
    return Exchange(request, response, direction="inbound", seconds=seconds)


def without(message, *names):
    return {name: value for name, value in message.items() if name not in names}


@pytest.mark.parametrize(
    "body",
    [
        BOT_REQUEST,
        {**BOT_REQUEST, "operation": "chat"},
        {**BOT_REQUEST, "message": "Hello"},
        {**BOT_REQUEST, "visitor": {"email": None}, "org_id": 10},
        without(BOT_REQUEST, "request", "attachments", "operation", "org_id"),
        {"handler": "trigger", "org_id": "10", "request": {}, "visitor": {}},
        {"handler": "context", "context_id": "a", "answers": "a", "visitor": {}},
        {"handler": "failure", "failed_response": {"action": "forward"}},
        {"handler": "detail", "org_id": "10", "record": {}},
        DELIVERY,
        {**DELIVERY, "version": 1, "attempt": "2", "app_id": 5, "entity_id": 900200, "webhook": {"id": "1"}},
        {**DELIVERY, "event": "brands.enabled", "entity_type": "brands", "entity": {}},
        {**DELIVERY, "extra": 1},
    ],
)
def test_a_right_message_is_left_alone(body):
    assert told(VALIDATOR.check(received(body))) == []


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({"visitor_question": "a"}, [f"error SIQ802 {key}" for key in ("handler", "message", "visitor")]),
        ({"message": {"text": "a"}, "visitor": {"id": "1"}}, ["error SIQ802 handler"]),
        ({"event": "message", "message": {}, "visitor": {}}, ["error SIQ802 handler"]),
        (without(BOT_REQUEST, "message"), ["error SIQ802 message"]),
        (without(BOT_REQUEST, "visitor"), ["error SIQ802 visitor"]),
        ({**BOT_REQUEST, "visitor": "Ada"}, ["error SIQ803 visitor"]),
        ({**BOT_REQUEST, "operation": "start"}, ["warning SIQ803 operation"]),
        ({**BOT_REQUEST, "handler": "chat"}, ["warning SIQ803 handler"]),
        (b"handler=message", ["error SIQ801 body"]),
        (without(DELIVERY, "entity_type"), ["error SIQ802 entity_type"]),
        (without(DELIVERY, "event"), ["error SIQ802 event"]),
        (without(DELIVERY, "entity"), ["error SIQ802 entity"]),
        (without(DELIVERY, "attempt"), ["warning SIQ802 attempt"]),
        ({**DELIVERY, "attempt": None}, ["warning SIQ803 attempt"]),
        ({**DELIVERY, "event": "conversation.finished"}, ["warning SIQ803 event"]),
        ({**DELIVERY, "entity_id": "1"}, ["warning SIQ806 entity_id"]),
        ({**DELIVERY, "entity_type": "operator"}, ["warning SIQ806 entity_type"]),
        ({"id": "1", "opened_time": "1", "owner": {}}, ["warning SIQ805 entity"]),
    ],
)
def test_a_wrong_message_is_told_at_its_place(body, places):
    assert told(VALIDATOR.check(received(body))) == places


def test_what_salesiq_always_sends_and_bots_do_without_is_an_info():
    report = VALIDATOR.check(received(without(BOT_REQUEST, "org_id", "attachments")))
    assert [(finding.rule.code, finding.json_key) for finding in report.findings] == [
        ("SIQ807", "org_id"),
        ("SIQ807", "attachments"),
    ]


@pytest.mark.parametrize(
    ("headers", "with_keys", "places"),
    [
        ({}, True, ["error SIQ821 x-siqsignature"]),
        ({"X-SIQSignature": sign(packed(BOT_REQUEST))}, True, []),
        ({"x-siqsignature": sign(b"another")}, True, ["error SIQ822 x-siqsignature"]),
        ({"x-siqsignature": "5d41402abc4b2a76"}, False, ["error SIQ822 x-siqsignature"]),
        ({"X-SalesIQ-Signature": "a"}, False, ["error SIQ823 X-SalesIQ-Signature"]),
        ({"X-Hub-Signature-256": "a"}, False, ["error SIQ823 X-Hub-Signature-256"]),
        ({"X-Zoho-Webhook-Hmac": "a"}, True, ["error SIQ821 x-siqsignature", "error SIQ823 X-Zoho-Webhook-Hmac"]),
        ({"x-amz-signature": "a", "X-Webhook-Token": "a"}, False, []),
    ],
)
def test_signatures(headers, with_keys, places):
    assert told((WITH_KEYS if with_keys else VALIDATOR).check(received(BOT_REQUEST, headers))) == places


@pytest.mark.parametrize(
    ("exchange", "places"),
    [
        (received(BOT_REQUEST, url="https://bot.example.com:8443/a"), ["warning SIQ831 url"]),
        (received(DELIVERY, url="https://bot.example.com:8443/a"), []),
        (received(BOT_REQUEST, url="http://localhost:3000/a"), []),
        (received(BOT_REQUEST, url="http://192.168.0.4:3000/a"), []),
        (received(BOT_REQUEST, status=200, answer=packed(ANSWER), seconds=5.0), []),
        (received(BOT_REQUEST, status=200, answer=packed(ANSWER), seconds=5.1), ["warning SIQ833 status"]),
        (received(DELIVERY, status=200, seconds=5.1), ["warning SIQ833 status"]),
        (received(BOT_REQUEST, status=500, answer=packed(ANSWER)), ["error SIQ811 status"]),
        (received(DELIVERY, status=204), []),
        (received(DELIVERY, status=302), ["warning SIQ834 status"]),
        (received({"handler": "detail", "org_id": "1"}, status=500), []),
        (received(None, method="HEAD", status=200), []),
        (received(None, method="HEAD", status=405), ["warning SIQ832 status"]),
    ],
)
def test_practice(exchange, places):
    assert told(VALIDATOR.check(exchange)) == places


@pytest.mark.parametrize("body", [BOT_REQUEST, DELIVERY])
@pytest.mark.parametrize("status", [401, 403])
def test_to_refuse_what_salesiq_did_not_sign_is_right(body, status):
    assert told(WITH_KEYS.check(received(body, status=status))) == ["error SIQ821 x-siqsignature"]
    signed = received(body, {"x-siqsignature": sign(packed(body))}, status=status)
    assert len(told(WITH_KEYS.check(signed))) == 1


def test_head_is_not_signed():
    assert told(WITH_KEYS.check(received(None, method="HEAD", status=200))) == []


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "application/octet-stream"])
def test_no_page_says_how_an_answer_is_labelled(kind):
    exchange = received(BOT_REQUEST)
    response = Response(200, {"Content-Type": kind}, packed(ANSWER))
    assert told(VALIDATOR.check(Exchange(exchange.request, response, direction="inbound"))) == []


def test_a_long_handler_changes_nothing_for_others():
    validator = Validator()
    assert len(told(validator.check(received({**BOT_REQUEST, "handler": "a" * 100})))) == 1
    assert told(validator.check(received({"question": "a"}))) == [
        f"error SIQ802 {key}" for key in ("handler", "message", "visitor")
    ]
