"""Replace sensitive values by placeholders, for output that shows values.

Findings use `salesiq_validate.privacy.shapes`, which shows only what is known to be harmless. Excerpts with
`--show-values` and scrubbed recordings need the opposite: everything stays except tokens, credentials, cookies, e-mail
addresses, IP addresses and telephone numbers. A placeholder keeps the type, so that schemas judge as before. Within a
run, equal texts get equal placeholders, so that readers see what belongs together.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
from functools import cache
from typing import Any, Final

from salesiq_validate.privacy.names import Place, PrivateNames
from salesiq_validate.privacy.url import split_url

#: Kinds that are hidden because of their names, even in output with values: a telephone number may look like an id.
_HIDDEN: Final = frozenset({"secret", "email", "phone", "ip"})
_SCHEMES: Final = r"(?:zoho-oauthtoken|zoho-authtoken|bearer|basic|digest)"
_SCHEME: Final = re.compile(_SCHEMES, re.IGNORECASE)
_NOTHING: Final = re.compile(r"\s*(?:undefined|null|none|nan|\[object [a-z]+\])\s*", re.IGNORECASE)
#: A Zoho OAuth token.
TOKEN: Final = re.compile(r"1000(?:\.[0-9a-f]{6,128}){2}", re.IGNORECASE)
#: Characters that are in neither part of an e-mail address, apart from quoted forms.
_APART: Final = r"\s@,;:<>()\[\]{}\"'=&?/\\|"
#: The lengths of the numbers of common kinds of cards, by their beginnings.
_CARD: Final = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?|(?:5[1-5]|2[2-7]|6[0-9]|35)[0-9]{14}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}"
)

# Every alternative is bounded, or a look-behind ensures that it begins only at the beginning of its run of characters,
# so the time is linear in the length of the text: 0.2 to 0.7 µs a character, also on hostile texts.
# The groups `cookies`, `name` and `scheme` hold text before a secret that may stay.
_SENSITIVE: Final = rf"""
      (?P<token> {TOKEN.pattern} )
    | (?P<jwt> (?<![\w-]) eyJ[\w-]{{4,}} (?:\.[\w-]+){{1,4}} )
    | (?P<userinfo> (?<=://) [^/?\#\s]* (?=@) )
    | (?P<cookies> (?<![\w-]) (?:set-)?cookie \\?["']? \s{{0,9}} : \s{{0,9}} \\?["']? ) (?P<cookie> [^\r\n"]+ )
    | (?P<name> (?<![\w-]) [\w-]{{0,32}} (?:SECRETS)
        \\?["']? \s{{0,9}} [=:] \s{{0,9}} \\?(?P<quote>["'])? (?:{_SCHEMES}\s{{1,9}})? )
      (?P<named> (?(quote) [^"'\\]+ | [^\s"'&,;}}\]\\]+ ) )
    | (?P<scheme> (?<![\w-]) {_SCHEMES} \s{{1,9}} ) (?P<credentials> [^\s"',;]{{8,}} )
    | (?P<email> (?<![^{_APART}]) [^{_APART}]+ (?:@|%40) [^{_APART}]+ )
    | (?P<ipv6> (?<![\w:.]) [0-9a-f]{{0,4}} (?: :[0-9a-f]{{0,4}} ){{2,7}} (?![\w:]) )
    | (?P<ipv4> (?<![\d.]) (?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}} (?!\.?\d) )
    | (?P<card> (?<![\w.])
        (?: [0-9]{{13,16}} | [0-9]{{4}} (?:[\x20-][0-9]{{4}}){{3}} | [0-9]{{4}}[\x20-][0-9]{{6}}[\x20-][0-9]{{4,5}} )
        (?!\.?\w) )
    """
#: Searched last, because digits and blanks would match the beginning of whatever follows a telephone number.
_PHONE: Final = re.compile(
    r"""
      (?<![\w+]) (?: \+[0-9][0-9\x20().-]{5,18}[0-9]
        | \([0-9]{2,4}\)[\x20.-]?[0-9]{3,4}[\x20.-]?[0-9]{3,4}
        | [0-9]{3}[\x20.-][0-9]{3,4}[\x20.-][0-9]{4} ) (?!\w)
    """,
    re.VERBOSE,
)
_LABELS: Final = {"cookie": "cookies", "named": "name", "credentials": "scheme"}


class Redactor:
    """Replaces secrets and personal data by placeholders that are obviously not real and have the same type.

    A placeholder is made from a keyed hash. So memory does not grow with the recording, processes with the same key
    agree, and without the key nobody can confirm a guess. Tokens keep their form (`1000.00..3f.00..0`), e-mail
    addresses are at example.com, IP addresses are in the ranges for documentation and benchmarks, telephone numbers
    begin with zeros, and other secrets become `xxxx` of the same length. There are few placeholders for short texts,
    so two of these may share one.
    """

    def __init__(self, names: PrivateNames, *, key: bytes | None = None) -> None:
        """Set up the redactor.

        Arguments:
            names: the names of private values.
            key: at most 64 bytes; by default a random key, so that no two runs agree.
        """
        self._names = names
        self._key = os.urandom(16) if key is None else key
        self._sensitive = _sensitive(_secret_parts(names))

    def __repr__(self) -> str:
        return "<Redactor>"

    def text(self, text: str) -> str:
        """Redact everything in a text that is known to be sensitive."""
        return _PHONE.sub(lambda found: self.masked(found[0]), self._sensitive.sub(self._replace, text))

    def named(self, name: str, value: str, place: Place = "member") -> str:
        """Redact the value of a header, parameter or member; under a secret name, replace all of it.

        Arguments:
            name: the name as it was sent.
            value: the value; the scheme of an authorization header stays.
            place: where the name occurs.
        """
        kind = self._names.kind(name, place)
        if kind == "secret":
            return self.secret(value)
        redacted = self.text(value)
        return self.masked(value) if redacted == value and kind in _HIDDEN else redacted

    def secret(self, value: str) -> str:
        """Replace a secret; keep the scheme before it, and words such as `undefined`."""
        scheme, blank, credentials = value.partition(" ")
        if blank and _SCHEME.fullmatch(scheme):
            return f"{scheme} {self.secret(credentials)}"
        return value if _NOTHING.fullmatch(value) else " ".join(map(self._secret, value.split(" ")))

    def whole(self, text: str) -> str | None:
        """Return the placeholder for a text that consists of one token, address or the like; otherwise None."""
        found = self._sensitive.fullmatch(text)
        if found is None or found.lastgroup in _LABELS:
            return None
        placeholder = self._replace(found)
        return None if placeholder == text else placeholder

    def url(self, url: str) -> str:
        """Redact a URL's user, its secret parameters and everything that `text` finds; keep the order of parameters."""
        parts = split_url(url)
        query = "&".join(map(self._pair, parts.query[1:].split("&")))
        return str(
            parts._replace(
                user=self.user(parts.user),
                host=self.text(parts.host),
                path=self.text(parts.path),
                query=parts.query[:1] + query,
                fragment=parts.fragment[:1] + self.text(parts.fragment[1:]),
            )
        )

    def user(self, user: str) -> str:
        """Replace the user and password before a host, including the "@"."""
        name, colon, password = user.removesuffix("@").partition(":")
        shown = f"user-{self._hex(user, 8)}" if name else ""
        return f"{shown}{colon}{'x' * 8 if password else ''}{user[-1:]}"

    def document(self, document: Any) -> Any:
        """Return a copy of a JSON document with redacted texts, and with every scalar under a sensitive name redacted.

        A number under such a name becomes a number with as many digits; booleans and null stay. Any depth is possible.
        """
        top: list[Any] = [None]
        # The value to copy, the place for the copy, and the sensitive name above it.
        todo: list[tuple[Any, Any, Any, str]] = [(document, top, 0, "")]
        while todo:
            value, container, place, name = todo.pop()
            if isinstance(value, dict):
                members: dict[Any, Any] = {}
                for key, member in value.items():
                    shown = self.text(key) if isinstance(key, str) else key
                    members[shown] = None  # keeps the order, which the stack reverses
                    is_hidden = isinstance(key, str) and self._names.kind(key) in _HIDDEN
                    todo.append((member, members, shown, key if is_hidden else name))
                container[place] = members
            elif isinstance(value, (list, tuple)):
                items: list[Any] = [None] * len(value)
                todo.extend((item, items, index, name) for index, item in enumerate(value))
                container[place] = items
            else:
                container[place] = self._scalar(name, value)
        return top[0]

    def _scalar(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self.named(name, value)
        if name and isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._number(value)
        return value

    def _pair(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        return f"{self.text(name)}{equals}{self.named(name, value, 'query')}"

    def _replace(self, found: re.Match[str]) -> str:
        kind, text = found.lastgroup or "", found[0]
        if kind in _LABELS:
            return found[_LABELS[kind]] + self._secret(found[kind])
        if kind in {"ipv4", "ipv6"}:
            return self._address(text)
        if kind == "card":
            return self.masked(text) if _is_card(text) else text
        if kind == "userinfo":
            return self.user(f"{text}@")[:-1]
        make = {"token": self._token, "email": self._email}.get(kind, self._secret)
        return make(text)

    def _secret(self, text: str) -> str:
        if text.isascii() and text.isdigit():
            return self.masked(text)
        if TOKEN.fullmatch(text):
            return self._token(text)
        return self._hex(text, 8).rjust(len(text), "x")[-len(text) :] if text else text

    def _token(self, text: str) -> str:
        # The zeros show readers, and a rule about secrets in recordings, that this is not a secret.
        _, first, second = text.split(".")
        return f"1000.{self._hex(text, 6).zfill(len(first))}.{'0' * len(second)}"

    def _email(self, text: str) -> str:
        return f"user-{self._hex(text, 8)}{'@' if '@' in text else '%40'}example.com"

    def _address(self, text: str) -> str:
        try:
            version = ipaddress.ip_address(text).version
        except ValueError:
            return text  # a time of day or a version number
        if version == 6:
            return f"2001:db8::{self._hex(text, 4)}"
        number = self._hash(text)
        return f"198.{18 + number % 2}.{number // 2 % 256}.{number // 512 % 256}"

    def masked(self, text: str) -> str:
        """Replace the last six digits by others, all earlier digits by 0, and letters by x; punctuation stays."""
        count = sum(character.isdigit() for character in text)
        digits = iter(f"{self._hash(text) % 10 ** min(count, 6):0{count}d}")
        return "".join(
            next(digits) if character.isdigit() else "x" if character.isalpha() else character for character in text
        )

    def _number(self, value: float) -> float:
        if isinstance(value, float):
            return 0.0
        sign = -1 if value < 0 else 1
        if value.bit_length() > 64:
            return sign * (2**64 + self._hash(hex(value)) % 2**32)
        least = 10 ** (len(str(abs(value))) - 1)
        return sign * (least + self._hash(str(value)) % (9 * least))

    def _hash(self, text: str) -> int:
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key)
        return int.from_bytes(digest.digest(), "big")

    def _hex(self, text: str, digits: int) -> str:
        return f"{self._hash(text) % 16**digits:0{digits}x}"


def _secret_parts(names: PrivateNames) -> str:
    parts = [part for entry in names.words if entry.kind == "secret" for part in entry.parts]
    return "|".join(part.replace("_", "[_-]?") for part in parts) or "(?!)"


@cache
def _sensitive(secrets: str) -> re.Pattern[str]:
    return re.compile(_SENSITIVE.replace("SECRETS", secrets), re.VERBOSE | re.IGNORECASE)


def _is_card(text: str) -> bool:
    """Tell whether digits have the beginning and the checksum (Luhn) of a card number."""
    digits = [int(character) for character in text if character.isdigit()]
    total = sum(digits[-1::-2]) + sum(digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return total % 10 == 0 and _CARD.fullmatch("".join(map(str, digits))) is not None
