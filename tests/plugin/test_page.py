"""The examples of docs/how-to/pytest-plugin.md, run by pytest as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import field, frozen

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "pytest-plugin.md").read_text("utf-8")
STEP = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)```"
    r"|<!-- outcome: (?P<outcome>[^>]+) -->\n```console\n\$ pytest(?P<options>[^\n]*)\n```"
    r"(?:\n\n```text\n(?P<says>.*?)```)?",
    re.DOTALL,
)


@frozen
class Section:
    """A part of the page: files, and what running them comes to."""

    title: str
    files: dict[str, str] = field(factory=dict)
    outcomes: dict[str, int] = field(factory=dict)
    options: tuple[str, ...] = ()
    says: tuple[str, ...] = ()

    @classmethod
    def of(cls, text):
        title, _, body = text.partition("\n")
        files, run = {}, None
        for step in STEP.finditer(body):
            if step["file"]:
                files[step["file"]] = step["text"]
            else:
                run = step
        if run is None:
            return cls(title, files)
        outcomes = {word: int(count) for word, count in re.findall(r"(\w+)=(\d+)", run["outcome"])}
        return cls(title, files, outcomes, tuple(run["options"].split()), tuple((run["says"] or "").splitlines()))


SECTIONS = [Section.of(text) for text in PAGE.split("\n## ")[1:]]
RUN = [section for section in SECTIONS if section.outcomes]


def test_every_example_of_the_page_is_run():
    named = [name for section in SECTIONS for name in section.files]
    assert len(named) == PAGE.count("```python") + PAGE.count("[tool.salesiq-validate]\n")
    assert len(RUN) == PAGE.count("<!-- outcome:") == 4


@pytest.mark.parametrize("section", RUN, ids=lambda section: section.title)
def test_an_example_comes_to_what_the_page_says(pytester, section):
    for name, text in section.files.items():
        (pytester.path / name).write_text(text, "utf-8")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "default", *section.options)
    result.assert_outcomes(**section.outcomes)
    for line in section.says:
        assert line in result.outlines


def test_settings_and_overrides_of_the_page_are_usable(pytester, suite):
    (section,) = (section for section in SECTIONS if "pyproject.toml" in section.files)
    for name, text in section.files.items():
        (pytester.path / name).write_text(text, "utf-8")
    suite("""
def test_europe(salesiq_validator):
    assert salesiq_validator.router.data_center == "EU"
    assert "gateway.example.com" in salesiq_validator.router.extra_hosts
""").assert_outcomes(passed=1)


def test_the_summary_of_the_page_is_what_runs_print(suite):
    """But for the numbers."""
    printed = suite("def test_create():\n    send()\n", "-v").outlines
    (shown,) = (text for text in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL) if " exercised " in text)
    words = [
        re.sub(r"\d+(\.\d)?", "#", line.partition(":")[0]).removesuffix(", # refused") for line in shown.splitlines()
    ]
    found = {re.sub(r"\d+(\.\d)?", "#", line.partition(":")[0]).replace("exchange ", "exchanges ") for line in printed}
    assert set(words) <= found
