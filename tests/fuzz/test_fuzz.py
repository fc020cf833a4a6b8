"""A short turn of the fuzz target; `python -m tests.fuzz` goes on for as long as it is told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("yaml")

from tests.fuzz import target
from tests.fuzz.__main__ import main
from tests.fuzz.hostile import recordings

SHORT = settings(max_examples=30, suppress_health_check=list(HealthCheck))


@SHORT
@given(recordings(), target.options)
def test_hostile_recordings_are_judged_and_do_no_harm(recording, options):
    target.check(recording, options)


@SHORT
@given(recordings())
def test_hostile_recordings_are_scrubbed_and_do_no_harm(recording):
    target.scrub(recording)


def test_a_turn_ends_in_time(capsys):
    assert main(["--seconds", "0.1"]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_what_is_found_is_told_with_a_seed_that_finds_it_again(monkeypatch, capsys):
    def check(recording, _options):
        assert b"item" not in recording.text, "found it"

    monkeypatch.setattr(target, "check", check)
    monkeypatch.setattr(target, "scrub", lambda _recording: None)
    assert main(["--seconds", "5"]) == 1
    seed = capsys.readouterr().err.split()[-1]
    assert main(["--seed", seed]) == 1
    assert "found it" in capsys.readouterr().err
