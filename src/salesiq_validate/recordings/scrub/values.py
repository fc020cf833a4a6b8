"""Values: scrubs one value of a payload according to the kind that its name shows.

Values that the contract lists stay everywhere. If the contract lists the name and does not mark it as private, a code
word stays as well. If the name is not listed, everything else is replaced.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from salesiq_validate.privacy.names import PRIVATE, Kind, Place, PrivateNames
from salesiq_validate.privacy.redactor import Redactor
from salesiq_validate.privacy.shapes import reads_as_code
from salesiq_validate.privacy.url import split_url
from salesiq_validate.recordings.scrub.json_text import LITERALS, decoded, is_number, is_string, saying, tokens
from salesiq_validate.recordings.scrub.scrambling import Scrambler

_HEXADECIMAL_ID: Final = re.compile(r"[0-9A-Fa-f]{16,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
#: An id of digits, alone or inside a path or another id. Eight digits may be a date, so they do not count.
_ID: Final = re.compile(r"[0-9]{9,}")
_IP: Final = re.compile(r"[0-9A-Fa-f:.*]+")
#: The shape of a time or an id; only hexadecimal ids have letters.
_TIME: Final = re.compile(r"[-+0-9:.TZ /]+")
_WORDS: Final = frozenset({"", "true", "false", "null", "undefined"})
#: Values that are not texts for people: codes, lists of codes, ids, colours, times, paths.
_CODE: Final = re.compile(r"[!-~]{1,64}")
#: A variable that Postman replaces by a value.
_VARIABLE: Final = re.compile(r"\{\{([^{}]*)\}\}")
#: The beginning of a placeholder for a server, as `contract.api_traffic` recognises it.
_HOLE: Final = re.compile(r"[{<$]")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{10,}={0,2}")
#: A percent sign without two hexadecimal digits after it, and the characters that follow instead.
_BROKEN_PERCENT: Final = re.compile(r"(%(?![0-9A-Fa-f]{2}).{0,2})", re.DOTALL)
_DATA_URL: Final = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)
#: How many levels of texts inside texts (JSON, Base64, percent-encoding) we decode; deeper texts are scrambled.
_DEPTH: Final = 5
#: The longest address or Zoho token.
_LONGEST_WHOLE: Final = 320
#: We remember the latest texts up to this length.
_SHORT: Final = 40
_REMEMBERED: Final = 2_000
#: A number with no more digits than this stays if its name says nothing about it.
_FEW_DIGITS: Final = 3


class Values:
    """Scrubs one value at a time."""

    def __init__(
        self, names: PrivateNames, listed: frozenset[str], redactor: Redactor, scrambler: Scrambler, *, ids: bool
    ) -> None:
        """Store what decides the replacements.

        Arguments:
            names: says which names have private values.
            listed: texts that stay because the contract lists them as values.
            redactor: replaces secrets that it recognises by their shape.
            scrambler: replaces everything else.
            ids: whether to replace ids, too.
        """
        self._names = names
        self._listed = listed
        self._messages = frozenset(map(_as_message, listed))
        self._redactor = redactor
        self._scrambler = scrambler
        self._ids = ids
        self._ways: dict[Kind, Callable[[str, int], str]] = {
            "secret": lambda text, _depth: redactor.secret(text),
            "email": self._email,
            "phone": lambda text, _depth: redactor.masked(text),
            "ip": self._ip,
            "date": lambda text, _depth: scrambler.date(redactor.text(text)),
            "account": self._account,
            "time": self._time,
            "id": self._id,
            "listed": self._code,
        }
        # The same few names and short values repeat; a look-up is faster than another inspection.
        self.kind: Callable[[str, Place], Kind] = lru_cache(maxsize=10_000)(names.kind)
        self.name: Callable[[str], str] = lru_cache(maxsize=10_000)(self._name)
        self._short = lru_cache(maxsize=_REMEMBERED)(self._scrubbed)
        self._short_member = lru_cache(maxsize=_REMEMBERED)(self._scrubbed_member)
        self._short_value = lru_cache(maxsize=_REMEMBERED)(self._scrubbed_value)

    def __repr__(self) -> str:
        return "<Values>"

    def text(self, kind: Kind, text: str, depth: int = 0) -> str:
        """Scrub a text.

        Arguments:
            kind: the kind that its name shows.
            depth: how many texts it stands inside of.
        """
        return (self._short if len(text) <= _SHORT else self._scrubbed)(kind, text, depth)

    def json(self, text: str, kind: Kind = "unknown", depth: int = 0) -> str:
        """Scrub a JSON text, or an attempt at one.

        Arguments:
            kind: the kind of the text as a whole; members whose names show no kind have the same.
            depth: how many texts it stands inside of.
        """
        out: list[str] = []
        #: For each open object or array: the kind that its own name shows, and the kind that the last name in it shows.
        holders: list[Kind] = [kind if kind in PRIVATE else "unknown"]
        kinds = [*holders]
        for before, piece, is_name in tokens(text):
            scrubbed = piece
            if is_name:
                kinds[-1], scrubbed = self._member(holders[-1], piece, depth)
            elif piece in {"{", "["}:
                holders.append(kinds[-1])
                kinds.append(kinds[-1])
            elif piece in {"}", "]"}:
                if len(kinds) > 1:
                    holders.pop()
                    kinds.pop()
            elif piece:
                scrubbed = self._value(kinds[-1], piece, depth)
            out += before, scrubbed
        return "".join(out)

    def number(self, kind: Kind, text: str) -> str:
        """Scrub a number in JSON."""
        if kind in PRIVATE:
            return self._scrambler.number(text)
        if kind == "unknown":
            return self._scrambler.number(text) if sum(map(str.isdigit, text)) > _FEW_DIGITS else text
        is_id = self._ids and kind != "time" and text.lstrip("-").isdigit() and len(text.lstrip("-")) >= 9
        # The leading digits keep a number on its side of 2^53, beyond which JSON numbers lose theirs.
        return self._scrambler.number(text, kept=4) if is_id else text

    def url(self, url: str, *, host: bool = True) -> str:
        """Scrub a URL: its user, the values of its parameters, addresses, and (if asked for) the ids in its path.

        Arguments:
            host: keep the host even if it is an IP address, because the client called it.
        """
        parts = split_url(url)
        server = parts.path.partition("/")[0]
        if not parts.host and _HOLE.search(server) and self._segment(server) != server:
            parts = parts._replace(path="{server}" + parts.path[len(server) :])
        query = "&".join(self.pair(pair, "query") for pair in parts.query[1:].split("&"))
        return str(
            parts._replace(
                user=self._redactor.user(parts.user),
                host=parts.host if host else self._redactor.text(parts.host),
                path="/".join(map(self._segment, parts.path.split("/"))),
                query=parts.query[:1] + query,
                fragment=parts.fragment[:1] + self.text("unknown", parts.fragment[1:]),
            )
        )

    def pair(self, pair: str, place: Place) -> str:
        """Scrub `name=value` from a query or form body; parts that need no change keep their encoding."""
        name, mark, value = pair.partition("=")
        kind = self.kind(unquote_plus(name), place)
        return f"{_encoded(name, self.name)}{mark}{_encoded(value, lambda plain: self.text(kind, plain))}"

    def _member(self, holder: Kind, token: str, depth: int) -> tuple[Kind, str]:
        return (self._short_member if len(token) <= _SHORT else self._scrubbed_member)(holder, token, depth)

    def _scrubbed_member(self, holder: Kind, token: str, depth: int) -> tuple[Kind, str]:
        """Return the kind that a name shows, or else that of its object's name, and the name as it may be shown."""
        plain = decoded(token)
        kind = self.kind(plain or token.strip('"'), "member")
        scrubbed = self._unreadable(token, depth) if plain is None else saying(token, plain, self.name(plain))
        return holder if kind == "unknown" and holder in PRIVATE else kind, scrubbed

    def _value(self, kind: Kind, token: str, depth: int) -> str:
        return (self._short_value if len(token) <= _SHORT else self._scrubbed_value)(kind, token, depth)

    def _scrubbed_value(self, kind: Kind, token: str, depth: int) -> str:
        """Scrub a string, a number or a bare word of JSON."""
        if is_number(token):
            return self.number(kind, token)
        if token in LITERALS:
            return token
        plain = decoded(token)
        if plain is None:
            return self._unreadable(token, depth)
        return saying(token, plain, self.text(kind if is_string(token) else "unknown", plain, depth))

    def _unreadable(self, token: str, depth: int) -> str:
        return token[0] + self.text("unknown", token[1:], depth)

    def _segment(self, segment: str) -> str:
        plain = unquote(segment)
        if not plain.isascii() or len(plain.split()) > 1:
            clean = self._anything(plain)
        else:
            clean = plain if plain.isdigit() else self._redactor.text(plain)
            clean = self._replaced_ids(clean) if clean == plain else clean
        return segment if clean == plain else quote(clean, safe="@:{}")

    def _name(self, name: str) -> str:
        if reads_as_code(name) or self._names.is_listed(name) or name in self._listed:
            return name
        return self._anything(name)

    def _scrubbed(self, kind: Kind, text: str, depth: int) -> str:
        stripped = text.strip()
        if stripped.lower() in _WORDS or (kind != "secret" and self._is_listed(text)):
            return text
        if variable := _VARIABLE.fullmatch(text):
            return f"{{{{{self.name(variable[1])}}}}}"
        if kind != "secret" and stripped[:1] in "{[" and stripped[-1:] in "}]" and len(stripped) > 1:
            return self.json(text, kind, depth + 1) if depth < _DEPTH else self._scrambler.text(text)
        way = self._ways.get(kind)
        return self._anything(text) if way is None else way(text, depth)

    def _is_listed(self, text: str) -> bool:
        return text in self._listed or _as_message(text) in self._messages

    def _anything(self, text: str) -> str:
        """Scrub a text; only its form stays."""
        whole = self._redactor.whole(text) if len(text) <= _LONGEST_WHOLE else None
        return whole or self._scrambler.text(self._redactor.text(text))

    def _email(self, text: str, _depth: int) -> str:
        return self._anything(text) if "@" in text or "%40" in text else self._redactor.masked(text)

    def _ip(self, text: str, _depth: int) -> str:
        fits = _IP.fullmatch(text) is not None
        return self._redactor.whole(text) or (self._scrambler.digits(text) if fits else self._redactor.masked(text))

    def _account(self, text: str, _depth: int) -> str:
        if text.isdigit() or _HEXADECIMAL_ID.fullmatch(text):
            return self._scrambler.digits(text)
        return self._anything(text)

    def _time(self, text: str, depth: int) -> str:
        return text if _TIME.fullmatch(text) else self._code(text, depth)

    def _id(self, text: str, depth: int) -> str:
        if text.isdigit() or _HEXADECIMAL_ID.fullmatch(text):
            return self._replaced_ids(text)
        return self._code(text, depth)

    def _code(self, text: str, depth: int) -> str:
        """Scrub a text whose name the contract lists and does not mark as private: code words stay."""
        if found := _DATA_URL.match(text):
            return found[0] + self._scrambler.text(text[found.end() :])
        if ("://" in text or text.startswith("/")) and len(text.split()) == 1:
            return self.url(text, host=False)
        redacted = self._redactor.text(text)
        if redacted != text:
            return self._anything(text)
        if "," in text and len(text.split()) == 1:
            return ",".join(self.text("listed", part, depth) for part in text.split(","))
        inner = self._inside(text, depth)
        if inner is not None:
            return inner
        return self._replaced_ids(text) if _CODE.fullmatch(text) else self._anything(text)

    def _inside(self, text: str, depth: int) -> str | None:
        """Scrub the encoded content of a text; return None if it has none."""
        if "%" in text and (plain := unquote(text)) != text:
            if depth >= _DEPTH:
                return self._scrambler.text(text)
            clean = self.text("listed", plain, depth + 1)
            return text if clean == plain else quote(clean)
        alphabet = b"-_" if "-" in text or "_" in text else b"+/"
        unpacked = _unpacked(text, alphabet)
        if unpacked is None:
            return None
        if depth >= _DEPTH:
            return self._scrambler.text(text)
        clean = self.text("unknown", unpacked, depth + 1)
        packed = base64.b64encode(clean.encode("utf-8", "surrogatepass"), alphabet).decode("ascii")
        return packed if text.endswith("=") else packed.rstrip("=")

    def _replaced_ids(self, text: str) -> str:
        if not self._ids:
            return text
        if not text.isdigit() and _HEXADECIMAL_ID.fullmatch(text):
            return self._scrambler.digits(text)
        # The leading digits keep a number on its side of 2^53, beyond which JSON numbers lose theirs.
        return _ID.sub(lambda found: self._scrambler.digits(found[0], kept=4), text)


def _encoded(text: str, scrub: Callable[[str], str]) -> str:
    """Scrub a percent-encoded text; invalid encoding stays invalid."""
    pieces = _BROKEN_PERCENT.split(text)
    for at in range(0, len(pieces), 2):
        plain = unquote_plus(pieces[at])
        clean = scrub(plain)
        pieces[at] = pieces[at] if clean == plain else quote_plus(clean)
    return "".join(pieces)


def _as_message(text: str) -> str:
    """Return a text in the form in which error messages are compared."""
    return text.casefold().strip().rstrip(".!")


def _unpacked(text: str, alphabet: bytes) -> str | None:
    """Return the text that a text contains as Base64, or None if there is no such text."""
    if not _BASE64.fullmatch(text):
        return None
    bare = text.rstrip("=")
    try:
        plain = base64.b64decode(bare + "=" * (-len(bare) % 4), alphabet, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return plain if all(character.isprintable() or character.isspace() for character in plain) else None
