"""Files: the way over all recordings of a command, where one that cannot be read does not end the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from salesiq_validate.cli.outcome import complain, note
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import EmptyRecording, MissingExtra, UnreadableRecording
from salesiq_validate.recordings import form_of, read
from salesiq_validate.recordings.places import expand
from salesiq_validate.run.steps import Step, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from salesiq_validate.archive.workers import Death
    from salesiq_validate.cli.gathering import Gathering
    from salesiq_validate.config import Config
    from salesiq_validate.finding import Finding
    from salesiq_validate.validator import Validator


def judge_files(
    paths: Iterable[str],
    config: Config,
    validator: Validator,
    take: Callable[[Iterator[Step], str], None],
    *,
    is_known: Callable[[Finding], bool] | None = None,
    before_complaint: Callable[[], None] = lambda: None,
) -> bool:
    """Judge file after file; return whether any could not be read to its end, which is told.

    Arguments:
        take: gets the steps of a file and its name, and goes through them.
        is_known: tells findings that do not count.
        before_complaint: called before anything is written to standard error.
    """
    run = Files(config, validator, take, is_known, before_complaint)
    for file in expand(paths, lambda head: form_of(head) is not None, config.limits):
        run.judge(file)
    return bool(run.failed)


def share_files(
    paths: Iterable[str],
    config: Config,
    validator: Validator,
    gathering: Gathering,
    *,
    jobs: int,
    is_known: Callable[[Finding], bool] | None = None,
    before_complaint: Callable[[], None] = lambda: None,
) -> bool:
    """Do as `judge_files` with several processes; everything comes in the same order.

    Arguments:
        gathering: gets the steps that have findings, and counts of the others.
        jobs: how many processes at most.
    """
    from salesiq_validate.archive.numbering import Numbering
    from salesiq_validate.archive.part import parts_of
    from salesiq_validate.archive.worker import judge_part
    from salesiq_validate.archive.workers import Workers, WorkersDied

    run = Files(config, validator, gathering.take, is_known, before_complaint)
    files = expand(paths, lambda head: form_of(head) is not None, config.limits)
    numbering = Numbering()
    with Workers(jobs, config, run.tell_death) as workers:
        try:
            for part, partition in workers.judged(parts_of(files, config.limits)):
                if part.file in run.failed:
                    continue  # as one process, which stops at the place that cannot be read
                if part.here:
                    run.judge(part.file)
                    continue
                if partition is None:
                    partition = judge_part(part, config, validator)
                partition = numbering.numbered(part, partition)
                clean = partition.clean
                gathering.absorb(clean)
                gathering.passed(clean.total.exchanges + clean.skipped, part.file)
                gathering.take(partition.steps(is_known), part.file)
                if partition.stopped_by is not None:
                    run.tell(partition.stopped_by, part.file)
        except WorkersDied as error:
            before_complaint()
            complain(str(error))
    return bool(run.failed or run.lost)


@frozen(eq=False, repr=False)
class Files:
    """What was decided for a run over files, and which could not be read."""

    config: Config
    validator: Validator
    take: Callable[[Iterator[Step], str], None]
    is_known: Callable[[Finding], bool] | None
    before_complaint: Callable[[], None]
    failed: set[str] = field(factory=set, init=False)
    #: Files of which workers left a part out.
    lost: set[str] = field(factory=set, init=False)

    def judge(self, file: str) -> None:
        """Judge one file in this process."""
        config = self.config
        keep = Traffic(self.validator.router).keep
        try:
            entries = read(
                file,
                limits=config.limits,
                strict_json=config.strict_json,
                keep=keep,
                variables=config.variables,
            )
            self.take(judge(entries, self.validator, is_known=self.is_known), file)
        except (UnreadableRecording, MissingExtra) as error:
            self.tell(error, file)

    def tell(self, error: UnreadableRecording | MissingExtra, file: str) -> None:
        """Tell that a file could not be read to its end, unless that is fine."""
        if isinstance(error, EmptyRecording) and self.config.allow_empty:
            return
        self.before_complaint()
        complain(str(error) if isinstance(error, UnreadableRecording) else f"cannot read {file}: {error}")
        self.failed.add(file)

    def tell_death(self, death: Death) -> None:
        """Tell that a worker died."""
        self.before_complaint()
        if death.again:
            note(str(death))
        else:
            complain(str(death))
            self.lost.add(death.part.file)
