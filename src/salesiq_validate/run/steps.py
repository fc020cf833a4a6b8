"""Judging: from the entries of a reader to the steps for reporters and the summary, one entry at a time.

Nothing is kept here, so memory does not grow with the traffic, and input from a pipe is checked at once. The
command line, the archive and the pytest plugin all go this way.
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
    """An exchange and its findings, or a finding on an entry that could not be read."""

    #: None for an entry that could not be read.
    exchange: Exchange | None
    #: None where the exchange is.
    report: Report | None
    #: Those that count; what the report has beyond them is known to a baseline.
    findings: Sequence[Finding]


#: One step of a run; `SKIPPED` stands for an entry that is no call of the API.
Step: TypeAlias = Judgement | Skipped


def judge(
    entries: Iterable[Entry], validator: Validator, *, is_known: Callable[[Finding], bool] | None = None
) -> Iterator[Step]:
    """Judge the calls of the API among the entries of a recording.

    Arguments:
        entries: as `recordings.read` yields them; what it raises goes through.
        validator: with `strict_json=False` unless the recording was read so.
        is_known: tells findings that a baseline knows; they do not count.
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
            # What a reader found on an entry says nothing to anybody when the entry is no call of the API.
            if passed_over is not None and _is_on(passed_over, entry):
                continue
            if (finding := setting.of(entry)) is not None:
                yield Judgement(None, None, () if is_known is not None and is_known(finding) else (finding,))
        else:
            yield entry


def tell(steps: Iterable[Step], summary: Summary, reporter: Reporter | None = None) -> None:
    """Count the steps of a run, and hand them to a reporter that was started."""
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
    """Applies the user's settings to findings on entries, which readers make without knowing them."""

    def __init__(self, validator: Validator) -> None:
        self._settings = validator.settings
        self._severities = self._settings.severities_of(REGISTRY.rules)

    def of(self, finding: Finding) -> Finding | None:
        """Return a finding as severe as the user wants it, None where its rule is left out."""
        if not self._settings.runs(finding.rule):
            return None
        severity = self._severities.get(finding.rule.code, finding.severity)
        return finding if severity is finding.severity else evolve(finding, severity=severity)


def _is_on(exchange: Exchange, finding: Finding) -> bool:
    mine, its = exchange.origin, finding.origin
    return mine is not None and its is not None and (mine.file, mine.entry) == (its.file, its.entry)
