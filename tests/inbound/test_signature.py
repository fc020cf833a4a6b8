"""Signatures of inbound messages."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.inbound.keys import BOT_REQUEST, PEM, PUBLIC_KEY, packed, sign

from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.inbound import verifier, verify

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


@settings(max_examples=500)
@given(data=st.data())
def test_nothing_that_was_altered_is_accepted_and_nothing_raises(data):
    verify_here = verifier(PUBLIC_KEY)
    raw = bytearray(base64.b64decode(SIGNATURE))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    at = data.draw(st.integers(0, len(BODY)))
    body = BODY[:at] + data.draw(st.binary(min_size=1, max_size=3)) + BODY[at:]
    assert not verify_here(BODY, base64.b64encode(raw).decode())
    assert not verify_here(body, SIGNATURE)
    assert not verify_here(BODY, data.draw(st.text(max_size=200)))
    assert not verify_here(BODY, SIGNATURE[: data.draw(st.integers(0, len(SIGNATURE) - 1))])
