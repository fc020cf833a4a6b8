"""A key pair that is made for the run, and messages signed with it."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: Short, because nobody's secret depends on it.
PRIVATE_KEY = generate_private_key(65537, 1024)
_DER = PRIVATE_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
PUBLIC_KEY = base64.b64encode(_DER).decode()
PEM = PRIVATE_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

BOT_REQUEST = {
    "handler": "message",
    "operation": "message",
    "org_id": "10",
    "request": {"id": "r-1"},
    "visitor": {"active_conversation_id": "900200", "channel": "Website"},
    "message": {"text": "When do you open?"},
    "attachments": [],
}
DELIVERY = {
    "entity_type": "conversation",
    "org_id": "10",
    "event": "conversation.created",
    "entity_id": "900200",
    "attempt": 1,
    "version": "1",
    "entity": {"id": "900200"},
}
ANSWER = {"action": "reply", "replies": ["We open at nine."]}


def sign(body: bytes) -> str:
    return base64.b64encode(PRIVATE_KEY.sign(body, PKCS1v15(), SHA256())).decode()


def packed(message: Any) -> bytes:
    return json.dumps(message).encode()
