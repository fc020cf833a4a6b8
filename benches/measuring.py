"""Measuring: interleaved rounds on one core, medians, quartiles, and ratios of the same round."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from attrs import field, frozen


class Seconds(float):
    """The seconds that a separate process took, measured inside it or from outside."""


@frozen
class Task:
    """A task to time."""

    name: str
    run: Callable[[], object]
    #: How many exchanges, bodies or calls one run has; the figures are for one of them.
    units: int = field(default=1, kw_only=True)


#: How many seconds we run a task in each round, repeatedly if necessary, because caches and compilers must warm up.
LEAST = 0.01

#: One figure for each round, in µs per unit.
Figures = Mapping[str, Sequence[float]]


def interleaved(tasks: Sequence[Task], *, rounds: int) -> Figures:
    """Run every task once in each round; each round begins with the next task.

    We measure processor time, which excludes other processes. Their effect on caches and clock rate slows all tasks of
    a round, so ratios within a round are reliable even if times are not.
    The garbage collector stays on, as for users, but ignores objects from before the measurement.
    """
    figures: dict[str, list[float]] = {task.name: [] for task in tasks}
    passes = {task.name: max(1, round(LEAST / _seconds(task))) for task in tasks}
    gc.collect()
    if hasattr(gc, "freeze"):  # PyPy has none
        gc.freeze()
    try:
        for round_ in range(rounds):
            first = round_ % len(tasks)
            for task in (*tasks[first:], *tasks[:first]):
                times = passes[task.name]
                figures[task.name].append(_seconds(task, times) * 1e6 / task.units / times)
    finally:
        if hasattr(gc, "unfreeze"):
            gc.unfreeze()
    return figures


def _seconds(task: Task, times: int = 1) -> float:
    measured_elsewhere = 0.0
    began = time.process_time()
    for _ in range(times):
        returned = task.run()
        if isinstance(returned, Seconds):
            measured_elsewhere += returned
    return measured_elsewhere or time.process_time() - began


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the first quartile, the median and the third quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    first, median, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, median, third


def ratios(figures: Figures, name: str, to: str) -> list[float]:
    """Return the ratios of one task's time to another's, round by round."""
    return [mine / other for mine, other in zip(figures[name], figures[to], strict=True)]


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core if the system can: a move between cores costs more than the task."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
