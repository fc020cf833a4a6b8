"""Rules of others: a real package, installed and run, and packages that are broken."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.shell import run
from tests.rules.pages import exchange_of

from salesiq_validate.config import Config
from salesiq_validate.config.file import load_config
from salesiq_validate.exceptions import UnusableRule
from salesiq_validate.finding import Severity
from salesiq_validate.rules.others import rules_of_others

ROOT = Path(__file__).parents[2]
RECORDING = str(ROOT / "examples" / "support-desk.har")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A folder into which the example package was installed, without an index."""
    folder = tmp_path_factory.mktemp("site")
    source = folder / "source"
    shutil.copytree(ROOT / "examples" / "own-rules", source)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [*command, "--target", str(folder / "site"), str(source)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture
def installed(site, monkeypatch):
    """The example package, as though it were installed here."""
    monkeypatch.syspath_prepend(str(site))
    importlib.invalidate_caches()
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "northwind_rules"]:
        del sys.modules[name]


def validator(*select: str, **more):
    return Config(select=select, **more).validator(strict_json=False)


def codes(report) -> list[str]:
    return [finding.rule.code for finding in report.findings]


FAILING = json.dumps(
    {
        "request": {
            "method": "POST",
            "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments",
            "json": {"name": "Billing", "operators": ["104000000000456"]},
        }
    }
)


@pytest.mark.usefixtures("installed")
def test_a_rule_of_others_runs_where_it_is_selected_and_only_there():
    exchange = exchange_of(FAILING)
    assert codes(validator().check(exchange)) == []
    assert codes(validator("SIQ", "NWD").check(exchange)) == ["NWD001"]
    assert codes(validator("SIQ", "department-without-description").check(exchange)) == ["NWD001"]
    assert codes(validator("SIQ", "NWD002").check(exchange)) == []
    # To name it without selecting it does not switch it on.
    assert codes(validator(ignore=("NWD001",)).check(exchange)) == []
    assert codes(validator(severities={"NWD": Severity.ERROR}).check(exchange)) == []
    assert codes(validator("SIQ", "NWD", ignore=("NWD001",)).check(exchange)) == []
    (finding,) = validator("NWD", severities={"NWD001": Severity.ERROR}).check(exchange).findings
    assert (finding.severity, finding.json_key) == (Severity.ERROR, "description")


@pytest.mark.usefixtures("installed")
def test_no_package_is_imported_that_nobody_selects():
    validator("SIQ4", ignore=("SIQ2",), severities={"wrong-json-type": Severity.INFO}).check(exchange_of(FAILING))
    assert "northwind_rules" not in sys.modules


@pytest.mark.usefixtures("installed")
def test_the_examples_of_its_page_behave_as_they_say():
    (module,) = rules_of_others(["NWD001"])
    for title, expected in (("fails", ["NWD001"]), ("passes", [])):
        (line,) = re.findall(rf"## Example that {title}\n\n```jsonl\n(.*)\n```", module.__doc__)
        assert codes(validator("NWD001").check(exchange_of(line))) == expected


@pytest.mark.usefixtures("installed")
def test_commands_and_configuration_files_know_it(tmp_path):
    outcome = run("check", "--no-config", RECORDING, "--select", "NWD", "--format", "json", "--fail-on", "info")
    assert outcome.code == 1
    assert {finding["rule"] for finding in outcome.document["findings"]} == {"NWD001", "NWD002"}
    explained = run("explain", "NWD001")
    assert (explained.code, "A department is created without a description." in explained.out) == (0, True)
    file = tmp_path / "salesiq-validate.toml"
    file.write_text('select = ["SIQ", "NWD"]\n[severities]\nNWD001 = "error"\n')
    assert codes(load_config(file).validator(strict_json=False).check(exchange_of(FAILING))) == ["NWD001"]


@pytest.mark.slow
def test_processes_that_judge_in_parts_know_it(site):
    command = [sys.executable, "-m", "salesiq_validate", "check", "--no-config", "--jobs", "2", "--select", "NWD"]
    done = subprocess.run(
        [*command, RECORDING, str(ROOT / "examples" / "support-desk.jsonl"), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    assert done.returncode == 0, done.stderr
    assert {finding["rule"] for finding in json.loads(done.stdout)["findings"]} == {"NWD001", "NWD002"}


# -- broken packages

PAGE = '"""A rule of a test."""\n'
SOUND = f'{PAGE}CODE, FAMILY = "ACME001", "body"\ndef check(call):\n    yield from ()\n'


def install(folder: Path, monkeypatch, package: str, entry: str, source: str) -> None:
    """Lay out what an installer leaves of a package with one rule; a first line may name its module."""
    module, _, source = source.partition("\n") if source.startswith("wrong_json_type\n") else ("rule", "", source)
    home = folder / package
    (home / f"{package}_rules").mkdir(parents=True)
    (home / f"{package}_rules" / "__init__.py").write_text("")
    (home / f"{package}_rules" / f"{module}.py").write_text(source)
    info = home / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[salesiq_validate.rules]\n{entry} = {package}_rules.{module}\n")
    monkeypatch.syspath_prepend(str(home))
    importlib.invalidate_caches()


@pytest.fixture(autouse=True)
def _forget():
    yield
    for name in [name for name in sys.modules if name.endswith("_rules") or "_rules." in name]:
        if not name.startswith("salesiq_validate"):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("entry", "source", "said"),
    [
        ("ACME001", "import no_such_module\n", "cannot be imported: ModuleNotFoundError: No module named"),
        ("ACME001", "raise SystemExit(0)", "cannot be imported: SystemExit"),
        ("ACME001", f"{PAGE}CODE = \n", "cannot be imported: SyntaxError"),
        ("ACME001", SOUND.replace("ACME001", "ACME002"), "the CODE of its module differs"),
        ("ACME001", SOUND.replace('"body"', '"kitchen"'), "the FAMILY of its module is not one of url, headers"),
        ("ACME001", SOUND.replace("def check", "def other"), "its module has no function check"),
        ("ACME001", SOUND.replace(PAGE, ""), "its module has no docstring"),
        ("ACME001", f'{SOUND}SEVERITY = "error"\n', "is not a Severity"),
        ("ACME001", f"{SOUND}EXPLAINS = ()\n", "EXPLAINS is for the rules of salesiq-validate"),
        ("ACME001", f"wrong_json_type\n{SOUND}", "has a rule named wrong-json-type"),
        ("SIQ999", SOUND, "codes that begin with SIQ belong to salesiq-validate"),
        ("ACME1", SOUND, "must be a code of two to five capital letters and three digits"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told_with_its_package(tmp_path, monkeypatch, entry, source, said):
    install(tmp_path, monkeypatch, "acme", entry, source)
    outcome = run("check", "--no-config", RECORDING, "--select", entry)
    assert outcome.code == 2
    assert f"the rule {entry} of the package acme cannot be used: " in outcome.err
    assert said in outcome.err
    assert "uninstall the package" in outcome.err
    assert "Traceback" not in outcome.err
    # Who does not ask for it has no trouble with it.
    assert run("check", "--no-config", RECORDING, "--select", "SIQ4").code == 1


@pytest.mark.parametrize(("code", "word"), [("ACME001", "ACME001"), ("ACME002", "rule")])
def test_two_packages_with_one_code_or_name_are_told(tmp_path, monkeypatch, code, word):
    install(tmp_path, monkeypatch, "acme", "ACME001", SOUND)
    install(tmp_path, monkeypatch, "again", code, SOUND.replace("ACME001", code))
    outcome = run("check", "--no-config", RECORDING, "--select", "ACME")
    assert outcome.code == 2
    assert re.search(f"of the package (acme|again) .*the package (acme|again) has a rule {word} as well", outcome.err)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('raise KeyError(call.request.url + "c4n4ry")', r"it fails with KeyError in .*rule\.py, line 4"),
        ("yield call.request.url", "its check yields something other than a Fault"),
        (
            "from salesiq_validate.rules.api import Fault; yield Fault('body', None)",
            "its check yields a Fault whose message has a wrong type",
        ),
        (
            "from salesiq_validate.rules.api import Fault; yield Fault('bdy', 'x')",
            "its check yields a Fault whose place is none of url, header",
        ),
        ("return 7", "its check must yield a Fault for each mistake"),
        ("pass\ndef check(): yield", "it fails with TypeError when it is called"),
        ("raise SystemExit(0)", "it fails with SystemExit"),
        ("pass\ndef fires(plan):\n    return plan.no_such_thing", "it fails with AttributeError"),
    ],
)
def test_a_rule_that_fails_is_told_without_what_it_saw(tmp_path, monkeypatch, body, said):
    install(tmp_path, monkeypatch, "acme", "ACME001", SOUND.replace("yield from ()", body))
    outcome = run("check", "--no-config", RECORDING, "--select", "ACME001")
    assert outcome.code == 2
    assert re.search(f"the rule ACME001 of the package acme_rules cannot be used: {said}", outcome.err)
    assert "c4n4ry" not in outcome.err
    assert "salesiq.zoho" not in outcome.err


def test_a_selector_that_nothing_has_is_told_with_the_nearest():
    outcome = run("check", "--no-config", RECORDING, "--select", "ACME001")
    assert (outcome.code, "there is no rule 'ACME001'" in outcome.err) == (2, True)


def test_an_error_travels_between_processes():
    error = UnusableRule("acme", "ACME001", "its check fails")
    assert type(error)(*error.args) == error
