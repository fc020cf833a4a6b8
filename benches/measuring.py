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
    """What a task returns that runs in a process of its own, and was measured there or from outside."""


@frozen
class Task:
    """Something whose time is taken."""

    name: str
    run: Callable[[], object]
    #: How many exchanges, bodies or calls one run is; figures are of one of them.
    units: int = field(default=1, kw_only=True)


#: Seconds that a task is run for in each round, again and again if need be: caches and compilers have to get warm.
LEAST = 0.01

#: A figure a round, in µs of one unit.
Figures = Mapping[str, Sequence[float]]


def interleaved(tasks: Sequence[Task], *, rounds: int) -> Figures:
    """Run every task once a round, each round beginning with the next one.

    What counts is the processor's time, which leaves out others who use the machine. What they do to its caches and its
    clock rate slows all of a round, so ratios within a round hold where times do not.
    The garbage collector stays on, as it is for users, but does not look at what was there before.
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
    """The first quartile, the median and the third."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    first, median, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, median, third


def ratios(figures: Figures, name: str, to: str) -> list[float]:
    """How many times another task's time one took, round by round."""
    return [mine / other for mine, other in zip(figures[name], figures[to], strict=True)]


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can: moving between cores costs more than what is measured."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
