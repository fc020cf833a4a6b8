"""Webhooks: the messages from SalesIQ to an integrator, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from salesiq_validate.contract.inbound import InboundMessage, inbound_contract
from salesiq_validate.engine.subschemas import children
from salesiq_validate.export.components import SCHEMAS, component_name
from salesiq_validate.export.schemas import SchemaWriter, Types

#: The kinds that SalesIQ sends; a card is a part of an answer.
_SENT: Final = ("delivery", "bot-request")
ANSWER: Final = "BotAnswer"


def webhooks(*, sure: bool, types: Types) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the webhooks by name, and the schemas of their bodies by name.

    Values have every type that was seen: pages print the same member as a number and as a text. With documented types,
    an object with known members has only the type object, and no other object or list can be null.
    """
    writer = SchemaWriter({}, str, sure=sure)
    contract = inbound_contract()
    schemas = {ANSWER: writer.write(contract.schema_of("bot-answer", {}))}
    hooks = {}
    for message in contract.messages:
        if message.kind not in _SENT or message.place is not None:
            continue
        name = component_name(message.id)
        schemas[name] = _whole(message, writer)
        hooks[message.id] = {"post": _call(message, name)}
    if types == "documented":
        for schema in schemas.values():
            _narrow(schema)
    return hooks, schemas


def _narrow(schema: dict[str, Any]) -> None:
    kinds = schema.get("type")
    if isinstance(kinds, list) and not {"object", "array"}.isdisjoint(kinds):
        left = (
            ["object"] if "object" in kinds and "properties" in schema else [kind for kind in kinds if kind != "null"]
        )
        schema["type"] = left[0] if len(left) == 1 else left
        if schema.get("default", ...) is None:
            del schema["default"]
    for _, child in children(schema):
        if isinstance(child, dict):
            _narrow(child)


def _whole(message: InboundMessage, writer: SchemaWriter) -> dict[str, Any]:
    """Return the schema of a whole message: a delivery has an envelope around its entity."""
    if message.kind != "delivery":
        return writer.write(message.schema or {"type": "object"})
    whole = writer.write(inbound_contract().schema_of("delivery", {}))
    if message.schema is not None:
        whole["properties"] = {**whole.get("properties", {}), "entity": writer.write(message.schema)}
    return whole


def _call(message: InboundMessage, name: str) -> dict[str, Any]:
    content = {"schema": {"$ref": SCHEMAS + name}, "example": message.example}
    answer: dict[str, Any] = {"description": "It arrived"}
    if message.kind == "bot-request":
        answer = {
            "description": "What the bot says or does next",
            "content": {"application/json": {"schema": {"$ref": SCHEMAS + ANSWER}, "examples": _answers()}},
        }
    call: dict[str, Any] = {
        "operationId": message.id,
        "tags": ["integrations"],
        "summary": message.summary,
        "description": "\n\n".join((*message.notes, f"Told by {_told_by(message)}.")),
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {"200": answer},
    }
    # Messages known only from public code have no page.
    if message.source.startswith("https://"):
        call["externalDocs"] = {"url": message.source, "description": "The page that documents this"}
    if message.missing:
        call["x-salesiq-missing"] = list(message.missing)
    return call


def _answers() -> dict[str, Any]:
    """Return an example of each action that a bot may answer with."""
    return {
        message.id: {"summary": message.summary, "value": message.example}
        for message in inbound_contract().messages
        if message.kind == "bot-answer" and message.place is None
    }


def _told_by(message: InboundMessage) -> str:
    return " and ".join(f"`{key}: {value}`" for key, value in message.when.items())
