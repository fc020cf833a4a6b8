"""Which lines of a project sent a request."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from salesiq_validate.clients.own_code import OwnCode, level_of_sender

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


def levels(*files):
    """What `level_of_sender` counts to, called by code in each file, the nearest last, in place of ours."""
    names = {"ask": level_of_sender}
    source = "def run():\n    return ask()\n"
    for file in files:
        exec(compile(source, file, "exec"), own := {"ask": names["ask"], "__name__": name_of(file)})
        names = {"ask": own["run"]}
    return names["ask"]()


def name_of(file):
    return file.partition("site-packages/")[2].replace("/", ".") or "desk"


REQUESTS = "/usr/lib/python3/site-packages/requests/sessions.py"
TOOLBELT = "/usr/lib/python3/site-packages/requests_toolbelt/sessions.py"
PROJECT = "/home/desk/src/desk.py"
PROGRAM = "/usr/lib/python3/site-packages/desk/app.py"


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ([PROJECT], 1),
        ([REQUESTS, PROJECT], 2),
        ([REQUESTS, TOOLBELT, PROJECT], 3),
        ([REQUESTS, sysconfig.get_path("stdlib") + "/threading.py", PROJECT, PROGRAM], 3),
        ([PROJECT, REQUESTS], 1),
    ],
)
def test_a_warning_stands_at_the_projects_line_past_other_libraries(files, level):
    assert levels(*files) == level
