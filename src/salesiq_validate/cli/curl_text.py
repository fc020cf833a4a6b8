"""curl text: writes a request as the curl command that sends it, with its secrets masked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.contract.private_values import is_secret_name
from salesiq_validate.contract.servers import Servers
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import header_value
from salesiq_validate.privacy.printable import printable
from salesiq_validate.privacy.redactor import TOKEN
from salesiq_validate.privacy.url import split_url

if TYPE_CHECKING:
    from salesiq_validate.exchange import Request

#: Replaces a secret.
MASK: Final = "<secret>"
_TOKEN_BYTES: Final = re.compile(TOKEN.pattern.encode(), re.IGNORECASE)


def curl_text(request: Request, *, show_values: bool = False) -> str:
    """Return the command on several lines; a shell and `cli.curl` read the same request from it.

    Arguments:
        show_values: show tokens and other secrets, too.

    Raises:
        UnusableArgument: the body is not text.
    """
    shown = request if show_values else _masked(request)
    # curl would treat braces and brackets in a URL as a pattern.
    is_plain = not set("{}[]") & set(shown.url)
    method = shown.method if shown.method.isalpha() else _word(shown.method)
    lines = [f"curl {'' if is_plain else '--globoff '}-X {method} {_word(shown.url)}"]
    lines += [f"-H {_word(f'{name}: {value}')}" for name, value in shown.headers]
    if isinstance(shown.body, bytes) and shown.body:
        if header_value(shown.headers, "content-type") is None:
            lines.append("-H 'Content-Type:'")
        try:
            lines.append(f"--data-raw {_word(shown.body.decode())}")
        except UnicodeDecodeError:
            raise UnusableArgument("the body is not text, so it cannot be written as a command") from None
    return " \\\n  ".join(lines)


def _masked(request: Request) -> Request:
    """Replace tokens everywhere, and values in headers and the query whose names show that they are secret."""
    url = split_url(request.url)
    query = "&".join(map(_masked_pair, url.query.split("&")))
    url = url._replace(user="" if not url.user else f"{MASK}@", query=query)
    headers = tuple((name, _masked_header(name, value)) for name, value in request.headers)
    body = request.body
    if isinstance(body, bytes):
        body = _TOKEN_BYTES.sub(MASK.encode(), body)
    return evolve(request, url=TOKEN.sub(MASK, str(url)), headers=headers, body=body)


def _masked_header(name: str, value: str) -> str:
    if not is_secret_name(name):
        return TOKEN.sub(MASK, value)
    facts = Servers.load().authorization
    first = value.split(maxsplit=1)[0] if value.strip() else ""
    scheme = f"{first} " if first.lower() in {facts.scheme.lower(), *facts.wrong_schemes} else ""
    # A placeholder that the user has to fill in is not a secret yet.
    return value if value == f"{facts.scheme} {{access_token}}" else f"{scheme}{MASK}"


def _masked_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}{equals}{MASK if value and is_secret_name(name.removeprefix('?')) else value}"


def _word(text: str) -> str:
    """Quote a word for a shell; escape characters that a terminal would obey."""
    if printable(text) == text:
        return "'" + text.replace("'", "'\\''") + "'"
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{printable(escaped)}'"
