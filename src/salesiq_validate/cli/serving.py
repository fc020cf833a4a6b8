"""Shared by commands that serve: they end on a signal, and large bodies do not delay small ones."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from salesiq_validate.recordings.scrub.scrubber import Scrubber
    from salesiq_validate.validator import Validator

#: In seconds. By default, threads that judge large bodies would block the event loop for 5 ms at every turn.
_SWITCH: Final = 0.0005
#: Windows has a second key, Ctrl-Break, the only one that another process can send there.
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGBREAK")


def scrubber_of(validator: Validator) -> Scrubber:
    """Return the scrubber for what a server records; to import and make it takes 90 ms, so only a recording does."""
    from salesiq_validate.recordings.scrub.scrubber import Scrubber

    return Scrubber(operations=validator.operations, limits=validator.limits)


@contextmanager
def serving(end: Callable[[], object]) -> Iterator[None]:
    """Call a function when a signal asks the process to end; a second signal ends the process at once."""
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    interval = sys.getswitchinterval()

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    def ask(*_: object) -> None:
        restore()
        end()

    previous = {number: signal.signal(number, ask) for number in numbers}
    sys.setswitchinterval(_SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        restore()
