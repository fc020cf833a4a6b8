"""Compression: decompresses gzip and Zstandard block by block, under a ratio limit.

However large a file's content is, only a part of it is in memory at a time. The ratio limit prevents a few megabytes of
zeros from taking hours. It applies only beyond 64 MiB, because small files of equal lines can exceed any sensible
ratio.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from salesiq_validate.decode.zstd import ZstdCutOff, ZstdDamaged, unpacked_zstd
from salesiq_validate.exceptions import MissingExtra, UnreadableRecording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.limits import Limits

_BLOCK: Final = 1 << 18
_RATIO_FROM: Final = 64 << 20

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"


class ReadingStopped(Exception):
    """A limit ended the reading of a file; `recordings.read` turns it into a finding."""


class Ratio:
    """Compares the size of the output with that of the input."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.max_ratio
        self._taken = 0
        self._given = 0

    def taken(self, size: int) -> None:
        """Count bytes of input."""
        self._taken += size

    def given(self, block: bytes) -> bytes:
        """Count a block of output, and return it.

        Raises:
            ReadingStopped: the output is too large for the input.
        """
        self._given += len(block)
        if self._given > _RATIO_FROM and self._given > self._most * self._taken:
            raise ReadingStopped(f"the file expands to more than {self._most} times its size (limit max_ratio)")
        return block


def gunzipped(blocks: Iterator[bytes], file: str, limits: Limits) -> Iterator[bytes]:
    """Decompress gzip data, which may have several members.

    Raises:
        UnreadableRecording: the data is damaged or ends early; what came before has been given.
        ReadingStopped: it expands too far.
    """
    ratio = Ratio(limits)
    inflate = zlib.decompressobj(wbits=31)
    for block in blocks:
        ratio.taken(len(block))
        rest = block
        while rest:
            if inflate.eof:
                rest = rest.lstrip(b"\0")  # padding between and after members, which tapes and some tools add
                if not rest:
                    break
                inflate = zlib.decompressobj(wbits=31)
            try:
                piece = inflate.decompress(rest, _BLOCK)
            except zlib.error:
                raise UnreadableRecording(file, "its gzip data is damaged; entries after that place are lost") from None
            if piece:
                yield ratio.given(piece)
            rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    while not inflate.eof and (piece := inflate.decompress(b"", _BLOCK)):
        yield ratio.given(piece)
    if not inflate.eof:
        raise UnreadableRecording(file, "its gzip data ends early; entries after that place are lost")


def unzstd(blocks: Iterator[bytes], file: str, limits: Limits) -> Iterator[bytes]:
    """Decompress Zstandard data, which may have several frames.

    Raises:
        UnreadableRecording: the data is damaged or ends early; what came before has been given.
        ReadingStopped: it expands too far.
        MissingExtra: the package that this needs before Python 3.14 is not installed.
    """
    ratio = Ratio(limits)

    def counted() -> Iterator[bytes]:
        for block in blocks:
            ratio.taken(len(block))
            yield block

    try:
        yield from map(ratio.given, unpacked_zstd(counted()))
    except ImportError:
        raise MissingExtra("reading .zst recordings", "backports.zstd", "zstd") from None
    except ZstdDamaged:
        raise UnreadableRecording(file, "its zstd data is damaged; entries after that place are lost") from None
    except ZstdCutOff:
        raise UnreadableRecording(file, "its zstd data ends early; entries after that place are lost") from None


class BlockFile:
    """Blocks in the shape of a file; it has only the method that decompressors and parsers call."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        block = self._rest or next(self._blocks, b"")
        if size < 0:
            size = len(block)
        self._rest = block[size:]
        return block[:size]
