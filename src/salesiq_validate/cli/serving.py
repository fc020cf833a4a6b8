"""What commands that serve share: they end when they are asked to, and large bodies do not hold up small ones."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: Seconds. Threads that judge large bodies would keep the event loop waiting for 5 ms at every turn.
_SWITCH: Final = 0.0005
#: Windows has a second key, and it is all that another process can press there.
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGBREAK")


@contextmanager
def serving(end: Callable[[], object]) -> Iterator[None]:
    """Call a function when the process is asked to end; a second signal ends it at once."""
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
