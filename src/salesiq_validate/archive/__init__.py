"""Archive: judges recordings in parts, on all cores of a machine or on the user's own cluster.

`judge_partition` is the core: a function that takes some lines and returns values that can be pickled and merged.
`Workers` are the processes of `check --jobs`; docs/how-to/archives.md shows how other engines use the same function.
"""

from __future__ import annotations

from salesiq_validate.run.partition import Partition, judge_partition

__all__ = ["Partition", "judge_partition"]
