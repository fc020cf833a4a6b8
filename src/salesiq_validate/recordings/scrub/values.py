"""Which values of a payload a scrubbed recording keeps: what is listed, numbers of things, and nothing about people."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.contract.files import read_schema_file, resource_names
from salesiq_validate.privacy.shapes import is_secret_name, plain_name

if TYPE_CHECKING:
    from salesiq_validate.privacy.redactor import Redactor
    from salesiq_validate.recordings.scrub.scrambling import Scrambler

#: Members and parameters whose texts people write, or that name people: all of it is scrambled.
_WRITTEN: Final = frozenset(
    {"about", "address", "answer", "bio", "body", "caption", "city", "comment", "comments", "company", "content"}
    | {"customer", "description", "feedback", "hint", "message", "note", "notes", "owner", "question", "reason"}
    | {"remark", "remarks", "reply", "review", "statusmessage", "street", "subject", "summary", "text", "title"}
    | {"topic", "visitor"}
)
#: Names that end in "name" and name things of the API.
_NAMES_OF_THINGS: Final = frozenset(
    {"columnname", "eventname", "fieldname", "integname", "modulename", "screenname", "subfieldname", "typename"}
)
_TIMES: Final = ("time", "date", "synctime", "timestamp")
_HEXADECIMAL_ID: Final = re.compile(r"[0-9A-Fa-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: An id of digits, alone or inside a path or another id. A date of eight digits is none.
_ID: Final = re.compile(r"[0-9]{9,}")
_WORDS: Final = frozenset({"", "true", "false", "null", "undefined"})
#: Texts up to this length are remembered for the run, the latest few thousand of them.
_SHORT: Final = 40
#: Longest listed value that is taken as one.
_LONGEST: Final = 200


class Values:
    """Scrubs one value at a time, by the name it stands under."""

    def __init__(self, redactor: Redactor, scrambler: Scrambler, *, ids: bool) -> None:
        self._redactor = redactor
        self._scrambler = scrambler
        self._ids = ids
        #: The same few names and short values come again and again; what is looked up is not looked at.
        self.name = lru_cache(maxsize=10_000)(redactor.text)
        self._short = lru_cache(maxsize=10_000)(self._scrubbed)

    def __repr__(self) -> str:
        return "<Values>"

    def text(self, name: str, text: str) -> str:
        """Scrub a text that stands under a name; "" for none."""
        return (self._short if len(text) <= _SHORT else self._scrubbed)(name, text)

    def _scrubbed(self, name: str, text: str) -> str:
        if text.lower() in _WORDS or text in listed_values():
            return text
        if is_secret_name(name):
            return self._redactor.named(name, text)
        if "://" in text and " " not in text.strip():
            return self._redactor.url(text)
        redacted = self._redactor.named(name, text)
        if _is_written(plain_name(name)):
            is_whole = redacted != text and not any(map(str.isspace, text))
            return redacted if is_whole else self._scrambler.text(redacted)
        return self.id(name, text) if redacted == text else redacted

    def loose(self, text: str) -> str:
        """Scrub a text of which nothing is known: every word of it."""
        if text.strip().lower() in _WORDS or text in listed_values():
            return text
        return self._scrambler.text(self._redactor.text(text))

    def id(self, name: str, text: str) -> str:
        """Replace the ids in a text, when that was asked for; times, which look like ids, stay."""
        if not self._ids or plain_name(name).endswith(_TIMES):
            return text
        if not text.isdigit() and _HEXADECIMAL_ID.fullmatch(text):
            return self._scrambler.digits(text)
        # The leading digits keep a number on its side of 2^53, beyond which JSON numbers lose theirs.
        return _ID.sub(lambda found: self._scrambler.digits(found[0], kept=4), text)

    def number(self, name: str, text: str) -> str:
        """Scrub a number as it stands in JSON."""
        if not text.lstrip("-").isdigit():
            return text
        if is_secret_name(name) or self._redactor.named(name, text) != text:
            return self._scrambler.digits(text, kept=2 if text.startswith("-") else 1)
        return self.id(name, text)


def _is_written(plain: str) -> bool:
    return plain in _WRITTEN or (plain.endswith("name") and plain not in _NAMES_OF_THINGS)


@cache
def listed_values() -> frozenset[str]:
    """Return the texts that schemas/ lists as values: enums, examples, comparators, messages of errors."""
    found: set[str] = set()
    for entry in read_schema_file("errors.json")["errors"]:
        found.update([entry["message"], *_texts(entry.get("variants", ()))])
    for name in resource_names():
        rest: list[Any] = [read_schema_file(f"operations/{name}.json")]
        while rest:
            value = rest.pop()
            if isinstance(value, dict):
                for key, inner in value.items():
                    if key in {"enum", "const", "default", "examples", "x-salesiq-criteria"}:
                        found.update(_texts(inner))
                    else:
                        rest.append(inner)
            elif isinstance(value, list):
                rest.extend(value)
    return frozenset(text for text in found if len(text) <= _LONGEST)


def _texts(value: Any) -> list[str]:
    texts, rest = [], [value]
    while rest:
        inner = rest.pop()
        if isinstance(inner, str):
            texts.append(inner)
        elif isinstance(inner, dict):
            rest.extend(inner.values())
            texts.extend(inner)
        elif isinstance(inner, (list, tuple)):
            rest.extend(inner)
    return texts
