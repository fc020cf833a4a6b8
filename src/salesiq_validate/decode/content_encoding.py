"""Content encodings: decompress a body, with limits.

A kilobyte of gzip can expand to a megabyte of zeros, and a kilobyte of Brotli to much more. So the code unpacks bytes
piece by piece, and counts them before the next piece. It undoes only one layer: chains of encodings are an attack, and
no server needs them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from importlib import import_module
from typing import Any, Final

from salesiq_validate.decode.problem import TOO_LARGE, Problem, ProblemKind
from salesiq_validate.decode.zstd import ZstdCutOff, ZstdDamaged, unpacked_zstd
from salesiq_validate.limits import MIB, Limits

_PIECE: Final = MIB
#: Below this many bytes a high ratio does no harm, and short bodies of equal records have a high ratio.
_HARMLESS: Final = MIB
#: The greatest number of members in one gzip body; tools that append write only a few.
_MOST_MEMBERS: Final = 1_000
#: The only compressed body that looks like plain text.
_EMPTY_BROTLI: Final = ("br", b";")
#: Bytes that do not occur in text, but in every compressed format near its beginning.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_CHAIN: Final = "the body is compressed more than once, and only one layer was unpacked; compress it once"
_UNKNOWN: Final = "the Content-Encoding is not gzip, deflate, br or zstd; do not compress the body"
_DAMAGED: Final = "the compressed bytes are damaged, or the Content-Encoding names the wrong compression"
_CUT_OFF: Final = "the compressed bytes end too early: was the body cut off?"
_TRAILING: Final = "there is something after the compressed bytes; remove it"
_RATIO: Final = "the body expands further than max_ratio allows, so it was not unpacked"
_INSTALL: Final = "this Content-Encoding needs a package: python -m pip install 'salesiq-validate[{}]'"


class _DamagedError(Exception):
    """The bytes do not follow their encoding."""


class _CutOffError(Exception):
    """The bytes end too early for their encoding."""


class _TrailingError(Exception):
    """There are bytes left after the end of the compressed data."""


class _MissingError(Exception):
    """The package for an encoding is not installed; the argument is the extra that installs it."""


def decompress(body: bytes, encoding: str | None, limits: Limits) -> tuple[bytes, tuple[Problem, ...]]:
    """Undo a Content-Encoding; return a body that is already plain text as it is, whatever its header says.

    Recorders store decoded bodies with the headers of the encoded ones.

    Arguments:
        body: the bytes as they were sent.
        encoding: the header's value; None if absent.
        limits: `max_body_bytes` and `max_ratio` count.

    Returns:
        The plain bytes and the problems. The bytes are empty if a problem is not repaired.
    """
    layers = [layer for part in (encoding or "").split(",") if (layer := part.strip().lower()) not in {"", "identity"}]
    if not layers or (_looks_plain(body) and (layers[0], body) != _EMPTY_BROTLI):
        return body, ()
    if len(layers) > 1:
        return _stop(ProblemKind.UNKNOWN_ENCODING, _CHAIN)
    unpack = _UNPACKERS.get(layers[0])
    if unpack is None:
        return _stop(ProblemKind.UNKNOWN_ENCODING, _UNKNOWN)
    try:
        return _collect(unpack(body), len(body), limits)
    except _DamagedError:
        return _stop(ProblemKind.BAD_COMPRESSION, _DAMAGED)
    except _CutOffError:
        return _stop(ProblemKind.BAD_COMPRESSION, _CUT_OFF)
    except _MissingError as missing:
        return _stop(ProblemKind.UNKNOWN_ENCODING, _INSTALL.format(missing))


def _collect(pieces: Iterator[bytes], packed: int, limits: Limits) -> tuple[bytes, tuple[Problem, ...]]:
    plain = bytearray()
    try:
        for piece in pieces:
            plain += piece
            if len(plain) > limits.max_body_bytes:
                return _stop(ProblemKind.TOO_LARGE, TOO_LARGE)
            if len(plain) > _HARMLESS and len(plain) > packed * limits.max_ratio:
                return _stop(ProblemKind.RATIO_EXCEEDED, _RATIO)
    except _TrailingError:
        return bytes(plain), (Problem(kind=ProblemKind.BAD_COMPRESSION, detail=_TRAILING, repaired=True),)
    return bytes(plain), ()


def _stop(kind: ProblemKind, detail: str) -> tuple[bytes, tuple[Problem, ...]]:
    return b"", (Problem(kind=kind, detail=detail),)


def _looks_plain(body: bytes) -> bool:
    """Whether these are UTF-8 bytes without control characters, unlike every compressed format."""
    if _CONTROL.search(body):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _gunzip(body: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MOST_MEMBERS):
        at = yield from _inflate(body, at, 31)
        if not body.startswith(b"\x1f\x8b", at):
            break
    # Some tools fill the last block with zeros.
    if body[at:].strip(b"\0"):
        raise _TrailingError


def _deflate(body: bytes) -> Iterator[bytes]:
    # In HTTP, deflate means the zlib format (RFC 9110, 8.4.1.2); some senders leave out its frame.
    framed = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    if (yield from _inflate(body, 0, 15 if framed else -15)) < len(body):
        raise _TrailingError


def _inflate(body: bytes, at: int, wbits: int) -> Generator[bytes, None, int]:
    """Yield the content of one zlib stream; return the offset of the first byte after it."""
    inflate = zlib.decompressobj(wbits)
    piece = b""
    while at < len(body):
        rest = body[at : at + _PIECE]
        at += len(rest)
        while rest or piece:
            try:
                piece = inflate.decompress(rest, _PIECE)
            except zlib.error:
                raise _DamagedError from None
            yield piece
            if inflate.eof:
                return at - len(inflate.unused_data)
            rest = inflate.unconsumed_tail
    raise _CutOffError


def _unbrotli(body: bytes) -> Iterator[bytes]:
    brotli = _brotli()
    stream, rest = brotli.Decompressor(), body
    try:
        while not stream.is_finished():
            piece: bytes = stream.process(rest, output_buffer_limit=_PIECE)
            rest = b""
            if not piece and not stream.is_finished():
                raise _CutOffError
            yield piece
    except TypeError:
        # Versions before 1.2 cannot limit the size of the output (CVE-2025-6176).
        raise _MissingError("brotli") from None
    except brotli.error:
        raise _DamagedError from None


def _brotli() -> Any:
    try:
        return import_module("brotli")
    except ImportError:
        pass
    try:
        return import_module("brotlicffi")
    except ImportError:
        raise _MissingError("brotli") from None


def _unzstd(body: bytes) -> Iterator[bytes]:
    try:
        yield from unpacked_zstd((body,))
    except ImportError:
        raise _MissingError("zstd") from None
    except ZstdCutOff:
        raise _CutOffError from None
    except ZstdDamaged:
        raise _DamagedError from None


_UNPACKERS: Final[dict[str, Callable[[bytes], Iterator[bytes]]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
