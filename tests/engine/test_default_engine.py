"""Which engine judges."""

from __future__ import annotations

import subprocess
import sys

import pytest

from salesiq_validate import engine as engines
from salesiq_validate.engine.reference import ReferenceEngine
from salesiq_validate.exceptions import UnknownName, UnusableArgument


@pytest.fixture(autouse=True)
def _forget_choices():
    engines._engine.cache_clear()
    yield
    engines._engine.cache_clear()


@pytest.fixture
def without_jsonschema_rs(monkeypatch):
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)


def test_the_fast_engine_is_the_everyday_one(monkeypatch):
    pytest.importorskip("jsonschema_rs")
    monkeypatch.delenv(engines.ENGINE_VARIABLE, raising=False)
    assert engines.default_engine().name == "fast"
    assert engines.default_engine() is engines.default_engine()


@pytest.mark.parametrize("choice", ["reference", " Reference "])
def test_the_environment_chooses(monkeypatch, choice):
    monkeypatch.setenv(engines.ENGINE_VARIABLE, choice)
    assert engines.default_engine().name == "reference"


@pytest.mark.parametrize("choice", ["", "auto"])
@pytest.mark.usefixtures("without_jsonschema_rs")
def test_without_jsonschema_rs_the_reference_engine_judges(monkeypatch, choice):
    monkeypatch.setenv(engines.ENGINE_VARIABLE, choice)
    assert isinstance(engines.default_engine(), ReferenceEngine)


@pytest.mark.usefixtures("without_jsonschema_rs")
def test_a_missing_engine_that_is_asked_for_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setenv(engines.ENGINE_VARIABLE, "fast")
    with pytest.raises(UnusableArgument, match="pip install jsonschema-rs"):
        engines.default_engine()


def test_an_engine_that_does_not_exist_is_named_with_the_nearest(monkeypatch):
    monkeypatch.setenv(engines.ENGINE_VARIABLE, "referense")
    with pytest.raises(UnknownName, match="Did you mean 'reference'"):
        engines.default_engine()


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import salesiq_validate.engine", ["jsonschema", "jsonschema_rs", "referencing"]),
        (
            "from salesiq_validate.engine.reference import ReferenceEngine; ReferenceEngine()",
            ["jsonschema", "jsonschema_rs"],
        ),
    ],
)
def test_engines_are_imported_when_they_are_used(code, absent):
    check = f"{code}; import sys; print([name for name in {absent} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_fast_engine_does_without_jsonschema_on_everyday_documents():
    pytest.importorskip("jsonschema_rs")
    code = (
        "from salesiq_validate.engine.fast import FastEngine\n"
        "judge = FastEngine().compile({'properties': {'a': {'type': 'string'}}})\n"
        "assert judge.violations({'a': 1})\n"
        "import sys; print('jsonschema' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
