"""RecordedCall: the call of an exchange, to identify it if several exchanges share a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange

_METHOD: Final = re.compile(r"[A-Z]{1,10}")
#: The beginning of an RFC 3339 time; what a recording writes in its place may be anything.
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)


class RecordedCall(NamedTuple):
    """When an exchange took place, and by which method."""

    #: In upper case; None where it is no word.
    method: str | None
    #: As the recording writes it, None where that is no time.
    time: str | None


def call_of(exchange: Exchange) -> RecordedCall:
    """Return what may be shown of an exchange."""
    method = "" if exchange.request is None else exchange.request.method.upper()
    time = exchange.time or ""
    return RecordedCall(
        method if _METHOD.fullmatch(method) else None,
        time if _TIME.fullmatch(time) else None,
    )
