"""What the benchmarks share: interleaved rounds, medians, ratios, and a line about the machine."""

from __future__ import annotations

import gc
import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping


def interleaved(tasks: Mapping[str, Callable[[], object]], *, calls: int, rounds: int = 17) -> dict[str, list[float]]:
    """Return µs per call of every task, one figure a round; each round runs all tasks, beginning one further."""
    names = list(tasks)
    for task in tasks.values():
        task()
    gc.collect()
    gc.freeze()
    figures: dict[str, list[float]] = {name: [] for name in names}
    for shift in range(rounds):
        turn = shift % len(names)
        for name in names[turn:] + names[:turn]:
            task = tasks[name]
            began = time.perf_counter()
            for _ in range(calls):
                task()
            figures[name].append((time.perf_counter() - began) / calls * 1e6)
    return figures


def table(figures: Mapping[str, list[float]], *, floor: str, unit: str = "µs") -> str:
    """Return a Markdown table of medians and of the ratio to one task in the same rounds."""
    width = max(map(len, figures))
    lines = [
        f"| {'what':<{width}} | {unit:>9} | times the first |",
        f"|{'-' * (width + 2)}|----------:|----------------:|",
    ]
    for name, values in figures.items():
        ratio = statistics.median(value / base for value, base in zip(values, figures[floor], strict=True))
        lines.append(f"| {name:<{width}} | {statistics.median(values):9.2f} | {ratio:15.2f} |")
    return "\n".join(lines)


def machine() -> str:
    """Return the machine and the versions that matter, as one line."""
    packages = ("salesiq-validate", "msgspec", "jsonschema-rs", "jsonschema", "attrs")
    versions = []
    for package in packages:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{package} absent")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.machine()}, {os.cpu_count()} cores, {python}; {', '.join(versions)}"
