"""Language: the facts that distinguish the strings and comments of a programming language from its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from attrs import frozen

_C: Final = r"//[^\n]*+|/\*[\s\S]*?(?:\*/|\Z)"
_HASH: Final = r"#[^\n]*+"
#: `${...}`, `$name`, and `$this->name` in PHP.
_DOLLAR: Final = r"\$\{|\$\(|\{(?=\$)|\$(?:env:)?\w+(?:->\w+)?"
_BRACE: Final = r"\{\{|\}\}|\{"


@frozen(eq=False, slots=False)
class Language:
    """How a language, or a family of similar languages, writes comments and strings."""

    #: The endings of its files, and its names after a fence.
    endings: str
    comment: str = _C
    quotes: str = "\"'"
    #: By quote, or by the prefix of a string: the beginning of code inside it.
    holes: Mapping[str, str] = MappingProxyType({})
    #: Quotes whose strings may hold line ends.
    long: str = "`"
    #: Whether an annotation or an argument fills `{name}` in an address.
    has_templates: bool = False
    #: The operator that joins strings.
    join: str = "+"

    @cached_property
    def token(self) -> re.Pattern[str]:
        """The pattern of one token, with the blanks before it."""
        quotes = "|".join(['"""', "'''", *map(re.escape, self.quotes)])
        return re.compile(
            rf"\s*+(?:(?P<c>{self.comment})|(?P<q>(?:(?:[fFrRbBuU]{{1,2}}|[$@]{{1,2}})(?=[\"']))?(?:{quotes}))"
            r"|(?P<n>[A-Za-z_$@][\w$]*+)|(?P<d>\d[\w.]*+)"
            r"|(?P<p>=>|->|::|\?\.|\?\?|\?:|\|\||&&|:=|[=!<>]=+|\+=|\.\.\.|\*\*|\S))"
        )


JS: Final = Language(
    "js jsx ts tsx mjs cjs mts vue svelte html htm javascript typescript", quotes="\"'`", holes={"`": r"\$\{"}
)
PYTHON: Final = Language("py pyi python pyw", _HASH, holes={"f": _BRACE})
RUBY: Final = Language("rb ruby rake ex exs cr", _HASH, "\"'`", holes={'"': r"#\{", "`": r"#\{"}, long="\"'`")
GO: Final = Language("go golang", quotes='"`')
_BY_ENDING: Final = {
    ending: language
    for language in (
        *(JS, PYTHON, RUBY, GO),
        Language("kt kts kotlin groovy gradle scala", holes={'"': _DOLLAR}, has_templates=True),
        Language("dart", holes={'"': _DOLLAR, "'": _DOLLAR}),
        Language("php phtml inc", rf"{_C}|{_HASH}", holes={'"': _DOLLAR}, long="\"'", join="."),
        Language("cs csharp c#", holes={"$": _BRACE}, has_templates=True),
        Language("ps1 psm1 powershell pwsh", rf"<#[\s\S]*?(?:#>|\Z)|{_HASH}", holes={'"': _DOLLAR}, long="\"'"),
        Language("java", has_templates=True),
        Language("dg ds deluge c cc cpp h hpp m mm"),
        Language("swift", quotes='"', holes={'"': r"\\\("}),
        Language("rs rust", quotes='"', long='"'),
    )
    for ending in language.endings.split()
}
#: Scripts and settings, in which we search for commands and addresses, and texts, in which we search for fenced blocks.
SCRIPTS: Final = re.compile(
    r"sh|bash|zsh|shell|console|curl|env|dotenv|dockerfile|make(?:file)?|ya?ml|toml|ini|cfg|conf|properties|https?|rest|json"
)
TEXTS: Final = re.compile(r"mdx?|markdown|rst|txt|adoc")


def ending_of(file: str) -> str:
    """Return the part of a name that shows the language: the ending, or all of `Dockerfile`; `.env.local` is `env`."""
    name = PurePath(file).name.lower()
    return "env" if name.startswith((".env", "env.")) else PurePath(name).suffix[1:] or name.lstrip(".")


def language_of(ending: str) -> Language | None:
    """Return the language of code, None for text and scripts."""
    return _BY_ENDING.get(ending)


def is_source(file: str) -> bool:
    """Tell by its name whether we read a file in a folder."""
    ending = ending_of(file)
    return ending in _BY_ENDING or SCRIPTS.fullmatch(ending) is not None or TEXTS.fullmatch(ending) is not None
