"""LiveTokens: searches the blocks of a recording for tokens that look real, before the reader gets them.

It searches the text of the file, so it sees a token in a variable, a saved answer or an exchange with the accounts
server as well as in a header, but not a value from the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(rb"(?<![0-9a-f.])1000\.([0-9a-f]{32})\.([0-9a-f]{32})(?![0-9a-f])")
#: Bytes of a token but its last, and what stands on either side.
_OVERLAP: Final = 5 + 32 + 1 + 32 + 1
#: Different digits in each half. Of 32 random ones that many are missed once in a hundred million times; made-up tokens
#: have one or two, and those of `scrub` seven at most.
_LEAST_DIGITS: Final = 8


class LiveTokens:
    """Yields the blocks it is given; `line` is that of the first token, None until one is found."""

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
