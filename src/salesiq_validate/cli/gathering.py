"""Gathering: where everything comes together that was judged, here or elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from salesiq_validate.cli.terminal import Progress
from salesiq_validate.run.overview import overview
from salesiq_validate.run.steps import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.finding import Finding
    from salesiq_validate.reporters.outputs import Reporters
    from salesiq_validate.run.drift import Drift
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.run.steps import Step
    from salesiq_validate.validator import Validator


@frozen(eq=False, repr=False)
class Gathering:
    """Takes what was judged, in its order, counts it and hands it to whoever reports."""

    summary: Summary
    reporters: Reporters
    drift: Drift | None = None
    progress: Progress = field(factory=Progress)

    def take(self, steps: Iterator[Step], file: str) -> None:
        """Go through steps of a file."""
        if self.drift is not None:
            steps = self.drift.of(steps)
        tell(self.progress.of(steps, file), self.summary, self.reporters)

    def absorb(self, summary: Summary) -> None:
        """Count what was judged elsewhere, and of which no steps come."""
        self.summary.absorb(summary)

    def look_over(self, validator: Validator, is_known: Callable[[Finding], bool] | None) -> None:
        """Take what only the whole run shows, when everything is here."""
        tell(overview(self.summary, validator, is_known=is_known), self.summary, self.reporters)

    def passed(self, steps: int, file: str) -> None:
        """Tell whoever watches of steps that do not come."""
        self.progress.passed(steps, file)
