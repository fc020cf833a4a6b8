"""Pages: sections with headings, facts and Markdown for a terminal, fitted to its width and safe to print."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Final

from salesiq_validate.cli.terminal import wants_color, width
from salesiq_validate.reporters.console import Console, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from salesiq_validate.cli.schema_tree import Field

_CODE: Final = re.compile(r"`([^`]+)`")
_ITEM: Final = re.compile(r"(?:[-*]|[0-9]+\.) +")


class Page:
    """Writes to a terminal or a file."""

    def __init__(self, stream: TextIO, *, color: bool, width: int) -> None:
        self.console = Console(stream, color=color, width=width)
        self._color = color

    def title(self, name: str, about: str = "") -> None:
        """Write the first line."""
        self.console.line(self.strong(self.console.text(name)) + (f"  {self.console.text(about)}" if about else ""))

    def heading(self, text: str) -> None:
        """Begin a section."""
        self.console.line()
        self.console.line(self.strong(self.console.text(text)))

    def strong(self, text: str) -> str:
        """Return emphasised text."""
        return self.console.styled(Style.STRONG, text)

    def quiet(self, text: str) -> str:
        """Return muted text."""
        return self.console.styled(Style.QUIET, text)

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Write labelled facts; skip those without a text."""
        given = [(label, text) for label, text in facts if text]
        longest = max((len(label) for label, _ in given), default=0)
        for label, text in given:
            self.console.wrapped(label.ljust(longest + 2), self.console.text(text))

    def paragraph(self, text: str, *, indent: int = 2) -> None:
        """Write wrapped text."""
        self.wrapped(text, first=" " * indent, rest=" " * indent)

    def items(self, texts: Iterable[str]) -> None:
        """Write a list."""
        for text in texts:
            self.wrapped(text, first="  - ", rest="    ")

    def gap(self) -> None:
        """Write an empty line."""
        self.console.line()

    def call(self, method: str, url: str) -> None:
        """Write the method and URL of a call, and a gap."""
        self.console.line(f"{self.strong(self.console.text(method))} {self.console.text(url)}")
        self.gap()

    def fields(self, fields: Iterable[Field]) -> None:
        """Write the members of a schema, each with its facts."""
        for field in fields:
            margin = "  " + "    " * field.depth
            required = ", required" if field.required else ""
            name = self.strong(self.console.text(field.name))
            self.console.line(f"{margin}{name}  {self.console.text(field.type_in_words)}{required}")
            if field.about:
                self.wrapped(field.about, first=f"{margin}    ", rest=f"{margin}    ")

    def code(self, text: str, *, indent: int = 4) -> None:
        """Write lines without changes."""
        for line in text.splitlines():
            self.console.line(" " * indent + self.console.text(line))

    def wrapped(self, text: str, *, first: str, rest: str) -> None:
        """Write text whose first line and further lines begin differently; colour `code` if colours are on."""
        lines = textwrap.wrap(
            self.console.text(text),
            max(self.console.width, 40),
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines or [first.rstrip()]:
            self.console.line(_CODE.sub(lambda found: self.strong(found[1]), line) if self._color else line)

    def markdown(self, text: str) -> None:
        """Write simple Markdown: headings, paragraphs, lists and fenced code."""
        block: list[str] = []
        fence: str | None = None
        for line in [*text.strip().splitlines(), ""]:
            if fence is not None:
                if line.startswith("```"):
                    self.code("\n".join(_readable(block, fence)))
                    block, fence = [], None
                else:
                    block.append(line)
            elif line.startswith("```"):
                self._block(block)
                block, fence = [], line[3:].strip()
            elif line.startswith("#"):
                self._block(block)
                block = []
                self.heading(line.lstrip("#").strip())
            elif line.strip():
                block.append(line.strip())
            else:
                self._block(block)
                block = []
        if fence is not None:
            self.code("\n".join(block))

    def _block(self, lines: Sequence[str]) -> None:
        """Write a paragraph, or a list whose items may take several lines."""
        found: list[str] = []
        for line in lines:
            if _ITEM.match(line) or not found:
                found.append(line)
            else:
                found[-1] += f" {line}"
        for text in found:
            mark = _ITEM.match(text)
            if mark:
                self.wrapped(text[mark.end() :], first="  - ", rest="    ")
            else:
                self.paragraph(text)


def _readable(lines: Sequence[str], kind: str) -> list[str]:
    """Return code in a form for people: JSON Lines with indentation."""
    if kind not in {"json", "jsonl"}:
        return list(lines)
    found = []
    for line in lines:
        try:
            found.extend(json.dumps(json.loads(line), indent=2, ensure_ascii=False).splitlines())
        except ValueError:
            found.append(line)
    return found


def page_on(stream: TextIO, color: str) -> Page:
    """Return a page as wide as the terminal, with colours as `--color` says."""
    return Page(stream, color=wants_color(color, stream), width=width())
