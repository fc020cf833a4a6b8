"""Workers that die, for tests; in a module of its own, which their processes import."""

from __future__ import annotations

import os
import signal
from pathlib import Path

#: Bytes of each line in the archives that workers die of.
LINE = 512
#: Lines at which a part begins that workers die of: once, by a signal, or always.
ONCE, BY_SIGNAL, ALWAYS = 101, 102, 103


def first_line(part):
    return part.begin // LINE + 1


class Mortal:
    """A connection that ends the process when it brings certain parts."""

    def __init__(self, connection, config):
        self._connection = connection
        self._deaths = Path(config.baseline).parent
        self.send_bytes = connection.send_bytes

    def recv(self):
        part = self._connection.recv()
        line = first_line(part)
        mark = self._deaths / f"{line}"
        if line == ALWAYS or (line in (ONCE, BY_SIGNAL) and not mark.exists()):
            mark.touch()
            if line == BY_SIGNAL:
                os.kill(os.getpid(), signal.SIGKILL)
            os._exit(3)
        return part


def serve_and_die(connection, config):
    """As `serve`; in the folder of the baseline it is noted who died."""
    from salesiq_validate.archive.worker import serve

    serve(Mortal(connection, config), config)


def die(connection, config):
    """Die before anything is done."""
    os._exit(1)


def judge_or_die(part, packed):
    """As `tasks.judge_as_first`, but for the part that workers die of."""
    from salesiq_validate.archive.tasks import judge_as_first

    return judge_and_die(part, packed) if first_line(part) == ALWAYS else judge_as_first(part, packed)


def judge_and_die(part, packed):
    os._exit(1)
