"""Settings that hold for every test."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "default",
    # The machines that run this are shared, and a slow example is no bug.
    deadline=None,
    # Nothing is left behind.
    database=None,
    # Explaining runs a failing test a hundred times more. It costs the tests of what examples shrink to 95 % of their
    # time, and of a body that is bytes it explains nothing.
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.register_profile("nightly", settings.get_profile("default"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))


def pytest_configure() -> None:
    """Listen to Ctrl-C: a background job ignores it, and so would the processes that tests start and interrupt."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their number: gzip writes the time into its output, and pytest-xdist wants names that stay."""
    if isinstance(val, bytes) and not (val.isascii() and val.decode("ascii").isprintable()):
        return f"{len(val)} bytes"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let several processes begin with the long tests, so that none is left alone with one at the end."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True, scope="session")
def _same_on_every_machine() -> Iterator[None]:
    """Hide what changes output: pytest itself cuts its summary unless CI is set, terminals have colours and widths."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            *("CI", "BUILD_NUMBER", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"),
            *("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "COLUMNS", "LINES"),
            *("PYTEST_ADDOPTS", "SALESIQ_VALIDATE_TRACEBACK"),
        ):
            patch.delenv(name, raising=False)
        yield
