"""Signatures: altered bodies, headers and keys, none of which may be accepted or raise anything but what is ours.

python -m tests.fuzz.signatures 100000
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.inbound.keys import BOT_REQUEST, PEM, PRIVATE_KEY, PUBLIC_KEY, packed, sign

from salesiq_validate import Validator
from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.inbound import verifier, verify

BODY = packed(BOT_REQUEST)
SIGNATURE = sign(BODY)
_RAW = base64.b64decode(SIGNATURE)
_DER = base64.b64decode(PUBLIC_KEY)
_OTHER = generate_private_key(65537, 1024)
_VERIFY = verifier(PUBLIC_KEY)
_VALIDATOR = Validator(verify_signature=_VERIFY)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \n\t\x00\xe9\u0416"


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _spki(key: Any) -> str:
    return _b64(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


#: What is a signature or a key of another kind, and may be taken for neither.
_SIGNATURES: tuple[Any, ...] = (
    *("", "=", "====", "null", SIGNATURE[::-1], SIGNATURE.lower(), _RAW.hex(), f"sha256={_RAW.hex()}"),
    *(f" {SIGNATURE}", f"{SIGNATURE}\n", SIGNATURE.rstrip("="), SIGNATURE + "=", SIGNATURE + SIGNATURE, "a" * 100_000),
    *(_b64(_RAW + b"\0"), _b64(b"\0" + _RAW), _b64(b"\0" * 128), _b64(b"\xff" * 128), "\ud800", None, 5, _RAW, []),
    _b64(PRIVATE_KEY.sign(BODY, PKCS1v15(), SHA1())),
    _b64(PRIVATE_KEY.sign(BODY, PKCS1v15(), SHA512())),
    _b64(PRIVATE_KEY.sign(BODY, PSS(MGF1(SHA256()), 32), SHA256())),
    _b64(_OTHER.sign(BODY, PKCS1v15(), SHA256())),
)
_KEYS: tuple[Any, ...] = (
    *("", "no key", "-----", "-----BEGIN PUBLIC KEY-----", None, 5, b"\xff\xfe", [], [None], _DER, PUBLIC_KEY[:-4]),
    *(PUBLIC_KEY + "AAAA", _b64(_DER + b"\0"), PEM.replace(b"PUBLIC", b"PRIVATE")[:-30], _spki(_OTHER.public_key())),
    _spki(ec.generate_private_key(ec.SECP256R1()).public_key()),
    _spki(ed25519.Ed25519PrivateKey.generate().public_key()),
    # The same numbers as a key for another padding.
    _b64(_DER.replace(bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d01010a"))),
    _b64(PRIVATE_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)),
)


def altered_bytes(random: Random, raw: bytes) -> bytes:
    """Return bytes that differ in one place or more."""
    changed = bytearray(raw)
    while changed == raw:
        for _ in range(random.choice((1, 1, 1, 3))):
            at = random.randrange(len(changed) + 1)
            way = random.randrange(4)
            if way == 0 or at == len(changed):
                changed[at:at] = random.randbytes(random.randint(1, 3))
            elif way == 1:
                changed[at] ^= 1 << random.randrange(8)
            elif way == 2:
                changed[at] = random.randrange(256)
            else:
                del changed[at : at + random.choice((1, 2, len(changed)))]
    return bytes(changed)


def altered_text(random: Random, text: str) -> str:
    """Return a text that differs in a letter or more."""
    changed = text
    while changed == text:
        at = random.randrange(len(text) + 1)
        letter = random.choice(_ALPHABET)
        changed = random.choice(
            (
                text[:at] + letter + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1 :],
                text[at:] + text[:at],
            )
        )
    return changed


def _with_another_body(random: Random) -> bool:
    return _VERIFY(altered_bytes(random, BODY), SIGNATURE)


def _with_another_signature(random: Random) -> bool:
    other = random.choice(
        (
            lambda: _b64(altered_bytes(random, _RAW)),
            lambda: altered_text(random, SIGNATURE),
            lambda: random.choice(_SIGNATURES),
        )
    )()
    return _VERIFY(BODY, other)


def _with_another_key(random: Random) -> bool:
    # Blanks in a key are those of its lines.
    other: Any = random.choice(
        (
            lambda: _b64(altered_bytes(random, _DER)),
            lambda: "".join(altered_text(random, PUBLIC_KEY).split()),
            lambda: random.choice(_KEYS),
        )
    )()
    return other != PUBLIC_KEY and verify(BODY, SIGNATURE, other)


def _as_a_message(random: Random) -> bool:
    body = altered_bytes(random, BODY)
    report = _VALIDATOR.check_bot_request(body, headers={"x-siqsignature": SIGNATURE})
    return not any(finding.rule.code == "SIQ822" for finding in report.findings)


WAYS: tuple[Callable[[Random], bool], ...] = (
    _with_another_body,
    _with_another_signature,
    _with_another_key,
    _as_a_message,
)


def fuzz(rounds: int, seed: int = 0) -> None:
    """Try altered messages.

    Raises:
        AssertionError: one was accepted, or raised what is not ours; with what finds it again.
    """
    assert _VERIFY(BODY, SIGNATURE), "the message itself is right"
    for number in range(rounds):
        way = WAYS[number % len(WAYS)]
        again = f"{way.__name__}, seed {seed}, round {number}"
        try:
            accepted = way(Random(f"{seed} {number}"))
        except SalesIQValidateError:
            continue
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} in {again}") from error
        assert not accepted, f"accepted: {again}"


if __name__ == "__main__":
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    fuzz(tries, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    sys.stderr.write(f"{tries:,} altered messages, none accepted.\n")
