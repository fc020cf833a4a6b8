"""What an import costs: the package's top, and each of its light parts, load nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import salesiq_validate

#: Loaded only by who needs them. Times over bare Python 3.11 on one machine, in ms: jsonschema 130, rich.console 54,
#: click 34, msgspec 32, jsonschema_rs 31 (a shared object of 15 MB), importlib.metadata 48, dataclasses 20.
HEAVY = {
    *("jsonschema", "jsonschema_rs", "jsonschema_specifications", "referencing", "rpds", "jsonpointer", "msgspec"),
    *("click", "rich", "pygments", "markdown_it", "hypothesis", "pytest", "yaml", "multipart", "backports.zstd"),
    *("requests", "httpx", "aiohttp", "dask"),
    *("asyncio", "dataclasses", "email", "http", "importlib.metadata", "importlib.resources", "logging", "socket"),
    *("ssl", "subprocess", "tempfile", "unittest", "urllib.request", "xml"),
}
TOP_NAMES = {
    *("Request", "Response", "Exchange", "KeyPath", "Finding", "Report", "Severity", "Validator", "ErrorCatalogue"),
    *("check_request", "check_response", "InvalidExchange"),
}


def loaded_by(statement: str) -> set[str]:
    """The modules that a statement adds to those of a fresh interpreter in which attrs was imported."""
    code = (
        "import sys, attrs; before = set(sys.modules)\n"
        f"{statement}\n"
        "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    # -S would leave out the .pth files, which an editable install needs; what they import is in `before`.
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize(
    "statement",
    [
        "import salesiq_validate",
        "from salesiq_validate import Request, Response, Exchange, KeyPath, Finding, Report, Severity, InvalidExchange",
        "import salesiq_validate.privacy.shapes, salesiq_validate.privacy.printable, salesiq_validate.limits",
    ],
)
def test_nothing_heavy_is_imported(statement):
    assert not loaded_by(statement) & HEAVY


@pytest.mark.parametrize("name", ["Validator", "ErrorCatalogue", "check_request", "check_response"])
def test_the_names_on_top_load_no_engine_and_no_command_line(name):
    engines_and_cli = {"jsonschema", "jsonschema_rs", "click", "rich", "hypothesis", "importlib.metadata", "yaml"}
    assert not loaded_by(f"from salesiq_validate import {name}") & engines_and_cli


def test_the_command_line_loads_no_engine_for_its_help():
    statement = (
        "from salesiq_validate.cli import main\n"
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(['--help'], standalone_mode=False)"
    )
    assert not loaded_by(statement) & {"jsonschema", "jsonschema_rs", "hypothesis", "yaml"}


def test_the_names_on_top_are_these():
    assert set(salesiq_validate.__all__) == TOP_NAMES
    assert set(dir(salesiq_validate)) >= TOP_NAMES
    for name in TOP_NAMES:
        assert getattr(salesiq_validate, name).__name__ == name


def test_an_unknown_name_on_top_is_an_attribute_error():
    with pytest.raises(AttributeError, match="chequer"):
        _ = salesiq_validate.chequer
