"""Zstandard: the standard library has it since Python 3.14; before that, a package with the same interface does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Final

#: 128 MiB is the most that `zstd` itself accepts by default; a greater window is an attack on memory.
_WINDOW_LOG: Final = 27
#: The most bytes in one piece of output.
_PIECE: Final = 1 << 18


class ZstdDamaged(Exception):
    """The data is not Zstandard, or is damaged."""


class ZstdCutOff(Exception):
    """The data ends inside a frame."""


def zstd_module() -> Any:
    """Return the module, from the standard library or the package.

    Raises:
        ImportError: neither is installed.
    """
    try:
        return import_module("compression.zstd")
    except ImportError:
        return import_module("backports.zstd")


def unpacked_zstd(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress consecutive frames, block by block and in pieces of bounded size.

    Raises:
        ImportError: no module for it is installed.
        ZstdDamaged: the data is damaged; everything before has been yielded.
        ZstdCutOff: the data ends too early.
    """
    zstd = zstd_module()
    options = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
    frame = zstd.ZstdDecompressor(options=options)
    for block in blocks:
        rest = block
        while rest or not (frame.eof or frame.needs_input):
            if frame.eof:
                frame = zstd.ZstdDecompressor(options=options)
            try:
                piece: bytes = frame.decompress(rest, _PIECE)
            except zstd.ZstdError:
                raise ZstdDamaged from None
            rest = frame.unused_data if frame.eof else b""
            if piece:
                yield piece
    if not frame.eof:
        raise ZstdCutOff
