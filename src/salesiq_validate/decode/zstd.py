"""Zstandard, which is in the standard library since Python 3.14 and in a package of the same interface before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Final

#: 128 MiB is what `zstd` itself accepts without being told; a greater window is an attack on memory.
_WINDOW_LOG: Final = 27
#: Bytes that are given at a time.
_PIECE: Final = 1 << 18


class ZstdDamaged(Exception):
    """The data is no Zstandard, or not any more."""


class ZstdCutOff(Exception):
    """The data ends inside a frame."""


def zstd_module() -> Any:
    """Return the module, wherever it comes from.

    Raises:
        ImportError: it is not installed.
    """
    try:
        return import_module("compression.zstd")
    except ImportError:
        return import_module("backports.zstd")


def unpacked_zstd(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Undo frames that follow one another, block by block and in pieces of bounded size.

    Raises:
        ImportError: no module for it is installed.
        ZstdDamaged: the data is damaged; what came before has been given.
        ZstdCutOff: it ends early.
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
