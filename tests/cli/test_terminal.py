"""What a terminal sees: colours, progress, and pages of Markdown."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.cli import terminal
from salesiq_validate.cli.page import Page
from salesiq_validate.cli.terminal import Progress, knows_links, wants_color, width


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("choice", "env", "stream", "expected"),
    [
        ("auto", {}, Terminal(), True),
        ("auto", {}, io.StringIO(), False),
        ("auto", {"TERM": "dumb"}, Terminal(), False),
        ("auto", {"NO_COLOR": "1"}, Terminal(), False),
        ("auto", {"NO_COLOR": ""}, Terminal(), True),
        ("auto", {"FORCE_COLOR": "1"}, io.StringIO(), True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, Terminal(), False),
        ("always", {"NO_COLOR": "1"}, io.StringIO(), True),
        ("never", {"FORCE_COLOR": "1"}, Terminal(), False),
    ],
)
def test_colours_are_for_who_wants_them(choice, env, stream, expected, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert wants_color(choice, stream) is expected


@pytest.mark.parametrize(
    ("env", "stream", "expected"),
    [
        ({"TERM_PROGRAM": "WezTerm"}, Terminal(), True),
        ({"TERM_PROGRAM": "WezTerm"}, io.StringIO(), False),
        ({"TERM_PROGRAM": "WezTerm", "CI": "true"}, Terminal(), False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, Terminal(), False),
        ({"TERM": "xterm-kitty"}, Terminal(), True),
        ({"TERM": "xterm-256color"}, Terminal(), False),
        ({"WT_SESSION": "1", "TERM": "dumb"}, Terminal(), False),
        ({"WT_SESSION": "1"}, Terminal(), True),
        ({"VTE_VERSION": "7600", "TERM": "tmux-256color"}, Terminal(), False),
        ({"VTE_VERSION": "7600"}, Terminal(), True),
        ({"VTE_VERSION": "4205"}, Terminal(), False),
        ({"KONSOLE_VERSION": "230400"}, Terminal(), True),
        ({"KONSOLE_VERSION": "none"}, Terminal(), False),
        ({"FORCE_HYPERLINK": "1"}, io.StringIO(), True),
        ({"FORCE_HYPERLINK": "0", "TERM_PROGRAM": "WezTerm"}, Terminal(), False),
    ],
)
def test_links_are_for_terminals_that_show_them(env, stream, expected, monkeypatch):
    for name in ("FORCE_HYPERLINK", "CI", "TERM", "TERM_PROGRAM", "WT_SESSION", "VTE_VERSION", "KONSOLE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert knows_links(stream) is expected


@pytest.mark.parametrize(
    ("columns", "expected"), [("100", 100), ("10", 40), ("1000", 120), ("9" * 5000, 120), ("", 120), ("wide", 120)]
)
def test_lines_are_as_wide_as_the_terminal_within_reason(columns, expected, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert width() == expected


def test_progress_shows_when_a_run_is_long(monkeypatch):
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    stream = Terminal()
    progress = Progress(stream, enabled=True)
    assert list(progress.of(range(600), "a\x1b.har")) == list(range(600))
    assert stream.getvalue() == "\r\x1b[K256 entries, in a\\x1b.har"
    progress.clear()
    progress.clear()
    assert stream.getvalue().endswith(".har\r\x1b[K")


def test_progress_counts_what_others_judged(monkeypatch):
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    stream = Terminal()
    Progress(stream, enabled=True).passed(2000, "a.har")
    assert stream.getvalue() == "\r\x1b[K2,000 entries, in a.har"


@pytest.mark.parametrize(("stream", "ci"), [(io.StringIO(), ""), (Terminal(), "true")])
def test_progress_is_silent_when_nobody_watches(stream, ci, monkeypatch):
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    monkeypatch.setenv("CI", ci)
    assert len(list(Progress(stream).of(range(600), "a.har"))) == 600
    Progress(stream).passed(600, "a.har")
    assert stream.getvalue() == ""


def markdown(text: str, *, color: bool = False, columns: int = 40) -> str:
    stream = io.StringIO()
    Page(stream, color=color, width=columns).markdown(text)
    return stream.getvalue()


def test_markdown_is_read_in_a_terminal():
    text = """
First sentence of a paragraph.
Second sentence, with `code`.

## Heading

- one item that is long enough to go over the line
- two
  goes on

1. first

```jsonl
{"a": {"b": 1}}
not JSON
```

```sh
as  it
   is
```
"""
    assert (
        markdown(text)
        == """\
  First sentence of a paragraph. Second
  sentence, with `code`.

Heading
  - one item that is long enough to go
    over the line
  - two goes on
  - first
    {
      "a": {
        "b": 1
      }
    }
    not JSON
    as  it
       is
"""
    )


def test_code_stands_out_where_there_are_colours():
    assert markdown("with `code` inside", color=True) == "  with \x1b[1mcode\x1b[0m inside\n"


def test_a_fence_that_is_not_closed_is_code():
    assert markdown("```\na") == "    a\n\n" or markdown("```\na") == "    a\n"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_no_text_reaches_the_terminal_as_it_is(text):
    shown = markdown(text)
    assert all(character.isprintable() or character == "\n" for character in shown)
