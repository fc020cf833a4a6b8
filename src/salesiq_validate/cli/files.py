"""Files: the way over all recordings of a command, where one that cannot be read does not end the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.cli.outcome import complain
from salesiq_validate.exceptions import EmptyRecording, MissingExtra, UnreadableRecording
from salesiq_validate.judging import Step, judge
from salesiq_validate.recordings import form_of, read
from salesiq_validate.recordings.places import expand
from salesiq_validate.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
    failed = False
    keep = Traffic(validator.router).keep
    for file in expand(paths, lambda head: form_of(head) is not None, config.limits):
        try:
            entries = read(file, limits=config.limits, strict_json=config.strict_json, keep=keep)
            take(judge(entries, validator, is_known=is_known), file)
        except (UnreadableRecording, MissingExtra) as error:
            if isinstance(error, EmptyRecording) and config.allow_empty:
                continue
            before_complaint()
            complain(str(error) if isinstance(error, UnreadableRecording) else f"cannot read {file}: {error}")
            failed = True
    return failed
