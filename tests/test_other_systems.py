"""Windows and macOS: what differs there is simulated here, as far as this system can."""

from __future__ import annotations

import ast
import io
import json
import ntpath
import os
import re
import shutil
import signal
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attrs import define

from salesiq_validate.archive import workers
from salesiq_validate.cli import main
from salesiq_validate.cli.serving import serving
from salesiq_validate.clients.own_code import OwnCode
from salesiq_validate.recordings.files import expand, without_dot

ROOT = Path(__file__).resolve().parents[1]
RECORDING = ROOT / "examples" / "support-desk.har"
SOURCES = [(file, ast.parse(file.read_text("utf-8"))) for file in sorted((ROOT / "src").rglob("*.py"))]


@define
class Written:
    code: int
    out: bytes


@pytest.fixture
def windows_pipe(monkeypatch):
    """Run the command line with standard streams as Windows makes them for a pipe: an old code page, CR and LF."""

    def run(*arguments):
        raw = io.BytesIO()
        for name in ("stdout", "stderr"):
            monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding="cp1252", newline="\r\n"))
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, arguments)))
        sys.stdout.flush()
        return Written(ended.value.code, raw.getvalue())

    return run


def test_what_is_piped_is_utf_8_whatever_the_code_page(windows_pipe):
    for format_ in ("json", "sarif", "gitlab"):
        written = windows_pipe("check", RECORDING, "--no-config", "--format", format_)
        assert written.code == 1
        json.loads(written.out.decode("utf-8"))
    assert ET.fromstring(windows_pipe("check", RECORDING, "--no-config", "--format", "junit").out).tag == "testsuites"
    assert not windows_pipe("export", "openapi").out.decode("utf-8").isascii()
    page = windows_pipe("check", RECORDING, "--no-config", "--format", "html").out.decode("utf-8")
    assert "\\u20" not in page


def test_files_that_are_written_have_the_same_line_ends_everywhere():
    for file, tree in SOURCES:
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            mode = next((one.value for one in call.args if isinstance(one, ast.Constant)), "")
            writes = name == "write_text" or (name == "open" and re.fullmatch("[wax]t?", str(mode)))
            assert not writes or "newline" in {word.arg for word in call.keywords}, f"{file}:{call.lineno}"


def test_nothing_is_imported_that_only_some_systems_have():
    missing = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty", "winreg"}
    for file, tree in SOURCES:
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not missing & set(names), file


def test_no_two_files_differ_in_case_alone_and_every_name_can_be_had_everywhere():
    reserved = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
    for folder in ("src", "schemas", "tests", "docs", "examples", "benches"):
        files = [file for file in (ROOT / folder).rglob("*") if "__pycache__" not in file.parts]
        assert len({str(file).lower() for file in files}) == len(files)
        for file in files:
            assert not re.search(r'[<>:"|?*\\]|[. ]$', file.name), file
            assert file.stem.lower() not in reserved, file


def test_a_recording_has_one_name_on_every_system(monkeypatch, tmp_path):
    (tmp_path / "tests" / "cassettes").mkdir(parents=True)
    shutil.copy(RECORDING, tmp_path / "tests" / "cassettes" / "a.har")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "sep", "\\")
    assert without_dot(".\\tests\\cassettes\\a.har") == "tests/cassettes/a.har"
    assert without_dot("C:\\tests\\a.har") == "C:/tests/a.har"
    assert without_dot("\\\\?\\C:\\a.har") == "\\\\?\\C:\\a.har"
    assert list(expand(["tests\\*\\*.har"])) == ["tests/cassettes/a.har"]


def test_a_project_is_known_however_the_letters_of_its_path_are_written(monkeypatch):
    monkeypatch.setattr(os.path, "normcase", ntpath.normcase)
    monkeypatch.setattr(os, "sep", "\\")
    own = OwnCode(Path("C:\\Desk"), "C:\\Desk\\.venv")
    assert own._holds("c:\\desk\\client.py")
    assert not own._holds("c:\\desk\\.venv\\lib\\client.py")
    assert not own._holds("c:\\desk2\\client.py")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells which files a process has open")
@pytest.mark.parametrize(
    "arguments",
    [
        ["scrub", "traffic.har", "--in-place"],
        ["check", "traffic.har", "--no-config", "--output", "json=report.json"],
    ],
)
def test_no_file_is_replaced_while_it_is_open(monkeypatch, tmp_path, arguments):
    """Windows refuses that."""
    shutil.copy(RECORDING, tmp_path / "traffic.har")
    (tmp_path / "report.json").touch()
    monkeypatch.chdir(tmp_path)
    replaced = []
    replace = Path.replace

    def watched(beside, place):
        names = {os.path.realpath(entry) for entry in Path("/proc/self/fd").iterdir()}
        assert not {str(beside), str(place)} & names
        replaced.append(Path(place).name)
        return replace(beside, place)

    monkeypatch.setattr(Path, "replace", watched)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code in {0, 1}
    assert replaced == [arguments[-1].rpartition("=")[2] if arguments[0] == "check" else "traffic.har"]


def test_what_windows_has_not_is_not_asked_for(monkeypatch, tmp_path):
    for module, name in ((os, "chown"), (os, "sched_getaffinity"), (signal, "pthread_sigmask")):
        monkeypatch.delattr(module, name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copy(RECORDING, tmp_path / "traffic.har")
    with pytest.raises(SystemExit) as ended:
        main(["scrub", "traffic.har", "--in-place"])
    assert ended.value.code == 0
    assert workers.usable_cores() >= 1
    with workers.without_interrupts():
        pass


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="it takes the place of SIGBREAK")
def test_what_serves_ends_on_ctrl_break(monkeypatch):
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)
    before, asked = signal.getsignal(signal.SIGUSR1), []
    with serving(lambda: asked.append("to end")):
        signal.raise_signal(signal.SIGUSR1)
        assert asked == ["to end"]
        # Asked again, the process ends at once.
        assert signal.getsignal(signal.SIGUSR1) is before
    assert signal.getsignal(signal.SIGUSR1) is before
