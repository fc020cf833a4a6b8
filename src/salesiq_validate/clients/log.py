"""FindingLog: writes findings to `logging`, up to a number of records a minute."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from salesiq_validate.clients.own_code import level_of_sender
from salesiq_validate.finding import Severity

if TYPE_CHECKING:
    from salesiq_validate.finding import Finding

LOGGER: Final = logging.getLogger("salesiq_validate.hook")
_LEVELS: Final = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.INFO: logging.INFO}
_MINUTE: Final = 60.0


def with_operation(finding: Finding) -> str:
    """Return a finding with its operation, as text for a warning and a log."""
    return f"{finding}" if finding.operation is None else f"{finding.operation}: {finding}"


class FindingLog:
    """Logs findings; safe to share between threads.

    Arguments:
        per_minute: the most records in a minute; further findings are counted, and the count is logged later.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._lock = threading.Lock()
        self._began = -_MINUTE
        self._logged = 0
        self._left_out = 0

    def add(self, finding: Finding) -> None:
        """Log a finding, or only count it. Its fields become attributes of the record; none is a payload value."""
        may_log, left_out = self._take_turn()
        level = level_of_sender()
        if left_out:
            LOGGER.warning("%d findings are not in the log", left_out, stacklevel=level)
        if may_log:
            fields = {
                "rule": finding.rule.code,
                "severity": str(finding.severity),
                "side": str(finding.side),
                "operation": finding.operation,
                "json_key": finding.json_key,
                "param": finding.shown_param,
                "header": finding.header,
                "code": None if finding.shown_error is None else finding.shown_error.code,
                "fingerprint": finding.fingerprint,
            }
            # Empty attributes are left out, because exporters pass every attribute on.
            said = {name: value for name, value in fields.items() if value is not None}
            LOGGER.log(_LEVELS[finding.severity], "%s", with_operation(finding), extra=said, stacklevel=level)

    def _take_turn(self) -> tuple[bool, int]:
        """Return whether a finding may be logged, and how many were not logged before."""
        with self._lock:
            now, left_out = time.monotonic(), 0
            if now - self._began >= _MINUTE:
                self._began, self._logged = now, 0
                left_out, self._left_out = self._left_out, 0
            if self._logged < self._per_minute:
                self._logged += 1
                return True, left_out
            self._left_out += 1
            return False, left_out
