"""Judging: turns the entries of a reader into steps for reporters and the summary, one entry at a time.

This module keeps nothing, so memory does not grow with the traffic, and input from a pipe is checked at once. The
command line, the archive and the pytest plugin all use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from attrs import evolve

from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exchange import Exchange
from salesiq_validate.finding import Finding
from salesiq_validate.recordings.entry import SKIPPED, Entry, Skipped
from salesiq_validate.rules.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from salesiq_validate.finding import Report
    from salesiq_validate.reporters import Reporter
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.validator import Validator


class Judgement(NamedTuple):
    """An exchange and its findings, or a finding on an unreadable entry."""

    #: None for an unreadable entry.
    exchange: Exchange | None
    #: None if the exchange is None.
    report: Report | None
    #: The findings that count; a baseline knows the report's other findings.
    findings: Sequence[Finding]


#: One step of a run; `SKIPPED` means an entry that is not an API call.
Step: TypeAlias = Judgement | Skipped


def judge(
    entries: Iterable[Entry], validator: Validator, *, is_known: Callable[[Finding], bool] | None = None
) -> Iterator[Step]:
    """Judge the API calls among the entries of a recording.

    Arguments:
        entries: as `recordings.read` yields them; its errors pass through.
        validator: a validator with `strict_json=False`, unless the recording was read with `strict_json`.
        is_known: tells whether a baseline knows a finding; known findings do not count.
    """
    traffic = Traffic(validator.router)
    is_api, check = traffic.is_api, validator.check
    setting = _SettingsForEntries(validator)
    passed_over: Exchange | None = None
    for entry in entries:
        if isinstance(entry, Exchange):
            if entry.direction == "inbound" or is_api(entry):
                entry = traffic.with_server(entry)
                report = check(entry)
                found = report.findings
                if found and is_known is not None:
                    found = tuple(finding for finding in found if not is_known(finding))
                yield Judgement(entry, report, found)
            else:
                passed_over = entry
                yield SKIPPED
        elif isinstance(entry, Finding):
            # A reader's findings on an entry do not matter if the entry is not an API call.
            if passed_over is not None and _is_on(passed_over, entry):
                continue
            if (finding := setting.of(entry)) is not None:
                yield Judgement(None, None, () if is_known is not None and is_known(finding) else (finding,))
        else:
            yield entry


def tell(steps: Iterable[Step], summary: Summary, reporter: Reporter | None = None) -> None:
    """Count the steps of a run, and pass them to a reporter that was started."""
    for step in steps:
        if isinstance(step, Skipped):
            summary.add_skipped()
            continue
        exchange, report, findings = step
        if exchange is not None and report is not None:
            summary.add(exchange, report, findings=findings)
        elif findings:
            for finding in findings:
                summary.add_entry_finding(finding)
        else:
            summary.known += 1
        if reporter is not None:
            reporter.add(exchange, findings, report)


class _SettingsForEntries:
    """Applies the user's settings to findings on entries, because readers do not know the settings."""

    def __init__(self, validator: Validator) -> None:
        self._settings = validator.settings
        self._severities = self._settings.severities_of(REGISTRY.rules)

    def of(self, finding: Finding) -> Finding | None:
        """Return a finding with the severity that the user chose, or None if the user disabled its rule."""
        if not self._settings.runs(finding.rule):
            return None
        severity = self._severities.get(finding.rule.code, finding.severity)
        return finding if severity is finding.severity else evolve(finding, severity=severity)


def _is_on(exchange: Exchange, finding: Finding) -> bool:
    mine, its = exchange.origin, finding.origin
    return mine is not None and its is not None and (mine.file, mine.entry) == (its.file, its.entry)
