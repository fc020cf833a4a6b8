"""Tallies: exchanges, refusals and findings counted, in all and over time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import define, field

from salesiq_validate.finding import Severity

#: Lengths of an interval in seconds, each a multiple of the one before, so that intervals can be joined exactly:
#: minute, ten minutes, hour, six hours, day, week, four weeks, 52 weeks.
_LENGTHS: Final = (60, 600, 3600, 21_600, 86_400, 604_800, 2_419_200, 31_449_600)
#: The most intervals between the first and the last, but for the coarsest.
_MOST: Final = 240
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)


@define
class Tally:
    """Exchanges, refusals and findings by severity, counted."""

    exchanges: int = 0
    refusals: int = 0
    error: int = 0
    warning: int = 0
    info: int = 0

    @property
    def findings(self) -> int:
        """Findings of every severity."""
        return self.error + self.warning + self.info

    def count(self, severity: Severity) -> None:
        """Count one finding."""
        if severity is Severity.ERROR:
            self.error += 1
        elif severity is Severity.WARNING:
            self.warning += 1
        else:
            self.info += 1

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
    """Tallies of equal intervals of time; the interval grows with the span, so that memory does not.

    The interval is the shortest for which the span has few enough of them: a fact about the traffic, whatever the order
    in which it came, which makes `merge` associative and commutative.
    """

    _level: int = 0
    _tallies: dict[int, Tally] = field(factory=dict)

    def add(self, time: str, tally: Tally) -> None:
        """Count under a time; a text that is no ISO 8601 time with a date is passed over."""
        try:
            moment = datetime.fromisoformat(time)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            seconds = int((moment - _EPOCH).total_seconds())
        except (ValueError, OverflowError):
            return
        if self._put(seconds // self.seconds, tally):
            self._fit()

    @property
    def seconds(self) -> int:
        """Length of an interval."""
        return _LENGTHS[self._level]

    @property
    def intervals(self) -> list[tuple[datetime, Tally]]:
        """The intervals that hold anything, by their beginning in UTC, in order of time."""
        return [
            # The first interval of all may begin before year 1.
            (_EPOCH + max(timedelta(seconds=number * self.seconds), _FIRST - _EPOCH), self._tallies[number])
            for number in sorted(self._tallies)
        ]

    def merge(self, other: Timeline) -> Timeline:
        """Return the counts of both."""
        merged = Timeline(self._level, dict(self._tallies))
        merged._coarsen(max(self._level, other._level))
        for number, tally in other._tallies.items():
            merged._put(number * other.seconds // merged.seconds, tally)
        merged._fit()
        return merged

    def _put(self, number: int, tally: Tally) -> bool:
        known = self._tallies.get(number)
        self._tallies[number] = tally if known is None else known.plus(tally)
        return known is None

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
