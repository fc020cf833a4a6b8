"""`messages`: what SalesIQ sends to an integrator, and what a bot answers, as a list and one by one."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import click

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.operations import ListByDefault, format_option

if TYPE_CHECKING:
    from salesiq_validate.cli.page import Page
    from salesiq_validate.contract.inbound import InboundMessage

FORMAT: Final = "salesiq-validate/messages-v1"
TITLES: Final = {
    "delivery": "Events that webhooks and workflows deliver",
    "bot-request": "Requests to a bot on the webhook platform",
    "bot-answer": "Answers of a bot, and the cards in them",
}


@click.group(cls=ListByDefault, short_help="List and show messages that SalesIQ sends, and bot answers.")
def command() -> None:
    """List and show the messages that SalesIQ sends to your application, and the answers of bots.

    \b
      salesiq-validate messages                          all of them
      salesiq-validate messages slider                   messages with a word in the id or summary
      salesiq-validate messages show input_select        one message with all facts, and an example
    """  # noqa: D301 - click reads the backspace as "do not wrap"


@command.command("list")
@click.argument("words", metavar="[WORD]...", nargs=-1)
@format_option
@opt.color_option
def list_command(words: tuple[str, ...], output_format: str, color: str) -> None:
    """List messages, by words in their id or summary.

    `messages` alone does the same.
    """
    from salesiq_validate.cli.page import page_on
    from salesiq_validate.contract.inbound import inbound_contract

    wanted = [word.lower() for word in words]
    found = [
        message
        for message in inbound_contract().messages
        if all(word in f"{message.id} {message.summary}".lower() for word in wanted)
    ]
    if output_format == "json":
        click.echo(json.dumps({"format": FORMAT, "messages": list(map(message_document, found))}, indent=2))
        return
    page = page_on(sys.stdout, color)
    for at, (kind, group) in enumerate(groupby(found, key=lambda message: message.kind)):
        if at:
            page.console.line()
        page.heading(TITLES[kind])
        page.facts([(message.id, message.summary) for message in group])
    if not found:
        click.echo("No message has all of these words. `salesiq-validate messages` lists all of them.")


@command.command("show")
@click.argument("name", metavar="MESSAGE")
@format_option
@opt.color_option
def show_command(name: str, output_format: str, color: str) -> None:
    """Show all facts about a message, and a valid example."""
    from salesiq_validate.cli.page import page_on
    from salesiq_validate.contract.inbound import inbound_contract
    from salesiq_validate.exceptions import UnknownName

    messages = inbound_contract().messages
    message = message_named(name, messages, ("event", "action", "handler", "type"))
    if message is None:
        raise UnknownName("message", name, tuple(known.id for known in messages))
    if output_format == "json":
        click.echo(json.dumps({"format": FORMAT, **message_document(message)}, indent=2))
    else:
        show_message(page_on(sys.stdout, color), message)


def message_named(
    name: str, messages: tuple[InboundMessage, ...], marks: tuple[str, ...] = ("event", "action")
) -> InboundMessage | None:
    """Return the message of an id, of an event (`conversation.created`) or of an action (`reply`).

    Arguments:
        marks: other marks of a message: a "handler", and the "type" of a card.
    """
    plain = name.strip().lower()
    for mark in ("id", *marks):
        for message in messages:
            if plain == (message.id if mark == "id" else message.when.get(mark)):
                return message
    return None


def message_document(message: InboundMessage) -> dict[str, Any]:
    """Return a message for programs."""
    return {
        "kind": "message",
        "id": message.id,
        "message": message.kind,
        "summary": message.summary,
        "when": dict(message.when),
        "place": message.place,
        "source": message.source,
        "complete": message.complete,
        "missing": list(message.missing),
        "notes": list(message.notes),
        "schema": message.schema,
        "example": dict(message.example),
    }


def show_message(page: Page, message: InboundMessage) -> None:
    """Write a message for a person."""
    from salesiq_validate.cli.schema_tree import fields_of

    page.title(message.id, message.summary)
    page.gap()
    ((key, value),) = message.when.items()
    page.facts([(key, value), ("is in", message.place or ""), ("page", message.source)])
    if message.schema is not None and message.schema.get("properties"):
        page.heading("The entity" if message.kind == "delivery" else "Keys")
        page.fields(fields_of(message.schema))
    page.heading("Example")
    page.code(json.dumps(message.example, indent=2))
    for heading, texts in (("Not known", message.missing), ("Notes", message.notes)):
        if texts:
            page.heading(heading)
            page.items(texts)
