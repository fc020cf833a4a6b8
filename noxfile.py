"""One session per concern; `.ci/run` is what decides, these are for work in between."""

from __future__ import annotations

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "style", "typing"]

PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.14t", "pypy3.11"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests: `nox -s tests-3.14 -- tests/test_redact.py`."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(tags=["engines"])
def reference(session: nox.Session) -> None:
    """Run the tests that see an engine with the reference one, though the fast one is installed."""
    session.install("-e", ".[test]")
    folders = session.posargs or ["tests/engine", "tests/contract", "tests/rules"]
    session.run("pytest", "-m", "not slow", *folders, env={"SALESIQ_VALIDATE_ENGINE": "reference"})


@nox.session(tags=["engines"])
def plain(session: nox.Session) -> None:
    """Run the tests as where neither jsonschema-rs nor msgspec installs."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "ensurepip", silent=True)
    session.run("python", "-m", "pip", "uninstall", "--quiet", "--yes", "jsonschema-rs", "msgspec")
    session.run("pytest", "-m", "not slow", *session.posargs)


@nox.session(venv_backend="uv", python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests with the oldest dependencies that pyproject.toml allows."""
    session.install("--resolution", "lowest-direct", "-e", ".[test]")
    session.run("pytest", "-m", "not slow", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure branch coverage."""
    session.install("-e", ".[test]", "pytest-cov")
    session.run("pytest", "--cov", "--cov-report=term", *session.posargs)


@nox.session
def nightly(session: nox.Session) -> None:
    """Let Hypothesis try fifty times as many examples."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs, env={"HYPOTHESIS_PROFILE": "nightly"})


@nox.session
def fuzz(session: nox.Session) -> None:
    """Put hostile recordings through `check` and `scrub`: `nox -s fuzz -- --seconds 600`."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "tests.fuzz", *session.posargs)


@nox.session(tags=["lint"])
def style(session: nox.Session) -> None:
    """Check rules and format."""
    session.install("-e", ".[lint]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(tags=["lint"])
def typing(session: nox.Session) -> None:
    """Check types."""
    session.install("-e", ".[test,lint]")
    session.run("mypy", "--strict", "src")


@nox.session
def benches(session: nox.Session) -> None:
    """Measure: `nox -s benches -- recorded preflight`."""
    session.install("-e", ".[bench]")
    session.run("python", "benches/run.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Generate the pages that come from the code: `nox -s docs -- --check` only compares."""
    session.install("-e", ".[strategies]")
    session.run("python", "docs/generate.py", *session.posargs)


@nox.session
def obtain(session: nox.Session) -> None:
    """Build the package, install it in every way that people have, and run it: `nox -s obtain -- --dist dist`."""
    session.install("-e", ".[obtain]")
    session.run("python", "-m", "tests.obtain", *session.posargs)


@nox.session
def website(session: nox.Session) -> None:
    """Build the website and open it in a browser: `nox -s website -- FOLDER` leaves it there."""
    session.install("-e", ".[docs]", "pytest")
    session.run("pytest", "tests/test_website.py")
    session.run("python", "docs/website.py", *session.posargs)
