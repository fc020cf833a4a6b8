"""Outcome: how commands show findings and choose the exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

import click
from attrs import field, frozen

from salesiq_validate.cli.group import CLEAN, FINDINGS
from salesiq_validate.cli.terminal import Progress, knows_links, wants_color, width
from salesiq_validate.finding import Severity
from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters import ReportOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesiq_validate.config import Config
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Report
    from salesiq_validate.reporters import DriftRow, Reporter
    from salesiq_validate.run.drift import Drift
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.run.steps import Step
    from salesiq_validate.validator import Validator


#: How many paths a page names.
_MOST_PATHS: Final = 20
#: The settings whose values a page shows.
_SHOWN: Final = frozenset({"data-center", "select", "ignore", "severities", "allow-codes", "fail-on", "fail-under"})


def report_options(
    config: Config, validator: Validator, *, color: str, stdout: TextIO, paths: Sequence[str] = ()
) -> ReportOptions:
    """Return the options of reporters.

    Arguments:
        config: the configuration of the run.
        validator: the validator for this configuration.
        color: `auto`, `always` or `never`.
        stdout: the stream for the report.
        paths: the recordings, as the user named them.
    """
    from salesiq_validate.run.coverage import coverage_of

    wants_coverage = config.coverage or config.fail_under is not None
    return ReportOptions.about(
        validator,
        color=wants_color(color, stdout),
        links=color != "never" and knows_links(stdout),
        width=width(),
        show_values=config.show_values,
        fail_on=config.fail_on,
        rules=validator.running_rules,
        listed_names=_ListedNames(validator),
        facts=lambda: _facts(config, paths),
        coverage=(lambda summary: coverage_of(summary, validator)) if wants_coverage else None,
    )


def _facts(config: Config, paths: Sequence[str]) -> list[tuple[str, str]]:
    """Return facts about the run for a page: date, version, recordings and settings."""
    from datetime import UTC, datetime
    from importlib.metadata import version

    # As in other tools, so that a report can be reproduced exactly at any time.
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    more = f" and {len(paths) - _MOST_PATHS:,} more" if len(paths) > _MOST_PATHS else ""
    facts = [
        ("Made", f"{now:%Y-%m-%d %H:%M} UTC by salesiq-validate {version('salesiq-validate')}"),
        ("Recordings", ", ".join(paths[:_MOST_PATHS]) + more),
        ("Settings", ", ".join(_settings(config)) or "the defaults"),
    ]
    return [(name, fact) for name, fact in facts if fact]


def _settings(config: Config) -> Iterator[str]:
    """Yield the settings that differ from the defaults; for those that reveal a portal or a machine, only the names."""
    from salesiq_validate.config import KEYS, Config

    for key in KEYS.values():
        value = getattr(config, key.attribute)
        if value == getattr(Config(), key.attribute) or key.name in {"format", "outputs"}:
            continue
        if key.name in _SHOWN and value is not True:
            parts = [f"{name}={part}" for name, part in value.items()] if isinstance(value, dict) else value
            yield f"{key.name} {' '.join(map(str, parts)) if isinstance(parts, (list, tuple)) else parts or 'never'}"
        else:
            yield key.name


def show_one(
    exchange: Exchange, report: Report, config: Config, validator: Validator, *, color: str, stdout: TextIO
) -> int:
    """Show the findings on one exchange, and return the exit code."""
    from salesiq_validate.reporters import make_reporter
    from salesiq_validate.run.results.summary import Summary

    summary = Summary(show_values=config.show_values)
    reporter = make_reporter(config.format, stdout, report_options(config, validator, color=color, stdout=stdout))
    reporter.start()
    summary.add(exchange, report)
    reporter.add(exchange, report.findings, report)
    reporter.finish(summary)
    return verdict_of(summary, config.fail_on)


def verdict_of(summary: Summary, fail_on: Severity | None) -> int:
    """Return the exit code for findings: 1 if one has at least the given severity; with None, never 1."""
    counts = {
        Severity.ERROR: summary.total.error,
        Severity.WARNING: summary.total.warning,
        Severity.INFO: summary.total.info,
    }
    if fail_on is None:
        return CLEAN
    return FINDINGS if any(count for severity, count in counts.items() if severity >= fail_on) else CLEAN


def show_drift(rows: Sequence[DriftRow]) -> None:
    """List on standard error where server and contract disagree, for formats that have no place for it."""
    from salesiq_validate.reporters.console import Console
    from salesiq_validate.reporters.text import drift_lines

    drift_lines(Console(sys.stderr, color=False, width=width()), rows)


def complain(text: str) -> None:
    """Print on standard error what the tool could not do."""
    click.echo(f"Error: {printable(text)}", err=True)


def note(text: str) -> None:
    """Print something on standard error that does not affect the outcome."""
    click.echo(f"Note: {printable(text)}", err=True)


@frozen(eq=False, repr=False)
class RunSink:
    """Counts checked exchanges, in order, and passes them to reporters; problems go to standard error."""

    summary: Summary
    reporter: Reporter | None = None
    drift: Drift | None = None
    progress: Progress = field(factory=Progress)

    def take(self, steps: Iterator[Step], file: str) -> None:
        """Take the steps of a file."""
        from salesiq_validate.run.steps import tell

        if self.drift is not None:
            steps = self.drift.of(steps)
        tell(self.progress.of(steps, file), self.summary, self.reporter)

    def absorb(self, counted: Summary, file: str) -> None:
        """Add the counts of exchanges that another process has checked."""
        self.summary.absorb(counted)
        self.passed(counted.total.exchanges + counted.skipped, file)

    def passed(self, entries: int, file: str) -> None:
        """Show progress to the user."""
        self.progress.passed(entries, file)

    def complain(self, text: str) -> None:
        """Report a failure."""
        self.progress.clear()
        complain(text)

    def note(self, text: str) -> None:
        """Report something that does not affect the outcome."""
        self.progress.clear()
        note(text)


@frozen(eq=False, repr=False)
class _ListedNames:
    """The names that may be shown; collected on first use, because most formats never use them."""

    _validator: Validator

    def __contains__(self, name: object) -> bool:
        return name in self._validator.listed_names
