"""Runners: choose whether this process, several processes or a Dask cluster judge the recordings of a command."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from salesiq_validate.cli import options as opt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.config import Config
    from salesiq_validate.run.baseline import Baseline
    from salesiq_validate.run.files import Runner

#: The most processes. Each takes some 40 MB, and Windows cannot wait for more at once.
_MOST_JOBS: Final = 60


def _is_number_of_jobs(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _MOST_JOBS


def _jobs(ctx: click.Context, param: click.Parameter, text: str) -> int:
    if text.lower() == "auto":
        from salesiq_validate.archive.workers import usable_cores

        return usable_cores()
    if not _is_number_of_jobs(text):
        raise click.BadParameter(f"it takes a number from 1 to {_MOST_JOBS}, or auto.", ctx, param)
    return int(text)


def _dask(ctx: click.Context, param: click.Parameter, text: str | None) -> str | None:
    where, colon, number = (text or "").partition(":")
    if where == "local" and colon and not _is_number_of_jobs(number):
        raise click.BadParameter(f"local:N takes a number from 1 to {_MOST_JOBS}.", ctx, param)
    return text


runner_options = opt.all_of(
    click.option(
        "--jobs",
        metavar="N|auto",
        default="1",
        callback=_jobs,
        help="Check with N processes, or one for each core: several files, and parts of large JSON Lines."
        "  [default: 1]",
    ),
    click.option(
        "--dask",
        metavar="ADDRESS|local[:N]",
        callback=_dask,
        help="Check on the Dask cluster of this scheduler, or on a local one of N processes; a PATH may be a URL, like s3://.",
    ),
    click.option(
        "--findings-to", metavar="FOLDER|URL", help="Let the cluster write the findings there, in several files."
    ),
    click.option(
        "--findings-format",
        type=opt.Word("format", ("jsonl", "parquet")),
        help="Format of these files.  [default: jsonl]",
    ),
)


@frozen(kw_only=True)
class RunnerChoice:
    """Which processes check: by default, this one."""

    #: How many processes.
    jobs: int = 1
    #: The address for `archive.dask.open_cluster`; None for no cluster.
    dask: str | None = None
    #: A folder's path or URL, where the cluster writes findings; None writes none.
    findings_to: str | None = None
    #: One of `archive.findings.FORMATS`.
    findings_format: str | None = None

    @classmethod
    def of(cls, given: dict[str, Any], paths: tuple[str, ...], *, drift: bool) -> RunnerChoice:
        """Remove the options of `runner_options` from a command's parameters.

        Raises:
            click.UsageError: the options contradict each other.
        """
        names = ("jobs", "dask", "findings_to", "findings_format")
        choice = cls(**{name: given.pop(name) for name in names})
        choice._check(paths, drift=drift)
        # Drift needs every answer, and other processes pass on only those with findings.
        return cls() if drift else choice

    def _check(self, paths: tuple[str, ...], *, drift: bool) -> None:
        wrong = None
        url = next((path for path in paths if "://" in path), None)
        if self.dask is None:
            if self.findings_to or self.findings_format:
                wrong = "--findings-to needs a cluster (--dask); without one, use --output jsonl=FILE."
            elif url is not None:
                wrong = f"{url!r} is a URL, which only a cluster (--dask) can read. `--dask local` starts one."
        elif self.jobs != 1:
            wrong = "Use --jobs for the cores of this machine or --dask for a cluster, not both."
        elif drift:
            wrong = "--drift runs in one process: leave out --dask."
        elif self.findings_format and not self.findings_to:
            wrong = "--findings-format needs --findings-to."
        if wrong is not None:
            raise click.UsageError(wrong)

    @contextmanager
    def opened(self, config: Config, baseline: Baseline | None, *, collects: bool) -> Iterator[Callable[..., Runner]]:
        """Yield the function that makes the runner; connect to a cluster before anything is written.

        Arguments:
            config: the configuration of the run.
            baseline: the baseline of the run.
            collects: whether we need findings here, and not only their summary.

        Raises:
            UnusableCluster: the cluster cannot be reached.
            VersionsDiffer: a worker has another version of this package.
            UnusableArgument: findings cannot be written.
            MissingExtra: a package is not installed.
        """
        if self.dask is None:
            yield _runner_here(self.jobs)
            return
        from salesiq_validate.archive.dask import Cluster, ClusterRunner, open_cluster
        from salesiq_validate.archive.findings import FindingsFolder
        from salesiq_validate.archive.tasks import Setup

        findings = None
        if self.findings_to is not None:
            format_ = self.findings_format or "jsonl"
            findings = FindingsFolder.at(self.findings_to, format_, show_values=config.show_values)
        with open_cluster(self.dask) as client:
            if not client.nthreads():
                from salesiq_validate.cli.outcome import note

                note("the Dask scheduler has no workers yet; the work begins when there are some")
            setup = Setup(config, baseline=baseline, findings=findings)
            yield partial(ClusterRunner, cluster=Cluster(client, setup, collects=collects))


def _runner_here(jobs: int) -> Callable[..., Runner]:
    if jobs == 1:
        from salesiq_validate.run.files import Runner

        return Runner
    from salesiq_validate.archive.workers import WorkerRunner

    return partial(WorkerRunner, jobs=jobs)
