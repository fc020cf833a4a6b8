"""Judge files of Exchange JSON Lines with Ray: python with_ray.py FILE ..."""

from __future__ import annotations

import sys
from functools import reduce
from pathlib import Path

import ray

from salesiq_validate import Validator
from salesiq_validate.archive import judge_partition
from salesiq_validate.run.results.summary import Summary


@ray.remote
def judged(file: str) -> Summary:
    """Judge a file."""
    validator = Validator(screen_name="example", strict_json=False)
    with Path(file).open("rb") as lines:
        return judge_partition(lines, validator, file=file).summary()


summaries = ray.get([judged.remote(file) for file in sys.argv[1:]])
total = reduce(Summary.merge, summaries, Summary()).total
print(f"{total.exchanges} exchanges, {total.refusals} refusals, {total.findings} findings")
