"""Inbound messages: messages of SalesIQ to an application, and answers of bots, from schemas/inbound/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.operation import Schema
from salesiq_validate.decode.json_fast import loads
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.exchange import Body, Document, Request, header_value

#: What is judged by one schema: an event delivery, a request to a bot, a bot's answer.
InboundKind: TypeAlias = Literal["delivery", "bot-request", "bot-answer"]

_FILES: Final[Mapping[InboundKind, str]] = {
    "delivery": "inbound/deliveries.json",
    "bot-request": "inbound/bot_requests.json",
    "bot-answer": "inbound/bot_answers.json",
}
#: The header that carries the signature of a message, in lower case.
SIGNATURE_HEADER: Final = "x-siqsignature"
#: A body that holds neither is no message of SalesIQ's, and need not be decoded to be known for one.
MESSAGE_MARKS: Final = ('"handler"', '"entity_type"')
_MARKS: Final = tuple(mark.encode() for mark in MESSAGE_MARKS)
_ANY: Final[Schema] = {"type": "object"}
_ENVELOPE: Final = frozenset({"entity_type", "event", "entity", "entity_id"})
#: Names of entities that stand in requests to a bot as well, or in what somebody takes for one.
_COMMON: Final = frozenset(
    {"app_id", "conversation_id", "department_id", "description", "email_id", "feedback", "id", "language", "locale"}
    | {"message", "name", "phone", "question", "role", "signature", "status", "type", "visitor"}
)
#: How many names of an entity a body must have to be taken for one without its envelope.
_ENOUGH: Final = 2


@frozen(eq=False, repr=False)
class InboundMessage:
    """One kind of message: an event, a bot's handler, an action, or a card inside an answer."""

    id: str
    kind: InboundKind
    summary: str
    #: What tells it from others of its kind: `{"event": "conversation.created"}`.
    when: Mapping[str, str]
    source: str
    #: Of the whole message, or of a card; of a delivery's entity, None where no page prints one.
    schema: Schema | None
    #: A message or card that is right.
    example: Mapping[str, Any]
    #: Where in an answer a card stands: "replies" or "input"; None for a whole message.
    place: str | None = None
    #: Of an answer: what the page of its action shows beside the action.
    keys: tuple[str, ...] = ()
    #: Of a request to a bot: what SalesIQ always sends beside the keys that the schema requires.
    always: tuple[str, ...] = ()
    complete: bool = True
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class InboundContract:
    """Everything that is known of inbound messages; read when the first of them comes."""

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
        #: Names at the top of entities, by which a body without an envelope is known.
        self._entity_names = frozenset(name for entity in entities for name in entity.get("properties", ()))

    @property
    def messages(self) -> tuple[InboundMessage, ...]:
        """Every kind of message, by file and in the order of the file; cards come last."""
        return tuple(self._messages())

    @property
    def schemas(self) -> Iterator[Schema]:
        """Every schema as in the files, with references."""
        for document in self._documents.values():
            yield from document.get("schemas", {}).values()
            for holder in (document, *document["messages"]):
                yield from (holder[key] for key in ("envelope", "answer", "schema", "entity") if key in holder)

    def kind_of(self, body: Any) -> InboundKind:
        """Tell by its shape whether a body that came in is a delivery; else it is taken for a request to a bot."""
        if isinstance(body, dict) and "handler" not in body:
            marks, event = _ENVELOPE & body.keys(), body.get("event")
            # What others call an event is one word.
            if len(marks) > 1 or "entity" in marks or (isinstance(event, str) and "." in event):
                return "delivery"
            if self.is_bare_entity(body):
                return "delivery"
        return "bot-request"

    def is_bare_entity(self, body: Any) -> bool:
        """Tell whether a body is an entity without the envelope around it."""
        if not isinstance(body, dict) or not _ENVELOPE.isdisjoint(body):
            return False
        known = self._entity_names & body.keys()
        return len(known) >= _ENOUGH and not known <= _COMMON

    def lacking(self, body: Any) -> list[str]:
        """Return the keys that SalesIQ always sends to a bot and a made-up request may do without."""
        handler = body.get("handler") if isinstance(body, dict) else None
        return [name for name in self._always.get(handler, ()) if name not in body] if isinstance(handler, str) else []

    def wants_bot_answer(self, body: Any) -> bool:
        """Tell whether a body asks for the answer of a bot; requests with handlers of other platforms do not."""
        if self.kind_of(body) == "delivery":
            return False
        handler = body.get("handler") if isinstance(body, dict) else None
        return not isinstance(handler, str) or handler in self._requests

    def schema_of(self, kind: InboundKind, body: Any) -> Schema:
        """Return the schema for a body of some kind, always the same one; without a handler, it counts as a message."""
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
    """Return what schemas/inbound/ says."""
    return InboundContract()


def is_inbound(request: Request) -> bool:
    """Tell whether SalesIQ sent a request: by the header of its signature, or by the shape of its body."""
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
    """Return the document of a body that may be a message of SalesIQ's, None of any other."""
    if isinstance(body, Document):
        return body.value
    if not isinstance(body, bytes) or not any(mark in body for mark in _MARKS):
        return None
    try:
        return loads(body)
    except (ValueError, RecursionError):
        return None
