"""`check --jobs`: the same report as with one job, whatever happens to the processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from tests.archive import deadly
from tests.archive.deadly import ALWAYS, die, serve_and_die
from tests.archive.traffic import BROKEN, CLEAN, FAULTY, FOREIGN, check
from tests.cli.shell import run

from salesiq_validate.archive import part, workers
from salesiq_validate.run.baseline import Baseline

pytestmark = pytest.mark.slow

LINE = FAULTY.ljust(deadly.LINE - 1) + b"\n"


@pytest.fixture
def _cut_small(monkeypatch):
    """Share and cut what tests can write."""
    monkeypatch.setattr(part, "parts_of", partial(part.parts_of, cut_from=4000, part_bytes=1500))


@pytest.mark.usefixtures("_cut_small")
@pytest.mark.parametrize("options", [("json", "--strict-json"), ("html", "--drift"), ("text", "--show-values")])
def test_the_outcome_is_that_of_one_job(options, folder):
    arguments = (folder, folder / "none.har", "--coverage", "--format", *options)
    one = check(*arguments)
    assert one.code == 2
    assert check(*arguments, "--jobs", "2") == one


@pytest.mark.usefixtures("_cut_small")
def test_a_baseline_knows_what_workers_find(folder, tmp_path):
    baseline = tmp_path / "baseline.json"
    run("baseline", "create", folder / "a.jsonl", folder / "d.har", "--file", baseline, "--no-config")
    arguments = (folder / "b.jsonl", folder / "a.jsonl", "--baseline", baseline, "--format", "json")
    one = check(*arguments)
    assert one.err == ""
    assert one.document["known"] > 0
    assert check(*arguments, "--jobs", "2") == one


@pytest.mark.usefixtures("_cut_small")
def test_an_empty_recording_among_others_is_fine_when_allowed(folder):
    (folder / "b.jsonl").rename(folder / "z.jsonl")
    (folder / "b.jsonl").write_bytes(b"")
    files = (folder / "a.jsonl", folder / "b.jsonl", folder / "z.jsonl", "--jobs", "2")
    assert check(*files).code == 2
    assert check(*files, "--allow-empty").code == 1


def test_standard_input_is_read_by_the_one_who_has_it():
    assert check("-", "--jobs", "2", stdin=FAULTY).code == 1


def test_a_dead_worker_is_told_and_nothing_is_lost(tmp_path, monkeypatch):
    archive, baseline = tmp_path / "a.jsonl", tmp_path / "baseline.json"
    archive.write_bytes(LINE * 150)
    Baseline().write(str(baseline))
    monkeypatch.setattr(part, "parts_of", partial(part.parts_of, cut_from=4000, part_bytes=100 * len(LINE)))
    monkeypatch.setattr(workers, "Workers", partial(workers.Workers, serve=serve_and_die))
    arguments = (archive, "--format", "json", "--baseline", baseline)
    one = check(*arguments)
    shared = check(*arguments, "--jobs", "2")
    assert (
        shared.err == f"Note: a worker process died in {archive}, from byte 51,200 on. Another one repeats its part.\n"
    )
    assert (shared.code, shared.out) == (1, one.out)


def test_a_part_that_is_left_out_is_2_and_the_rest_is_reported(tmp_path, monkeypatch):
    archive = tmp_path / "a.jsonl"
    archive.write_bytes(LINE * 250)
    size = (ALWAYS - 1) * len(LINE)
    monkeypatch.setattr(part, "parts_of", partial(part.parts_of, cut_from=4000, part_bytes=size))
    monkeypatch.setattr(workers, "Workers", partial(workers.Workers, serve=serve_and_die))
    Baseline().write(str(tmp_path / "baseline.json"))
    outcome = check(archive, "--format", "json", "--baseline", tmp_path / "baseline.json", "--jobs", "2")
    assert outcome.code == 2
    assert outcome.document["exchanges"] == 250 - (ALWAYS - 1)
    # Those behind it keep the numbers of their lines.
    assert outcome.document["findings"][-1]["origin"]["line"] == 250
    assert "Error: a worker process died in" in outcome.err


def test_workers_that_keep_dying_are_2(tmp_path, monkeypatch):
    (tmp_path / "a.jsonl").write_bytes((FAULTY + b"\n") * 50)
    monkeypatch.setattr(part, "parts_of", partial(part.parts_of, cut_from=400, part_bytes=400))
    monkeypatch.setattr(workers, "Workers", partial(workers.Workers, serve=die))
    outcome = check(tmp_path, "--format", "json", "--jobs", "2")
    assert (outcome.code, outcome.document["exchanges"]) == (2, 0)
    assert "the worker processes keep dying" in outcome.err


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "61", "1.5", "٢"])
def test_what_is_no_number_of_jobs_is_2(jobs, tmp_path):
    outcome = check(tmp_path, "--jobs", jobs)
    assert outcome.code == 2
    assert "it takes a number from 1 to 60, or auto." in outcome.err


def test_as_many_jobs_as_cores(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(FAULTY)
    assert check(tmp_path, "--jobs", "auto", "--format", "json") == check(tmp_path, "--format", "json")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_everything_at_once_and_tells_what_is_known(tmp_path):
    archive = tmp_path / "large.jsonl"
    block = b"".join(line + b"\n" for line in [CLEAN, FOREIGN] * 500 + [FAULTY, BROKEN])
    with archive.open("wb") as file:
        while file.tell() < 100_000_000:
            file.write(block)
    arguments = [sys.executable, "-m", "salesiq_validate", "check", "--no-config", archive, "--format", "jsonl"]
    process = subprocess.Popen(
        [*map(str, arguments), "--jobs", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    process.stdout.readline()  # the first finding: the workers are at it
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    # The pipes end when nobody holds them any more, workers included.
    out, err = process.communicate(timeout=60)
    assert time.monotonic() - began < 5
    assert (process.returncode, err) == (130, b"Interrupted. The report covers everything up to that point.\n")
    assert json.loads(out.splitlines()[-1])["exchanges"] > 0
