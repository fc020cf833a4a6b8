"""Console: lines of text for a terminal or a log, safe for both.

Recorded text is made printable first. Two dangers remain: a CI log obeys lines that look like its commands, and the
encoding of a stream may lack a character. This module handles both when it writes a line.
"""

from __future__ import annotations

import enum
import textwrap
from typing import TYPE_CHECKING, Final

from salesiq_validate.privacy.printable import printable

if TYPE_CHECKING:
    from typing import TextIO

#: The characters beyond ASCII in our own lines, and their replacements if the stream cannot write them.
_ASCII: Final = {"…": "...", "·": "-"}
_MARKS: Final = "".join(_ASCII)


def quiet(text: str, *, limit: int | None = None) -> str:
    """Return text of any origin in a form that neither a terminal nor a log obeys.

    GitHub, Azure Pipelines and TeamCity obey `##[command]`, `##vso[command]` and `##teamcity[command]` anywhere in a
    line.
    """
    return printable(text, limit=limit).replace("##", "#\\x23")


class Style(enum.Enum):
    """The look of a piece of a line, as the parameter of an ANSI SGR sequence."""

    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "1;36"
    STRONG = "1"
    QUIET = "2"
    GOOD = "1;32"


class Console:
    """Writes lines to a text stream, with colours and hyperlinks if wanted."""

    def __init__(self, stream: TextIO, *, color: bool, width: int, links: bool = False) -> None:
        self._stream = stream
        self._color = color
        self._links = links
        self.width = max(width, 20)
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._has_marks = self._can_write(_MARKS)

    def text(self, text: str, *, limit: int | None = None) -> str:
        """Return text of any origin in a printable form for one line."""
        return self.marks(quiet(text, limit=limit))

    def marks(self, text: str) -> str:
        """Return our own text with symbols that the stream can write."""
        if self._has_marks:
            return text
        for mark, ascii_text in _ASCII.items():
            text = text.replace(mark, ascii_text)
        return text

    def styled(self, style: Style, text: str) -> str:
        """Return text in a style."""
        return f"\x1b[{style.value}m{text}\x1b[0m" if self._color and text else text

    def linked(self, text: str, page: str) -> str:
        """Return text that links to one of our pages if the terminal supports hyperlinks (OSC 8)."""
        return f"\x1b]8;;{page}\x1b\\{text}\x1b]8;;\x1b\\" if self._links and page else text

    def wrapped(self, label: str, text: str, *, indent: int = 2) -> None:
        """Write a paragraph after a label; its further lines have the same indentation as the first."""
        margin = " " * (indent + len(label))
        lines = textwrap.wrap(
            text, max(self.width - len(margin), 20), break_on_hyphens=False, break_long_words=False
        ) or [""]
        self.line(" " * indent + self.styled(Style.QUIET, label) + lines[0])
        for line in lines[1:]:
            self.line(margin + line)

    def line(self, text: str = "") -> None:
        """Write one line that no log mistakes for a command.

        GitHub obeys `::command` after any blanks at the beginning of a line, and wrapping may have put it there.
        """
        bare = text.lstrip()
        if bare.startswith("::"):
            text = text[: len(text) - len(bare)] + "\\x3a" + bare[1:]
        self._stream.write(self.encodable(text.rstrip()) + "\n")

    def encodable(self, text: str) -> str:
        """Return text that the stream can encode."""
        if self._can_write(text):
            return text
        return text.encode(self._encoding, "backslashreplace").decode(self._encoding)

    def _can_write(self, text: str) -> bool:
        if text.isascii():
            return True
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True
