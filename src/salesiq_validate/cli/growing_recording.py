"""GrowingRecording: appends exchanges to a file of Exchange JSON Lines while a server runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from attrs import define, field

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange


@define
class GrowingRecording:
    """Appends exchanges to a file as they are given; several threads may call."""

    sink: BinaryIO
    #: Whether the recording could not be written to its end.
    is_broken: bool = False
    _writing: threading.Lock = field(init=False, factory=threading.Lock)

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """Open a file to append to it; a new one is for its owner alone."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "ab") as sink:
            yield cls(sink)

    def write(self, exchange: Exchange) -> None:
        """Append one exchange; a failure is reported once, and the rest is not recorded."""
        from salesiq_validate.cli.outcome import complain
        from salesiq_validate.recordings import jsonl

        # Outside the lock, because a large body takes long.
        line = jsonl.write(exchange)
        with self._writing:
            if self.is_broken:
                return
            try:
                self.sink.write(line)
                # Whoever watches the file sees it now, and nothing is lost when the process is killed.
                self.sink.flush()
            except OSError as error:
                self.is_broken = True
                complain(f"the recording ends here: {error.strerror}")
