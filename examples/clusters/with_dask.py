"""Judge an archive on a Dask cluster: python with_dask.py FOLDER|URL [tcp://scheduler:8786]."""

from __future__ import annotations

import sys

from salesiq_validate.archive.dask import judge_archive, open_cluster
from salesiq_validate.archive.findings import FindingsFolder
from salesiq_validate.config import Config

if __name__ == "__main__":
    archive, scheduler = (*sys.argv[1:], "local:2")[:2]
    with open_cluster(scheduler) as client:  # or any `distributed.Client` of your own
        findings = FindingsFolder.at("findings")
        judged = judge_archive(client, [archive], Config(screen_name="example"), findings=findings)
    total = judged.summary.total
    print(f"{total.exchanges} exchanges, {total.refusals} refusals, {total.findings} findings")
    print(f"{len(judged.unreadable)} files could not be read, {len(judged.lost)} parts are left out")
