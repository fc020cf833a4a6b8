"""docs/how-to/stand-in.md: the commands, the Node program and the test that it shows do what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/stand-in.md"
TEXT = PAGE.read_text("utf-8")
ADDRESS = "http://127.0.0.1:8484"


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def commands():
    """Commands that end with a line which ends with no backslash, and what is printed below them."""
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            found = re.fullmatch(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL)
            if found[1].startswith("curl "):
                yield found[1], found[2]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed; the page shows its commands")
@pytest.mark.skipif(shutil.which("sh") is None, reason="the commands are for a POSIX shell")
def test_the_commands_print_what_the_page_says(stand_in):
    shown = list(commands())
    assert len(shown) == 5
    for command, printed in shown:
        run = subprocess.run(
            ["sh", "-c", command.replace(ADDRESS, stand_in.url)], capture_output=True, text=True, timeout=30, check=True
        )
        assert run.stdout.strip() == printed.strip(), command


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed; the page shows a program for it")
def test_the_node_program_prints_what_the_page_says(stand_in, tmp_path):
    (program,) = blocks("js")
    file = tmp_path / "program.mjs"
    file.write_text(program.replace(ADDRESS, stand_in.url), "utf-8")
    run = subprocess.run(["node", str(file)], capture_output=True, text=True, timeout=60, check=False)
    if "fetch is not defined" in run.stderr:
        pytest.skip("this node is older than 18 and has no fetch")
    after = TEXT.partition("```js\n")[2].partition("```text\n")[2]
    assert run.stdout == after.partition("```")[0], run.stderr


def test_the_test_passes(pytester):
    script, test = blocks("python")
    head = script.partition("with StandIn")[0]
    pytester.makepyfile(f"{head}\n{test}")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "--salesiq-validate=error").assert_outcomes(passed=1)


def test_the_first_line_and_the_refusal_are_told_as_shown(stand_in, client):
    from salesiq_validate.server.refusal_line import refusal_line

    document = {"name": "Billing", "operators": "104000000000456"}
    client.json("POST", "/api/v2/example/departments", document)
    line = refusal_line(stand_in.exchanges[0], stand_in.reports[0])
    assert line in TEXT.splitlines()
