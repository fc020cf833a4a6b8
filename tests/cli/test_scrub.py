"""`scrub`: what is gone, what stays, and where it is written."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from tests.cli.shell import run
from tests.recordings.makers import MAKERS, as_bytes

EXAMPLES = Path(__file__).parents[2] / "examples"
TOKEN = "1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def other_forms() -> dict[str, bytes]:
    """The same request as it stands in forms that are read and never written."""
    url, host = "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "https://salesiq.zoho.com:443"
    headers = {"Authorization": f"Zoho-oauthtoken {TOKEN}", "Content-Type": "application/json"}
    entry = {
        "request": {
            "method": "POST",
            "url": url,
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "postData": {"mimeType": "application/json", "text": "{}"},
        },
        "response": {"status": 0},
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("har.har", json.dumps({"log": {"version": "1.2", "entries": [entry]}}))
    nock = {"scope": host, "method": "POST", "path": url.removeprefix("https://salesiq.zoho.com"), "body": {}}
    headers_of_lists = {name: [value] for name, value in headers.items()}
    answer = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"encoding": "utf-8", "string": "{}"}}
    request = {"method": "POST", "headers": headers_of_lists, "body": {"encoding": "utf-8", "string": "{}"}}
    betamax = {"request": request | {"uri": url}, "response": answer, "recorded_at": "2026-11-23T10:00:00"}
    go = {
        "request": {"method": "POST", "url": url, "headers": headers_of_lists, "body": "{}"},
        "response": {"code": 200},
    }
    sent = {
        "method": "POST",
        "url": url,
        "header": [{"key": name, "value": value} for name, value in headers.items()],
        "body": {"mode": "raw", "raw": "{}"},
    }
    collection = {"info": {"name": "a", "schema": SCHEMA}, "item": [{"name": "a", "request": sent}]}
    toml = f"""[[interactions]]
recorded_at = "2026-11-23T10:00:00Z"
[interactions.request]
method = "POST"
uri = "{url}"
body = "{{}}"
[interactions.request.headers]
Authorization = ["Zoho-oauthtoken {TOKEN}"]
Content-Type = ["application/json"]
[interactions.response]
body = "{{}}"
[interactions.response.status]
code = 200
"""
    return {
        "cassette.toml": toml.encode(),
        "betamax.json": json.dumps({"http_interactions": [betamax], "recorded_with": "betamax/0.8"}).encode(),
        "go-vcr.yaml": json.dumps({"version": 2, "interactions": [go]}).encode(),
        "newman.json": json.dumps({"collection": collection, "run": {"executions": [{"request": sent}]}}).encode(),
        "nock.json": json.dumps(
            [{**nock, "status": 200, "response": {"token": TOKEN}, "reqheaders": headers}]
        ).encode(),
        "archive.har.zip": archive.getvalue(),
    }


OTHER_FORMS = other_forms()


@pytest.fixture
def recording(tmp_path):
    exchange = {
        "request": {
            "method": "POST",
            "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators",
            "headers": {"Authorization": f"Zoho-oauthtoken {TOKEN}", "Content-Type": "application/json"},
            "json": {"email_id": "grace.hopper@navy.example", "role": "Associate"},
        },
        "response": None,
    }
    path = tmp_path / "traffic.jsonl"
    path.write_text(json.dumps(exchange) + "\n")
    return path


def test_tokens_and_addresses_are_gone(recording):
    outcome = run("scrub", recording)
    assert outcome.code == 0
    assert TOKEN not in outcome.out
    assert "grace.hopper" not in outcome.out
    assert outcome.err == "1 exchange scrubbed.\n"


def test_a_dash_is_standard_output(recording, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = run("scrub", recording, "--to", "-")
    assert outcome.code == 0
    assert json.loads(outcome.out)["request"]["method"] == "POST"
    assert not Path("-").exists()


def test_a_folder_that_is_not_there_is_told_by_the_name_of_the_target(recording, tmp_path):
    target = tmp_path / "nowhere" / "clean.jsonl"
    outcome = run("scrub", recording, "--to", target)
    assert outcome.code == 2
    assert outcome.err == f"Error: the file {os.path.realpath(target)} cannot be used: No such file or directory\n"


@pytest.mark.parametrize("name", ["support-desk.har", "support-desk.jsonl"])
def test_a_scrubbed_recording_is_judged_as_before(tmp_path, name):
    clean = tmp_path / name
    assert run("scrub", EXAMPLES / name, "--to", clean).code == 0

    def found(path):
        findings = run("check", path, "--format", "json").document["findings"]
        return [(finding["rule"], finding["operation"], finding["json_key"]) for finding in findings]

    assert found(clean) == found(EXAMPLES / name)


class TestInPlace:
    def test_the_recording_is_replaced(self, recording):
        assert run("scrub", recording, "--in-place").code == 0
        assert TOKEN not in recording.read_text()
        assert list(recording.parent.iterdir()) == [recording]

    def test_what_cannot_be_read_is_left_as_it_was(self, tmp_path):
        path = tmp_path / "notes.txt"
        path.write_text("no recording")
        outcome = run("scrub", path, "--in-place")
        assert outcome.code == 2
        assert path.read_text() == "no recording"
        assert list(tmp_path.iterdir()) == [path]

    def test_what_is_missing_is_not_made(self, tmp_path):
        outcome = run("scrub", tmp_path / "absent.har", "--in-place")
        assert (outcome.code, list(tmp_path.iterdir())) == (2, [])
        assert "there is no such file" in outcome.err

    @pytest.mark.parametrize("folder", [".", "elsewhere"])
    def test_the_file_behind_a_link_is_scrubbed_and_the_link_stays(self, recording, folder):
        link = recording.parent / folder / "link.jsonl"
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(recording)
        outer = recording.parent / "outer.jsonl"
        outer.symlink_to(link)
        assert run("scrub", outer, "--in-place").code == 0
        assert TOKEN not in recording.read_text()
        assert (link.is_symlink(), outer.is_symlink(), recording.is_symlink()) == (True, True, False)

    def test_a_file_with_another_name_is_refused(self, recording):
        other = recording.parent / "other.jsonl"
        other.hardlink_to(recording)
        outcome = run("scrub", recording, "--in-place")
        assert outcome.code == 2
        assert "another name" in outcome.err
        assert TOKEN in recording.read_text()

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o600, 0o444])
    def test_the_mode_stays(self, recording, mode):
        recording.chmod(mode)
        assert run("scrub", recording, "--in-place").code == 0
        assert stat.S_IMODE(recording.stat().st_mode) == mode

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
    def test_the_owner_stays(self, recording):
        os.chown(recording, 1234, 1235)
        assert run("scrub", recording, "--in-place").code == 0
        assert (recording.stat().st_uid, recording.stat().st_gid) == (1234, 1235)
        assert TOKEN not in recording.read_text()

    @pytest.mark.parametrize("name", ["traffic.jsonl.gz", "traffic.jsonl"])
    def test_a_packed_file_stays_packed(self, recording, name):
        packed = recording.parent / "packed" / name
        packed.parent.mkdir()
        packed.write_bytes(gzip.compress(recording.read_bytes()))
        assert run("scrub", packed, "--in-place").code == 0
        assert TOKEN.encode() not in gzip.decompress(packed.read_bytes())
        assert b"Zoho-oauthtoken" in gzip.decompress(packed.read_bytes())

    def test_zstandard_stays_as_well(self, recording):
        zstd = pytest.importorskip("salesiq_validate.decode.zstd").zstd_module()
        packed = recording.with_name("traffic.jsonl.zst")
        packed.write_bytes(zstd.compress(recording.read_bytes()))
        assert run("scrub", packed, "--in-place").code == 0
        plain = zstd.decompress(packed.read_bytes())
        assert TOKEN.encode() not in plain
        assert b"Zoho-oauthtoken" in plain

    @pytest.mark.parametrize("name", list(OTHER_FORMS))
    def test_what_would_change_its_form_is_refused(self, tmp_path, name):
        path = tmp_path / name
        path.write_bytes(OTHER_FORMS[name])
        outcome = run("scrub", path, "--in-place")
        assert outcome.code == 2
        assert "new file" in outcome.err
        assert path.read_bytes() == OTHER_FORMS[name]
        assert run("scrub", path, "--to", tmp_path / "clean").code == 0
        assert run("check", tmp_path / "clean").code == 1
        assert TOKEN not in (tmp_path / "clean").read_text()

    @pytest.mark.parametrize("maker", MAKERS)
    def test_no_recording_of_a_maker_becomes_one_that_it_did_not_make(self, tmp_path, maker):
        path = tmp_path / "recording"
        path.write_bytes(before := as_bytes(MAKERS[maker]))
        ours = {"Postman", "Postman, items first", "HAR, long comment"}
        assert run("scrub", path, "--in-place").code == (0 if maker in ours else 2)
        assert (path.read_bytes() == before) is (maker not in ours)

    def test_a_folder_is_refused(self, tmp_path):
        assert run("scrub", tmp_path, "--in-place").code == 2
        assert list(tmp_path.iterdir()) == []


class TestTarget:
    def test_a_new_file_has_the_usual_mode(self, recording, tmp_path):
        clean = tmp_path / "clean.jsonl"
        assert run("scrub", recording, "--to", clean).code == 0
        mask = os.umask(0)
        os.umask(mask)
        assert stat.S_IMODE(clean.stat().st_mode) == 0o666 & ~mask

    def test_a_file_that_is_there_keeps_its_mode(self, recording, tmp_path):
        clean = tmp_path / "clean.jsonl"
        clean.write_text("old")
        clean.chmod(0o640)
        assert run("scrub", recording, "--to", clean).code == 0
        assert stat.S_IMODE(clean.stat().st_mode) == 0o640
        assert "Zoho-oauthtoken" in clean.read_text()

    def test_its_name_decides_whether_it_is_packed(self, recording, tmp_path):
        clean = tmp_path / "clean.jsonl.gz"
        assert run("scrub", recording, "--to", clean).code == 0
        assert b"Zoho-oauthtoken" in gzip.decompress(clean.read_bytes())

    @pytest.mark.parametrize("content", [None, "no recording", "", "PK\x03\x04"])
    def test_it_stays_as_it_was_when_the_recording_cannot_be_read(self, tmp_path, content):
        path, existing, absent = tmp_path / "source.har", tmp_path / "existing.har", tmp_path / "absent.har"
        existing.write_text("precious")
        if content is not None:
            path.write_text(content)
        for target in (existing, absent):
            assert run("scrub", path, "--to", target).code == 2
        assert existing.read_text() == "precious"
        assert {file.name for file in tmp_path.iterdir()} <= {"source.har", "existing.har"}

    def test_a_recording_that_ends_in_the_middle_of_its_packing_leaves_nothing(self, recording, tmp_path):
        path = tmp_path / "cut.jsonl.gz"
        path.write_bytes(gzip.compress(recording.read_bytes() * 50)[:-9])
        before = sorted(tmp_path.iterdir())
        assert run("scrub", path, "--to", tmp_path / "clean.jsonl").code == 2
        assert sorted(tmp_path.iterdir()) == before

    def test_the_recording_itself_is_refused_under_whatever_name(self, recording, tmp_path):
        link, hard = tmp_path / "link.jsonl", tmp_path / "hard.jsonl"
        link.symlink_to(recording)
        hard.hardlink_to(recording)
        before = recording.read_bytes()
        names = [recording, link, hard, tmp_path / "." / recording.name]
        for source in names:
            for target in names:
                assert run("scrub", source, "--to", target).code == 2
        assert recording.read_bytes() == before
        assert run("scrub", recording, "--to", "elsewhere", "--in-place").code == 2

    def test_what_is_no_file_is_written_directly(self, recording, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        read: list[str] = []
        reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
        reader.start()
        assert run("scrub", recording, "--to", pipe).code == 0
        reader.join(10)
        assert "Zoho-oauthtoken" in read[0]
        assert TOKEN not in read[0]


@pytest.mark.parametrize("size", [1, 3_000_000])
@pytest.mark.parametrize("place", ["--in-place", "--to"])
def test_nothing_is_left_behind_on_a_full_disk(recording, tmp_path, place, size):
    recording.write_bytes(recording.read_bytes() * (size // recording.stat().st_size + 1))
    before = recording.read_bytes()
    target = [] if place == "--in-place" else [tmp_path / "clean.jsonl"]
    # A process may not write files of more than so many bytes, which is as near to a full disk as a test can come.
    code = (
        "import resource, signal, sys; from salesiq_validate.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "scrub", recording, "--no-config", place, *target],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "a file cannot be used" in done.stderr
    assert recording.read_bytes() == before
    assert list(tmp_path.iterdir()) == [recording]
