"""Recordings as tests: one item per file, checked like `salesiq-validate check`, as the configuration file says."""

from __future__ import annotations

import glob
import os
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from attrs import field, frozen

from salesiq_validate.exceptions import (
    EmptyRecording,
    MissingExtra,
    SalesIQWarning,
    UnreadableRecording,
    UnusableArgument,
)
from salesiq_validate.finding import Severity
from salesiq_validate.plugin.contract_use import USE, ContractUse
from salesiq_validate.plugin.failure_text import TITLE
from salesiq_validate.recordings import expand
from salesiq_validate.recordings.vcr import CASSETTE
from salesiq_validate.reporters import ReportOptions, make_reporter
from salesiq_validate.reporters.words import counted, joined, outcome_of
from salesiq_validate.run.files import Validators, recorded
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import judge, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from salesiq_validate.config import Config
    from salesiq_validate.finding import Finding
    from salesiq_validate.limits import Limits
    from salesiq_validate.validator import Validator

#: Marks the items, so that `-m salesiq_recording` runs nothing else.
RECORDING_MARKER: Final = "salesiq_recording"
_WIDTH: Final = 100


def recordings_at(paths: Iterable[str], folders: Sequence[Path]) -> list[str]:
    """Return files, folders and patterns as seen from any folder.

    Arguments:
        paths: the paths as given.
        folders: the folders to which a path may be relative; the first in which it exists counts.

    Raises:
        UnusableArgument: there is no such file or folder.
    """
    found = []
    for path in paths:
        # An absolute path stays the same when joined.
        candidates = [str(folder / path) for folder in folders]
        place = next((one for one in candidates if Path(one).exists() or glob.glob(one, recursive=True)), None)  # noqa: PTH207 - patterns may be absolute
        if place is None and not glob.has_magic(path):
            seen_from = joined(list(dict.fromkeys(map(str, folders))))
            raise UnusableArgument(f"--salesiq-recordings: there is no file or folder {path!r}, seen from {seen_from}")
        found.append(place or candidates[0])
    return found


def cassettes_below(places_of_recordings: Iterable[str], limits: Limits) -> list[Path]:
    """Return the VCR cassettes in the folders among these places."""
    folders = [place for place in places_of_recordings if Path(place).is_dir()]
    return [Path(file) for file in expand(folders, limits=limits, form=CASSETTE)]


@frozen(kw_only=True)
class Outcome:
    """The result of checking a recording."""

    #: Why the recording fails its test; None if it passes.
    failure: str | None = None
    #: Why there was nothing to judge.
    skipped: str | None = None
    #: A line for each group of findings, if none of them fails the test.
    warnings: tuple[str, ...] = ()
    use: ContractUse = field(factory=ContractUse)


@frozen(kw_only=True)
class RecordingJudge:
    """Checks recordings with the configuration."""

    settings: Config
    validator: Validator
    #: The lowest severity that fails a test; None for never.
    fail_on: Severity | None
    #: Tells whether a baseline knows a finding.
    is_known: Callable[[Finding], bool] | None = None
    _validators: Validators = field(init=False)

    @_validators.default
    def _made_as_configured(self) -> Validators:
        return Validators(self.settings, self.validator)

    def judge(self, file: Path, name: str) -> Outcome:
        """Check a file and return the findings in the words of `check`."""
        summary = Summary(show_values=self.settings.show_values)
        try:
            validator = self._validators.of(str(file))
            entries = recorded(file, self.settings, validator, name=name)
            tell(judge(entries, validator, is_known=self.is_known), summary)
        except EmptyRecording as error:
            if self.settings.allow_empty:
                return Outcome(skipped=str(error))
            return Outcome(failure=str(error))
        except (UnreadableRecording, MissingExtra) as error:
            return Outcome(failure=str(error), use=ContractUse.of(summary))
        if not summary.total.exchanges and not summary.total.findings:
            return Outcome(skipped=f"no call of the SalesIQ API in {counted(summary.skipped, 'entry', 'entries')}")
        groups, least = summary.groups.values(), self.fail_on
        if least is not None and any(group.first.severity >= least for group in groups):
            return Outcome(failure=self._text(summary), use=ContractUse.of(summary))
        warned = (group for group in groups if group.first.severity is not Severity.INFO)
        texts = tuple(f"{group.first} ({counted(group.count, 'time')})" for group in warned)
        return Outcome(warnings=texts, use=ContractUse.of(summary))

    def _text(self, summary: Summary) -> str:
        stream = StringIO()
        options = ReportOptions.about(
            self.validator,
            width=_WIDTH,
            show_values=self.settings.show_values,
            fail_on=self.fail_on,
        )
        make_reporter("text", stream, options).finish(summary)
        return f"{TITLE}: {''.join(outcome_of(summary))}\n\n{stream.getvalue()}".rstrip("\n")


class RecordingFile(pytest.File):
    """A recording as a file with one test."""

    def __init__(self, *, judge: RecordingJudge, **options: Any) -> None:
        super().__init__(**options)
        self._judge = judge

    @classmethod
    def of(cls, file: Path, parent: pytest.Collector, judge: RecordingJudge) -> RecordingFile:
        """Return the recording; pytest names only files under its root by their path."""
        try:
            place = os.path.relpath(file, parent.config.rootpath).replace(os.sep, "/")
        except ValueError:  # on another drive in Windows
            place = file.as_posix()
        made: RecordingFile = cls.from_parent(parent, path=file, nodeid=place, judge=judge)
        return made

    def collect(self) -> Iterable[pytest.Item]:
        """Yield the one item."""
        yield RecordingItem.from_parent(self, name="recording", judge=self._judge)


class RecordingItem(pytest.Item):
    """A test that passes if its recording has no finding severe enough to fail."""

    def __init__(self, *, judge: RecordingJudge, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker(RECORDING_MARKER)
        self._judge = judge

    def runtest(self) -> None:
        """Check the recording."""
        outcome = self._judge.judge(self.path, self._file)
        self.stash.setdefault(USE, ContractUse()).update(outcome.use)
        if outcome.skipped:
            pytest.skip(outcome.skipped)
        failure = outcome.failure
        try:
            for text in outcome.warnings:
                self.warn(SalesIQWarning(text))
        except SalesIQWarning as warning:
            # The project turns warnings into errors.
            failure = f"{TITLE}: {warning}"
        if failure:
            pytest.fail(failure, pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the place for warnings about the item, and its headline."""
        # Not the end of the id: pytest would read its dots as those of a Python name.
        return self.path, 0, f"{self.name} {self._file}"

    @property
    def _file(self) -> str:
        return self.nodeid.rpartition("::")[0]
