"""curl: the request that a curl command would send, read from its words.

We use only options that change the request, and skip those for the transfer itself (`--silent`, `--max-time 5`). We
report unknown options, because such an option may have an argument, which we would mistake for a URL.
"""

from __future__ import annotations

import base64
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, urlsplit

from attrs import define, field, frozen

from salesiq_validate.cli import curl_options
from salesiq_validate.cli.curl_form import CurlPart, ReadFile, read_part
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import Request


@frozen
class CurlRequest:
    """The request of a curl command, and the unknown options."""

    request: Request
    notes: tuple[str, ...] = ()


def read_curl(words: Iterable[str], read_file: ReadFile) -> CurlRequest:
    """Read the words after `curl`.

    Raises:
        UnusableArgument: there is no URL, an option has no argument, or a file cannot be read.
    """
    command = _Command(read_file)
    rest = deque(words)
    while rest:
        word = rest.popleft()
        if word == "--":
            command.urls.extend(rest)
            break
        if word in {"--next", "-:"}:
            command.notes.append("only the first of several requests is checked; everything after --next is ignored")
            break
        if word.startswith("--"):
            command.long(word, rest)
        elif word.startswith("-") and len(word) > 1:
            command.short(word, rest)
        else:
            command.urls.append(word)
    return command.request()


@define(repr=False)
class _Command:
    """A command as far as we have read it."""

    read_file: ReadFile
    urls: list[str] = field(factory=list)
    notes: list[str] = field(factory=list)
    method: str | None = None
    headers: list[tuple[str, str]] = field(factory=list)
    #: Names of headers that curl does not send, in lower case.
    removed: set[str] = field(factory=set)
    #: Headers of options such as `--user-agent`; a header from -H overrides them.
    implied: list[tuple[str, str]] = field(factory=list)
    data: bytes | None = None
    query: list[str] = field(factory=list)
    parts: list[CurlPart] = field(factory=list)
    data_as_query: bool = False
    head: bool = False
    upload: bytes | None = None
    #: An upload adds this to a URL that ends with a slash: the name of its file, "" for standard input.
    upload_name: str = ""

    def long(self, word: str, rest: deque[str]) -> None:
        """Read an option like `--request POST`, or `--request=POST`, although curl refuses that form."""
        name, equals, value = word[2:].partition("=")
        name = curl_options.ALIASES.get(name, name)
        if name in curl_options.WITH_ARGUMENT:
            self.apply(name, value if equals else _argument(word, rest))
        elif name in curl_options.PLAIN or name.removeprefix("no-") in curl_options.PLAIN:
            self.apply(name, "")
        else:
            self.notes.append(f"the curl option --{name} is not known, so it was ignored")

    def short(self, word: str, rest: deque[str]) -> None:
        """Read letters like `-sSXPOST`: the rest is the argument of the first letter that needs one."""
        for at, letter in enumerate(word[1:], 1):
            name = curl_options.LETTERS.get(letter)
            if name is None:
                self.notes.append(f"the curl option -{letter} is not known, so it was ignored")
            elif name in curl_options.WITH_ARGUMENT:
                self.apply(name, word[at + 1 :] or _argument(f"-{letter}", rest))
                return
            else:
                self.apply(name, "")

    def apply(self, name: str, value: str) -> None:
        """Apply an option that changes the request; ignore others."""
        match name:
            case "request":
                self.method = value
            case "url":
                self.urls.append(value)
            case "header":
                self._header(value)
            case "data" | "data-ascii" | "data-raw" | "data-binary" | "data-urlencode" | "json":
                self._data(name, value)
            case "url-query":
                self.query.append(value[1:] if value.startswith("+") else self._urlencoded(value).decode("latin-1"))
            case "form" | "form-string":
                self.parts.append(read_part(value, self.read_file, is_text=name == "form-string"))
            case "get":
                self.data_as_query = True
            case "head":
                self.head = True
            case "upload-file":
                self.upload = self.read_file(value)
                self.upload_name = "" if value in {"-", "."} else value.replace("\\", "/").rpartition("/")[2]
            case _:
                self.implied.extend(_implied(name, value))

    def request(self) -> CurlRequest:
        """Return the request of the command."""
        if not self.urls:
            raise UnusableArgument("the curl command has no URL")
        if len(self.urls) > 1:
            self.notes.append("only the first of several URLs is checked")
        url = self.urls[0] if "://" in self.urls[0] else f"http://{self.urls[0]}"
        if _is_broken(url):
            self.notes.append("the URL cannot be read")
        elif self.upload_name:
            url = _with_file(url, self.upload_name)
        data = self.data
        if self.data_as_query and data is not None:
            self.query.append(data.decode("latin-1"))
            data = None
        if self.query:
            url = url.partition("#")[0]
            url = f"{url}{'&' if '?' in url else '?'}{'&'.join(self.query)}"
        body = data if data is not None else self.upload
        if self.parts:
            body = self._multipart()
        elif data is not None:
            self.implied.append(("Content-Type", "application/x-www-form-urlencoded"))
        given = {name.lower() for name, _ in self.headers} | self.removed
        headers = [*self.headers]
        cookies = ";".join(value for name, value in self.implied if name == "Cookie")
        for name, value in self.implied:
            if name == "Cookie":
                value = cookies
            if name.lower() not in given:
                given.add(name.lower())
                headers.append((name, value))
        return CurlRequest(Request(self.method or self._method(data), url, headers, body), tuple(self.notes))

    def _method(self, data: bytes | None) -> str:
        if self.head:
            return "HEAD"
        if data is not None or self.parts:
            return "POST"
        return "PUT" if self.upload is not None else "GET"

    def _header(self, text: str) -> None:
        lines = self.read_file(text[1:]).decode("utf-8", "replace").splitlines() if text.startswith("@") else [text]
        for line in lines:
            name, colon, value = line.partition(":")
            if colon and value.strip():
                self.headers.append((name.strip(), value.strip()))
            elif colon:
                self.removed.add(name.strip().lower())
            elif line.strip().endswith(";"):
                self.headers.append((line.strip()[:-1], ""))

    def _data(self, name: str, value: str) -> None:
        joint = b"&"
        if name == "data-urlencode":
            piece = self._urlencoded(value)
        elif name == "data-raw" or not value.startswith("@"):
            piece = _encoded(value)
        else:
            piece = self.read_file(value[1:])
            if name in {"data", "data-ascii"}:
                # As in curl: only --data-binary and --json send a file unchanged.
                piece = piece.translate(None, b"\r\n\0")
        if name == "json":
            joint = b""
            self.implied += [("Content-Type", "application/json"), ("Accept", "application/json")]
        self.data = piece if self.data is None else self.data + joint + piece

    def _urlencoded(self, text: str) -> bytes:
        """Read `content`, `=content`, `name=content`, `@file` or `name@file`."""
        name, mark, content = text, "", ""
        for at, letter in enumerate(text):
            if letter in "=@":
                name, mark, content = text[:at], letter, text[at + 1 :]
                break
        if not mark:
            name, content = "", text
        value = self.read_file(content) if mark == "@" else _encoded(content)
        encoded = quote_plus(value)  # the name is not encoded
        return _encoded(f"{name}={encoded}" if name else encoded)

    def _multipart(self) -> bytes:
        boundary = f"------------------------{secrets.token_hex(8)}"
        own = next((at for at, (name, _) in enumerate(self.headers) if name.lower() == "content-type"), None)
        if own is None:
            self.implied.append(("Content-Type", f"multipart/form-data; boundary={boundary}"))
        elif "boundary=" not in self.headers[own][1].lower():
            # As in curl, if the user sets the type.
            self.headers[own] = (self.headers[own][0], f"{self.headers[own][1]}; boundary={boundary}")
        pieces = [b"--" + boundary.encode() + b"\r\n" + part.text() for part in self.parts]
        return b"".join([*pieces, b"--" + boundary.encode() + b"--\r\n"])


def _implied(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the header that an option implies."""
    if name == "user-agent":
        yield "User-Agent", value
    elif name == "referer":
        yield "Referer", value
    elif name == "cookie" and "=" in value:  # otherwise it is the name of a file of cookies
        yield "Cookie", value
    elif name == "user":
        yield "Authorization", f"Basic {base64.b64encode(_encoded(value)).decode()}"
    elif name == "oauth2-bearer":
        yield "Authorization", f"Bearer {value}"


def _with_file(url: str, name: str) -> str:
    """Return the URL of an upload, with the file's name added if the URL is that of a folder."""
    parts = urlsplit(url)
    if parts.path and not parts.path.endswith("/"):
        return url
    return parts._replace(path=f"{parts.path or '/'}{quote(name, safe='')}").geturl()


def _argument(option: str, rest: deque[str]) -> str:
    if not rest:
        raise UnusableArgument(f"the curl option {option} has no argument")
    return rest.popleft()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_broken(url: str) -> bool:
    """Tell whether a URL cannot even be split into parts."""
    try:
        urlsplit(url)
    except ValueError:
        return True
    return False
