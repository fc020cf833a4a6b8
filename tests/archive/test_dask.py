"""A Dask cluster judges what one process judges, whatever happens to its workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial

import pytest
from attrs import evolve
from tests.archive import deadly
from tests.archive.traffic import BROKEN, CLEAN, FAULTY, LINES, check
from tests.cli.shell import run
from tests.test_summary import facts

pytest.importorskip("distributed", reason="the extra dask is not installed")
from distributed import Client

from salesiq_validate.archive import dask as cluster_module
from salesiq_validate.archive import tasks
from salesiq_validate.archive.dask import Cluster, UnusableCluster, judge_archive, open_cluster
from salesiq_validate.archive.findings import FindingsFolder
from salesiq_validate.archive.part import ArchivePart
from salesiq_validate.archive.tasks import Setup, VersionsDiffer
from salesiq_validate.config import Config
from salesiq_validate.exceptions import MissingExtra, UnreadableRecording, UnusableArgument
from salesiq_validate.recordings import read
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import judge, tell

pytestmark = pytest.mark.slow
#: `distributed` brings both, and no extra names them.
dask_config, psutil = pytest.importorskip("dask.config"), pytest.importorskip("psutil")

#: So small that every line spans a part, or stands in one of its own.
PART = 1500


@pytest.fixture(scope="module")
def client():
    with open_cluster("local:2") as client:
        yield client


@pytest.fixture
def address(client, monkeypatch):
    """The cluster's, which cuts what tests can write."""
    monkeypatch.setattr(cluster_module, "Cluster", partial(Cluster, part_bytes=PART))
    return client.scheduler.address


@pytest.fixture
def folder(folder):
    """An archive with a file that is no recording."""
    (folder / "notes.json").write_text("{}")
    return folder


def summary_of(*files, try_fixes=False):
    summary, validator = Summary(), Config().validator(try_fixes=try_fixes)
    for file in files:
        with suppress(UnreadableRecording):
            tell(judge(read(file), validator), summary)
    return summary


def written(place):
    """The lines of all parts, in the order of their names, and no file beside them."""
    parts = sorted(place.iterdir())
    assert all(part.name.startswith("part-") for part in parts)
    return [json.loads(line) for part in parts for line in part.read_bytes().splitlines()]


def findings_of(*arguments):
    lines = [json.loads(line) for line in check(*arguments, "--format", "jsonl").out.splitlines()]
    return [line for line in lines if line["kind"] == "finding"]


# --- the same outcome -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [("json", "--strict-json"), ("html",), ("text", "--show-values", "--coverage"), ("markdown",), ("junit",)],
    ids=lambda options: options[0],
)
def test_the_outcome_is_that_of_one_process(options, folder, address):
    arguments = (folder, folder / "none.har", "--format", *options)
    one = check(*arguments)
    assert one.code == 2
    assert check(*arguments, "--dask", address) == one


def test_a_baseline_knows_what_a_cluster_finds(folder, address, tmp_path):
    baseline, findings = tmp_path / "baseline.json", tmp_path / "findings"
    run("baseline", "create", folder / "a.jsonl", folder / "d.har", "--file", baseline, "--no-config")
    arguments = (folder / "b.jsonl", folder / "a.jsonl", "--baseline", baseline)
    one = check(*arguments)
    assert one.err == ""
    assert check(*arguments, "--dask", address, "--findings-to", findings) == one
    assert written(findings) == findings_of(*arguments)


def test_findings_are_written_as_one_process_prints_them(folder, address, tmp_path):
    outcome = check(folder, "--dask", address, "--findings-to", tmp_path / "findings")
    assert outcome == check(folder)
    assert written(tmp_path / "findings") == findings_of(folder)
    assert len(list((tmp_path / "findings").iterdir())) > 5


def test_parquet_holds_the_same(folder, address, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    place = tmp_path / "findings"
    options = ("--show-values", "--select", "SIQ0,SIQ4")
    check(folder, *options, "--dask", address, "--findings-to", place, "--findings-format", "parquet")
    rows = parquet.read_table(place).to_pylist()
    expected = findings_of(folder, *options)
    for line in expected:
        del line["format"], line["kind"]
        if line["error"] is not None:
            line["error"] = {"json_key": None, "param": None, "header": None, **line["error"]}
    for row in rows:
        row["fix"] = row["fix"] and json.loads(row["fix"])
    assert rows == expected
    assert {row["origin"]["line"] for row in rows} > {1, 2}


def test_standard_input_is_judged_by_the_one_who_has_it(address):
    assert check("-", "--dask", address, stdin=FAULTY) == check("-", stdin=FAULTY)


def test_relative_paths_mean_what_they_mean_here(folder, address, monkeypatch):
    monkeypatch.chdir(folder)
    one = check("b.jsonl", "--format", "json")
    assert check("b.jsonl", "--format", "json", "--dask", address) == one
    assert one.document["findings"][0]["origin"]["file"] == "b.jsonl"


def test_extension_files_need_not_be_where_workers_are(client, tmp_path):
    extension, archive = tmp_path / "own.json", tmp_path / "a.jsonl"
    request = {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/example/gadgets", "headers": {}}
    archive.write_text(json.dumps({"request": request, "response": None}))
    operation = {
        "operationId": "list_gadgets",
        "method": "GET",
        "path": "/api/v2/{screen_name}/gadgets",
        "summary": "List gadgets",
        "parameters": [{"name": "screen_name", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "Gadgets."}},
    }
    extension.write_text(json.dumps({"resource": "gadgets", "title": "Gadgets", "operations": [operation]}))
    cluster = Cluster(client, Setup(Config(extensions=(str(extension),))))
    extension.unlink()
    list(cluster.pieces([str(archive)]))
    assert cluster.summary().operations.keys() == {"list_gadgets"}


# --- workers that die -------------------------------------------------------------------------------------------------


def test_killed_workers_lose_nothing_and_nothing_counts_twice(tmp_path):
    archive, findings = tmp_path / "a.jsonl", tmp_path / "findings"
    archive.write_bytes((b"\n".join([*LINES, b""] * 6) + b"\n" + (CLEAN + b"\n") * 400) * 30)
    with open_cluster("local:3") as client:
        pids = client.run(os.getpid)
        setup = Setup(Config(), findings=FindingsFolder.at(str(findings)))
        cluster = Cluster(client, setup, part_bytes=archive.stat().st_size // 90)
        for number, _ in enumerate(cluster.pieces([str(archive)])):
            if number in (20, 40) and pids:
                # Some parts are in work there, some are done and were not fetched.
                os.kill(pids.popitem()[1], signal.SIGKILL)
        summary = cluster.summary()
        assert set(client.run(os.getpid).values()) != set(pids.values())
    assert len(pids) == 1
    # Findings that are written say whether their fixes are sure.
    assert facts(summary) == facts(summary_of(str(archive), try_fixes=True))
    assert written(findings) == findings_of(archive)


@pytest.fixture
def _deadly(monkeypatch):
    """A cluster of one worker, which some parts kill; none of them is tried again."""
    monkeypatch.setattr(tasks, "judge_as_first", deadly.judge_or_die)
    with dask_config.set({"distributed.scheduler.allowed-failures": 0}):
        yield


@pytest.mark.usefixtures("_deadly")
def test_a_part_that_kills_workers_is_left_out_and_the_others_keep_their_numbers(tmp_path, monkeypatch):
    archive = tmp_path / "a.jsonl"
    line = FAULTY.ljust(deadly.LINE - 1) + b"\n"
    archive.write_bytes(line * 250)
    size = (deadly.ALWAYS - 1) * len(line)
    monkeypatch.setattr(cluster_module, "Cluster", partial(Cluster, part_bytes=size))
    # What is in work beside it would be left out as well, by a scheduler that tries nothing twice.
    monkeypatch.setattr(cluster_module, "_LEAST_AHEAD", 1)
    monkeypatch.setattr(cluster_module, "_AHEAD", 1)
    outcome = check(archive, "--format", "json", "--dask", "local:1")
    assert outcome.code == 2
    assert outcome.err == f"Error: workers died in {archive}, from byte 52,224 on. The report skips it.\n"
    assert outcome.document["exchanges"] == 250 - (deadly.ALWAYS - 1)
    assert outcome.document["findings"][-1]["origin"]["line"] == 250


@pytest.mark.usefixtures("_deadly")
def test_workers_that_keep_dying_are_2(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "Cluster", partial(Cluster, part_bytes=deadly.LINE))
    archive = tmp_path / "a.jsonl"
    archive.write_bytes((FAULTY.ljust(deadly.LINE - 1) + b"\n") * (deadly.ALWAYS + 20))
    monkeypatch.setattr(tasks, "judge_as_first", deadly.judge_and_die)
    outcome = check(archive, "--format", "json", "--dask", "local:1")
    assert (outcome.code, outcome.document["exchanges"]) == (2, 0)
    assert "the workers of the cluster keep dying" in outcome.err


def test_a_cluster_ends_with_its_context():
    with open_cluster("local:2") as client:
        pids = list(client.run(os.getpid).values())
        assert len(pids) == 2
    psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=10)
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_what_is_done_is_known_before_the_end(client, tmp_path):
    archive = tmp_path / "a.jsonl"
    archive.write_bytes((FAULTY + b"\n") * 200)
    cluster = Cluster(client, Setup(Config()), part_bytes=len(FAULTY) + 1)
    parts = cluster.pieces([str(archive)])
    passed = [next(parts) for _ in range(100)]
    client.gather([*cluster._sum._coming, *cluster._sum._waiting])
    assert cluster.so_far().total.exchanges == len(passed)
    list(parts)
    assert cluster.summary().total.exchanges == 200


#: The command line with a cluster whose first findings come soon, and whose last ones would not.
SMALL_PARTS = """
from functools import partial
from salesiq_validate.archive import dask
dask.Cluster = partial(dask.Cluster, part_bytes=1 << 20)
from salesiq_validate.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_everything(tmp_path):
    archive, findings = tmp_path / "large.jsonl", tmp_path / "findings"
    archive.write_bytes(((CLEAN + b"\n") * 500 + FAULTY + b"\n") * 600)
    command = [sys.executable, "-c", SMALL_PARTS, "check", "--no-config", archive, "--dask", "local:2"]
    process = subprocess.Popen(
        [*map(str, command), "--findings-to", str(findings)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not (findings.exists() and list(findings.iterdir())):
        assert process.poll() is None
        time.sleep(0.05)
    children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"Interrupted. The report covers everything up to that point.\n")
    # The sum of a part comes a moment later than its findings.
    assert b"exchanges" in out or out == b"Nothing was checked.\n"
    assert not psutil.wait_procs(children, timeout=10)[1]


# --- clusters that cannot be used -------------------------------------------------------------------------------------


def test_a_scheduler_that_does_not_answer_is_2_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "open_cluster", partial(open_cluster, patience=0.5))
    began = time.monotonic()
    outcome = check(tmp_path, "--dask", "tcp://127.0.0.1:1", "--format", "json")
    assert time.monotonic() - began < 10
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "Error: no Dask scheduler answers at tcp://127.0.0.1:1 within 0.5 seconds\n"


@pytest.mark.parametrize("address", ["scheduler", "smoke://127.0.0.1:1"])
def test_what_is_no_address_is_2(address, tmp_path):
    outcome = check(tmp_path, "--dask", address)
    assert outcome.code == 2
    assert "is not the address of a Dask scheduler" in outcome.err


def test_workers_of_another_version_are_2(folder, address, monkeypatch):
    monkeypatch.setattr(tasks, "own_version", lambda: "0.0.1")
    outcome = check(folder, "--dask", address, "--format", "json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "has salesiq-validate" in outcome.err
    assert "0.0.1 is needed" in outcome.err


def test_a_worker_that_joins_late_with_another_version_is_2(folder, address, monkeypatch):
    monkeypatch.setattr(cluster_module, "_compare_versions", lambda client: None)
    monkeypatch.setattr(tasks, "own_version", lambda: "0.0.1")
    outcome = check(folder, "--dask", address)
    assert outcome.code == 2
    assert "0.0.1 is needed: install the same on all machines" in outcome.err


def test_workers_without_this_package_are_told():
    told = str(VersionsDiffer("tcp://10.0.0.1:1", None, "0.1.0"))
    assert told.startswith("the worker tcp://10.0.0.1:1 does not have salesiq-validate")


def test_a_lost_scheduler_is_told(tmp_path):
    archive = tmp_path / "a.jsonl"
    archive.write_bytes((FAULTY + b"\n") * 200)
    with dask_config.set({"distributed.comm.timeouts.connect": "500ms"}), open_cluster("local:1") as client:
        cluster = Cluster(client, Setup(Config()), part_bytes=1000)
        parts = cluster.pieces([str(archive)])
        next(parts)
        client.cluster.close()
        with pytest.raises(UnusableCluster, match="connection to the Dask scheduler is lost"):
            list(parts)
        assert cluster.so_far().total.exchanges < 200


def test_without_the_extra_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "salesiq_validate.archive.dask")
    outcome = check(tmp_path, "--dask", "local")
    assert outcome.code == 2
    assert "pip install 'salesiq-validate[dask]'" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--findings-to", "x"], "needs a cluster"),
        (["--findings-format", "jsonl"], "needs a cluster"),
        (["--dask", "local", "--findings-format", "jsonl"], "needs --findings-to"),
        (["--dask", "local", "--jobs", "2"], "not both"),
        (["--dask", "local", "--drift"], "leave out --dask"),
        (["--dask", "local:0"], "a number from 1 to 60"),
        (["--dask", "local:two"], "a number from 1 to 60"),
        (["s3://example/a.jsonl"], "only a cluster (--dask) can read"),
    ],
)
def test_options_that_make_no_sense_together_are_2(arguments, told, tmp_path):
    outcome = check(tmp_path, *arguments)
    assert outcome.code == 2
    assert told in " ".join(outcome.err.split())


# --- URLs, in a cluster of threads, which share memory:// with the test -----------------------------------------------


@pytest.fixture(scope="module")
def threads():
    with Client(processes=False, dashboard_address="127.0.0.1:0", set_as_default=False) as client:
        yield client


@pytest.fixture
def memory():
    import fsspec

    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.mark.parametrize("pattern", ["memory://archive", "memory://archive/*", "memory://archive/*.jsonl*"])
def test_folders_and_patterns_behind_urls(pattern, threads, memory, folder):
    for file in folder.iterdir():
        memory.pipe_file(f"/archive/{file.name}", file.read_bytes())
    memory.pipe_file("/archive/.hidden/a.jsonl", FAULTY)
    judged = judge_archive(threads, [pattern, pattern], Config(), findings=FindingsFolder.at("memory://out/findings"))
    (broken,) = judged.unreadable
    assert broken.file == "memory:///archive/c.jsonl.gz"
    recordings = [file for file in folder.iterdir() if ".jsonl" in file.name or "jsonl" not in pattern]
    assert judged.lost == ()
    assert judged.summary.total == summary_of(*recordings).total
    parts = memory.ls("/out/findings", detail=False)
    lines = [json.loads(line) for name in sorted(parts) for line in memory.cat_file(name).splitlines()]
    assert len(lines) == judged.summary.total.findings


def test_a_url_is_cut_like_a_file(threads, memory, folder):
    memory.pipe_file("/archive/b.jsonl", (folder / "b.jsonl").read_bytes())
    (folder / "b.jsonl").rename(folder / "memory:b.jsonl")
    judged = judge_archive(threads, ["memory://archive/b.jsonl"], Config(), part_bytes=PART)
    expected = summary_of(str(folder / "memory:b.jsonl"))
    assert facts(judged.summary, first=False) == facts(expected, first=False)
    lines = [group.first.origin.line for group in judged.summary.groups.values()]
    assert lines == [group.first.origin.line for group in expected.groups.values()]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("memory://none.jsonl", "there is no such file"),
        ("smoke://none.jsonl", "its file system says ValueError"),
        ("s3://example/a.jsonl", "a package is missing (Install s3fs to access S3)"),
    ],
)
def test_a_url_that_cannot_be_read_is_told(url, reason, threads, memory, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    try:
        (error,) = judge_archive(threads, [url], Config()).unreadable
    except UnreadableRecording as raised:
        error = raised
    assert (error.file, error.reason) == (url, reason)


def test_standard_input_is_not_for_machines(threads):
    with pytest.raises(UnusableArgument, match="standard input"):
        judge_archive(threads, ["-"], Config())


# --- findings that are written ----------------------------------------------------------------------------------------


def test_findings_go_to_an_empty_folder_only(folder, tmp_path):
    (tmp_path / "kept").write_text("mine")
    outcome = check(folder, "--dask", "local:1", "--findings-to", tmp_path, "--format", "json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "an empty folder" in outcome.err


def test_a_folder_that_cannot_be_made_is_2(folder):
    outcome = check(folder, "--dask", "local:1", "--findings-to", folder / "a.jsonl" / "findings")
    assert outcome.code == 2
    assert "findings cannot be written to" in outcome.err


def test_findings_that_cannot_be_written_are_2(folder, client, tmp_path):
    place = FindingsFolder.at(str(tmp_path / "findings"))
    (tmp_path / "findings").rmdir()
    with pytest.raises(UnusableArgument, match=r"findings cannot be written to .*: No such file or directory"):
        judge_archive(client, [str(folder / "b.jsonl")], Config(), findings=place)


def test_what_a_dead_worker_left_half_written_is_removed_at_the_end(client, tmp_path):
    place, archive = FindingsFolder.at(str(tmp_path / "findings")), tmp_path / "a.jsonl"
    archive.write_bytes(FAULTY)
    (tmp_path / "findings" / ".part-000000.jsonl-0123").write_bytes(b'{"kind": "fin')
    judge_archive(client, [str(archive)], Config(), findings=place)
    assert written(tmp_path / "findings") == findings_of(archive)


def test_a_part_that_is_written_again_is_replaced(tmp_path):
    place = FindingsFolder.at(str(tmp_path / "findings"))
    archive = tmp_path / "a.jsonl"
    archive.write_bytes(FAULTY + b"\n" + BROKEN)
    packed = Setup(Config(), findings=place).packed()
    partition = tasks.judge_as_first(ArchivePart(str(archive)), packed)
    for _ in range(2):
        tasks.conclude(partition, (0, 0), 7, packed)
    assert [part.name for part in (tmp_path / "findings").iterdir()] == ["part-000007.jsonl"]
    assert written(tmp_path / "findings") == findings_of(archive)


def test_a_part_without_findings_writes_nothing(tmp_path):
    place = FindingsFolder.at(str(tmp_path / "findings"))
    place.write(1, (), Config().validator())
    evolve(place, format="parquet").write(1, (), Config().validator())
    assert not list((tmp_path / "findings").iterdir())


def test_parquet_names_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"salesiq-validate\[parquet\]"):
        FindingsFolder.at(str(tmp_path / "findings"), "parquet")
    assert not (tmp_path / "findings").exists()


def test_urls_name_their_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingExtra, match=r"salesiq-validate\[dask\]"):
        FindingsFolder.at("s3://example/findings")
