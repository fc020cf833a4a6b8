"""The examples of docs/how-to/strategies.md run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import settings

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "strategies.md").read_text("utf-8")
EXAMPLES = re.findall(r"<!-- test -->\n```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_has_examples():
    assert len(EXAMPLES) == PAGE.count("```python") == 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_passes(example):
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(example, "docs/how-to/strategies.md", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        settings(max_examples=20)(test)()


def test_the_page_names_everything_that_is_public():
    from salesiq_validate import strategies

    for name in strategies.__all__:
        assert f"`{name}" in PAGE or name == "ExpectedFinding"
