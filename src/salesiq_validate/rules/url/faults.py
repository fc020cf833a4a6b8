"""The router's faults as faults of rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.contract.route import UrlFault, UrlFaultKind

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case


def faults_of(case: Case, *kinds: UrlFaultKind) -> Iterator[UrlFault]:
    """Yield what the router found wrong of these kinds."""
    if case.route is not None:
        yield from (fault for fault in case.route.faults if fault.kind in kinds)
