"""Compression: gzip and Zstandard undone block by block, under a ratio limit.

Whatever a file expands to, only some of it exists at a time. The ratio limit keeps a few megabytes of zeros from
costing hours; it is judged only past 64 MiB, because small files of equal lines compress beyond any sensible ratio.
"""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exceptions import MissingExtra, UnreadableRecording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.limits import Limits

_BLOCK: Final = 1 << 18
_RATIO_FROM: Final = 64 << 20
#: Compressed bytes that are undone in one step: 4 of them can stand for 128 KiB, so a step gives 32 MiB at most.
_SLICE: Final = 1 << 10

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"


class ReadingStopped(Exception):
    """A limit ended the reading of a file; `recordings.read` turns it into a finding."""


class _Ratio:
    """Compares what came out with what went in."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.max_ratio
        self._taken = 0
        self._given = 0

    def taken(self, block: bytes) -> bytes:
        self._taken += len(block)
        return block

    def given(self, block: bytes) -> bytes:
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
    ratio = _Ratio(limits)
    inflate = zlib.decompressobj(wbits=31)
    for block in blocks:
        rest = ratio.taken(block)
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
        MissingExtra: before Python 3.14 this needs the package zstandard.
    """
    ratio = _Ratio(limits)
    frame, error = _zstd()
    inflate = frame()
    for block in blocks:
        for begin in range(0, len(block), _SLICE):
            rest = ratio.taken(block[begin : begin + _SLICE])
            while rest:
                if inflate.eof:
                    inflate = frame()
                try:
                    piece = inflate.decompress(rest)
                except error:
                    raise UnreadableRecording(
                        file, "its zstd data is damaged; entries after that place are lost"
                    ) from None
                rest = inflate.unused_data
                if piece:
                    yield ratio.given(piece)
    if not inflate.eof:
        raise UnreadableRecording(file, "its zstd data ends early; entries after that place are lost")


def _zstd() -> tuple[Callable[[], Any], type[Exception]]:
    """Return what makes a decompressor of one frame, and what it raises."""
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.ZstdDecompressor, zstd.ZstdError
    try:
        import zstandard
    except ImportError:
        raise MissingExtra("reading .zst recordings", "zstandard", "zstd") from None
    # 128 MiB is what `zstd` itself accepts without being told; a greater window is an attack on memory.
    packed = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    return packed.decompressobj, zstandard.ZstdError


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
