"""Workers: results in order, dead ones replaced, and none left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest
from tests.archive import deadly
from tests.archive.deadly import ALWAYS, BY_SIGNAL, ONCE, first_line, serve_and_die
from tests.archive.traffic import CLEAN, FAULTY, report_of, steps_of

from salesiq_validate.archive import workers
from salesiq_validate.archive.part import ArchivePart
from salesiq_validate.archive.worker import judge_part, serve
from salesiq_validate.archive.workers import Workers, usable_cores
from salesiq_validate.config import Config
from salesiq_validate.run.files import Validators

pytestmark = pytest.mark.slow

LINE = FAULTY.ljust(deadly.LINE - 1) + b"\n"


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE * 200)
    return path


@pytest.fixture(params=["forked where that is safe", "spawned"], autouse=True)
def beginning(request, monkeypatch):
    """Every test runs with both ways in which a worker begins."""
    if request.param == "spawned":
        monkeypatch.setattr(workers, "may_fork", lambda: False)


def parts_of(path, *firsts):
    """Parts of one line each, given by their numbers."""
    return [ArchivePart(str(path), (first - 1) * len(LINE), len(LINE)) for first in firsts]


def run(archive, parts, serve, tmp_path, jobs=2):
    """What workers make of parts: their first lines, how many have findings, and what was told of deaths."""
    deaths = []
    with Workers(jobs, Config(baseline=str(tmp_path / "none")), deaths.append, serve) as begun:
        done = list(begun.judged(iter(parts)))
    return [first_line(part) for part, _ in done], [len(partition.judged) for _, partition in done], deaths


def test_results_come_in_order(archive, tmp_path):
    parts = parts_of(archive, *range(1, 60))
    done, judged, deaths = run(archive, parts, serve, tmp_path)
    assert (done, deaths) == (list(range(1, 60)), [])
    assert judged == [1] * 59
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="no process is ended by a signal there")
def test_the_part_of_a_dead_worker_is_done_again(archive, tmp_path):
    firsts = [*range(90, ALWAYS), *range(ALWAYS + 1, 115), 120]
    done, judged, deaths = run(archive, parts_of(archive, *firsts), serve_and_die, tmp_path)
    assert done == firsts
    assert judged == [1] * len(firsts)
    assert [(first_line(death.part), death.exitcode, death.again) for death in sorted(deaths, key=str)] == [
        (ONCE, 3, True),
        (BY_SIGNAL, -signal.SIGKILL, True),
    ]
    assert str(deaths[0]).endswith("Another one repeats its part.")


def test_a_part_that_kills_two_workers_is_only_counted_and_the_others_are_done(archive, tmp_path):
    done, judged, deaths = run(archive, parts_of(archive, 1, ALWAYS, 2, 3), serve_and_die, tmp_path)
    assert done == [1, ALWAYS, 2, 3]
    assert judged == [1, 0, 1, 1]
    assert [death.again for death in deaths] == [True, False]
    assert str(deaths[1]) == (
        f"a worker process died in {archive}, from byte 52,224 on. "
        "It was the second in this part, which the report skips."
    )


def test_parts_in_work_are_few(archive, tmp_path):
    taken = []

    def parts():
        for part in parts_of(archive, *range(1, 60)):
            taken.append(part)
            yield part

    with Workers(2, Config(), print) as begun:
        results = begun.judged(parts())
        for count in range(1, 20):
            next(results)
            assert len(taken) - count < 2 * 4


def test_what_is_to_be_done_here_is_given_back_in_its_turn(archive, tmp_path):
    here = ArchivePart("-", here=True)
    first, second = parts_of(archive, 1, 2)
    with Workers(2, Config(), print) as begun:
        done = list(begun.judged(iter([here, first, here, second])))
    assert [part for part, _ in done] == [here, first, here, second]
    assert [partition is None for _, partition in done] == [True, False, True, False]


def test_a_bug_in_a_worker_is_met_again_by_whoever_asked(archive, tmp_path):
    (good,) = parts_of(archive, 1)
    odd = ArchivePart(None, 0, 1)
    with Workers(1, Config(), print) as begun:
        assert [partition is None for _, partition in begun.judged(iter([odd, good]))] == [True, False]
    with pytest.raises(TypeError):
        judge_part(odd, Validators.by(Config()))


def test_workers_end_when_their_parent_is_gone(archive):
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs, Config()))
    process.start()
    theirs.close()
    ours.close()
    process.join(60)
    assert process.exitcode == 0


def test_leaving_ends_workers_in_the_middle_of_their_work(tmp_path):
    large = tmp_path / "large.jsonl"
    size = large.write_bytes((CLEAN + b"\n") * 300_000)
    parts = [ArchivePart(str(large), 0, size)] * 4
    with Workers(2, Config(), print) as begun:
        results = begun.judged(iter([ArchivePart("-", here=True), *parts]))
        next(results)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked there")
def test_a_process_with_threads_is_not_copied():
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not workers.may_fork()
    finally:
        end.set()
        thread.join()


def test_both_ways_say_the_same(archive):
    config = Config()
    validator = config.validator()
    whole = judge_part(ArchivePart(str(archive)), Validators.by(config))
    assert report_of("json", whole.steps(), clean=[whole.clean]) == report_of(
        "json", steps_of(archive.read_bytes(), validator, config.limits, file=str(archive))
    )


def test_there_is_a_core():
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
