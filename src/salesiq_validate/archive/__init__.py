"""Archive: recordings judged in parts, by all cores of a machine or by a cluster of the user's own.

`judge_partition` is the core: a function of some lines that returns values which can be pickled and merged. `Workers`
are the processes behind `check --jobs`; docs/how-to/archives.md shows how other engines wrap the same function.
"""

from __future__ import annotations

from salesiq_validate.run.partition import Partition, judge_partition

__all__ = ["Partition", "judge_partition"]
