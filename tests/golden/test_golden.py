"""What the pipeline says of a fixed corpus is what it said before, on every way into it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.golden import ways
from tests.golden.net import FINDINGS, RUNS, WORDS, assert_same, findings_text, golden, said, text_of, words_text

from salesiq_validate import Validator

GOLDEN = golden()
CALLS = ways.calls()
REQUESTS = [call for call in CALLS if call.method is not None]

#: `check` in a Python for which msgspec was never installed.
WITHOUT_MSGSPEC = """
import sys
sys.modules["msgspec"] = None
from tests.golden.net import said
sys.stdout.write(said("default").text)
"""


def test_check_says_what_it_said_in_every_setting():
    now = {name: said(name) for name in RUNS}
    assert_same(FINDINGS.read_text("utf-8"), findings_text(now), "check")
    assert_same(WORDS.read_text("utf-8"), words_text(now), "check")


def test_the_golden_file_is_read_as_it_was_written():
    assert findings_text(GOLDEN) == FINDINGS.read_text("utf-8")


def test_two_jobs_say_the_same_as_one():
    assert_same(GOLDEN["extended"].text, said("extended", "--jobs", "2").text, "check --jobs 2")


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_either_engine_says_the_same(engine):
    if engine == "fast":
        pytest.importorskip("jsonschema_rs")
    assert_same(GOLDEN["extended"].text, said("extended", engine=engine).text, f"the {engine} engine")


def test_without_msgspec_the_same_is_said():
    ended = subprocess.run([sys.executable, "-c", WITHOUT_MSGSPEC], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert_same(GOLDEN["default"].text, ended.stdout, "check without msgspec")


#: What a client sets to have what a run's options say.
SETTINGS = {"default": {"strict_json": False}, "strict": {}}


@pytest.mark.parametrize(
    ("way", "name"),
    [(ways.by_check, "default"), (ways.by_hook, "strict")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_validator_says_the_same_as_check(way, name):
    calls = REQUESTS if way is ways.by_hook else CALLS
    assert_same(_said_of(calls, name), text_of(way(calls, Validator(**SETTINGS[name]))), way.__name__)


@pytest.mark.parametrize("name", SETTINGS)
def test_preflight_says_the_same_and_shows_every_name(name):
    validator = Validator(**SETTINGS[name])
    expected = text_of(ways.with_names(CALLS, validator))
    assert expected != _said_of(CALLS, name)
    assert_same(expected, text_of(ways.by_preflight(CALLS, validator)), "pre-flight")


def test_a_validator_says_the_same_of_decoded_bodies():
    calls = [call for call in REQUESTS if call.answer is None and _has_document(call)]
    assert len(calls) > 1_000
    validator = Validator()
    assert_same(text_of(ways.with_names(calls, validator)), text_of(ways.by_objects(calls, validator)), "json=")


def _said_of(calls: list[ways.Call], name: str) -> str:
    """What the golden file says of some calls."""
    return text_of({call.place: GOLDEN[name].reports.get(call.place, []) for call in calls})


def _has_document(call: ways.Call) -> bool:
    """Tell whether a client can say the same with `json=`, which would bring a Content-Type that is absent."""
    headers = {name.lower(): value for name, value in call.headers}
    try:
        known = call.document
    except (ValueError, RecursionError):
        return False
    return known is ... or ("content-type" in headers and "content-encoding" not in headers)
