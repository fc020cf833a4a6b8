"""Conversations, by a cassette and by the stand-in."""

from __future__ import annotations

import pytest
from northwind_desk import Refused

CONVERSATION = "482000000007011"


@pytest.mark.vcr
def test_open_conversations_are_listed(desk):
    """Replays tests/cassettes/test_conversations/test_open_conversations_are_listed.yaml."""
    assert [conversation["id"] for conversation in desk.open_conversations()] == [CONVERSATION]


def test_an_open_conversation_is_answered_and_closed(served_desk, salesiq):
    served_desk.reply(CONVERSATION, "Your parcel is on its way.")
    served_desk.close(CONVERSATION)
    salesiq.assert_valid()
    assert [report.operation for report in salesiq.reports] == ["send_operator_message", "close_conversation"]


@pytest.mark.parametrize("code", [1016, 1023])
def test_refusals_that_no_request_can_avoid_reach_the_caller(served_desk, salesiq_server, salesiq, code):
    salesiq_server.provoke(code, "send_operator_message")
    with pytest.raises(Refused, match=str(code)):
        served_desk.reply(CONVERSATION, "Your parcel is on its way.")
    salesiq.assert_refused(code)


def test_a_department_that_is_no_id_is_refused(served_desk, salesiq):
    with pytest.raises(Refused) as raised:
        served_desk.open_conversations("Returns")
    salesiq.assert_refused(raised.value.code)
