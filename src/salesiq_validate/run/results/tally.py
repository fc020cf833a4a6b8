"""Tallies: counts of exchanges, refusals and findings, in total and over time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from attrs import define, field

from salesiq_validate.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.finding import Finding

#: Lengths of an interval in seconds: minute, ten minutes, hour, six hours, day, week, four weeks, 52 weeks. Each is a
#: multiple of the one before, so that intervals can be joined exactly.
_LENGTHS: Final = (60, 600, 3600, 21_600, 86_400, 604_800, 2_419_200, 31_449_600)
#: The most intervals between the first and the last, unless the interval is already the longest.
_MOST: Final = 240
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)


@define
class Tally:
    """Counts of exchanges, refusals and findings by severity."""

    exchanges: int = 0
    refusals: int = 0
    error: int = 0
    warning: int = 0
    info: int = 0

    @property
    def findings(self) -> int:
        """The number of findings of all severities."""
        return self.error + self.warning + self.info

    def count(self, finding: Finding) -> None:
        """Count a finding, with its `count`."""
        if finding.severity is Severity.ERROR:
            self.error += finding.count
        elif finding.severity is Severity.WARNING:
            self.warning += finding.count
        else:
            self.info += finding.count

    def count_exchange(self, *, refused: bool, findings: Sequence[Finding]) -> None:
        """Count one exchange and its findings."""
        self.exchanges += 1
        self.refusals += refused
        for finding in findings:
            self.count(finding)

    def plus(self, other: Tally) -> Tally:
        """Return the sum."""
        return Tally(
            self.exchanges + other.exchanges,
            self.refusals + other.refusals,
            self.error + other.error,
            self.warning + other.warning,
            self.info + other.info,
        )


@define(repr=False)
class Timeline:
    """Tallies of equal intervals of time; the interval grows with the time span, so that memory does not.

    The interval is the shortest one for which the time span has few enough intervals. The traffic alone decides it,
    whatever its order; this makes `merge` associative and commutative.
    """

    _level: int = 0
    _tallies: dict[int, Tally] = field(factory=dict)

    def at(self, time: str) -> Tally | None:
        """Return the tally for a time; None for a text that is not an ISO 8601 time with a date."""
        try:
            moment = datetime.fromisoformat(time)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            seconds = int(moment.timestamp())
        except (ValueError, OverflowError):
            return None
        tally = self._tallies.get(seconds // self.seconds)
        if tally is None:
            self._tallies[seconds // self.seconds] = Tally()
            self._fit()
            tally = self._tallies[seconds // self.seconds]
        return tally

    @property
    def seconds(self) -> int:
        """Length of an interval."""
        return _LENGTHS[self._level]

    @property
    def intervals(self) -> list[tuple[datetime, Tally]]:
        """The intervals that are not empty, by their beginning in UTC, in order of time."""
        return [
            # The very first interval may begin before year 1.
            (_EPOCH + max(timedelta(seconds=number * self.seconds), _FIRST - _EPOCH), self._tallies[number])
            for number in sorted(self._tallies)
        ]

    def merge(self, other: Timeline) -> Timeline:
        """Return the counts of both."""
        merged = Timeline(self._level, {number: tally.plus(Tally()) for number, tally in self._tallies.items()})
        merged._coarsen(max(self._level, other._level))
        for number, tally in other._tallies.items():
            merged._put(number * other.seconds // merged.seconds, tally)
        merged._fit()
        return merged

    def _put(self, number: int, tally: Tally) -> None:
        self._tallies[number] = self._tallies.get(number, Tally()).plus(tally)

    def _fit(self) -> None:
        if len(self._tallies) < 2:
            return
        first, last = min(self._tallies), max(self._tallies)
        level = self._level
        while level + 1 < len(_LENGTHS) and (
            last * self.seconds // _LENGTHS[level] - first * self.seconds // _LENGTHS[level] >= _MOST
        ):
            level += 1
        self._coarsen(level)

    def _coarsen(self, level: int) -> None:
        if level == self._level:
            return
        finer, seconds = self._tallies, self.seconds
        self._level, self._tallies = level, {}
        for number, tally in finer.items():
            self._put(number * seconds // self.seconds, tally)
