"""Inbound messages: a signed delivery of 1.5 kB beside cryptography's own verify, and right answers of bots.

    python benches/inbound.py [ROUNDS]

Reports are held against what was made before anything is timed. An answer is judged as a document, and as the bytes of
one with the request that it answers, as middleware judges it.
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
#: Bytes of a delivery.
_SIZE = 1_500
_URL = "https://bot.example.com/salesiq"


def deliveries(rounds: int) -> Result:
    """A delivery as it comes in, with the key as SalesIQ hands it out."""
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
    """The delivery of a completed conversation, made as long as it has to be by what the visitor asked."""
    (message,) = (one for one in inbound_contract().messages if one.id == "delivery_conversation_completed")
    document = json.loads(json.dumps(message.example))
    document["entity"]["question"] = ""
    document["entity"]["question"] = "a" * (_SIZE - len(json.dumps(document)))
    return json.dumps(document).encode()


def answers(rounds: int) -> Result:
    """Every right answer and every card that the contract shows."""
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
    """The examples of the contract; a card stands in an answer."""
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
