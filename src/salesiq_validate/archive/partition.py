"""Partition: what was judged of some lines, in a form that travels between processes and merges.

What has no finding is nothing but counts, so of clean traffic hardly anything travels. Reporters, baselines and drift
look at the rest only, and stay in the process that collects.
"""

from __future__ import annotations

import copyreg
from typing import TYPE_CHECKING, Any

from attrs import frozen

from salesiq_validate.exceptions import MissingExtra, UnreadableRecording
from salesiq_validate.finding import Rule
from salesiq_validate.judging import Judged, Step, judge, tell
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import jsonl
from salesiq_validate.rules import REGISTRY
from salesiq_validate.summary import Summary
from salesiq_validate.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from salesiq_validate.finding import Finding
    from salesiq_validate.validator import Validator


@frozen
class Partition:
    """What was judged of a part of an archive."""

    #: Counts what has no finding.
    clean: Summary
    #: What has findings, in the order of the recording.
    judged: tuple[Judged, ...]
    #: What kept the part from being read to its end; None when nothing did.
    stopped_by: UnreadableRecording | MissingExtra | None = None

    def summary(self, *, show_values: bool = False) -> Summary:
        """Return the summary of everything; those of all parts, merged in any order, are that of the whole.

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

    def steps(self, is_known: Callable[[Finding], bool] | None = None) -> Iterator[Judged]:
        """Yield what has findings, as `judging.judge` would.

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
    """Judge some lines of Exchange JSON Lines; a pure function, so it may run anywhere, and again.

    Arguments:
        lines: with or without their line breaks.
        validator: with the same `strict_json`.
        file: the name for origins.
        first_line: number of the first line in the file, from 1.
        first_entry: number of lines before it that are not blank.
        limits: `max_line_bytes` is the one that counts here; None for the defaults.
        strict_json: judge duplicate keys and integers beyond 64 bits in `json` bodies, too.
    """
    entries = jsonl.read_lines(
        lines,
        file=file,
        limits=Limits() if limits is None else limits,
        first_line=first_line,
        first_entry=first_entry,
        strict_json=strict_json,
        keep=Traffic(validator.router).keep,
    )
    return collect(judge(entries, validator))


def collect(steps: Iterable[Step]) -> Partition:
    """Go through the steps of a run; what ends it early is kept beside what came before."""
    clean = Summary()
    judged: list[Judged] = []
    try:
        tell(_without_findings(steps, judged), clean)
    except (UnreadableRecording, MissingExtra) as error:
        return Partition(clean, tuple(judged), error)
    return Partition(clean, tuple(judged))


def _without_findings(steps: Iterable[Step], others: list[Judged]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, Judged) and (step.report is None or step.report.findings):
            others.append(step)
        else:
            yield step


def _registered(code: str) -> Rule:
    return REGISTRY.find(code)


# A rule travels as its code: its page would be most of what is sent, and both sides have it. `copyreg` and no method of
# `Rule`, because values know no registry.
def _reduced(rule: Rule) -> Any:
    return (_registered, (rule.code,)) if rule in REGISTRY.rules else rule.__reduce_ex__(2)


copyreg.pickle(Rule, _reduced)
