"""Workers: processes that judge the parts of an archive; the results come in the order of the parts (`check --jobs`).

We do not use `concurrent.futures`: when one of its processes dies, it ends all the others and forgets which process had
which part. Before Python 3.14, it also cannot be stopped at once. With one pipe to each worker, we have none of these
problems, and a worker waits until we read its pipe, so results cannot pile up.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final, Self

from attrs import define, field, frozen

from salesiq_validate.archive import part as parts_module
from salesiq_validate.archive.worker import count_part, judge_part, serve
from salesiq_validate.recordings import expand
from salesiq_validate.run.files import Piece, Runner, RunStopped

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from types import TracebackType

    from salesiq_validate.archive.part import ArchivePart
    from salesiq_validate.config import Config
    from salesiq_validate.run.partition import Partition

#: How many parts for each worker may be in work or wait for their turn.
_AHEAD: Final = 4
#: How many parts a worker gets at once, so that it goes on while we do not listen to it.
_GIVEN: Final = 2
#: How many workers may die in one part, and after how many lost parts we stop: then the parts are not the cause.
_MOST_DEATHS: Final = 2
_MOST_LOST: Final = 3


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@frozen(str=False)
class WorkersDied(RunStopped):
    """Processes die whatever they judge, so we do not try the rest of the archive."""

    #: How many parts they left undone.
    parts: int

    def __str__(self) -> str:
        return (
            f"the worker processes keep dying, so {self.parts} parts are lost and the rest was not checked; "
            "is there too little memory? Fewer --jobs need less"
        )


@frozen
class Death:
    """A worker died while it judged a part."""

    part: ArchivePart
    #: As in `multiprocessing.Process.exitcode`: minus the signal's number if a signal ended it.
    exitcode: int | None
    #: Whether another worker judges the part again.
    again: bool

    def __str__(self) -> str:
        signalled = self.exitcode is not None and self.exitcode < 0
        how = f"was ended by signal {-(self.exitcode or 0)}" if signalled else "died"
        what = (
            "Another one repeats its part" if self.again else "It was the second in this part, which the report skips"
        )
        return f"a worker process {how} in {self.part}. {what}."


@define(eq=False)
class _Task:
    part: ArchivePart
    deaths: int = 0
    is_done: bool = False
    #: None if no worker could judge it.
    answer: bytes | None = None


@define(eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    #: The first of these is in work.
    tasks: deque[_Task] = field(factory=deque)


@define(eq=False)
class Workers:
    """Worker processes, started when there is work for them; leaving the context ends them at once.

    Arguments:
        jobs: the most workers.
        config: each worker makes its validator from this.
        on_death: called when a worker dies.
        serve: the function that they run; for tests.
    """

    jobs: int
    config: Config
    on_death: Callable[[Death], None]
    serve: Callable[[Connection, Config], None] = serve
    _workers: list[_Worker] = field(factory=list, init=False)
    _lost: int = field(default=0, init=False)

    def judged(self, parts: Iterator[ArchivePart]) -> Iterator[tuple[ArchivePart, Partition | None]]:
        """Yield every part with its result, in order.

        None means that this process must check the part: the part says so, or a worker hit a bug. If a second worker
        dies in a part, we call `on_death` and then only count the part's lines.

        Raises:
            WorkersDied: several parts were left out.
        """
        turn: deque[_Task] = deque()
        todo: deque[_Task] = deque()
        is_more = True
        while True:
            while is_more and len(turn) < self.jobs * _AHEAD:
                if (part := next(parts, None)) is None:
                    is_more = False
                    break
                task = _Task(part, is_done=part.here)
                turn.append(task)
                if not part.here:
                    todo.append(task)
                    self._hand_out(todo)
            if not turn:
                return
            self._listen(todo, until=turn[0])
            task = turn.popleft()
            if task.answer is None and not task.part.here:
                yield task.part, count_part(task.part, self.config)
            else:
                yield task.part, pickle.loads(task.answer) if task.answer else None  # noqa: S301 - our own worker's

    def _hand_out(self, todo: deque[_Task]) -> None:
        """Give the waiting parts to the workers with the least work; start another worker if all are busy."""
        while todo:
            worker = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
            if worker is None or (worker.tasks and len(self._workers) < self.jobs):
                worker = self._start()
            # A whole file may be much work, so it should not wait for another part.
            if len(worker.tasks) >= (1 if todo[0].part.begin is None else _GIVEN):
                return
            worker.tasks.append(todo.popleft())
            try:
                worker.connection.send(worker.tasks[-1].part)
            except OSError:
                self._bury(worker, todo)

    def _listen(self, todo: deque[_Task], *, until: _Task) -> None:
        """Take messages from workers until a part is done, and give them more work."""
        while not until.is_done:
            self._hand_out(todo)
            busy = {worker.connection: worker for worker in self._workers if worker.tasks}
            for connection in wait(list(busy)):
                worker = busy[connection]  # type: ignore[index]
                try:
                    answer = worker.connection.recv_bytes()
                except (EOFError, OSError):
                    self._bury(worker, todo)
                    continue
                task = worker.tasks.popleft()
                task.answer, task.is_done = answer, True
        self._hand_out(todo)

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("fork") if may_fork() else multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self.serve, args=(theirs, self.config), daemon=True)
        worker = _Worker(process, ours)
        with without_interrupts():
            process.start()
            self._workers.append(worker)
        # Now only the worker has its end of the pipe open, and its death closes it.
        theirs.close()
        return worker

    def _bury(self, worker: _Worker, todo: deque[_Task]) -> None:
        """Remove a worker that died, and handle its part."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        task, *others = worker.tasks
        todo.extendleft(reversed(others))
        task.deaths += 1
        again = task.deaths < _MOST_DEATHS
        self.on_death(Death(task.part, worker.process.exitcode, again))
        if again:
            todo.appendleft(task)
            return
        task.is_done = True
        self._lost += 1
        if self._lost >= _MOST_LOST:
            raise WorkersDied(self._lost)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._workers:
            # A worker has nothing to clean up.
            worker.process.kill()
        for worker in self._workers:
            worker.connection.close()
            worker.process.join()
        self._workers.clear()


@define(eq=False, repr=False)
class WorkerRunner(Runner):
    """Checks all recordings with several processes, with the same result as one process."""

    #: The most processes.
    jobs: int = field(default=1, kw_only=True)

    def pieces(self, paths: Iterable[str]) -> Generator[Piece, None, None]:
        """Yield the pieces of all recordings in order.

        Raises:
            WorkersDied: several parts were left out.
        """
        config = self.validators.config
        numbering = parts_module.Numbering()
        parts = parts_module.parts_of(expand(paths, limits=config.limits), config.limits)
        with Workers(self.jobs, config, self._report_death) as workers:
            for part, partition in workers.judged(parts):
                if part.here:
                    yield Piece(part.file)
                    continue
                if partition is None:
                    partition = judge_part(part, self.validators)
                before = numbering.before(part, partition.lines, partition.entries)
                yield Piece(part.file, partition.behind(*before))

    def _report_death(self, death: Death) -> None:
        if death.again:
            self.sink.note(str(death))
        else:
            self.sink.complain(str(death))
            self.lost.append(str(death.part))


def may_fork() -> bool:
    """Tell whether a worker may start as a copy of this process (which takes no time) rather than as a new one.

    A lock that another thread holds at that moment stays locked in the copy for ever, and on macOS the system's own
    libraries have threads.
    """
    return sys.platform == "linux" and threading.active_count() == 1


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Block Ctrl-C: a child starts with it blocked, before it can block it itself; here, it arrives a moment later."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    from multiprocessing import resource_tracker

    # Otherwise it would start with the first child, and its start unblocks signals again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
