"""Inbound messages: SalesIQ's messages to an application, and the answers of bots, from schemas/inbound/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.operation import Schema
from salesiq_validate.decode.json_fast import loads
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.exchange import Body, Document, Request, header_value

#: The kinds of documents, each with its own schema: an event delivery, a request to a bot, a bot's answer.
InboundKind: TypeAlias = Literal["delivery", "bot-request", "bot-answer"]

_FILES: Final[Mapping[InboundKind, str]] = {
    "delivery": "inbound/deliveries.json",
    "bot-request": "inbound/bot_requests.json",
    "bot-answer": "inbound/bot_answers.json",
}
#: The header that carries the signature of a message, in lower case.
SIGNATURE_HEADER: Final = "x-siqsignature"
#: A body without either of these is not a message of SalesIQ's, so it need not be decoded.
MESSAGE_MARKS: Final = ('"handler"', '"entity_type"')
_MARKS: Final = tuple(mark.encode() for mark in MESSAGE_MARKS)
_ANY: Final[Schema] = {"type": "object"}
_ENVELOPE: Final = frozenset({"entity_type", "event", "entity", "entity_id"})
#: Names of entities that also occur in requests to a bot, or in documents that look like one.
_COMMON: Final = frozenset(
    {"app_id", "conversation_id", "department_id", "description", "email_id", "feedback", "id", "language", "locale"}
    | {"message", "name", "phone", "question", "role", "signature", "status", "type", "visitor"}
)
#: How many names of an entity a body must have to count as an entity without its envelope.
_ENOUGH: Final = 2


@frozen(eq=False, repr=False)
class InboundMessage:
    """One kind of message: an event, a bot's handler, an action, or a card inside an answer."""

    id: str
    kind: InboundKind
    summary: str
    #: Distinguishes it from others of its kind: `{"event": "conversation.created"}`.
    when: Mapping[str, str]
    source: str
    #: Schema of the whole message or of a card; for a delivery, schema of its entity, None if no page prints one.
    schema: Schema | None
    #: A valid message or card.
    example: Mapping[str, Any]
    #: The place of a card in an answer: "replies" or "input"; None for a whole message.
    place: str | None = None
    #: For an answer: the keys that the page shows in addition to the action.
    keys: tuple[str, ...] = ()
    #: For a request to a bot: keys that SalesIQ always sends in addition to those that the schema requires.
    always: tuple[str, ...] = ()
    complete: bool = True
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class InboundContract:
    """The contract for inbound messages, read for the first message."""

    def __init__(self) -> None:
        self._documents = {kind: read_schema_file(name) for kind, name in _FILES.items()}
        requests = self._documents["bot-request"]["messages"]
        self._requests = {
            message["when"]["handler"]: self._inlined("bot-request", message["schema"]) for message in requests
        }
        self._other_request = self.part("bot-request", "other")
        self._envelope = self._inlined("delivery", self._documents["delivery"]["envelope"])
        self._answer = self._inlined("bot-answer", self._documents["bot-answer"]["answer"])
        self._always = {message["when"]["handler"]: message.get("always", ()) for message in requests}
        entities = (message.get("entity", {}) for message in self._documents["delivery"]["messages"])
        #: Top-level names of entities; they identify a body without an envelope.
        self._entity_names = frozenset(name for entity in entities for name in entity.get("properties", ()))

    @cached_property
    def messages(self) -> tuple[InboundMessage, ...]:
        """Every kind of message, by file and in the order of the file; cards come last."""
        return tuple(self._messages())

    @property
    def schemas(self) -> Iterator[Schema]:
        """Every schema as it is in the files, with references."""
        for document in self._documents.values():
            yield from document.get("schemas", {}).values()
            for holder in (document, *document["messages"]):
                yield from (holder[key] for key in ("envelope", "answer", "schema", "entity") if key in holder)

    def kind_of(self, body: Any) -> InboundKind:
        """Tell the kind of a received body by its shape: a delivery, or else a request to a bot."""
        if isinstance(body, dict) and "handler" not in body:
            marks, event = _ENVELOPE & body.keys(), body.get("event")
            # Other platforms name their events with one word.
            if len(marks) > 1 or "entity" in marks or (isinstance(event, str) and "." in event):
                return "delivery"
            if self.is_bare_entity(body):
                return "delivery"
        return "bot-request"

    def is_bare_entity(self, body: Any) -> bool:
        """Tell whether a body is an entity without its envelope."""
        if not isinstance(body, dict) or not _ENVELOPE.isdisjoint(body):
            return False
        known = self._entity_names & body.keys()
        return len(known) >= _ENOUGH and not known <= _COMMON

    def lacking(self, body: Any) -> list[str]:
        """Return the missing keys that SalesIQ always sends to a bot; a made-up request may omit them."""
        handler = body.get("handler") if isinstance(body, dict) else None
        return [name for name in self._always.get(handler, ()) if name not in body] if isinstance(handler, str) else []

    def wants_bot_answer(self, body: Any) -> bool:
        """Tell whether a body asks a bot for an answer; requests with handlers of other platforms do not."""
        if self.kind_of(body) == "delivery":
            return False
        handler = body.get("handler") if isinstance(body, dict) else None
        return not isinstance(handler, str) or handler in self._requests

    def schema_of(self, kind: InboundKind, body: Any) -> Schema:
        """Return the schema for a body of some kind, always the same object; without a handler, it is a message."""
        if kind == "delivery":
            return self._envelope
        if kind == "bot-answer":
            return self._answer
        handler = body.get("handler") if isinstance(body, dict) else None
        if not isinstance(handler, str):
            return self._requests["message"]
        other = _ANY if handler in self._documents["bot-request"]["not_bots"] else self._other_request
        return self._requests.get(handler, other)

    def part(self, kind: InboundKind, name: str) -> Schema:
        """Return the schema of a part of messages of some kind, such as the `reply_text` of a "bot-answer"."""
        return self._inlined(kind, self._documents[kind]["schemas"][name])

    def _inlined(self, kind: InboundKind, schema: Schema) -> Schema:
        inlined: Schema = inline_refs(schema, self._documents[kind].get("schemas", {}))
        return inlined

    def _messages(self) -> Any:
        for kind, document in self._documents.items():
            for found in document["messages"]:
                schema = found.get("schema", found.get("entity"))
                if kind == "bot-answer":
                    schema = document["answer"]
                yield self._message(kind, found, found["when"], schema)
            for card in document.get("cards", ()):
                yield self._message(kind, card, {"type": card["type"]}, document["schemas"][card["id"]])

    def _message(
        self, kind: InboundKind, found: Mapping[str, Any], when: Mapping[str, str], schema: Schema | None
    ) -> InboundMessage:
        return InboundMessage(
            found["id"],
            kind,
            found.get("summary") or f"The card {found['type']}, in {found['in']}",
            when,
            found["source"],
            None if schema is None else self._inlined(kind, schema),
            found["example"],
            found.get("in"),
            tuple(found.get("keys", ())),
            tuple(found.get("always", ())),
            found.get("complete", True),
            tuple(found.get("missing", ())),
            tuple(found.get("notes", ())),
        )


@cache
def inbound_contract() -> InboundContract:
    """Return the contract in schemas/inbound/."""
    return InboundContract()


def is_inbound(request: Request) -> bool:
    """Tell whether SalesIQ sent a request, by its signature header or by the shape of its body."""
    if request.method != "POST":
        return False
    return header_value(request.headers, SIGNATURE_HEADER) is not None or is_message(request.body)


def is_message(body: Body) -> bool:
    """Tell by its shape whether a body is a delivery or a request to a bot."""
    document = _document_of(body)
    if not isinstance(document, dict):
        return False
    if isinstance(document.get("handler"), str):
        return "org_id" in document
    return isinstance(document.get("entity_type"), str) and isinstance(document.get("event"), str)


def _document_of(body: Body) -> Any:
    """Return the document of a body that may be a message of SalesIQ's; None for any other body."""
    if isinstance(body, Document):
        return body.value
    if not isinstance(body, bytes) or not any(mark in body for mark in _MARKS):
        return None
    try:
        return loads(body)
    except (ValueError, RecursionError):
        return None
