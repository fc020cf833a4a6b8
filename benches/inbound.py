"""Inbound messages: a signed delivery of 1.5 kB, compared with cryptography's own verify, and correct answers of bots.

    python benches/inbound.py [ROUNDS]

Before it times anything, it checks the reports against the messages that it made. It judges an answer as a document
and also, as middleware does, as bytes together with the request.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from functools import partial

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from measuring import Task, interleaved, one_core
from result import Limit, Result
from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.inbound import verifier
from table import as_text

_VERIFY = "cryptography's verify"
_DELIVERY, _ANSWER = "check_delivery, signed", "check_bot_answer"
#: How many bytes a delivery has.
_SIZE = 1_500
_URL = "https://bot.example.com/salesiq"


def deliveries(rounds: int) -> Result:
    """Return a delivery as it arrives, with the key in the form in which SalesIQ shows it."""
    key = generate_private_key(65537, 2048)
    public = key.public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    body = delivery()
    signature = key.sign(body, PKCS1v15(), SHA256())
    headers = {"Content-Type": "application/json", "x-siqsignature": base64.b64encode(signature).decode()}
    check = partial(
        Validator(verify_signature=verifier(base64.b64encode(der).decode())).check_delivery, body, headers=headers
    )
    if check().findings:
        raise AssertionError("a right delivery has findings")
    tasks = [Task(_VERIFY, partial(public.verify, signature, body, PKCS1v15(), SHA256())), Task(_DELIVERY, check)]
    return Result(
        title=f"A signed delivery of {len(body):,} bytes",
        unit="µs",
        figures=interleaved(tasks, rounds=rounds),
        base=_VERIFY,
        floors=(_VERIFY,),
        ours=(_DELIVERY,),
        limits={_DELIVERY: [Limit(60, above=_VERIFY)]},
    )


def delivery() -> bytes:
    """Return the delivery of a completed conversation; the visitor's question fills it up to the wanted length."""
    (message,) = (one for one in inbound_contract().messages if one.id == "delivery_conversation_completed")
    document = json.loads(json.dumps(message.example))
    document["entity"]["question"] = ""
    document["entity"]["question"] = "a" * (_SIZE - len(json.dumps(document)))
    return json.dumps(document).encode()


def answers(rounds: int) -> Result:
    """Return every correct answer and every card in the contract."""
    validator = Validator()
    (request,) = (one.example for one in inbound_contract().messages if one.id == "bot_request_message")
    asked = Request("POST", _URL, {"Content-Type": "application/json"}, json.dumps(request).encode())
    shown = list(shown_answers())
    exchanges = [
        Exchange(
            asked,
            Response(200, {"Content-Type": "application/json"}, json.dumps(answer).encode()),
            direction="inbound",
        )
        for answer in shown
    ]
    if any(validator.check_bot_answer(answer).findings for answer in shown):
        raise AssertionError("a right answer has findings")

    def as_documents() -> None:
        for answer in shown:
            validator.check_bot_answer(answer)

    def as_exchanges() -> None:
        for exchange in exchanges:
            validator.check_answer(exchange)

    tasks = [
        Task(_ANSWER, as_documents, units=len(shown)),
        Task("check_answer, bytes with the request", as_exchanges, units=len(shown)),
    ]
    return Result(
        title=f"Right answers of a bot, {len(shown)} different ones",
        unit="µs per answer",
        figures=interleaved(tasks, rounds=rounds),
        ours=tuple(task.name for task in tasks),
        limits={_ANSWER: [Limit(10)]},
    )


def shown_answers() -> Iterator[object]:
    """Return the examples of the contract; a card comes inside an answer."""
    for message in inbound_contract().messages:
        if message.kind == "bot-answer":
            if message.place is None:
                yield message.example
            elif message.place == "replies":
                yield {"action": "reply", "replies": [message.example]}
            else:
                yield {"action": "reply", "replies": ["Please choose."], "input": message.example}


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 17
    with one_core():
        for measure in (deliveries, answers):
            print(as_text(measure(rounds).as_document()), end="\n\n")


if __name__ == "__main__":
    main()
