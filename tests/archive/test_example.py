"""The program of docs/archives.md, run as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.archive.traffic import CLEAN, FAULTY, REFUSED

PAGE = Path(__file__).parents[2] / "docs/archives.md"


@pytest.mark.slow
def test_the_program_on_the_page_judges_files_in_processes(tmp_path):
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "program.py").write_text(program, "utf-8")
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(b"\n".join([CLEAN, FAULTY, REFUSED]))
    done = subprocess.run(
        [sys.executable, "program.py", "a.jsonl", "b.jsonl"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    exchanges, refusals, findings = map(int, re.findall(r"\d+", done.stdout))
    assert (exchanges, refusals) == (6, 2)
    assert findings >= 4
