"""Where errors end: every one a sentence, an exit code and no traceback; and what a start costs."""

from __future__ import annotations

import errno
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.cli.shell import CLEAN, recording, run

from salesiq_validate.cli import main
from salesiq_validate.cli.group import TRACEBACK


def invoke(*arguments, env=None):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=env)
    return result.exit_code, result.stderr


def failing(monkeypatch, error: BaseException) -> None:
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("salesiq_validate.validator.Validator.check", fail)


def test_a_bug_is_told_without_values(monkeypatch, tmp_path):
    failing(monkeypatch, ZeroDivisionError("canary"))
    code, err = invoke("check", recording(tmp_path, CLEAN))
    assert code == 2
    assert "this is a bug in salesiq-validate (ZeroDivisionError in salesiq_validate." in err
    assert "canary" not in err


def test_a_bug_shows_its_traceback_when_asked(monkeypatch, tmp_path):
    failing(monkeypatch, ZeroDivisionError("canary"))
    result = CliRunner().invoke(main, ["check", str(recording(tmp_path, CLEAN))], env={TRACEBACK: "1"})
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_recording_in_the_place_of_a_command_is_told_what_to_do(tmp_path):
    file = recording(tmp_path, CLEAN)
    code, err = invoke(file)
    assert code == 2
    assert f"check {file}" in " ".join(err.split())
    assert "There are check" in invoke("x" * 5_000)[1]


@pytest.mark.parametrize("error", [RecursionError("canary"), MemoryError("canary")])
def test_exhaustion_is_told_like_a_bug(monkeypatch, tmp_path, error):
    failing(monkeypatch, error)
    code, err = invoke("check", recording(tmp_path, CLEAN))
    assert code == 2
    assert "canary" not in err


def test_what_the_system_refuses_is_told(monkeypatch, tmp_path):
    failing(monkeypatch, OSError(errno.ENOSPC, "No space left on device", "report\x1b.json"))
    code, err = invoke("check", recording(tmp_path, CLEAN))
    assert code == 2
    assert err == "Error: the file report\\x1b.json cannot be used: No space left on device\n"


def test_a_broken_pipe_is_141_and_silent(monkeypatch, tmp_path):
    failing(monkeypatch, BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert invoke("check", recording(tmp_path, CLEAN)) == (141, "")


def test_an_interrupt_outside_of_a_run_is_130(monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("salesiq_validate.cli.options.config_of", interrupted)
    assert invoke("explain", "1007")[0] == 130


def test_the_command_line_runs_inside_another_program():
    assert main(["explain", "1007", "--format", "json", "--no-config"], standalone_mode=False) is None
    with pytest.raises(Exception, match="no SalesIQ error code"):
        main(["explain", "9999", "--no-config"], standalone_mode=False)


def test_python_runs_the_package():
    run_ = subprocess.run(
        [sys.executable, "-m", "salesiq_validate", "--help"], check=True, capture_output=True, text=True
    )
    assert run_.stdout.startswith("Usage: python -m salesiq_validate [OPTIONS] COMMAND [ARGS]...")
    assert run("--help").out.partition("\n")[2] == run_.stdout.partition("\n")[2]


def test_help_loads_no_more_than_click():
    code = (
        "import contextlib, io, json, sys\n"
        "from salesiq_validate.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(['--help'], standalone_mode=False)\n"
        "print(json.dumps([name for name in sys.modules if name.startswith(('salesiq_validate', 'attr', 'msgspec'))]))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert set(json.loads(loaded)) == {"salesiq_validate", "salesiq_validate.cli", "salesiq_validate.cli.group"}


def test_a_process_of_our_own_looks_for_garbage_rarely(tmp_path):
    """Of a host program's process nothing is changed."""
    code = (
        "import gc, sys\n"
        "from salesiq_validate.cli import main\n"
        "usual = gc.get_threshold()\n"
        "main(['explain', '1007', '--no-config'], standalone_mode=False)\n"
        "assert gc.get_threshold() == usual\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert gc.get_threshold() > usual\n"
    )
    if sys.implementation.name == "cpython":
        arguments = ["explain", "1007", "--no-config"]
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
