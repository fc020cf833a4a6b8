"""Inbound messages for tests: deliveries and requests to a bot, with signatures like SalesIQ's."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from salesiq_validate.contract.inbound import SIGNATURE_HEADER, inbound_contract
from salesiq_validate.exceptions import MissingExtra, UnknownName, UnusableArgument

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from salesiq_validate.finding import Report
    from salesiq_validate.validator import Validator


@frozen
class SignedMessage:
    """A message as it arrives: `client.post(url, content=message.body, headers=message.headers)`."""

    json: dict[str, Any]
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


class MessageMaker:
    """Makes SalesIQ's messages and signs them with a key pair of this run.

    Raises:
        MissingExtra: cryptography is not installed.
    """

    def __init__(self) -> None:
        try:
            from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
            from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        except ImportError:
            raise MissingExtra("signing messages for tests", "cryptography", "inbound") from None
        self._key: RSAPrivateKey = generate_private_key(65537, 2048)
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        #: In the form in which SalesIQ shows it: Base64 of the SubjectPublicKeyInfo.
        self.public_key = base64.b64encode(der).decode()
        self._examples = {
            (message.kind, next(iter(message.when.values()))): message.example
            for message in inbound_contract().messages
        }

    def delivery(self, event: str, **entity: Any) -> SignedMessage:
        """Return the delivery of an event.

        Arguments:
            event: "conversation.created" and others that `salesiq-validate messages` lists.
            entity: keys of the event's subject; they replace those of an example.

        Raises:
            UnknownName: no page names such an event; the message has the nearest name.
        """
        envelope = self._example("delivery", event)
        envelope["entity"] = {**envelope["entity"], **entity}
        return self.signed({**envelope, "entity_id": str(envelope["entity"]["id"])})

    def bot_request(self, handler: str, **parts: Any) -> SignedMessage:
        """Return a request to a bot.

        Arguments:
            handler: "trigger", "message", "context" or "failure".
            parts: keys that replace those of an example; a mapping is merged with the example's.

        Raises:
            UnknownName: there is no such handler; the message has the nearest name.
        """
        request = self._example("bot-request", handler)
        for name, part in parts.items():
            known = request.get(name)
            request[name] = {**known, **part} if isinstance(known, dict) and isinstance(part, Mapping) else part
        return self.signed(request)

    def signed(self, message: dict[str, Any]) -> SignedMessage:
        """Return a message with a signature of its bytes."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        body = json.dumps(message).encode()
        signature = base64.b64encode(self._key.sign(body, PKCS1v15(), SHA256())).decode()
        return SignedMessage(message, body, {"Content-Type": "application/json", SIGNATURE_HEADER: signature})

    def _example(self, kind: str, name: str) -> dict[str, Any]:
        found = next((known for (of, value), known in self._examples.items() if (of, value) == (kind, name)), None)
        if found is None:
            names = tuple(value for of, value in self._examples if of == kind)
            raise UnknownName("event" if kind == "delivery" else "handler", name, names)
        copy: dict[str, Any] = json.loads(json.dumps(found))
        return copy


def report_on_answer(answer: Any, validator: Validator) -> Report:
    """Check a bot's answer to a test client.

    Arguments:
        answer: a response of requests, httpx, Flask, Django, Starlette or aiohttp, or the document itself.
        validator: the validator that judges it.

    Raises:
        UnusableArgument: the answer is of another kind, or its body has not been read.
    """
    if isinstance(answer, (bytes, str, dict, list)):
        return validator.check_bot_answer(answer)
    status = getattr(answer, "status_code", getattr(answer, "status", None))
    bodies = (getattr(answer, name, None) for name in ("content", "data", "_body"))
    body = next((body for body in bodies if isinstance(body, bytes)), None)
    if body is None or not isinstance(status, int):
        raise UnusableArgument(
            f"assert_bot_answer needs a response whose body was read, or a document, not {type(answer).__name__}"
        )
    return validator.check_bot_answer(body, status=status)
