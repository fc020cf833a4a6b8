"""The programs of docs/how-to/archives.md and examples/clusters/, run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.archive.traffic import CLEAN, FAULTY, REFUSED

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: The engines of the programs in examples/clusters/, by what the name of the file ends with.
ENGINES = {"dask": "distributed", "spark": "pyspark", "ray": "ray"}


def test_the_program_on_the_page_judges_files(tmp_path):
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/how-to/archives.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "program.py").write_text(program, "utf-8")
    judge(tmp_path, "program.py", "archive/a.jsonl", "archive/b.jsonl")


@pytest.mark.parametrize(("engine", "package"), ENGINES.items(), ids=ENGINES)
def test_the_examples_judge_files(engine, package, tmp_path):
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    pytest.importorskip(package)
    paths = ["archive"] if engine == "dask" else ["archive/a.jsonl", "archive/b.jsonl"]
    judge(tmp_path, ROOT / f"examples/clusters/with_{engine}.py", *paths)


def judge(tmp_path, program, *paths):
    """Run a program over two files of three exchanges each, and look at its first line."""
    (tmp_path / "archive").mkdir()
    for name in ("archive/a.jsonl", "archive/b.jsonl"):
        (tmp_path / name).write_bytes(b"\n".join([CLEAN, FAULTY, REFUSED]))
    done = subprocess.run(
        [sys.executable, str(program), *paths],
        cwd=tmp_path,
        # Spark starts the Python that is first in the path, unless it is told.
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "RAY_USAGE_STATS_ENABLED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    exchanges, refusals, findings = map(int, re.findall(r"\d+", done.stdout.splitlines()[0]))
    assert (exchanges, refusals) == (6, 2)
    assert findings >= 4
