"""RecordedCall: the call of an exchange; it identifies the exchange if several share a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange

_METHOD: Final = re.compile(r"[A-Z]{1,10}")
#: The beginning of an RFC 3339 time; a recording may have anything in its place.
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)


class RecordedCall(NamedTuple):
    """The time and the method of an exchange."""

    #: In upper case; None if it is not a word.
    method: str | None
    #: As the recording writes it; None if that is not a time.
    time: str | None


def call_of(exchange: Exchange) -> RecordedCall:
    """Return the time and method of an exchange, as far as we may show them."""
    method = "" if exchange.request is None else exchange.request.method.upper()
    time = exchange.time or ""
    return RecordedCall(
        method if _METHOD.fullmatch(method) else None,
        time if _TIME.fullmatch(time) else None,
    )
