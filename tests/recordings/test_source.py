"""Sources: compression, encodings, folders, and files that are no recordings."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import time

import pytest

from salesiq_validate.decode.zstd import zstd_module
from salesiq_validate.exceptions import EmptyRecording, MissingExtra, UnreadableRecording
from salesiq_validate.exchange import Exchange
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import FORMS, expand, form_of, read
from salesiq_validate.recordings.form import FileHead
from salesiq_validate.recordings.stream import compression

LINE = json.dumps(
    {"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
).encode()
LINES = b"\n".join([LINE] * 50)
HAR = json.dumps({"log": {"entries": [json.loads(LINE)] * 50}}).encode()


def zst(text: bytes) -> bytes:
    return zstd_module().compress(text)


def count(items):
    return sum(isinstance(item, Exchange) for item in items)


@pytest.mark.parametrize("text", [LINES, HAR])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zst])
def test_every_form_is_read_plain_and_packed(text, pack, tmp_path):
    path = tmp_path / "any-name"
    path.write_bytes(pack(text))
    for source in (path, str(path), io.BytesIO(pack(text))):
        assert count(read(source)) == 50


def test_members_and_frames_may_follow_one_another():
    half = b"\n".join([LINE] * 25) + b"\n"
    assert count(read(io.BytesIO(gzip.compress(half) + gzip.compress(half)))) == 50
    assert count(read(io.BytesIO(gzip.compress(half) + b"\0" * 100))) == 25
    assert count(read(io.BytesIO(zst(half) + zst(half)))) == 50


@pytest.mark.parametrize("text", [LINES, HAR])
@pytest.mark.parametrize("pack", [gzip.compress, zst])
def test_what_is_whole_in_a_truncated_file_is_read_before_the_failure(text, pack):
    lines = [LINE.replace(b"departments", os.urandom(500).hex().encode()) for _ in range(2_000)]
    is_har = text.startswith(b'{"log"')
    text = b'{"log": {"entries": [' + b", ".join(lines) + b"]}}" if is_har else b"\n".join(lines)
    packed = pack(text)
    items = []
    with pytest.raises(UnreadableRecording, match="end"):
        items.extend(read_into(items, io.BytesIO(packed[: len(packed) // 2])))
    assert count(items) > 500


def read_into(items, source):
    for item in read(source, name="f"):
        items.append(item)
    return ()


@pytest.mark.parametrize("pack", [gzip.compress, zst])
def test_damaged_data_is_named(pack):
    packed = bytearray(pack(os.urandom(50_000).hex().encode()))
    packed[500:600] = os.urandom(100)
    with pytest.raises(UnreadableRecording):
        list(read(io.BytesIO(bytes(packed))))


def test_a_bomb_is_stopped_by_its_ratio():
    bomb = gzip.compress(LINE + b"\n" + b" " * (66 << 20) + b"\n" + LINE, 9)
    began = time.perf_counter()
    items = list(read(io.BytesIO(bomb)))
    assert [item.rule.code for item in items if isinstance(item, Finding)][-1:] == ["SIQ004"]
    assert "max_ratio" in items[-1].message
    assert count(items) == 1
    assert time.perf_counter() - began < 5
    assert count(read(io.BytesIO(bomb), limits=Limits(max_ratio=2_000))) == 2


def test_two_layers_of_compression_are_refused():
    with pytest.raises(UnreadableRecording, match="compressed twice"):
        list(read(io.BytesIO(gzip.compress(gzip.compress(LINE)))))


@pytest.mark.parametrize(
    ("head", "reason"), [(b"PK\x03\x04" + b"x" * 20, "zip"), (b"BZh9" + b"x" * 20, "bzip2"), (b"\xfd7zXZ\0" * 4, "xz")]
)
def test_other_packings_are_named(head, reason):
    with pytest.raises(UnreadableRecording, match=reason):
        list(read(io.BytesIO(head)))


def test_without_a_package_for_zstandard_the_extra_is_named(monkeypatch):
    packed = zst(LINE)
    for name in ("backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match=r"salesiq-validate\[zstd\]"):
        list(read(io.BytesIO(packed)))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_what_windows_tools_write_is_read(encoding):
    text = LINES.decode() if "16-" not in encoding else "\ufeff" + LINES.decode()
    assert count(read(io.BytesIO(text.encode(encoding)))) == 50


@pytest.mark.parametrize("text", [b"", b" \n\n", b"\xef\xbb\xbf", gzip.compress(b"")])
def test_an_empty_file_is_its_own_case(text):
    with pytest.raises(EmptyRecording, match="it is empty"):
        list(read(io.BytesIO(text), name="f"))


@pytest.mark.parametrize(
    "text", [b"hello", b"<html>", b"\x00\x01\x02", b"{}", b"[]", b'{"openapi": "3.1.0"}', b"name: x\n", b"[1, 2]"]
)
def test_what_is_no_recording_says_so(text):
    with pytest.raises(UnreadableRecording, match="HAR"):
        list(read(io.BytesIO(text), name="f"))


def test_a_missing_file_and_a_folder_say_so(tmp_path):
    with pytest.raises(UnreadableRecording, match="there is no such file"):
        list(read(tmp_path / "none.har"))
    with pytest.raises(UnreadableRecording, match="it is a folder"):
        list(read(tmp_path))
    with pytest.raises(UnreadableRecording, match="cannot be opened"):
        list(read("a\0b"))


def test_a_text_stream_is_refused():
    with pytest.raises(UnreadableRecording, match="binary mode"):
        list(read(io.StringIO(LINE.decode())))


def test_standard_input_is_a_dash(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES)))
    items = list(read("-"))
    assert count(items) == 50
    assert items[0].origin.file == "-"


def test_a_pipe_gives_what_it_holds_at_once():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb") as sink:
        sink.write(LINES + b"\n")
        sink.flush()
        items = read(source)
        assert isinstance(next(items), Exchange)


def test_the_name_stands_in_every_origin():
    assert {item.origin.file for item in read(io.BytesIO(LINES), name="traffic")} == {"traffic"}


def test_a_stream_of_the_caller_s_stays_open():
    stream = io.BytesIO(LINES)
    list(read(stream))
    assert not stream.closed


@pytest.mark.parametrize("text", [LINES, HAR])
def test_entries_are_counted_up_to_a_limit(text):
    items = list(read(io.BytesIO(text), limits=Limits(max_entries=10)))
    assert count(items) == 10
    assert items[-1].rule.code == "SIQ004"
    assert count(read(io.BytesIO(text), limits=Limits(max_entries=50))) == 50


def test_every_form_is_known_by_its_name():
    assert set(FORMS) == {"har", "postman", "nock", "vcr", "wiremock", "jsonl"}
    assert all(form.name == name for name, form in FORMS.items())


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (LINE, "jsonl"),
        (b"garbage\n" + LINE, "jsonl"),
        (b'{"id": "cut", "request": {"met', "jsonl"),
        (b'{"response": null', "jsonl"),
        (b'{"id": "long", "request": {"body_base64": "' + b"A" * 70_000, "jsonl"),
        (b'{"response": {"headers": {}, "json": [' + b"1," * 70_000, "jsonl"),
        (b'{"response": {"content": "' + b"A" * 70_000, None),
        (b'{"log": {}}', None),
        (b'{"log": {"version": "1.2", "creator": {}}}', "har"),
        (b'{"log": {"loglevel": "debug", "entries_max": 5}}', None),
        (b'\xef\xbb\xbf\r\n{\r\n  "log": {', "har"),
        (b'{"_tool": 1, "log": {', "har"),
        (b'{"info": {"schema": "https://schema.getpostman.com/x"}, "item": []', "postman"),
        (b"interactions:\n- request:", "vcr"),
        (b"version: 1\ninteractions: []\n", "vcr"),
        (b'{"version": 1, "interactions": [', "vcr"),
        (b'{"log": "a log line"}\n', None),
        (b'{"level": "info", "log": "x"', None),
        (b"request: 1\n", None),
    ],
)
def test_the_form_is_told_by_the_content(head, form):
    assert form_of(head) == form


class TestPlaces:
    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        for name, text in {
            "b.jsonl": LINE,
            "a.har": HAR,
            "package.json": b'{"name": "x"}',
            "notes.txt": LINE,
            "deep/c.json.gz": gzip.compress(HAR),
            "deep/workflow.yml": b"on: push\n",
            "deep/d.yaml": b"interactions: []\n",
            ".hidden/e.har": HAR,
            "node_modules/f.har": HAR,
        }.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text)
        (tmp_path / "link.har").symlink_to(tmp_path / "a.har")
        return tmp_path

    def test_a_folder_gives_the_recordings_in_it(self, folder):
        found = list(expand(["."]))
        assert found == ["a.har", "b.jsonl", "deep/c.json.gz", "deep/d.yaml"]

    def test_files_are_given_as_they_are_and_once(self, folder):
        assert list(expand(["notes.txt", "-", "none.har", "notes.txt"])) == ["notes.txt", "-", "none.har"]
        assert list(expand(["a.har", folder / "a.har"])) == ["a.har", str(folder / "a.har")]

    def test_a_file_has_one_name_however_it_is_reached(self, folder):
        assert list(expand(["./a.har", "a.har", ".//deep/../a.har", "."]))[:2] == ["a.har", "deep/../a.har"]

    def test_patterns_are_expanded(self, folder):
        assert list(expand(["*.har"])) == ["a.har", "link.har"]
        assert list(expand(["**/*.gz"])) == ["deep/c.json.gz"]
        assert list(expand(["*.none"])) == ["*.none"]

    @pytest.mark.parametrize("name", ["broken.har", "deep/Broken.HAR.gz", "broken.har.zst"])
    def test_what_is_named_as_a_har_is_not_passed_over(self, folder, name):
        (folder / name).write_bytes(b"{broken")
        assert name in list(expand(["."]))

    def test_a_damaged_file_in_a_folder_is_not_passed_over(self, folder):
        (folder / "deep" / "c.json.gz").write_bytes(gzip.compress(os.urandom(100_000))[:5_000])
        assert "deep/c.json.gz" in list(expand(["deep"]))


class TestPatterns:
    @pytest.fixture
    def loops(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        for name in ("d/a.jsonl", "d/e/b.jsonl", "d/.hidden/c.jsonl"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(LINE)
        (tmp_path / "d/up").symlink_to(tmp_path / "d")
        (tmp_path / "d/e/up").symlink_to(tmp_path / "d")
        return tmp_path

    def test_links_that_lead_upwards_are_not_followed(self, loops):
        assert list(expand(["d/**/*.jsonl"])) == ["d/a.jsonl", "d/e/b.jsonl"]
        assert list(expand([str(loops / "d/**/*.jsonl")])) == [str(loops / "d/a.jsonl"), str(loops / "d/e/b.jsonl")]
        assert list(expand(["d/**"])) == ["d/a.jsonl", "d/e/b.jsonl"]

    def test_a_part_of_a_pattern_may_be_a_link_or_hidden_where_it_says_so(self, loops):
        assert list(expand(["d/up/*.jsonl"])) == ["d/up/a.jsonl"]
        assert list(expand(["d/.h*/*.jsonl"])) == ["d/.hidden/c.jsonl"]
        assert list(expand(["d/?.jsonl", "d/[!b].jsonl"])) == ["d/a.jsonl"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
    def test_a_pipe_is_not_opened(self, loops):
        os.mkfifo(loops / "d/pipe.jsonl")
        assert list(expand(["d/*.jsonl"])) == ["d/a.jsonl"]


def test_a_folder_that_cannot_be_looked_into_is_not_passed_over(tmp_path, monkeypatch):
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.jsonl").write_bytes(LINE)

    def scandir(place, real=os.scandir):
        if os.fspath(place).endswith("shut"):
            raise PermissionError(13, "Permission denied", place)
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert list(expand([tmp_path])) == [str(tmp_path / "a.jsonl"), str(tmp_path / "shut")]


@pytest.mark.parametrize("pattern", ["**/*.jsonl", "*/*.jsonl", "shut/*.jsonl"])
def test_nor_is_one_that_a_pattern_leads_to(tmp_path, monkeypatch, pattern):
    (tmp_path / "shut").mkdir()
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a.jsonl").write_bytes(LINE)

    def listdir(place, real=os.listdir):
        if os.fspath(place).endswith("shut"):
            raise PermissionError(13, "Permission denied", place)
        return real(place)

    monkeypatch.setattr("salesiq_validate.recordings.files._walk", lambda folder, *_: iter((folder,)))
    monkeypatch.setattr(os, "listdir", listdir)
    assert str(tmp_path / "shut") in expand([f"{tmp_path}/{pattern}"])


def test_the_ratio_counts_both_sides():
    blocks = [gzip.compress(b" " * 1_000_000)]
    assert sum(map(len, compression.gunzipped(iter(blocks), "f", Limits(max_ratio=1)))) == 1_000_000


@pytest.mark.parametrize(
    ("text", "is_json"),
    [
        (b"[build-system]", False),
        (b"[tool.x]", False),
        (b"[[tool.x]]", True),
        (b"[", True),
        (b"[ {", True),
        (b"[1", True),
        (b"[true", True),
        (b"{", True),
        (b"a", False),
    ],
)
def test_the_table_of_a_toml_file_is_no_array(text, is_json):
    assert FileHead(text).is_json is is_json
