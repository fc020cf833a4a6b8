"""Excerpts: pieces of pages that show the output of one of our commands, filled in by running it.

In a comment right before a fenced block, a page names the command and the wanted part of its output:

    <!-- excerpt
    salesiq-validate check examples/support-desk.har
    from: SIQ402
    to: ^
    -->

`from` and `to` are texts in the first and the last line. `json` is a pointer into the JSON document in these lines; its
value is then written over several lines.
"""

from __future__ import annotations

import contextlib
import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Final

from click.testing import CliRunner
from jsonpointer import resolve_pointer

from salesiq_validate.cli import main

ROOT: Final = Path(__file__).resolve().parents[1]

_EXCERPT: Final = re.compile(r"<!-- excerpt\n(.*?)\n-->\n```(\w*)\n(.*?)```\n", re.DOTALL)
#: Variables that would make the output differ between machines.
_ENVIRONMENT: Final = {
    "COLUMNS": "80",
    "NO_COLOR": None,
    "FORCE_COLOR": None,
    "FORCE_HYPERLINK": None,
    "GITHUB_STEP_SUMMARY": None,
}


def has_excerpts(page: str) -> bool:
    """Tell whether a page shows the output of commands."""
    return _EXCERPT.search(page) is not None


def fresh(page: str) -> str:
    """Return a page with every excerpt as the command prints it now."""
    return _EXCERPT.sub(lambda found: found[0].replace(f"\n{found[3]}```\n", f"\n{_excerpt(found[1])}```\n"), page)


@cache
def printed(command: str) -> str:
    """Return the output of one of our commands, run at the root of the project without its configuration."""
    name, *arguments = shlex.split(command)
    if name != "salesiq-validate":
        raise SystemExit(f"an excerpt is of a command of ours, and this is none: {command}")
    with contextlib.chdir(ROOT):
        result = CliRunner(env=_ENVIRONMENT).invoke(main, arguments)
    if not result.stdout or result.exit_code not in (0, 1):
        raise SystemExit(f"no excerpt of {command}: {result.output}")
    return result.stdout


def _excerpt(asked: str) -> str:
    command, *options = asked.splitlines()
    wanted = dict(option.split(": ", 1) for option in options)
    lines = printed(command).splitlines()
    begin = _line_with(wanted.get("from", ""), lines, 0)
    end = _line_with(wanted["to"], lines, begin) if "to" in wanted else len(lines) - 1
    text = "\n".join(lines[begin : end + 1])
    if "json" in wanted:
        part = resolve_pointer(json.loads(text.rstrip(",")), wanted["json"].strip('"'))
        text = json.dumps(part, ensure_ascii=False, indent=2)
    return text + "\n"


def _line_with(text: str, lines: list[str], begin: int) -> int:
    for at in range(begin, len(lines)):
        if text in lines[at]:
            return at
    raise SystemExit(f"an excerpt asks for a line with {text!r}, and there is none")
