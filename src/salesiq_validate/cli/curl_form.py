"""Parts of a multipart body, as `curl --form` names them: `name=text`, `name=@file;type=image/png`, `name=<file`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Final, TypeAlias

from attrs import frozen

from salesiq_validate.exceptions import UnusableArgument

#: Reads a file that the command names; "-" is standard input. It raises UnusableArgument.
ReadFile: TypeAlias = Callable[[str], bytes]

_SETTING: Final = re.compile(
    r"""; \s* (?P<name>type|filename|encoder|headers) = (?P<value> "(?:[^"\\]|\\.)*" | [^;]* )""", re.VERBOSE
)
#: The media types that curl derives from a file's ending.
_TYPES: Final = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}


@frozen(repr=False)
class CurlPart:
    """One part of a multipart body."""

    name: str
    content: bytes
    file_name: str | None = None
    content_type: str | None = None

    def text(self) -> bytes:
        """Return the part with its headers."""
        disposition = f'Content-Disposition: form-data; name="{_quoted(self.name)}"'
        if self.file_name is not None:
            disposition += f'; filename="{_quoted(self.file_name)}"'
        kind = f"\r\nContent-Type: {self.content_type}" if self.content_type else ""
        return _encoded(f"{disposition}{kind}\r\n\r\n") + self.content + b"\r\n"


def read_part(text: str, read_file: ReadFile, *, is_text: bool) -> CurlPart:
    """Read the argument of `--form` or, as a text, `--form-string`.

    Raises:
        UnusableArgument: it is not NAME=CONTENT, or a file cannot be read.
    """
    name, equals, value = text.partition("=")
    if not equals:
        # It may be a secret.
        raise UnusableArgument("write --form NAME=CONTENT in the curl command; one has no equals sign")
    if is_text:
        return CurlPart(name, _encoded(value))
    first = _SETTING.search(value)
    settings = {}
    if first is not None:
        settings = {found["name"]: _unquoted(found["value"]) for found in _SETTING.finditer(value)}
        value = value[: first.start()]
    content_type = settings.get("type")
    mark, value = (value[0], _unquoted(value[1:])) if value[:1] in {"@", "<"} else ("", value)
    if mark == "@":
        file_name = settings.get("filename", PurePath(value).name)
        guessed = _TYPES.get(PurePath(file_name).suffix.lower(), "application/octet-stream")
        return CurlPart(name, read_file(value), file_name, content_type or guessed)
    content = read_file(value) if mark else _encoded(_unquoted(value))
    return CurlPart(name, content, settings.get("filename"), content_type)


def _unquoted(text: str) -> str:
    return re.sub(r"\\([\\\"])", r"\1", text[1:-1]) if len(text) > 1 and text[0] == text[-1] == '"' else text


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
