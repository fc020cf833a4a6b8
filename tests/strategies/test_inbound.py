"""Inbound messages: nothing is found in right ones, and in wrong answers what they claim."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from tests.strategies.test_invalid import QUICK

from salesiq_validate import Validator
from salesiq_validate.contract.inbound import is_message
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.strategies import bot_request, delivery, invalid_bot_answer, valid_bot_answer

VALIDATOR = Validator()
SLOW = settings(suppress_health_check=[HealthCheck.too_slow])
#: Takes the first that is found.
FIRST = settings(QUICK, max_examples=20_000, phases=[Phase.generate])
ACTIONS = ["reply", "forward", "operator_busy", "context", "block", "pending", "end"]


@SLOW
@given(valid_bot_answer())
def test_nothing_is_found_in_a_right_answer(answer):
    assert [str(finding) for finding in VALIDATOR.check_bot_answer(answer).findings] == []
    assert VALIDATOR.check_bot_answer(json.dumps(answer).encode()).findings == ()


@SLOW
@given(invalid_bot_answer())
def test_in_a_wrong_answer_that_is_found_which_it_claims(case):
    answer, expected = case
    found = VALIDATOR.check_bot_answer(answer).findings
    assert [expected.is_met_by(finding) for finding in found] == [True], [str(finding) for finding in found]


@SLOW
@given(delivery())
def test_nothing_is_found_in_a_delivery(message):
    assert [str(finding) for finding in VALIDATOR.check_delivery(message).findings] == []
    assert is_message(json.dumps(message).encode())


@SLOW
@given(bot_request())
def test_nothing_is_found_in_a_request_to_a_bot(message):
    assert [str(finding) for finding in VALIDATOR.check_bot_request(message).findings] == []
    assert is_message(json.dumps(message).encode())


@pytest.mark.parametrize("action", ACTIONS)
def test_the_action_is_the_one_that_was_asked_for(action):
    assert find(valid_bot_answer(action), lambda _: True, settings=QUICK)["action"] == action


@pytest.mark.parametrize("kind", ["links", "multiple-product"])
def test_cards_are_drawn_as_replies(kind):
    def holds(answer):
        return any(isinstance(one, dict) and one.get("type") == kind for one in answer["replies"])

    assert find(valid_bot_answer("reply"), holds, settings=FIRST)


@pytest.mark.parametrize("kind", ["select", "date-timeslots"])
def test_cards_are_drawn_as_input(kind):
    assert find(valid_bot_answer("reply"), lambda answer: answer.get("input", {}).get("type") == kind, settings=FIRST)


@pytest.mark.parametrize("code", ["SIQ811", "SIQ812", "SIQ813", "SIQ815"])
def test_wrong_answers_break_every_rule_of_theirs(code):
    assert find(invalid_bot_answer(), lambda case: case[1].rule.code == code, settings=FIRST)


@pytest.mark.parametrize(
    ("strategy", "name", "said"),
    [
        (valid_bot_answer, "replies", "there is no action 'replies'. Did you mean 'reply'"),
        (bot_request, "mesage", "there is no handler 'mesage'. Did you mean 'message'"),
        (delivery, "conversation.create", "there is no event 'conversation.create'. Did you mean"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(strategy, name, said):
    with pytest.raises(UnknownName, match=said):
        strategy(name)
