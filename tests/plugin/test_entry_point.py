"""What pytest loads of us when nobody asked for it: one small module."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

LIST_MODULES = """
import json
import sys

def pytest_unconfigure():
    print("MODULES " + json.dumps(sorted(sys.modules)))
"""
OTHER_PLUGINS = [f"-pno:{name}" for name in ("respx", "pytest_httpx", "recording", "anyio", "hypothesispytest")]


def modules_of(pytester, *options):
    """Which modules a run of pytest has loaded by its end, with no plugin beside ours that loads clients."""
    result = pytester.runpytest_subprocess("-s", *OTHER_PLUGINS, *options)
    (line,) = (line for line in result.outlines if "MODULES " in line)
    return set(json.loads(line.partition("MODULES ")[2]))


def test_the_entry_point_is_a_module_beside_the_package():
    (entry,) = importlib.metadata.distribution("salesiq-validate").entry_points.select(group="pytest11")
    assert (entry.name, entry.value) == ("salesiq_validate", "_salesiq_validate_pytest")


@pytest.mark.parametrize("options", [["--co"], []], ids=["collecting", "running"])
def test_unused_it_loads_nothing_of_ours_and_no_library(pytester, options):
    pytester.makeconftest(LIST_MODULES)
    pytester.makepyfile("def test_nothing():\n    pass")
    with_us = modules_of(pytester, *options)
    without_us = modules_of(pytester, "-pno:salesiq_validate", *options)
    assert with_us - without_us == {"_salesiq_validate_pytest"}


def test_used_it_loads_no_client_and_not_the_reference_engine(pytester):
    pytester.makeconftest(LIST_MODULES)
    pytester.makepyfile("def test_nothing(salesiq):\n    pass")
    loaded = modules_of(pytester, "--salesiq-validate=error")
    assert "salesiq_validate.plugin.run" in loaded
    assert loaded.isdisjoint({"requests", "httpx", "httpx2", "aiohttp", "vcr", "click", "yaml", "hypothesis"})
    if os.environ.get("SALESIQ_VALIDATE_ENGINE") != "reference":
        assert loaded.isdisjoint({"jsonschema"}) or "jsonschema_rs" not in loaded


def test_it_costs_no_more_than_a_small_module():
    """A bound ten times what was measured (0.9 ms), so that only a new import breaks it."""
    code = (
        "import pytest, time; start = time.perf_counter(); import _salesiq_validate_pytest; "
        "print(time.perf_counter() - start)"
    )
    seconds = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    assert min(seconds) < 0.01


def test_help_and_fixtures_are_documented(pytester, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    result = pytester.runpytest_inprocess("--help")
    result.stdout.fnmatch_lines(
        ["checks of traffic *SalesIQ API:", "*--salesiq-validate=MODE*", "*--salesiq-recordings=PATH*"]
    )
    result.stdout.fnmatch_lines(["  salesiq_validate (string):", "*Check every exchange*"])
    result = pytester.runpytest_inprocess("--fixtures")
    result.stdout.fnmatch_lines(["salesiq -- *", "    The checked exchanges of this test*"])
    result.stdout.fnmatch_lines(["salesiq_error -- *", "    Build the error envelope*"])


def test_an_old_pytest_is_told_plainly(suite, monkeypatch):
    monkeypatch.setattr(pytest, "version_tuple", (7, 4, 4))
    monkeypatch.setattr(pytest, "__version__", "7.4.4")
    suite("def test():\n    pass").stderr.fnmatch_lines(
        ["ERROR: salesiq-validate needs pytest 8 or later; this is 7.4.4"]
    )


def test_the_module_says_why_it_stands_outside():
    source = Path(sys.modules["_salesiq_validate_pytest"].__file__)
    assert source.name == "_salesiq_validate_pytest.py"
    assert source.parent.name in {"src", "site-packages"}
