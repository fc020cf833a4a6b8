"""Compression: gzip and Zstandard undone block by block, under a ratio limit.

Whatever a file expands to, only some of it exists at a time. The ratio limit keeps a few megabytes of zeros from
costing hours; it is judged only past 64 MiB, because small files of equal lines compress beyond any sensible ratio.
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
        """Count bytes that went in."""
        self._taken += size

    def given(self, block: bytes) -> bytes:
        """Count a block that came out, and return it.

        Raises:
            ReadingStopped: too much has come out.
        """
        self._given += len(block)
        if self._given > _RATIO_FROM and self._given > self._most * self._taken:
            raise ReadingStopped(f"the file expands to more than {self._most} times its size (limit max_ratio)")
        return block


def gunzipped(blocks: Iterator[bytes], file: str, limits: Limits) -> Iterator[bytes]:
    """Undo gzip, whose members may follow one another.

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
                rest = rest.lstrip(b"\0")  # padding between and after members, as tape and some tools write it
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
    """Undo Zstandard, whose frames may follow one another.

    Raises:
        UnreadableRecording: the data is damaged or ends early; what came before has been given.
        ReadingStopped: it expands too far.
        MissingExtra: before Python 3.14 this needs a package.
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
    """Blocks behind the one method of a file that decompressors and parsers call."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        block = self._rest or next(self._blocks, b"")
        if size < 0:
            size = len(block)
        self._rest = block[size:]
        return block[:size]
