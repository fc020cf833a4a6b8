"""Strategies for inbound messages: deliveries, requests to a bot, and answers of a bot, valid or wrong in one place.

All of them draw documents; turn them into bodies with `json.dumps`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from salesiq_validate.contract.inbound import InboundKind, InboundMessage, inbound_contract
from salesiq_validate.contract.operation import basis_of
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Basis, Finding, Rule
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.inbound import (
    missing_bot_answer_key,
    suggestions_beside_input,
    unusable_bot_answer,
    unusable_bot_answer_value,
)
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.strategies.schemas import compiled

Documents: TypeAlias = st.SearchStrategy[dict[str, Any]]

#: The most items of a list in addition to the first.
_FEW: Final = 2


@frozen
class ExpectedFault:
    """The expected finding in a bot's answer that is wrong in one place."""

    rule: Rule
    #: The place; the empty path is the answer itself.
    path: KeyPath

    def is_met_by(self, finding: Finding) -> bool:
        """Tell whether a finding reports this fault."""
        return (finding.rule, finding.path) == (self.rule, self.path)


Faulty: TypeAlias = st.SearchStrategy[tuple[Any, ExpectedFault]]


def delivery(event: str | None = None) -> Documents:
    """Return a strategy for deliveries of an event, with their envelope.

    Arguments:
        event: "conversation.created", or another event that a page names; None for any of them.

    Raises:
        UnknownName: no page names the event; the exception gives the nearest name.
    """
    return st.sampled_from(_messages("delivery", event)).flatmap(_delivery)


def bot_request(handler: str | None = None) -> Documents:
    """Return a strategy for requests to a bot.

    Arguments:
        handler: "trigger", "message", "context" or "failure"; None for any of them.

    Raises:
        UnknownName: there is no such handler; the exception gives the nearest name.
    """
    return st.sampled_from(_messages("bot-request", handler)).flatmap(_bot_request)


def valid_bot_answer(action: str | None = None) -> Documents:
    """Return a strategy for answers without findings, with every documented card and key.

    Arguments:
        action: "reply", "forward" and others; None for any of them.

    Raises:
        UnknownName: there is no such action; the exception gives the nearest name.
    """
    return st.sampled_from(_messages("bot-answer", action)).flatmap(_answer)


def invalid_bot_answer() -> Faulty:
    """Return a strategy for answers that are wrong in one place, each with the place and the rule that finds it."""
    lacking = st.one_of([_lacking(card, key) for card in _cards() for key in _mandatory(card)])
    ways = (
        lacking,
        _not_an_object(),
        _without_replies(),
        _with_another("action", st.text(max_size=20).filter(lambda text: text not in _actions())),
        _with_another("replies", st.text(max_size=5) | st.integers() | st.none() | st.just({})),
        _with_another("delay", st.integers(max_value=29) | st.integers(min_value=10_801), "end"),
        _suggesting_no_text(),
        _with_suggestions_beside_input(),
        _with_another_card(),
    )
    # `one_of` would choose a strategy as often as it has branches, and leave little for the others.
    return st.sampled_from(ways).flatmap(lambda way: way)


def _messages(kind: InboundKind, name: str | None) -> list[InboundMessage]:
    found = [one for one in inbound_contract().messages if one.kind == kind and one.place is None]
    if name is None:
        return found
    names = {next(iter(one.when.values())): one for one in found}
    if name not in names:
        raise UnknownName(next(iter(found[0].when)), name, tuple(names))
    return [names[name]]


def _actions() -> frozenset[str]:
    return frozenset(one.when["action"] for one in _messages("bot-answer", None))


@cache
def _delivery(message: InboundMessage) -> Documents:
    event = message.when["event"]
    envelope = compiled(inbound_contract().schema_of("delivery", {}))
    entity = st.just({"id": "104"}) if message.schema is None else compiled(message.schema)

    def wrapped(around: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
        whole = {**around, "event": event, "entity_type": event.partition(".")[0], "entity": about}
        return {**whole, "entity_id": str(about["id"])} if about.get("id") is not None else whole

    return st.builds(wrapped, envelope, entity)


@cache
def _bot_request(message: InboundMessage) -> Documents:
    schema = message.schema or {}
    # No page says that a handler may lack the id of the organisation.
    required = dict.fromkeys([*schema.get("required", ()), *message.always, "org_id"])
    strategy: Documents = compiled({**schema, "required": list(required)})
    return strategy


@cache
def _answer(message: InboundMessage) -> Documents:
    keys = {key: _part(key) for key in message.keys if key not in ("input", "suggestions")}
    mandatory = keys.keys() & {"replies", "context_id", "questions"}
    plain = st.fixed_dictionaries(
        {"action": st.just(message.when["action"]), **{key: keys[key] for key in sorted(mandatory)}},
        optional={key: keys[key] for key in keys if key not in mandatory},
    )
    return (
        st.builds(lambda answer, beside: {**answer, **beside}, plain, _beside()) if "input" in message.keys else plain
    )


def _part(key: str) -> st.SearchStrategy[Any]:
    if key == "replies":
        return st.lists(_replies(), min_size=1, max_size=_FEW)
    if key == "questions":
        question = st.builds(
            lambda name, replies, beside: {"name": name, "replies": replies, **beside},
            st.text(min_size=1, max_size=10),
            _part("replies"),
            _beside(),
        )
        return st.lists(question, min_size=1, max_size=_FEW)
    return compiled(inbound_contract().schema_of("bot-answer", {})["properties"][key])


def _beside() -> Documents:
    """Draw the keys next to replies: nothing, suggestions, or an input card."""
    suggestions = st.lists(st.text(max_size=10), min_size=1, max_size=_FEW)
    cards = st.one_of([_card(card) for card in _cards() if card.place == "input"])
    return (
        st.just({})
        | st.builds(lambda some: {"suggestions": some}, suggestions)
        | cards.map(lambda card: {"input": card})
    )


@cache
def _replies() -> st.SearchStrategy[Any]:
    objects = compiled(inbound_contract().part("bot-answer", "reply_text"))
    return st.one_of(st.text(max_size=20), objects, *(_card(card) for card in _cards() if card.place == "replies"))


@cache
def _cards() -> tuple[InboundMessage, ...]:
    return tuple(one for one in inbound_contract().messages if one.place is not None)


@cache
def _card(card: InboundMessage) -> Documents:
    drawn: Documents = compiled(card.schema or {})
    return drawn.map(lambda document: _settled({**document, "type": card.when["type"]}))


def _settled(card: dict[str, Any]) -> dict[str, Any]:
    """Leave out a selection that the options do not allow."""
    if int(card.get("max_selection", 0)) > len(card.get("options", ())):
        del card["max_selection"]
    return card


def _mandatory(card: InboundMessage) -> list[str]:
    """Return the keys of a card that a page calls mandatory, if no other source contradicts it."""
    schema = card.schema or {}
    keys = [key for key in schema.get("required", ()) if key != "type"]
    return [key for key in keys if basis_of(schema["properties"][key], "required") is not Basis.INFERRED]


def _fault(module: Any, *path: str | int) -> ExpectedFault:
    return ExpectedFault(RULE_OF[module], KeyPath(path))


def _not_an_object() -> Faulty:
    others = (
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=2)
    )
    return others.map(lambda answer: (answer, _fault(unusable_bot_answer)))


def _without_replies() -> Faulty:
    spoken = st.sampled_from(sorted(_actions() - {"context"})).flatmap(valid_bot_answer)
    return spoken.map(
        lambda answer: (
            {key: part for key, part in answer.items() if key != "replies"},
            _fault(missing_bot_answer_key, "replies"),
        )
    )


def _with_another(key: str, values: st.SearchStrategy[Any], action: str = "reply") -> Faulty:
    return st.builds(
        lambda answer, value: ({**answer, key: value}, _fault(unusable_bot_answer_value, key)),
        valid_bot_answer(action),
        values,
    )


def _suggesting_no_text() -> Faulty:
    others = st.integers() | st.booleans() | st.none() | st.just({"text": "a"})
    return st.builds(
        lambda answer, texts, other: (
            {**answer, "suggestions": [*texts, other]},
            _fault(unusable_bot_answer_value, "suggestions", len(texts)),
        ),
        valid_bot_answer("forward"),
        st.lists(st.text(max_size=10), max_size=_FEW),
        others,
    )


def _with_suggestions_beside_input() -> Faulty:
    return st.builds(
        lambda answer, card: (
            {**answer, "input": card, "suggestions": ["a"]},
            _fault(suggestions_beside_input, "suggestions"),
        ),
        valid_bot_answer("reply"),
        st.one_of([_card(card) for card in _cards() if card.place == "input"]),
    )


def _with_another_card() -> Faulty:
    known = frozenset(card.when["type"] for card in _cards() if card.place == "input")
    return st.builds(
        lambda answer, kind: (
            {**answer, "input": {"type": kind}},
            _fault(unusable_bot_answer_value, "input", "type"),
        ),
        valid_bot_answer("forward"),
        st.text(max_size=20).filter(lambda text: text not in known),
    )


def _lacking(card: InboundMessage, key: str) -> Faulty:
    """Draw answers with a card that lacks one of its keys."""
    broken = _card(card).map(lambda document: {name: part for name, part in document.items() if name != key})
    if card.place == "replies":
        at = _fault(missing_bot_answer_key, "replies", 0, key)
        return broken.map(lambda document: ({"action": "reply", "replies": [document]}, at))
    at = _fault(missing_bot_answer_key, "input", key)
    return broken.map(lambda document: ({"action": "reply", "replies": ["a"], "input": document}, at))
