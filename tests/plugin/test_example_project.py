"""examples/client: its suite passes, and fails when the client is broken as its README says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PROJECT = Path(__file__).parents[2] / "examples" / "client"


@pytest.fixture
def project(pytester, monkeypatch):
    """Run the suite of a copy, with texts of the client replaced."""
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copytree(PROJECT, pytester.path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))

    def run(*options, **replacements):
        client = pytester.path / "northwind_desk.py"
        text = client.read_text("utf-8")
        for old, new in replacements.values():
            assert old in text
            text = text.replace(old, new)
        client.write_text(text, "utf-8")
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "default", *options)

    return run


def test_the_suite_passes_without_a_warning(project):
    result = project("-v", "-W", "error::salesiq_validate.exceptions.SalesIQWarning")
    result.assert_outcomes(passed=10)
    result.stdout.fnmatch_lines(
        [
            "tests/cassettes/test_conversations/test_open_conversations_are_listed.yaml::recording PASSED *",
            "operations: close_conversation, create_department, list_conversations, list_departments, *",
        ]
    )
    result.stdout.no_fnmatch_line("*that no test of this run used*")


#: The rule, what is replaced, and how many tests fail by it.
BROKEN = {
    "SIQ402": ('"name": name', '"title": name'),
    "SIQ111": ('"PUT"', '"PATCH"'),
    "SIQ105": ("/api/v2/{portal}", "/api/v2"),
}
WARNED = {
    "SIQ408": ('json={"text": text}', 'json={"message": text}'),
    "SIQ202": ("Zoho-oauthtoken {token}", "Bearer {token}"),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_client_fails_its_suite(project, rule):
    result = project(broken=BROKEN[rule])
    assert result.parseoutcomes()["failed"] >= 1
    result.stdout.fnmatch_lines([f"* {rule} *"])


@pytest.mark.parametrize("rule", WARNED)
def test_a_doubtful_client_is_warned(project, rule):
    result = project(broken=WARNED[rule])
    result.stdout.fnmatch_lines([f"*SalesIQWarning: *: {rule} warning *"])


def test_a_call_beyond_the_scopes_of_its_token_fails(project, pytester):
    settings = pytester.path / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace('    "SalesIQ.departments.CREATE",\n', ""), "utf-8")
    result = project("-k", "department_is_created")
    result.assert_outcomes(failed=1, deselected=9)
    result.stdout.fnmatch_lines(["*SIQ204 scope-not-granted*"])


def test_the_readme_speaks_of_what_is_there():
    readme = (PROJECT / "README.md").read_text("utf-8")
    for name in re.findall(r"`([\w/]+\.(?:py|toml))`", readme):
        assert (PROJECT / name).exists(), name
    assert set(re.findall(r"SIQ\d+", readme)) == BROKEN.keys() | WARNED.keys()
