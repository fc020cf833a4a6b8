"""The law of gists: what an entry tells of itself at a glance is what its exchange holds when it is made."""

from __future__ import annotations

from collections.abc import Iterable

from salesiq_validate.exchange import Exchange
from salesiq_validate.recordings import Entry


def obeys(entries: Iterable[Entry]) -> None:
    for entry in entries:
        if isinstance(entry, Exchange):
            told = (entry.call, entry.sent, entry.received, entry.time)
            made = Exchange(entry.request, entry.response, entry.origin, entry.time)
            # By text, because NaN is not equal to itself, and a body that is a document is made twice.
            assert repr(told) == repr((made.call, made.sent, made.received, made.time))
            assert type(entry.sent) is type(made.sent)
