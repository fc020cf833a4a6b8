"""A share of the altered messages that `python -m tests.fuzz.signatures` tries."""

from __future__ import annotations

import pytest
from tests.fuzz import signatures


def test_no_altered_message_is_accepted_and_nothing_raises_but_what_is_ours():
    signatures.fuzz(4_000)


@pytest.mark.parametrize("way", ["accepted", "KeyError"])
def test_what_is_found_is_told_with_what_finds_it_again(monkeypatch, way):
    def broken(_random):
        if way == "KeyError":
            raise KeyError
        return True

    monkeypatch.setattr(signatures, "WAYS", (broken,))
    with pytest.raises(AssertionError, match=f"{way}.* broken, seed 3, round 0"):
        signatures.fuzz(5, seed=3)
