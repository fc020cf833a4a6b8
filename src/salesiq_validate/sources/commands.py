"""Commands: finds `curl` in scripts and pages, requests in the syntax of HTTP, and lines `NAME=value`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from salesiq_validate.sources.details import UNSEEN, SourceCall, document_of

#: A hole about which nothing is known.
_HOLE: Final = "\U0010fffd"
_QUOTED: Final = r"\"(?:[^\"\\]|\\[\s\S])*+\"|'[^']*+'"
_CURL: Final = re.compile(rf"(?<![\w.-])curl(?:\.exe)?[ \t]++((?:[^\n\\\"'|;&]|\\[\s\S]|{_QUOTED})*+)")
_WORD: Final = re.compile(rf"(?:\\[^\s]|[^\s\\\"']|{_QUOTED})++")
_PIECE: Final = re.compile(rf"{_QUOTED}|(?:\\.|[^\"'\\])++")
_ASSIGNED: Final = re.compile(
    r"^[ \t]*+(?:(?:export|readonly|local|set|ENV|-)[ \t]++)?([A-Za-z_]\w*+)(?:=|:[ \t]++)[ \t]*+(.*)$", re.MULTILINE
)
_VARIABLE: Final = re.compile(r"\$\((?:[^()]|\([^()]*\))*\)|\$\{(\w+)(?::?[-=?]([^}]*))?[^}]*\}|\$(\w+|[@*#?])")
_HTTP: Final = re.compile(
    r"^[ \t]*(GET|POST|PUT|PATCH|DELETE)[ \t]+(https?://\S+|/\S*)(?:[ \t]+HTTP/\S+)?[ \t]*$", re.MULTILINE
)
_HEADER: Final = re.compile(r"\n[ \t]*([\w-]+):[ \t]*(.*)")
_BODY: Final = re.compile(r"\n\s*(\{[^\n]*(?:\n(?!###|[A-Z]+ )[^\n]+)*)")
_PLACEHOLDER: Final = re.compile(
    r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[^{}\s\"]*\}|<[^<>\s]+>|(?<=/):\w+|(?<=/)(?:YOUR|MY)[_-][A-Z_]+"
)
_SET: Final = re.compile(
    r"^[ \t]*+(?:(?:export|ENV|-)[ \t]++)?[\"']?[\w.-]++[\"']?[ \t]*+[:=][ \t]*+[\"']?"
    r"(https?://[^\s\"'<>|`,]++)[\"']?,?[ \t]*+(?:#.*)?$",
    re.MULTILINE,
)
#: Options of curl by what they set, and those whose values do not matter here.
_OPTION: Final = re.compile(
    r"(?P<method>-X|--request)|(?P<header>-H|--header)|(?P<get>-G|--get)|(?P<query>--data-urlencode)|(?P<url>--url)"
    r"|(?P<body>-d|-F|--data(?:-\w+)?|--json|--form)|(?P<user>-u|--user|--oauth2-bearer)"
    r"|(?P<other>-[owmAebcxTK]|--(?:output|write-out|max-time|user-agent|referer|cookie|connect-timeout|retry|proxy))"
)


def addresses_in(text: str) -> Iterator[SourceCall]:
    """Yield the addresses in lines like `NAME=https://...` and `"name": "https://..."`."""
    for found in _SET.finditer(text):
        yield SourceCall(_with_holes(_VARIABLE.sub(_HOLE, found[1])), found.start(1))


def requests_in(text: str) -> Iterator[SourceCall]:
    """Yield requests in the syntax of HTTP: a method and an address, headers, a blank line, a body."""
    for found in _HTTP.finditer(text):
        call, at = SourceCall(_with_holes(found[2]), found.start(2), found[1], is_sent=True), found.end()
        while (header := _HEADER.match(text, at)) is not None:
            at = header.end()
            if header[1].lower() == "authorization":
                call.authorization, call.authorization_place = _with_holes(header[2]), header.start(1)
            elif header[1].lower() == "host" and call.url.startswith("/"):
                call.url = f"https://{header[2].strip()}{call.url}"
        if (body := _BODY.match(text, at)) is not None:
            _embody(call, body[1], body.start(1))
        yield call


def curls_in(text: str) -> Iterator[SourceCall]:
    """Yield the calls of curl."""
    variables = {found[1]: found[2].partition(" #")[0].strip() for found in _ASSIGNED.finditer(text)}
    for found in _CURL.finditer(text):
        words = [(_read(word[0], variables), found.start(1) + word.start()) for word in _WORD.finditer(found[1])]
        call = SourceCall("", 0, is_sent=True)
        _take_words(call, words)
        if call.url:
            yield call


def _with_holes(text: str) -> str:
    return _PLACEHOLDER.sub(_HOLE, text)


def _read(word: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """Return the text of a shell word."""

    def fill(found: re.Match[str]) -> str:
        name = found[1] or found[3] or ""
        if name in variables and depth < 4:
            return _read(variables[name][:500], variables, depth + 1)
        return found[2] if found[2] and "/" in found[2] else _HOLE

    parts = []
    for piece in _PIECE.finditer(word):
        text = piece[0].strip('"') if piece[0][:1] == '"' else piece[0]
        filled = _VARIABLE.sub(fill, text)
        parts.append(text[1:-1] if text[:1] == "'" else re.sub(r"\\\n|\\(.)", lambda escape: escape[1] or "", filled))
    return "".join(parts)


def _take_words(call: SourceCall, words: list[tuple[str, int]]) -> None:
    todo, is_get = iter(words), any(word in ("-G", "--get") for word, _ in words)
    for word, place in todo:
        option, sign, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
        if word[:1] == "-" and word[:2] != "--" and len(word) > 2 and word[-1] in "XHd":
            option, sign = f"-{word[-1]}", ""  # -sSX POST
        found = _OPTION.fullmatch(option)
        if found is None and "://" in word and not word.startswith("-"):
            call.url, call.place = call.url or _with_holes(word), call.place or place
        elif found is not None and found.lastgroup != "get":
            value, at = (value, place) if sign else next(todo, ("", place))
            _take_option(call, found.lastgroup or "", value, at, is_get=is_get)
    call.method = "GET" if is_get else call.method or "GET"


def _take_option(call: SourceCall, said: str, value: str, at: int, *, is_get: bool) -> None:
    name, _, content = value.partition(":" if said == "header" else "=")
    if said == "method":
        call.method = value.upper()
    elif said == "url":
        call.url, call.place = _with_holes(value), at
    elif said == "user" or (said == "header" and name.strip().lower() == "authorization"):
        call.authorization, call.authorization_place = content.strip() if said == "header" else f"Basic {_HOLE}", at
    elif said == "query" or (said == "body" and is_get):
        call.params.append((name, UNSEEN if _HOLE in content else content, at))
    elif said == "body":
        call.method = call.method or "POST"
        _embody(call, value, at)


def _embody(call: SourceCall, text: str, place: int) -> None:
    call.body = document_of(text)
    for key in call.body if isinstance(call.body, dict) else ():
        call.keys[key] = place + max(text.find(f'"{key}"'), 0)
