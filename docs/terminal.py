"""Terminal: coloured output of a command as an SVG picture, in the colours of a dark terminal."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_CHARACTER: Final = 8.4
_LINE: Final = 19
_MARGIN: Final = 18
_SEQUENCE: Final = re.compile(r"\x1b\[([0-9;]*)m")
#: The styles that the text report uses, by the parameter of their ANSI sequence.
_CLASSES: Final = {"1;31": "error", "1;33": "warning", "1;36": "info", "1": "strong", "2": "quiet", "1;32": "good"}
_STYLE: Final = (
    "text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; "
    "fill: #d6dce4; white-space: pre } .ground { fill: #161b22 } .error { fill: #ff8a80; font-weight: 700 } "
    ".warning { fill: #f0b558; font-weight: 700 } .info { fill: #7cc4ee; font-weight: 700 } "
    ".good { fill: #7ccf99; font-weight: 700 } .strong { fill: #ffffff; font-weight: 700 } .quiet { fill: #8b98a7 }"
)


def picture(text: str, name: str) -> str:
    """Return an SVG document.

    Arguments:
        text: the output, with ANSI sequences.
        name: a description of the picture, for people who cannot see it.
    """
    lines = text.rstrip("\n").split("\n")
    columns = max(len(_SEQUENCE.sub("", line)) for line in lines)
    width, height = round(columns * _CHARACTER + 2 * _MARGIN), len(lines) * _LINE + 2 * _MARGIN
    rows = "\n".join(
        f'<text x="{_MARGIN}" y="{_MARGIN + 14 + at * _LINE}">{_row(line)}</text>'
        for at, line in enumerate(lines)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(name)}">\n<style>{_STYLE}</style>\n'
        f'<rect class="ground" width="{width}" height="{height}" rx="8"/>\n{rows}\n</svg>\n'
    )


def _row(line: str) -> str:
    # `split` with a group gives text, style, text, style, ..., text.
    first, *rest = _SEQUENCE.split(line)
    shown = escape(first, quote=False)
    for style, piece in zip(rest[::2], rest[1::2], strict=True):
        kind = _CLASSES.get(style)
        if piece:
            text = escape(piece, quote=False)
            shown += text if kind is None else f'<tspan class="{kind}">{text}</tspan>'
    return shown
