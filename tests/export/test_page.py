"""What docs/how-to/export.md shows can be done as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.cli.shell import run

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "export.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ salesiq-validate (.+)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_ends_well(command, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert run(*shlex.split(command)).code == 0


def test_the_code_of_the_page_runs():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "docs/how-to/export.md", "exec"), {})


def test_the_page_has_commands():
    assert len(COMMANDS) == 4
