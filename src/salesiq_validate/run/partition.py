"""Partition: the results for some lines, in a form that can be sent between processes and merged.

Exchanges without findings are only counted, so valid traffic sends hardly any data. Reporters, baselines and drift need
only the other exchanges, and stay in the collecting process.

A worker can check lines before anybody knows how many lines come before them. A partition knows how many lines it has,
and `Partition.behind` corrects the numbers of the few exchanges with findings.
"""

from __future__ import annotations

import copyreg
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import MissingExtra, UnreadableRecording
from salesiq_validate.exchange import Origin
from salesiq_validate.finding import Rule
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import jsonl
from salesiq_validate.recordings.form import Reading
from salesiq_validate.rules.registry import REGISTRY
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import Judgement, Step, judge, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from salesiq_validate.finding import Finding
    from salesiq_validate.validator import Validator

#: The bytes of blank lines, as the reader defines them.
_BLANK: Final = b" \t\r\n\xef\xbb\xbf"
_BLANKS: Final = frozenset((b"", *(bytes((byte,)) for byte in _BLANK)))


@frozen
class Partition:
    """The results for a part of an archive."""

    #: Counts of the exchanges without findings.
    clean: Summary
    #: The steps with findings, in the order of the recording.
    judged: tuple[Judgement, ...]
    #: The error that ended the reading of the part; None if it was read to its end.
    stopped_by: UnreadableRecording | MissingExtra | None = None
    #: How many lines it has, and how many of them are entries (blank lines are not); 0 for a whole file.
    lines: int = 0
    entries: int = 0

    def behind(self, lines: int, entries: int) -> Partition:
        """Return the partition with its line numbers shifted by the lines and entries before it in the file."""
        if not (lines or entries):
            return self
        return evolve(self, judged=tuple(_behind(step, lines, entries) for step in self.judged))

    def summary(self, *, show_values: bool = False) -> Summary:
        """Return the summary; the summaries of all parts, merged in any order, give the summary of the whole.

        Arguments:
            show_values: let the kept excerpts hold payload values.
        """
        summary = Summary(show_values=show_values)
        tell(self.judged, summary)
        return summary.merge(self.clean)

    def findings(self) -> Iterator[Finding]:
        """Yield every finding, in the order of the recording."""
        for step in self.judged:
            yield from step.findings

    def steps(self, is_known: Callable[[Finding], bool] | None = None) -> Iterator[Judgement]:
        """Yield the steps with findings, as `judging.judge` would.

        Arguments:
            is_known: tells findings that a baseline knows; they do not count.
        """
        for step in self.judged:
            if is_known is None:
                yield step
            else:
                yield step._replace(findings=tuple(finding for finding in step.findings if not is_known(finding)))


def judge_partition(
    lines: Iterable[bytes],
    validator: Validator,
    *,
    file: str,
    first_line: int = 1,
    first_entry: int = 0,
    limits: Limits | None = None,
    strict_json: bool = False,
) -> Partition:
    """Judge some lines of Exchange JSON Lines; a pure function, so it may run anywhere and be repeated.

    Arguments:
        lines: with or without their line breaks.
        validator: a validator with the same `strict_json`.
        file: the recording's name in origins.
        first_line: number of the first line in the file, from 1, if known.
        first_entry: number of lines before it that are not blank, if known; otherwise see `Partition.behind`.
        limits: only `max_line_bytes` applies here; None for the defaults.
        strict_json: judge duplicate keys and integers beyond 64 bits in `json` bodies, too.
    """
    limits = Limits() if limits is None else limits
    counted = _CountedLines(lines, limits.max_line_bytes)
    reading = Reading(file=file, limits=limits, strict_json=strict_json, keep=Traffic(validator.router).keep)
    entries = jsonl.read_lines(counted, reading, first_line=first_line, first_entry=first_entry)
    return evolve(collect(judge(entries, validator)), lines=counted.lines, entries=counted.entries)


def count_partition(lines: Iterable[bytes], limits: Limits | None = None) -> Partition:
    """Return the partition for lines that no worker judged; it has only their number.

    Arguments:
        lines: as for `judge_partition`.
        limits: the limits with which they would have been judged.
    """
    counted = _CountedLines(lines, (Limits() if limits is None else limits).max_line_bytes)
    stopped_by = None
    try:
        deque(counted, maxlen=0)
    except UnreadableRecording as error:
        stopped_by = error
    return Partition(Summary(), (), stopped_by, counted.lines, counted.entries)


def collect(steps: Iterable[Step]) -> Partition:
    """Collect the steps of a run; if an error ends it early, keep the error and the steps before it."""
    clean = Summary()
    judged: list[Judgement] = []
    try:
        tell(_without_findings(steps, judged), clean)
    except (UnreadableRecording, MissingExtra) as error:
        return Partition(clean, tuple(judged), error)
    return Partition(clean, tuple(judged))


def _without_findings(steps: Iterable[Step], others: list[Judgement]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, Judgement) and (step.report is None or step.report.findings):
            others.append(step)
        else:
            yield step


class _CountedLines:
    """Lines for the reader, counted as the reader numbers them.

    Arguments:
        lines: the lines of the recording.
        longest: the bytes from which on even a blank line is an entry, because the reader does not read it.
    """

    def __init__(self, lines: Iterable[bytes], longest: int) -> None:
        self._lines = lines
        self._longest = longest
        self.lines = self.entries = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.lines += 1
            # For nearly all lines, the first byte shows that they are not blank.
            if line[:1] not in _BLANKS or line.strip(_BLANK) or len(line.rstrip(b"\r\n")) > self._longest:
                self.entries += 1
            yield line


def _behind(step: Judgement, lines: int, entries: int) -> Judgement:
    exchange, report, findings = step
    if exchange is not None:
        exchange = evolve(exchange, origin=_later(exchange.origin, lines, entries))
    moved = tuple(evolve(finding, origin=_later(finding.origin, lines, entries)) for finding in findings)
    return Judgement(exchange, None if report is None else evolve(report, findings=moved), moved)


def _later(origin: Origin | None, lines: int, entries: int) -> Origin | None:
    if origin is None or origin.line is None or origin.entry is None:
        return origin
    return Origin(origin.file, origin.entry + entries, origin.line + lines, origin.id)


def _registered(code: str) -> Rule:
    return REGISTRY.find(code)


# We send a rule as its code. Its page would be most of the data, and both sides have it. This uses `copyreg` and not a
# method of `Rule`, because values do not know the registry.
def _reduced(rule: Rule) -> Any:
    return (_registered, (rule.code,)) if rule in REGISTRY.rules else rule.__reduce_ex__(2)


copyreg.pickle(Rule, _reduced)
