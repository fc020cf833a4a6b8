"""action.yml, the workflows and the Containerfile: what of them can be run here does what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from tests.test_packaging import PROJECT, ROOT, build

yaml = pytest.importorskip("yaml")

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None, reason="bash is not installed; it runs the steps of actions")
RECORDING = ROOT / "examples" / "support-desk.har"


def steps_of(file):
    document = yaml.safe_load(file.read_text("utf-8"))
    if "runs" in document:
        return document["runs"]["steps"]
    return [step for job in document["jobs"].values() for step in [job, *job.get("steps", ())]]


def step_named(steps, name):
    return next(step for step in steps if step.get("name") == name)


class Runner:
    """Runs shell steps of an action as GitHub does: expressions of `env` are filled in, and files are read back."""

    def __init__(self, folder):
        self.folder = folder
        self.outputs = {"python": {"python-path": sys.executable}}
        for name in ("output", "summary"):
            (folder / name).touch()

    def run(self, step, **inputs):
        known = {name: about.get("default", "") for name, about in ACTION["inputs"].items()} | inputs
        filled = {
            name: re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: self.value(found[1], known), str(text))
            for name, text in step.get("env", {}).items()
        }
        run = subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                **os.environ,
                **filled,
                "RUNNER_TEMP": str(self.folder),
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_ACTIONS": "true",
                "GITHUB_OUTPUT": str(self.folder / "output"),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        written = (self.folder / "output").read_text("utf-8").splitlines()
        self.outputs[step.get("id", "")] = dict(line.split("=", 1) for line in written)
        return run

    def value(self, expression, inputs):
        kind, *rest = expression.split(".")
        if kind == "inputs":
            return inputs[rest[0]]
        if kind == "github":
            return inputs[expression]
        return self.outputs[rest[0]][rest[2]]


@pytest.fixture
def runner(tmp_path):
    runner = Runner(tmp_path)
    command = shutil.which("salesiq-validate", path=sysconfig.get_path("scripts"))
    runner.outputs["install"] = {"command": command}
    return runner


@needs_bash
@pytest.mark.slow
def test_the_action_installs_into_a_place_of_its_own(runner, monkeypatch):
    """Without an index: what it depends on is found where this Python has it."""
    found = [sysconfig.get_path("purelib"), *site.getsitepackages(), *(path for path in sys.path if "site-" in path)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(dict.fromkeys(found)))
    for name in ("NO_COMPILE", "NO_DEPS", "NO_INDEX", "DISABLE_PIP_VERSION_CHECK"):
        monkeypatch.setenv(f"PIP_{name}", "1")
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "0")  # pip reads it as what it says without "no"
    run = runner.run(step_named(ACTION["runs"]["steps"], "Install"), extras="yaml")
    assert run.returncode == 0, run.stderr
    command = Path(runner.outputs["install"]["command"])
    assert runner.folder in command.parents
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    assert PROJECT["version"] in told


@needs_bash
@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ("--screen-name\nnorthwind-desk\n--no-config\n", None),
        ("--screen-name northwind-desk\n  --no-config \n\n--output=json=a report.json\n", "a report.json"),
        ("--output json=a report.json\n", "a report.json"),
    ],
)
def test_an_option_and_its_value_may_share_a_line(runner, arguments, written):
    run = runner.run(step_named(ACTION["runs"]["steps"], "Check"), paths=f"{RECORDING}\n", arguments=arguments)
    assert run.returncode == 1, run.stderr
    assert written is None or (runner.folder / written).stat().st_size > 0


@needs_bash
@pytest.mark.slow
def test_the_action_checks_annotates_and_sums_up(runner):
    check = step_named(ACTION["runs"]["steps"], "Check")
    run = runner.run(check, paths=f"{RECORDING}\n", arguments="--screen-name northwind-desk\n--no-config")
    assert run.returncode == 1, run.stderr
    assert "::error " in run.stdout
    assert "SIQ402" in (runner.folder / "summary").read_text("utf-8")
    assert runner.outputs["check"] == {"exit-code": "1", "sarif": "salesiq-validate.sarif"}
    assert json.loads((runner.folder / "salesiq-validate.sarif").read_text("utf-8"))["version"] == "2.1.0"


@needs_bash
@pytest.mark.slow
def test_inputs_of_the_action_are_words_and_no_commands(runner):
    check = step_named(ACTION["runs"]["steps"], "Check")
    hostile = '"; touch ran; $(touch ran) `touch ran` \\'
    run = runner.run(check, paths=f"{hostile}\n*.har", sarif=f"{hostile}.sarif", arguments="--no-config")
    assert run.returncode == 2
    assert runner.outputs["check"]["exit-code"] == "2"
    assert not (runner.folder / "ran").exists()
    assert runner.run(check, paths=str(RECORDING), **{"fail-on": hostile}).returncode == 2
    assert not (runner.folder / "ran").exists()


@needs_bash
@pytest.mark.parametrize(("tag", "code"), [("v0.0.0", 1), (f"v{PROJECT['version']}", 0), ('v"; touch ran', 1)])
def test_a_release_is_of_the_tagged_version_and_in_the_changelog(runner, tag, code):
    step = step_named(
        steps_of(ROOT / ".github/workflows/release.yml"),
        "The tag is the version, and the changelog has a section for it",
    )
    (runner.folder / "CHANGELOG.md").write_text(f"# Changelog\n\n## {PROJECT['version']}\n", "utf-8")
    shutil.copy(ROOT / "pyproject.toml", runner.folder)
    python = runner.folder / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    step = {**step, "run": f'PATH="{python.parent}:$PATH"\n{step["run"]}'}
    assert runner.run(step, **{"github.ref_name": tag}).returncode == code
    assert not (runner.folder / "ran").exists()


@pytest.mark.parametrize("file", [ROOT / "action.yml", *WORKFLOWS], ids=lambda file: file.name)
def test_no_expression_is_pasted_into_a_script_and_actions_are_pinned(file):
    for step in steps_of(file):
        assert "${{" not in step.get("run", "")
        if not (used := step.get("uses", "./")).startswith("./"):
            name, _, version = used.partition("@")
            # A commit, but for one that could not be looked up.
            assert re.fullmatch(r"[0-9a-f]{40}", version) or used == "pypa/gh-action-pypi-publish@v1.13.0", used
            assert re.search(rf"{re.escape(used)}( # v\d|\n)", file.read_text("utf-8")), used
            if name == "actions/checkout":
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_has_no_rights_but_those_that_its_jobs_name(file):
    assert yaml.safe_load(file.read_text("utf-8"))["permissions"] == {}


def container():
    """The instructions of the Containerfile, in order."""
    text = re.sub(r"\\\n", "", (ROOT / "Containerfile").read_text("utf-8"))
    return [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.slow
def test_what_the_image_copies_is_enough_to_build_the_package(tmp_path):
    copied = [words.split() for word, words in container() if word == "COPY" and not words.startswith("--from")]
    project = tmp_path / "source"
    project.mkdir()
    for *sources, target in copied:
        for source in sources:
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, project / target / source if target == "./" else project / target)
    shown = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for *sources, _ in copied for name in sources} == {line for line in shown if line[0] == "!"}
    assert build("wheel", project, tmp_path).stat().st_size > 100_000


def test_the_image_runs_as_nobody_in_particular_and_on_a_python_that_the_package_takes():
    last = container()[max(at for at, (word, _) in enumerate(container()) if word == "FROM") :]
    words = [word for word, _ in last]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", dict(last)["USER"])
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert json.loads(dict(last)["ENTRYPOINT"])[0].endswith("/salesiq-validate")
    minor = int(re.search(r"python:3\.(\d+)-slim", dict(last)["FROM"])[1])
    assert minor >= int(PROJECT["requires-python"].removeprefix(">=3."))
    extras = re.search(r'"\.\[([\w,]+)\]"', " ".join(words for _, words in container()))[1]
    assert set(extras.split(",")) <= PROJECT["optional-dependencies"].keys()
