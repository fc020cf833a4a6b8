"""Drift: where the server and the contract disagree, and the extension file that makes them agree.

Either may be wrong. The list shows the differences; the file corrects the contract for one portal, as far as a contract
can express them.
"""

from __future__ import annotations

from salesiq_validate.run.drift.disagreement import Disagreement, DriftCount, DriftKey
from salesiq_validate.run.drift.drift import Drift

__all__ = ["Disagreement", "Drift", "DriftCount", "DriftKey"]
