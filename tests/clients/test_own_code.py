"""Which lines of a project sent a request."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesiq_validate.clients.own_code import OwnCode

ROOT = Path("/home/desk")
SOURCE = """
def run(sent_at):
    return sent_at()
"""


def module(file, source=SOURCE):
    """A function `run` whose code stands in a file that need not exist."""
    names = {}
    exec(compile(source, str(Path(file)), "exec"), names)
    return names["run"]


CLIENT, TEST = module("/home/desk/src/desk.py"), module("/home/desk/tests/test_desk.py")


def sent_at(*callers, own_code=None):
    """Where a call is told to come from, of callers from the test down to the library that sends."""
    send = (own_code or OwnCode(ROOT)).sent_at
    for caller in reversed(callers):
        send = lambda caller=caller, send=send: caller(send)  # noqa: E731
    return send()


LIBRARY = module("/usr/lib/python3/site-packages/requests/sessions.py")


def test_the_nearest_line_and_the_tests_are_told():
    assert sent_at(TEST, CLIENT, LIBRARY) == "src/desk.py:3 from tests/test_desk.py:3"
    assert sent_at(TEST, LIBRARY) == "tests/test_desk.py:3"
    assert sent_at(LIBRARY) == ""


@pytest.mark.parametrize(
    "file",
    [
        "/home/desk/../venv/bin/pytest",
        "/home/desk/.venv/bin/pytest",
        "/home/desk/.venv/lib/python3.11/site-packages/requests/sessions.py",
        "/home/desk/vendored/site-packages/requests/sessions.py",
        "/home/desktop/other.py",
    ],
)
def test_an_environment_inside_of_the_project_is_not_its_own(file):
    own_code = OwnCode(ROOT, "/home/desk/.venv")
    assert sent_at(module(file), TEST, module(file), own_code=own_code) == "tests/test_desk.py:3"


def test_a_project_inside_of_the_environment_has_its_own_code():
    assert sent_at(TEST, own_code=OwnCode(ROOT, "/home")) == "tests/test_desk.py:3"
