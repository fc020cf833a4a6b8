"""Fixtures for inbound messages: signed as SalesIQ signs them, and bots' answers asserted."""

from __future__ import annotations

pytest_plugins = ["pytester"]

SUITE = """
    import json

    import pytest

    from salesiq_validate.inbound import check_bot_request, check_delivery, verify


    def test_delivery(salesiq_delivery, salesiq_public_key):
        message = salesiq_delivery("conversation.created", id="104", status="Open")
        assert verify(message.body, message.headers["x-siqsignature"], salesiq_public_key)
        assert (message.json["entity_id"], message.json["entity"]["status"]) == ("104", "Open")
        assert json.loads(message.body) == message.json
        assert check_delivery(message.body, headers=message.headers).findings == ()


    @pytest.mark.parametrize("handler", ["trigger", "message", "context", "failure"])
    def test_bot_request(salesiq_bot_request, salesiq_public_key, handler):
        message = salesiq_bot_request(handler, visitor={"name": "Ada"})
        assert verify(message.body, message.headers["x-siqsignature"], salesiq_public_key)
        assert message.json["visitor"]["name"] == "Ada"
        assert check_bot_request(message.body, headers=message.headers).findings == ()


    def test_unknown(salesiq_delivery):
        with pytest.raises(Exception, match="there is no event 'conversation.create'. Did you mean"):
            salesiq_delivery("conversation.create")


    class Answer:
        status_code = 200
        content = b'{"action": "reply", "replies": ["Hello"]}'


    def test_answer(salesiq):
        salesiq.assert_bot_answer(Answer())
        salesiq.assert_bot_answer({"action": "forward", "replies": ["Hello"]})


    def test_wrong_answer(salesiq):
        salesiq.assert_bot_answer({"reply": "Hello"})
"""


def test_inbound_messages_in_a_suite(pytester):
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(["*SalesIQ does not understand this answer:*", "*SIQ812 error body replies*"])
