"""Tasks: the functions that the workers of a cluster run; arguments and results can be pickled.

A task changes nothing but the file that it writes, which is the same each time. So an engine may run a task anywhere
and repeat it. This module imports nothing from an engine.
"""

from __future__ import annotations

import json
import os
import pickle
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve, field, frozen

from salesiq_validate.archive import remote
from salesiq_validate.archive.part import ArchivePart, Look, look_at
from salesiq_validate.archive.worker import count_part, judge_part
from salesiq_validate.exceptions import MissingExtra, SalesIQValidateError, UnreadableRecording
from salesiq_validate.run.files import Validators
from salesiq_validate.run.partition import Partition
from salesiq_validate.run.results.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from salesiq_validate.archive.findings import FindingsFolder
    from salesiq_validate.config import Config
    from salesiq_validate.run.baseline import Baseline


class VersionsDiffer(SalesIQValidateError):
    """A worker has another version of this package, or none, and might judge differently."""

    # Not a frozen class: workers raise it, and tblib rebuilds it with attributes that attrs before 24.3 refuses to set.
    def __init__(self, worker: str, theirs: str | None, ours: str) -> None:
        super().__init__(worker, theirs, ours)
        #: The address or name of the worker.
        self.worker = worker
        #: The worker's version, None if the package is not installed there.
        self.theirs = theirs
        self.ours = ours

    def __str__(self) -> str:
        has = "does not have salesiq-validate" if self.theirs is None else f"has salesiq-validate {self.theirs}"
        return f"the worker {self.worker} {has}, and {self.ours} is needed: install the same on all machines"


@frozen
class Setup:
    """The settings of all tasks of a run."""

    config: Config
    #: Known findings are not written.
    baseline: Baseline | None = field(default=None, kw_only=True)
    #: Where to write findings; None writes none.
    findings: FindingsFolder | None = field(default=None, kw_only=True)
    #: The folder to which relative paths are relative.
    folder: str = field(factory=os.getcwd, kw_only=True)

    def packed(self) -> tuple[str, bytes]:
        """Return it in the form that we send: with our version and the extension files, which workers may lack."""
        documents = [json.loads(Path(path).read_bytes()) for path in self.config.extensions]
        config = evolve(self.config, extensions=cast("Any", tuple(documents)))
        return own_version(), pickle.dumps(evolve(self, config=config))


@frozen
class Extent:
    """The size of a part."""

    lines: int
    entries: int
    #: Exchanges, and entries that are not API calls.
    steps: int
    stopped_by: UnreadableRecording | MissingExtra | None


def own_version() -> str:
    """Return the version of this package that is installed here."""
    from importlib.metadata import version

    return version("salesiq-validate")


def look(file: str, packed: tuple[str, bytes]) -> Look | None:
    """Look at the beginning of a file; return None if it cannot be opened."""
    setup, _ = _unpacked(packed)
    try:
        with remote.opened(_place(file, setup), file) as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            return look_at(stream, file, size, setup.config.limits)
    except (OSError, UnreadableRecording, MissingExtra):
        return None  # the attempt to read it says why


def judge_as_first(part: ArchivePart, packed: tuple[str, bytes]) -> Partition:
    """Judge a part as if it were the first of its file."""
    return _with_file(judge_part, part, packed)


def count(part: ArchivePart, packed: tuple[str, bytes]) -> Partition:
    """Count the lines of a part that no worker could judge."""
    return _with_file(lambda part, validators, stream: count_part(part, validators.config, stream), part, packed)


def extent_of(partition: Partition) -> Extent:
    """Return the size of a part, because this is little data to send."""
    steps = partition.clean.total.exchanges + partition.clean.skipped + len(partition.judged)
    return Extent(partition.lines, partition.entries, steps, partition.stopped_by)


def conclude(partition: Partition, before: tuple[int, int], number: int, packed: tuple[str, bytes]) -> Summary:
    """Write the findings of a part, if wanted, and return its summary.

    Arguments:
        partition: the results for the part, as if it were the first of its file.
        before: how many lines and entries come before it.
        number: the number of the part in the archive.
        packed: a `Setup`.
    """
    setup, validators = _unpacked(packed)
    numbered = partition.behind(*before)
    if setup.findings is not None:
        steps = numbered.steps(None if setup.baseline is None else setup.baseline.knows)
        setup.findings.write(number, steps, validators.common)
    return numbered.summary(show_values=setup.config.show_values)


def merged(summaries: Iterable[Summary]) -> Summary:
    """Return the summary of all parts."""
    whole = Summary()
    for summary in summaries:
        whole.absorb(summary)
    return whole


def _with_file(work: Callable[..., Partition], part: ArchivePart, packed: tuple[str, bytes]) -> Partition:
    setup, validators = _unpacked(packed)
    try:
        with remote.opened(_place(part.file, setup), part.file) as stream:
            return work(part, validators, stream)
    except (UnreadableRecording, MissingExtra) as error:
        return Partition(Summary(), (), error)


def _place(file: str, setup: Setup) -> str:
    return file if remote.is_url(file) else os.path.join(setup.folder, file)  # noqa: PTH118 - as given


@lru_cache(maxsize=4)
def _unpacked(packed: tuple[str, bytes]) -> tuple[Setup, Validators]:
    version, setup_bytes = packed
    if version != own_version():
        import platform

        raise VersionsDiffer(platform.node(), own_version(), version)
    setup: Setup = pickle.loads(setup_bytes)  # noqa: S301 - from the client that also sends us the code to run
    # As in `--format jsonl`, findings say whether their fixes are sure, whatever the format of the report here.
    config = setup.config if setup.findings is None else evolve(setup.config, format="jsonl")
    return setup, Validators.by(config)
