"""Summary: the totals of a run, in memory that does not grow with the traffic.

A summary is a monoid: `Summary()` is its identity, and `merge` is associative and commutative. So an archive may be
split anywhere and judged in any order. The traffic alone decides what a summary omits, never the traffic's order, and
the counts of the rest are exact.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, Self, TypeVar

from attrs import define, field, frozen

from salesiq_validate.finding import Severity, Side
from salesiq_validate.run.results.call import RecordedCall, call_of
from salesiq_validate.run.results.excerpt import excerpt_of
from salesiq_validate.run.results.story import is_refusal, related_findings
from salesiq_validate.run.results.tally import Tally, Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.exchange import Exchange, Origin
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.run.results.excerpt import Excerpt

#: How many groups we keep. Traffic of our operations has hundreds; only extension files and hostile traffic have more.
MOST_GROUPS: Final = 10_000
#: How many codes of refusals we keep; the catalogue has fewer than a hundred.
MOST_CODES: Final = 1_000


class GroupKey(NamedTuple):
    """The common key of a group's findings; keys sort by severity (errors first), then by rule, operation and place.

    "" means none, because None does not sort.
    """

    #: 0 for an error, 1 for a warning, 2 for information.
    order: int
    rule: str
    operation: str
    side: str
    where: str
    #: The KeyPath's shape in a form that may be shown: `operators[*].name`.
    json_key: str
    param: str
    #: In lower case.
    header: str
    #: The code in SalesIQ's answer, 0 on the request's side.
    code: int
    #: For a refusal: the `identity` of the group of the finding that predicted it.
    prediction: tuple[str, ...]
    #: File, line and column in a source file, where the user must correct each finding separately.
    place: tuple[str, int, int] = ("", 0, 0)

    @property
    def identity(self) -> tuple[str, ...]:
        """What its findings have in common, whatever their severity."""
        return (self.rule, self.operation, self.side, self.where, self.json_key, self.param, self.header)


def group_key(finding: Finding, related: Finding | None = None) -> GroupKey:
    """Return the key of a finding's group.

    Arguments:
        finding: any finding.
        related: the other half of its story, as `related_findings` says.
    """
    refused, origin = finding.error if finding.side is Side.RESPONSE else None, finding.origin
    return GroupKey(
        Severity.ERROR.rank - finding.severity.rank,
        finding.rule.code,
        finding.operation or "",
        finding.side.value,
        finding.where,
        finding.path_shape or "",
        finding.shown_param or "",
        (finding.header or "").lower(),
        0 if refused is None else refused.code,
        group_key(related).identity if related is not None and is_refusal(finding) else (),
        ("", 0, 0) if origin is None or origin.column is None else (origin.file or "", origin.line or 0, origin.column),
    )


@frozen
class Group:
    """Findings that differ only in their place in the traffic."""

    #: The first of them by file name, then by entry.
    first: Finding
    count: int = 1
    #: How many of them SalesIQ would really answer with; in the others, another fault of the request comes first.
    replies: int = 0
    #: The structure of the first finding's body around the fault.
    excerpt: Excerpt | None = field(default=None, repr=False)
    #: The first finding's method and time, as far as they were recorded and may be shown.
    call: RecordedCall | None = None

    def plus(self, other: Group) -> Group:
        """Return both groups as one."""
        first = other if _place(other.first.origin) < _place(self.first.origin) else self
        return Group(first.first, self.count + other.count, self.replies + other.replies, first.excerpt, first.call)


@frozen
class Story:
    """A group of findings with the refusals that they predicted."""

    key: GroupKey
    group: Group
    #: One for each code and place that SalesIQ named.
    refusals: tuple[Group, ...] = ()

    @property
    def refused(self) -> int:
        """How many of the findings predicted the refusal that followed."""
        return sum(refusal.count for refusal in self.refusals)

    @property
    def groups(self) -> tuple[Group, ...]:
        """All of them, the most severe first."""
        return tuple(sorted((self.group, *self.refusals), key=lambda group: -group.first.severity.rank))

    @property
    def severity(self) -> Severity:
        """The severity of the most severe group."""
        return self.groups[0].first.severity


class Times(NamedTuple):
    """How often something was seen."""

    times: int = 1

    def plus(self, other: Times) -> Times:
        """Return the sum."""
        return Times(self.times + other.times)


class _Sums(Protocol):
    def plus(self, other: Self, /) -> Self: ...


_Key = TypeVar("_Key", int, GroupKey)
_Sum = TypeVar("_Sum", bound=_Sums)


@define(eq=False, repr=False)
class Smallest(Generic[_Key, _Sum]):
    """Exact sums under the `most` smallest of all keys that were ever added, in memory for twice as many.

    A key that is among the smallest at the end was among the smallest at every moment before. It was never dropped, so
    its sum is exact. The order of adding and merging makes no difference.
    """

    most: int
    _sums: dict[_Key, _Sum] = field(factory=dict)

    def add(self, key: _Key, value: _Sum) -> None:
        """Add to the sum under a key."""
        known = self._sums.get(key)
        self._sums[key] = value if known is None else known.plus(value)
        if len(self._sums) > 2 * self.most:
            self._sums = self.kept()

    def get(self, key: _Key) -> _Sum | None:
        """Return the sum under a key, or None if there is none yet."""
        return self._sums.get(key)

    def kept(self) -> dict[_Key, _Sum]:
        """Return the sums in the order of their keys."""
        return {key: self._sums[key] for key in heapq.nsmallest(self.most, self._sums)}

    def absorb(self, other: Smallest[_Key, _Sum]) -> None:
        """Add the sums of another instance, which does not change."""
        for key, value in other._sums.items():
            self.add(key, value)


@define(eq=False, repr=False)
class Summary:
    """Counts of checked exchanges, and their findings by group.

    Arguments:
        show_values: let the kept excerpts hold payload values.
    """

    show_values: bool = field(default=False, kw_only=True)
    #: Number of entries that are not SalesIQ traffic.
    skipped: int = field(default=0, init=False)
    #: Number of findings that a baseline knows; they are in no group.
    known: int = field(default=0, init=False)
    total: Tally = field(factory=Tally, init=False)
    #: By operationId; None if no operation matches.
    operations: dict[str | None, Tally] = field(factory=dict, init=False)
    timeline: Timeline = field(factory=Timeline, init=False)
    _codes: Smallest[int, Times] = field(factory=lambda: Smallest(MOST_CODES), init=False)
    _groups: Smallest[GroupKey, Group] = field(factory=lambda: Smallest(MOST_GROUPS), init=False)

    def add(self, exchange: Exchange, report: Report, *, findings: Sequence[Finding] | None = None) -> None:
        """Count a judged exchange.

        Arguments:
            exchange: the summary does not keep it; an excerpt keeps the shown part of its body.
            report: its report.
            findings: the report's findings that count, by default all; a baseline knows the others.
        """
        counting = report.findings if findings is None else findings
        refused = report.refused_with is not None
        if report.refused_with is not None:
            self._codes.add(report.refused_with, Times())
        if report.findings:
            self.known += len(report.findings) - len(counting)
            reply = report.reply_finding
            related = related_findings(counting)
            for at, finding in enumerate(counting):
                self._group(finding, exchange, related.get(at), replies=finding is reply or finding == reply)
        self.total.count_exchange(refused=refused, findings=counting)
        operation = self.operations.get(report.operation)
        if operation is None:
            operation = self.operations[report.operation] = Tally()
        operation.count_exchange(refused=refused, findings=counting)
        if exchange.time is not None and (interval := self.timeline.at(exchange.time)) is not None:
            interval.count_exchange(refused=refused, findings=counting)

    def add_entry_finding(self, finding: Finding) -> None:
        """Count a finding on an unreadable entry."""
        self.total.count(finding)
        self._group(finding, None, None, replies=False)

    def add_skipped(self) -> None:
        """Count an entry that is not traffic of the API."""
        self.skipped += 1

    @property
    def by_operation(self) -> list[tuple[str | None, Tally]]:
        """The tallies by operation, sorted by name; exchanges that match no operation come last."""
        return sorted(self.operations.items(), key=lambda item: (item[0] is None, item[0] or ""))

    @property
    def codes(self) -> dict[int, int]:
        """How many exchanges were refused with which code; 0 counts refusals without a code."""
        return {code: seen.times for code, seen in self._codes.kept().items()}

    @property
    def groups(self) -> dict[GroupKey, Group]:
        """Errors first, then by rule, operation and place; at most `MOST_GROUPS`."""
        return self._groups.kept()

    @property
    def stories(self) -> list[Story]:
        """The groups in order; a refusal comes with the finding of its exchange that predicted it."""
        groups = self.groups
        predicting = {key.identity for key in groups if key.side == Side.REQUEST.value}
        refusals: dict[tuple[str, ...], list[Group]] = {}
        for key, group in groups.items():
            if key.prediction in predicting:
                refusals.setdefault(key.prediction, []).append(group)
        # A finding may have several severities and so several groups; the first group gets the refusals.
        return [
            Story(key, group, tuple(refusals.pop(key.identity, ())))
            for key, group in groups.items()
            if key.prediction not in predicting
        ]

    @property
    def ungrouped(self) -> int:
        """Number of findings in groups beyond `MOST_GROUPS`."""
        return self.total.findings - sum(group.count for group in self.groups.values())

    def merge(self, other: Summary) -> Summary:
        """Return the summary of both parts; neither part changes."""
        merged = Summary(show_values=self.show_values)
        merged.absorb(self)
        merged.absorb(other)
        return merged

    def absorb(self, other: Summary) -> None:
        """Add the counts of another part, which does not change."""
        self.skipped += other.skipped
        self.known += other.known
        self.total = self.total.plus(other.total)
        for operation, tally in other.operations.items():
            self.operations[operation] = self.operations.get(operation, Tally()).plus(tally)
        self.timeline = self.timeline.merge(other.timeline)
        # In place, because an archive has many parts and most of them add little.
        self._codes.absorb(other._codes)
        self._groups.absorb(other._groups)

    def _group(self, finding: Finding, exchange: Exchange | None, related: Finding | None, *, replies: bool) -> None:
        key = group_key(finding, related)
        known = self._groups.get(key)
        excerpt = call = None
        if exchange is not None and (known is None or _place(finding.origin) < _place(known.first.origin)):
            excerpt = excerpt_of(exchange, finding, show_values=self.show_values)
            call = call_of(exchange)
        self._groups.add(key, Group(finding, finding.count, int(replies), excerpt, call))


def _place(origin: Origin | None) -> tuple[str, int, int]:
    if origin is None:
        return ("", -1, -1)
    return (
        origin.file or "",
        -1 if origin.entry is None else origin.entry,
        -1 if origin.line is None else origin.line,
    )
