"""Cluster: the way over all recordings of a command that the machines of a Dask cluster judge."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from attrs import field, frozen

from salesiq_validate.cli.files import Files
from salesiq_validate.cli.outcome import complain, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from salesiq_validate.archive.dask import Cluster
    from salesiq_validate.cli.gathering import Gathering
    from salesiq_validate.config import Config
    from salesiq_validate.finding import Finding
    from salesiq_validate.run.baseline import Baseline
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.validator import Validator


@frozen
class Spread:
    """How a cluster is reached, and where it writes findings."""

    #: As `archive.dask.open_cluster` takes it.
    address: str
    #: A folder's path or URL; None writes none.
    findings_to: str | None = None
    #: One of `archive.findings.FORMATS`.
    findings_format: str = field(default="jsonl", kw_only=True)

    @contextmanager
    def opened(self, config: Config, baseline: Baseline | None, *, collects: bool) -> Iterator[Callable[..., bool]]:
        """Connect to the cluster, and give what does as `files.judge_files` there.

        Arguments:
            config: of the run.
            baseline: of the run.
            collects: whether findings are needed here, and not their summary alone.

        Raises:
            UnusableCluster: it cannot be reached.
            VersionsDiffer: a worker has another version of this package.
            UnusableArgument: findings cannot be written.
            MissingExtra: a package is not installed.
        """
        from salesiq_validate.archive.dask import Cluster, open_cluster
        from salesiq_validate.archive.findings import FindingsFolder
        from salesiq_validate.archive.tasks import Setup

        findings = None
        if self.findings_to is not None:
            findings = FindingsFolder.at(self.findings_to, self.findings_format, show_values=config.show_values)
        with open_cluster(self.address) as client:
            if not client.nthreads():
                note("the Dask scheduler has no workers yet; the work begins when they come")
            setup = Setup(config, baseline=baseline, findings=findings)
            yield partial(spread_files, cluster=Cluster(client, setup, collects=collects))


def spread_files(
    paths: Iterable[str],
    config: Config,
    validator: Validator,
    gathering: Gathering,
    *,
    cluster: Cluster,
    is_known: Callable[[Finding], bool] | None = None,
    before_complaint: Callable[[], None] = lambda: None,
) -> bool:
    """Do as `judge_files` on a cluster; everything comes in the same order, or in one sum.

    Arguments:
        gathering: gets the steps that have findings, and counts of the others; only counts of all where the cluster
            does not collect.
        cluster: does the work.
        is_known: tells findings that do not count.
        before_complaint: called before anything is written to standard error.
    """
    from salesiq_validate.archive.dask import UnusableCluster

    run = Files(config, validator, gathering.take, is_known, before_complaint)
    try:
        for done in cluster.judged(paths):
            file = done.part.file
            if done.extent is None:
                run.judge(file)
                continue
            if done.is_lost:
                before_complaint()
                complain(f"the workers died that judged {done.part}. It is left out.")
                run.lost.add(file)
            if done.partition is None:
                gathering.passed(done.extent.steps, file)
            else:
                gathering.absorb(done.partition.clean)
                gathering.passed(done.extent.steps - len(done.partition.judged), file)
                gathering.take(done.partition.steps(is_known), file)
            if done.extent.stopped_by is not None:
                run.tell(done.extent.stopped_by, file)
        # This also waits until all findings are written.
        _add(cluster.summary(), cluster, gathering)
    except KeyboardInterrupt:
        _add(cluster.so_far(), cluster, gathering)
        raise
    except UnusableCluster as error:
        before_complaint()
        complain(str(error))
        _add(cluster.so_far(), cluster, gathering)
        return True
    return bool(run.failed or run.lost)


def _add(summary: Summary, cluster: Cluster, gathering: Gathering) -> None:
    # What came here was counted here.
    if not cluster.collects:
        gathering.absorb(summary)
