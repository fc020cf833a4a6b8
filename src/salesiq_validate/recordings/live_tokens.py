"""LiveTokens: searches the blocks of a recording for tokens that look real before it hands them to the reader.

It searches the text of the file. So it finds tokens not only in headers, but also in variables, saved answers and
exchanges with the accounts server. It does not see values from the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(rb"(?<![0-9a-f.])1000\.([0-9a-f]{32})\.([0-9a-f]{32})(?![0-9a-f])")
#: A token without its last byte, with one byte on either side.
_OVERLAP: Final = 5 + 32 + 1 + 32 + 1
#: How many different digits each half must have. A random half of 32 digits has fewer once in a hundred million
#: times; made-up tokens have one or two, and tokens that `scrub` writes have at most seven.
_LEAST_DIGITS: Final = 8


class LiveTokens:
    """Yields the blocks that it is given; `line` is the line of the first token, and None until a token is found."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self.line: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        line, rest = 1, b""
        for block in self._blocks:
            if self.line is None:
                text = rest + block
                found = next(filter(_looks_real, _TOKEN.finditer(text)), None)
                if found is not None:
                    self.line = line + text.count(b"\n", 0, found.start())
                rest = text[-_OVERLAP:]
                line += text.count(b"\n", 0, len(text) - len(rest))
            yield block


def _looks_real(token: re.Match[bytes]) -> bool:
    return all(len(set(half)) >= _LEAST_DIGITS for half in token.groups())
