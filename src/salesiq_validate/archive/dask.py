"""Dask: judges an archive on a Dask cluster; the archive is on disks that all machines share, or at fsspec's URLs.

    with open_cluster("tcp://scheduler:8786") as client:
        findings = FindingsFolder.at("s3://example/findings")
        judged = judge_archive(client, ["s3://example/2026/"], Config(screen_name="example"), findings=findings)
    print(judged.summary.total)

Dask knows the dependencies of results, so when a worker dies, it repeats only the work of that worker. Nothing is lost
and nothing is counted twice: a result that this process has not taken was not counted, and files are replaced.
"""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import define, field, frozen

from salesiq_validate.archive import remote, tasks
from salesiq_validate.archive.part import ArchivePart, Numbering, cut
from salesiq_validate.archive.tasks import Setup, VersionsDiffer
from salesiq_validate.archive.workers import usable_cores, without_interrupts
from salesiq_validate.exceptions import MissingExtra, UnreadableRecording, UnusableArgument
from salesiq_validate.recordings import expand
from salesiq_validate.run.files import Piece, Runner, RunStopped
from salesiq_validate.run.partition import Partition
from salesiq_validate.run.results.summary import Summary

try:
    from distributed import Client, Future, KilledWorker, LocalCluster
    from distributed.comm import CommClosedError, get_address_host_port
except ModuleNotFoundError:
    raise MissingExtra("a Dask cluster", "distributed", "dask") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from salesiq_validate.archive.findings import FindingsFolder
    from salesiq_validate.archive.tasks import Extent
    from salesiq_validate.config import Config

#: Some ten thousand exchanges: half a second of work. In comparison, a scheduler's millisecond is nothing, and the
#: latency of a request to an object store is worth it.
CLUSTER_PART_BYTES: Final = 32 << 20
#: How many seconds a scheduler has to answer.
PATIENCE: Final = 10
#: How many parts are in work: for each thread of the cluster, and the minimum for all of it.
_AHEAD: Final = 4
_LEAST_AHEAD: Final = 8
#: How many parts may fail before we stop: then the parts are not the cause.
_MOST_LOST: Final = 3
#: How many summaries one task merges before their sum comes here.
_FAN_IN: Final = 32

_LOST: Final = "the connection to the Dask scheduler is lost, so the rest was not checked"

Item = TypeVar("Item")
Work = TypeVar("Work")


class UnusableCluster(RunStopped):
    """We cannot reach a cluster, have lost it, or its workers keep dying; the argument says which."""


@frozen
class ArchiveResult:
    """The result for an archive."""

    summary: Summary
    #: Files that could not be read to their end.
    unreadable: tuple[UnreadableRecording | MissingExtra, ...]
    #: Messages about parts whose workers died again and again.
    lost: tuple[str, ...]


@contextmanager
def open_cluster(address: str, *, patience: float = PATIENCE) -> Iterator[Client]:
    """Connect to a cluster, and check whether we can use it.

    Arguments:
        address: a scheduler, like `tcp://scheduler:8786`; `local` starts one process for each core of this machine,
            and `local:4` four. Both end with the context.
        patience: how many seconds the scheduler has to answer.

    Raises:
        UnusableCluster: no scheduler answers.
        VersionsDiffer: a worker has another version of this package.
    """
    with ExitStack() as stack:
        where, _, number = address.partition(":")
        at: Any = address
        if where == "local":
            # Opens only the ports of the cluster itself, and only on the loopback interface.
            with without_interrupts():
                at = LocalCluster(
                    n_workers=int(number) if number else usable_cores(),
                    threads_per_worker=1,
                    # Its pages would be open to everybody, on a port that another cluster may use.
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            stack.enter_context(at)
        try:
            if at is address:
                # A client that cannot use its address cannot close either, and takes half a minute to say so.
                get_address_host_port(address)
            client = stack.enter_context(Client(at, timeout=patience, set_as_default=False))
        except ValueError:
            raise UnusableCluster(
                f"{address!r} is not the address of a Dask scheduler, like tcp://scheduler:8786"
            ) from None
        except (OSError, TimeoutError):
            raise UnusableCluster(f"no Dask scheduler answers at {address} within {patience:g} seconds") from None
        _compare_versions(client)
        yield client


def _compare_versions(client: Client) -> None:
    """Compare versions before the work begins; a worker that joins later compares them in its task."""
    from importlib.metadata import version

    # We use a function of the standard library, because a worker without this package could not find ours.
    for worker, answer in client.run(version, "salesiq-validate", on_error="return").items():
        theirs = answer if isinstance(answer, str) else None
        if theirs != tasks.own_version():
            raise VersionsDiffer(worker, theirs, tasks.own_version())


def judge_archive(
    client: Client,
    paths: Iterable[str],
    config: Config,
    *,
    findings: FindingsFolder | None = None,
    part_bytes: int = CLUSTER_PART_BYTES,
) -> ArchiveResult:
    """Judge an archive, write its findings, and return its summary.

    Arguments:
        client: a client that is connected to a cluster.
        paths: files, folders and patterns, local or URLs. All workers must see the local ones.
        config: how to judge; its outputs and baselines are ignored here.
        findings: where to write findings; None writes none.
        part_bytes: how many bytes a part has.

    Raises:
        UnusableCluster: the cluster is lost.
        UnusableArgument: findings cannot be written, or the paths include standard input.
    """
    cluster = Cluster(client, Setup(config, findings=findings), part_bytes)
    unreadable, lost = [], []
    for piece in cluster.pieces(paths):
        if piece.partition is None:
            raise UnusableArgument("a cluster cannot read standard input")
        if piece.lost is not None:
            lost.append(piece.lost)
        if piece.partition.stopped_by is not None:
            unreadable.append(piece.partition.stopped_by)
    return ArchiveResult(cluster.summary(), tuple(unreadable), tuple(lost))


@define(eq=False)
class Cluster:
    """A run over an archive: parts in work, their order, and the sum of the results.

    Arguments:
        client: a client that is connected to a cluster.
        setup: the settings of all tasks.
        part_bytes: how many bytes a part has.
        collects: whether the results come here, too.
    """

    client: Client
    setup: Setup
    part_bytes: int = CLUSTER_PART_BYTES
    collects: bool = False
    _packed: Future = field(init=False)
    _sum: Sum = field(init=False)
    _failed: set[str] = field(factory=set, init=False)
    _lost: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        # A task rather than a scattered value: if the worker that has it dies, the scheduler can make it again.
        self._packed = self.client.submit(tuple, self.setup.packed(), pure=False)
        self._sum = Sum(self.client)

    def pieces(self, paths: Iterable[str]) -> Generator[Piece, None, None]:
        """Judge an archive, and yield its parts in order; if results are not collected, yield only the size of each.

        Raises:
            UnusableCluster: the cluster is lost.
        """
        with _named(self.client):
            yield from self._pieces(paths)

    def summary(self) -> Summary:
        """Return the sum of all results so far, except the parts that came to this process.

        Raises:
            UnusableCluster: the cluster is lost.
            UnusableArgument: findings could not be written.
        """
        with _named(self.client):
            summed = self._sum.result()
        if self.setup.findings is not None:
            self.setup.findings.sweep()
        return summed

    def so_far(self) -> Summary:
        """Return the sum of all finished parts, without waiting for anything."""
        return self._sum.so_far()

    def _pieces(self, paths: Iterable[str]) -> Iterator[Piece]:
        numbering = Numbering()
        for number, (part, (judged, extent)) in enumerate(_ahead(self._parts(paths), self._begin, self._window)):
            if part.file in self._failed:
                continue  # like a single process, which stops where it cannot read on
            if judged is None:
                yield Piece(part.file)
                continue
            held, is_lost = self._held(part, extent)
            before = numbering.before(part, held.lines, held.entries)
            if held.stopped_by is not None:
                self._failed.add(part.file)
            nothing = Partition(Summary(), (), held.stopped_by)
            if is_lost:
                yield Piece(part.file, nothing, lost=f"workers died in {part}. The report skips it.")
                continue
            if not self.collects or self.setup.findings is not None:
                # We take results before we start new parts, so that they do not wait in the workers' memory.
                self._sum.add(self._submit(tasks.conclude, judged, before, number, self._packed, priority=1))
            if self.collects:
                yield Piece(part.file, judged.result().behind(*before))
            else:
                yield Piece(part.file, nothing, entries=held.steps)

    def _held(self, part: ArchivePart, extent: Future) -> tuple[Extent, bool]:
        try:
            return extent.result(), False
        except KilledWorker:
            self._lost += 1
            if self._lost >= _MOST_LOST:
                raise
        return tasks.extent_of(self._submit(tasks.count, part, self._packed).result()), True

    def _begin(self, part: ArchivePart) -> tuple[Future | None, Future | None]:
        if part.here:
            return None, None
        judged = self._submit(tasks.judge_as_first, part, self._packed)
        return judged, self._submit(tasks.extent_of, judged, priority=1)

    def _parts(self, paths: Iterable[str]) -> Iterator[ArchivePart]:
        for (file, is_named), looked in _ahead(self._files(paths), self._look, self._window):
            look = None if looked is None else looked.result()
            if look is None:
                yield ArchivePart(file, here=file == "-")
            elif look.can_be_cut and look.size > self.part_bytes:
                yield from cut(file, look.size, self.part_bytes)
            elif is_named or look.form is not None or not look.is_plain:
                yield ArchivePart(file, size=look.size)

    def _files(self, paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
        """Yield every file once, and whether to keep it although its format is unknown."""
        seen = set()
        for path in paths:
            is_url = remote.is_url(path)
            for file in remote.files_behind(path) if is_url else expand([path], limits=self.setup.config.limits):
                if file not in seen:
                    seen.add(file)
                    yield file, file == path or not is_url

    def _look(self, item: tuple[str, bool]) -> Future | None:
        file, _ = item
        return None if file == "-" else self._submit(tasks.look, file, self._packed, priority=1)

    def _submit(self, task: Callable[..., Any], *arguments: Any, priority: int = 0) -> Future:
        # Not pure: the file may have changed since another run.
        return self.client.submit(task, *arguments, pure=False, priority=priority)

    def _window(self) -> int:
        # We ask each time, because a cluster may grow during the run.
        threads: int = sum(self.client.nthreads().values())
        return max(_LEAST_AHEAD, _AHEAD * threads)


def _ahead(
    items: Iterable[Item], begin: Callable[[Item], Work], window: Callable[[], int]
) -> Iterator[tuple[Item, Work]]:
    """Start work on items ahead of their turn, and yield each item and its work in order."""
    turn: deque[tuple[Item, Work]] = deque()
    for item in items:
        turn.append((item, begin(item)))
        if len(turn) >= window():
            yield turn.popleft()
    while turn:
        yield turn.popleft()


class Sum:
    """The sum of summaries on a cluster; the cluster merges several at a time, so that it sends few and small ones.

    If a worker dies, the cluster repeats at most `_FAN_IN` parts for its sum.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: list[Future] = []
        self._coming: deque[Future] = deque()
        self._here = Summary()

    def add(self, summary: Future) -> None:
        """Add a summary; the order is kept, but does not affect the sum."""
        self._waiting.append(summary)
        if len(self._waiting) == _FAN_IN:
            self._coming.append(self._client.submit(tasks.merged, self._waiting, pure=False, priority=1))
            self._waiting = []
        while self._coming and self._coming[0].done():
            self._here.absorb(self._coming.popleft().result())

    def result(self) -> Summary:
        """Return the sum of all summaries."""
        self._coming.extend(self._waiting)
        self._waiting = []
        while self._coming:
            self._here.absorb(self._coming[0].result())
            self._coming.popleft()
        return self._here

    def so_far(self) -> Summary:
        """Return the sum of the finished ones, without waiting for the others."""
        done = (summary for summary in (*self._coming, *self._waiting) if summary.status == "finished")
        return tasks.merged((self._here, *(summary.result() for summary in done)))


@define(eq=False, repr=False)
class ClusterRunner(Runner):
    """Checks all recordings on a cluster, with the same result as one process."""

    cluster: Cluster = field(kw_only=True)

    def pieces(self, paths: Iterable[str]) -> Generator[Piece, None, None]:
        """Yield the pieces of all recordings in order.

        Raises:
            UnusableCluster: the cluster is lost.
        """
        return self.cluster.pieces(paths)

    def absorb_rest(self, *, wait: bool = True) -> None:
        """Give the sink the counts of exchanges that did not come as pieces; wait until all findings are written."""
        counted = self.cluster.summary() if wait else self.cluster.so_far()
        if not self.cluster.collects:  # pieces that came here were counted here
            self.sink.absorb(counted, "")


@contextmanager
def _named(client: Client) -> Iterator[None]:
    try:
        yield
    except KilledWorker:
        raise UnusableCluster(
            "the workers of the cluster keep dying, so the rest was not checked; is there too little memory?"
        ) from None
    except (CancelledError, CommClosedError, TimeoutError):
        raise UnusableCluster(_LOST) from None
    except Exception:
        # When the scheduler ends, a client refuses everything, in different ways in different versions.
        if client.status == "running":
            raise
        raise UnusableCluster(_LOST) from None
