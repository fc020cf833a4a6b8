"""Issued tokens: what the token answers in a recording say about the tokens of its calls.

We search a recording for issued tokens before we judge it. So it does not matter where in the recording a token was
issued, or which worker judges which part.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from salesiq_validate.contract.tokens import TOKEN_PATH, IssuedToken, issued_by
from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.exchange import Exchange
from salesiq_validate.recordings import read

if TYPE_CHECKING:
    from salesiq_validate.contract.servers import Servers
    from salesiq_validate.limits import Limits

#: Every token answer contains this; we do not read a recording twice if it does not.
_SIGN: Final = b"access_token"
#: How many bytes we search at a time.
_BLOCK: Final = 1 << 20
#: How many tokens of one recording we keep.
_MOST: Final = 10_000


def issued_tokens(file: str, servers: Servers, limits: Limits) -> dict[str, IssuedToken]:
    """Return the tokens that answers in a recording issue, by digest; none if the recording is compressed or remote."""
    found: dict[str, IssuedToken] = {}
    path = Path(file)
    if file == "-" or not path.is_file() or not _holds_sign(path):
        return found
    try:
        for entry in read(file, limits=limits, keep=lambda url: TOKEN_PATH in url):
            issued = issued_by(entry, servers) if isinstance(entry, Exchange) else None
            if issued is not None and len(found) < _MOST:
                found[issued[0]] = issued[1]
    except SalesIQValidateError:
        # The judging step reports why the recording cannot be read to its end.
        return found
    return found


def _holds_sign(path: Path) -> bool:
    """Look for the sign block by block: a mapping of the whole file would count as memory of this process."""
    seen = b""
    try:
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                seen = seen[-len(_SIGN) :] + block
                if _SIGN in seen:
                    return True
    except OSError:
        return False  # the judging step reports why the recording cannot be read
    return False
