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
    """Appends each exchange to a file at once; several threads may call."""

    sink: BinaryIO
    #: Whether the recording could not be written to its end.
    is_broken: bool = False
    _writing: threading.Lock = field(init=False, factory=threading.Lock)

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """Open a file to append to it; only its owner may read a new file."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "ab") as sink:
            yield cls(sink)

    def write(self, exchange: Exchange) -> None:
        """Append one exchange; report the first failure, and record nothing after it."""
        from salesiq_validate.cli.outcome import complain
        from salesiq_validate.recordings import jsonl

        # Outside the lock, because a large body takes a long time.
        line = jsonl.write(exchange)
        with self._writing:
            if self.is_broken:
                return
            try:
                self.sink.write(line)
                # Flush, so that readers of the file see it now, and nothing is lost if the process is killed.
                self.sink.flush()
            except OSError as error:
                self.is_broken = True
                complain(f"the recording ends here: {error.strerror}")
