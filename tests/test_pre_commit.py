"""The pre-commit hook: what it starts, and which files it is started for."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.cli.shell import run

yaml = pytest.importorskip("yaml", reason="the hook's description is YAML")

ROOT = Path(__file__).parent.parent
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]


@pytest.mark.parametrize(
    ("name", "judged"),
    [
        ("traffic.har", True),
        ("logs/gateway.jsonl", True),
        ("logs/gateway.jsonl.gz", True),
        ("tests/cassettes/departments.yaml", True),
        ("tests/cassettes/nested/departments.yml", True),
        ("tests/cassettes/departments.json", True),
        ("package.json", False),
        ("docs/configuration.yaml", False),
        ("src/har.py", False),
    ],
)
def test_recordings_are_judged_and_nothing_else(name, judged):
    assert bool(re.search(HOOK["files"], name)) is judged


def test_the_entry_fails_for_findings_and_passes_files_without_calls(tmp_path):
    command, *arguments = shlex.split(HOOK["entry"])
    assert command == "salesiq-validate"
    assert run(*arguments, ROOT / "examples" / "support-desk.har").code == 1
    other = tmp_path / "other.jsonl"
    other.write_text('{"request": {"method": "GET", "url": "https://example.com/"}, "response": null}\n')
    assert run(*arguments, other).code == 0


def test_a_commit_of_some_recordings_passes_beside_a_strict_baseline(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recording = ROOT / "examples" / "support-desk.har"
    (tmp_path / "all.har").write_bytes(recording.read_bytes())
    (tmp_path / "sound.jsonl").write_text('{"request": {"method": "GET", "url": "https://example.com/"}}\n')
    (tmp_path / "salesiq-validate.toml").write_text('baseline = "known.json"\nstrict-baseline = true\n')
    assert run("baseline", "create", ".").code == 0
    _, *arguments = shlex.split(HOOK["entry"])
    for files in (["sound.jsonl"], ["all.har"], ["all.har", "sound.jsonl"]):
        outcome = run(*arguments, *files)
        assert (outcome.code, outcome.err) == (0, "")
    assert HOOK["require_serial"]


def test_a_second_hook_judges_source_code(tmp_path):
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[1]
    command, *arguments = shlex.split(hook["entry"])
    assert command == "salesiq-validate"
    assert hook["types"] == ["text"]
    wrong, sound = tmp_path / "wrong.py", tmp_path / "sound.py"
    wrong.write_text('# Zoho\nrequests.get("https://salesiq.zoho.com/api/v2/chats")\n')
    sound.write_text("import salesiq  # Zoho\n")
    assert run(*arguments, wrong, sound).code == 1
    assert run(*arguments, sound).code == 0
