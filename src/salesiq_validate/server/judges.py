"""JudgeThreads: threads that check large bodies, while the event loop answers other clients."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final, TypeVar, cast

_Result = TypeVar("_Result")

_THREADS: Final = 2
#: Work on more bytes goes to the threads; the worst case of 4 KiB takes some 10 ms.
LARGE: Final = 4_096


class JudgeThreads:
    """A few threads for work that takes long.

    When a process ends, it waits for executors of the standard library, but not for these threads. So a server can end
    during a check.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        for number in range(_THREADS):
            threading.Thread(target=self._work, name=f"salesiq-validate judge {number}", daemon=True).start()

    async def run(self, work: Callable[[], _Result], size: int) -> _Result:
        """Return the result of the work, or raise its exception.

        Arguments:
            work: done at once in the calling thread if it is small.
            size: how many bytes the work is about.
        """
        if size <= LARGE:
            return work()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_Result] = loop.create_future()

        def settle(result: _Result | None, error: BaseException | None) -> None:
            if done.done():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(cast("_Result", result))

        def job() -> None:
            result, failure = None, None
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - the waiting task raises it
                failure = error
            try:
                loop.call_soon_threadsafe(settle, result, failure)
            except RuntimeError:
                # The loop has ended, and nothing waits for the result.
                return

        self._jobs.put(job)
        return await done

    def end(self) -> None:
        """Let the threads end after their current work; drop the rest."""
        while not self._jobs.empty():
            self._jobs.get()
        for _ in range(_THREADS):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
