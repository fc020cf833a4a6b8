"""curl text: a request written as the curl command that sends it, with its secrets masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.contract.private_values import is_secret_name
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import header_value
from salesiq_validate.privacy.printable import printable

if TYPE_CHECKING:
    from salesiq_validate.exchange import Request

#: Stands for a secret that was there.
MASK: Final = "<secret>"


def curl_text(request: Request, *, show_values: bool = False) -> str:
    """Return the command over several lines; a shell, and `cli.curl`, read the same request from it.

    Arguments:
        show_values: show tokens and other secrets, too.

    Raises:
        UnusableArgument: the body is no text.
    """
    url = request.url if show_values else _masked_url(request.url)
    # curl takes braces and brackets of a URL for a pattern.
    is_plain = not set("{}[]") & set(url)
    method = request.method if request.method.isalpha() else _word(request.method)
    lines = [f"curl {'' if is_plain else '--globoff '}-X {method} {_word(url)}"]
    lines += [f"-H {_word(f'{name}: {_shown(name, value, show_values)}')}" for name, value in request.headers]
    if isinstance(request.body, bytes) and request.body:
        if header_value(request.headers, "content-type") is None:
            lines.append("-H 'Content-Type:'")
        try:
            lines.append(f"--data-raw {_word(request.body.decode())}")
        except UnicodeDecodeError:
            raise UnusableArgument("the body is not text, so it cannot be written as a command") from None
    return " \\\n  ".join(lines)


def _shown(name: str, value: str, show_values: bool) -> str:  # noqa: FBT001 - private
    if show_values or not is_secret_name(name):
        return value
    scheme, blank, secret = value.rpartition(" ")
    # What the caller has to fill in is no secret yet.
    return value if secret == "{access_token}" else f"{scheme if name.lower() == 'authorization' else ''}{blank}{MASK}"  # noqa: S105


def _masked_url(url: str) -> str:
    base, mark, query = url.partition("?")
    return f"{base}{mark}{'&'.join(map(_masked_pair, query.split('&')))}"


def _masked_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}{equals}{MASK if value and is_secret_name(name) else value}"


def _word(text: str) -> str:
    """Quote a word for a shell; what a terminal would obey is written by its escape."""
    if printable(text) == text:
        return "'" + text.replace("'", "'\\''") + "'"
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{printable(escaped)}'"
