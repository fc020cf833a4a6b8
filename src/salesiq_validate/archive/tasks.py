"""Tasks: what the workers of a cluster run, as functions of values that can be pickled.

None of them changes anything but the file that it writes, which is the same each time, so an engine may run any of them
anywhere and again. Nothing of the engine is imported here.
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

    # No frozen class: it is raised by workers, and rebuilding exceptions (tblib) sets what attrs before 24.3 refuses.
    def __init__(self, worker: str, theirs: str | None, ours: str) -> None:
        super().__init__(worker, theirs, ours)
        #: Address or name of the worker.
        self.worker = worker
        #: The version there, None for none.
        self.theirs = theirs
        self.ours = ours

    def __str__(self) -> str:
        has = "does not have salesiq-validate" if self.theirs is None else f"has salesiq-validate {self.theirs}"
        return f"the worker {self.worker} {has}, and {self.ours} is needed: install the same on all machines"


@frozen
class Setup:
    """The settings of all tasks of a run."""

    config: Config
    #: What is known does not count as a finding that is written.
    baseline: Baseline | None = field(default=None, kw_only=True)
    #: Where findings go; None writes none.
    findings: FindingsFolder | None = field(default=None, kw_only=True)
    #: What relative paths are relative to.
    folder: str = field(factory=os.getcwd, kw_only=True)

    def packed(self) -> tuple[str, bytes]:
        """Return it as it travels: with our version, and with the extension files, which workers need not have."""
        documents = [json.loads(Path(path).read_bytes()) for path in self.config.extensions]
        config = evolve(self.config, extensions=cast("Any", tuple(documents)))
        return own_version(), pickle.dumps(evolve(self, config=config))


@frozen
class Extent:
    """How much a part holds."""

    lines: int
    entries: int
    #: Exchanges, and entries that are none of the API.
    steps: int
    stopped_by: UnreadableRecording | MissingExtra | None


def own_version() -> str:
    """Return the version of this package that is installed here."""
    from importlib.metadata import version

    return version("salesiq-validate")


def look(file: str, packed: tuple[str, bytes]) -> Look | None:
    """Look at the beginning of a file; None where it cannot be opened."""
    setup, _ = _unpacked(packed)
    try:
        with remote.opened(_place(file, setup), file) as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            return look_at(stream, file, size, setup.config.limits)
    except (OSError, UnreadableRecording, MissingExtra):
        return None  # reading it says why


def judge_as_first(part: ArchivePart, packed: tuple[str, bytes]) -> Partition:
    """Judge a part as if it were the first of its file."""
    return _with_file(judge_part, part, packed)


def count(part: ArchivePart, packed: tuple[str, bytes]) -> Partition:
    """Count the lines of a part that nobody could judge."""
    return _with_file(lambda part, validators, stream: count_part(part, validators.config, stream), part, packed)


def extent_of(partition: Partition) -> Extent:
    """Return the size of a part, which is little to send."""
    steps = partition.clean.total.exchanges + partition.clean.skipped + len(partition.judged)
    return Extent(partition.lines, partition.entries, steps, partition.stopped_by)


def conclude(partition: Partition, before: tuple[int, int], number: int, packed: tuple[str, bytes]) -> Summary:
    """Write the findings of a part, where that is wanted, and return its summary.

    Arguments:
        partition: the part, as if it were the first of its file.
        before: how many lines and entries stand before it.
        number: of the part in the archive.
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
    setup: Setup = pickle.loads(setup_bytes)  # noqa: S301 - from whoever gives us code to run
    # Findings say whether their fixes are sure, as `--format jsonl` does, whatever the report here is.
    config = setup.config if setup.findings is None else evolve(setup.config, format="jsonl")
    return setup, Validators.by(config)
