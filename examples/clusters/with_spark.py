"""Judge Exchange JSON Lines with Spark, which cuts files itself: python with_spark.py FILE|URL ..."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from pyspark.sql import SparkSession

from salesiq_validate import Validator
from salesiq_validate.archive import judge_partition
from salesiq_validate.run.results.summary import Summary


def judged(lines: Iterable[bytes]) -> Iterator[Summary]:
    """Judge what Spark gives to a worker at once."""
    validator = Validator(screen_name="example", strict_json=False)
    yield judge_partition(lines, validator, file="archive").summary()


spark = SparkSession.builder.getOrCreate()
lines = spark.sparkContext.textFile(",".join(sys.argv[1:]), use_unicode=False)
total = lines.mapPartitions(judged).treeReduce(Summary.merge).total
print(f"{total.exchanges} exchanges, {total.refusals} refusals, {total.findings} findings")
