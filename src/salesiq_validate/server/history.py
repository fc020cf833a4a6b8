"""History: the latest exchanges of a stand-in, bounded in number and in bytes."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.exchange import UNRECORDED

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Report

#: Roughly the bytes of an exchange and of a finding without texts and bodies.
_EXCHANGE_BYTES: Final = 2_000
_FINDING_BYTES: Final = 2_500


class History:
    """The latest exchanges and the report on each; safe to share between threads.

    A body that would fill a quarter of the space is not kept.

    Arguments:
        keep: how many exchanges.
        keep_bytes: how many bytes they may take.
    """

    def __init__(self, keep: int, keep_bytes: int) -> None:
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._lock = threading.Lock()
        self._kept: deque[tuple[Exchange, Report, int]] = deque()
        self._bytes = 0

    def add(self, exchange: Exchange, report: Report) -> None:
        """Keep an exchange; the oldest ones are dropped."""
        request = exchange.request
        if request is not None and isinstance(request.body, bytes) and len(request.body) > self._keep_bytes // 4:
            exchange = evolve(exchange, request=evolve(request, body=UNRECORDED))
        size = _size(exchange) + _FINDING_BYTES * len(report.findings)
        with self._lock:
            self._kept.append((exchange, report, size))
            self._bytes += size
            while len(self._kept) > self._keep or (self._bytes > self._keep_bytes and len(self._kept) > 1):
                self._bytes -= self._kept.popleft()[2]

    def latest(self) -> tuple[tuple[Exchange, Report], ...]:
        """Return the kept exchanges, the oldest first."""
        with self._lock:
            return tuple((exchange, report) for exchange, report, _ in self._kept)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


def _size(exchange: Exchange) -> int:
    size = _EXCHANGE_BYTES
    request = exchange.request
    if request is not None:
        size += len(request.url)
    for message in (request, exchange.response):
        if message is not None:
            size += sum(len(name) + len(value) for name, value in message.headers)
            size += len(message.body) if isinstance(message.body, bytes) else 0
    return size
