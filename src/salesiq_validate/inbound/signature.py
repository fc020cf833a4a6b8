"""Signatures of inbound messages: RSA with SHA-256 over the raw body, in Base64, by one of the portal's public keys.

The pages state the algorithm, the header `x-siqsignature` and the encoding. The padding (PKCS #1 v1.5), and the fact
that the raw body is signed, are known from code that verifies signatures.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from salesiq_validate.exceptions import MissingExtra, UnusableArgument

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

#: Bits of the shortest key that is accepted.
_FEWEST_BITS: Final = 1024
_WHAT: Final = (
    "a public key is Base64 text, alone or between PEM lines, as SalesIQ's page Webhooks and the operation "
    "generate_webhook_public_key give it"
)


def verify(body: bytes, signature: str | None, public_keys: str | bytes | Iterable[str | bytes]) -> bool:
    """Tell whether a signature fits the bytes of a body by one of the portal's public keys.

    Arguments:
        body: the body as received, before any decoding.
        signature: value of the header `x-siqsignature`; None if absent.
        public_keys: Base64 of the X.509 SubjectPublicKeyInfo, or PEM; one key, or several, one of which must fit.
            SalesIQ keeps two, and signs with the oldest.

    Raises:
        UnusableArgument: a key cannot be read, or the body is not bytes.
        MissingExtra: cryptography is not installed.
    """
    return verifier(public_keys)(body, signature)


def verifier(public_keys: str | bytes | Iterable[str | bytes]) -> Callable[[bytes, str | None], bool]:
    """Return a `verify` for these keys, which are read only once.

    Raises:
        UnusableArgument: a key cannot be read, or there is none.
        MissingExtra: cryptography is not installed.
    """
    try:
        given = [public_keys] if isinstance(public_keys, (str, bytes)) else list(public_keys)
    except TypeError:
        given = []
    if not given:
        raise UnusableArgument("give at least one public key to verify signatures")
    keys = [_read_key(key) for key in given]
    return lambda body, signature: _fits(body, signature, keys)


def _fits(body: bytes, signature: str | None, keys: Sequence[RSAPublicKey]) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        signed = bytes(memoryview(body))
    except TypeError:
        raise UnusableArgument("give the body as the bytes that you received, not as a decoded document") from None
    raw = _decoded(signature) if isinstance(signature, str) else None
    if raw is None:
        return False
    for key in keys:
        if len(raw) == key.key_size // 8:
            try:
                key.verify(raw, signed, PKCS1v15(), SHA256())
            except InvalidSignature:
                continue
            return True
    return False


def _decoded(text: str) -> bytes | None:
    """Return the bytes of a Base64 text; None for any other text, and for an unusual spelling of the same bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def _read_key(key: str | bytes) -> RSAPublicKey:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
    except ImportError:
        raise MissingExtra("verifying signatures", "cryptography", "inbound") from None
    try:
        text = key.decode("ascii") if isinstance(key, bytes) else key
        joined = "".join(text.split())
        if "-----" in joined:
            joined = joined.split("-----")[2]
        der = _decoded(joined) or b""
        read = load_der_public_key(der)
    except (ValueError, TypeError, AttributeError, IndexError, UnsupportedAlgorithm):
        raise UnusableArgument(f"this is not a public key; {_WHAT}") from None
    if isinstance(read, RSAPublicKey) and read.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != der:
        # The key has these numbers, but is written for another scheme, or something follows it.
        raise UnusableArgument(f"this is not a public key as SalesIQ writes it; {_WHAT}")
    if not isinstance(read, RSAPublicKey) or read.key_size < _FEWEST_BITS:
        raise UnusableArgument(f"this is not an RSA key of {_FEWEST_BITS} bits or more; {_WHAT}")
    return read
