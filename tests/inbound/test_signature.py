"""Signatures of inbound messages."""

from __future__ import annotations

import base64

import pytest
from tests.inbound.keys import BOT_REQUEST, PEM, PUBLIC_KEY, packed, sign

from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import Request
from salesiq_validate.inbound import verify
from salesiq_validate.inbound.gate import Gate

BODY = packed(BOT_REQUEST)
SIGNATURE = sign(BODY)
WRAPPED = "\n".join(PUBLIC_KEY[start : start + 40] for start in range(0, len(PUBLIC_KEY), 40))


@pytest.mark.parametrize("key", [PUBLIC_KEY, PUBLIC_KEY.encode(), PEM, PEM.decode(), WRAPPED, f"  {PUBLIC_KEY}\n"])
def test_a_signature_fits_by_a_key_in_any_of_its_forms(key):
    assert verify(BODY, SIGNATURE, key)
    assert verify(BODY, SIGNATURE, [key])


def test_any_of_two_keys_will_do():
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    other = generate_private_key(65537, 2048).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert verify(BODY, SIGNATURE, [other, PUBLIC_KEY])
    assert not verify(BODY, SIGNATURE, [other])


@pytest.mark.parametrize(
    "key",
    [
        "",
        "no key",
        "AAAA",
        b"\xff",
        "-----BEGIN PUBLIC KEY-----",
        base64.b64encode(b"x" * 200).decode(),
        "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
    ],
)
def test_a_key_that_is_none_is_told(key):
    with pytest.raises(UnusableArgument, match=r"public key is Base64|RSA key"):
        verify(BODY, SIGNATURE, key)


def test_no_key_verifies_nothing():
    with pytest.raises(UnusableArgument, match="at least one public key"):
        verify(BODY, SIGNATURE, [])


def test_a_decoded_body_is_refused():
    with pytest.raises(UnusableArgument, match="bytes that you received"):
        verify(BODY.decode(), SIGNATURE, PUBLIC_KEY)


@pytest.mark.parametrize("signature", [None, "", f" {SIGNATURE}", f"{SIGNATURE}\n", SIGNATURE.rstrip("=")])
def test_an_absent_or_oddly_written_signature_fits_nothing(signature):
    assert not verify(BODY, signature, PUBLIC_KEY)


@pytest.mark.parametrize("keys", [None, [], [None], 5])
def test_middleware_does_without_keys_only_where_none_are_mentioned(keys):
    with pytest.raises(UnusableArgument, match="public key"):
        Gate(keys)
    assert Gate().admit(Request("POST", "https://bot.example.com/a", (), BODY))
