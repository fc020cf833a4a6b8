"""examples/node-client: its suite passes, and fails when the client is broken as its README says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2] / "examples" / "node-client"
NODE = shutil.which("node")
#: `node --test` and the language that the tests are written in.
WANTED = 20


@pytest.fixture
def suite(tmp_path):
    """Run tests of a copy, with texts of the client replaced."""
    if NODE is None:
        pytest.skip("node is not installed; it runs examples/node-client")
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < WANTED:
        pytest.skip(f"examples/node-client is for node {WANTED} and later, and this is {version.strip()}")
    project = tmp_path / "node-client"
    shutil.copytree(PROJECT, project)

    def run(*files, replace=None):
        client = project / "northwind-desk.js"
        text = client.read_text("utf-8")
        for old, new in replace or ():
            assert old in text
            text = text.replace(old, new)
        client.write_text(text, "utf-8")
        command = shutil.which("salesiq-validate", path=sysconfig.get_path("scripts"))
        return subprocess.run(
            [NODE, "--test", *files],
            cwd=project,
            env={**os.environ, "SALESIQ_VALIDATE": command},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.slow
def test_the_suite_passes(suite):
    run = suite()
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"pass 7$", run.stdout, re.MULTILINE), run.stdout


#: The rule, and what is replaced.
BROKEN = {
    "SIQ402": ("{ name, operators", "{ title: name, operators"),
    "SIQ408": ("{ text }", "{ message: text }"),
    "SIQ111": ('"PUT"', '"PATCH"'),
}


@pytest.mark.slow
@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_client_fails_its_suite(suite, rule):
    run = suite("tests/stand-in.test.js", replace=[BROKEN[rule]])
    assert run.returncode == 1
    assert rule in run.stdout


def test_the_readme_speaks_of_what_is_there():
    readme = (PROJECT / "README.md").read_text("utf-8")
    for name in re.findall(r"`([\w/.-]+\.js)`", readme):
        assert (PROJECT / name).exists(), name
    assert set(re.findall(r"SIQ\d+", readme)) == BROKEN.keys()


def test_it_has_no_dependency_and_no_lock_file():
    assert '"dependencies"' not in (PROJECT / "package.json").read_text("utf-8")
    assert not list(PROJECT.glob("*lock*"))
