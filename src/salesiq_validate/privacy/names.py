"""PrivateNames: finds the kind of a value by its name, from the contract's marks or from the words in the name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias, get_args

from attrs import frozen

#: The kinds of values, as shown by a mark in the contract or by a word in a name.
Kind: TypeAlias = Literal[
    "secret", "email", "phone", "ip", "address", "date", "name", "account", "text", "time", "id", "listed", "unknown"
]
#: Kinds of values that only the people concerned should see. `time` and `id` are harmless digits, `listed` is a member
#: that the contract describes without a mark, and `unknown` is everything else.
PRIVATE: Final[frozenset[str]] = frozenset(get_args(Kind)) - {"time", "id", "listed", "unknown"}
#: Where a name occurs; the parameters of a query and the members of a body have separate lists.
Place: TypeAlias = Literal["member", "query", "header"]

#: Words of a name: `visitorPhoneNo`, `VISITOR_IP`, `x-api-key`.
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+[0-9]*")


@frozen
class Words:
    """Words in names that show one kind."""

    kind: Kind
    #: Whole names, in the form for comparing.
    names: frozenset[str] = frozenset()
    #: Parts that may occur anywhere in a name; "_" stands for any separator between words, or none.
    parts: tuple[str, ...] = ()
    #: Whole words of a name.
    words: frozenset[str] = frozenset()
    #: Whole names of parameters in a query.
    query: frozenset[str] = frozenset()


@frozen(eq=False, repr=False)
class PrivateNames:
    """Tells the kind of a value by its name; immutable, so threads may share it."""

    #: Members of bodies that the contract lists, by their plain names.
    members: Mapping[str, Kind]
    #: Parameters in queries, paths and headers that the contract lists, by their plain names.
    parameters: Mapping[str, Kind]
    #: For names that are not listed; the first match decides.
    words: Sequence[Words]

    def kind(self, name: str, place: Place = "member") -> Kind:
        """Return the kind of value under a name; a plural counts as listed if its singular is."""
        plain = plain_name(name)
        listed = self.members if place == "member" else self.parameters
        for spelling in (plain, plain.removesuffix("s")):
            if spelling in listed:
                return listed[spelling]
        if place == "query":
            for entry in self.words:
                if plain in entry.query:
                    return entry.kind
        return self.kind_by_words(name)

    def is_listed(self, name: str) -> bool:
        """Whether the contract lists a member or parameter of this name."""
        plain = plain_name(name)
        return plain in self.members or plain in self.parameters

    def kind_by_words(self, name: str) -> Kind:
        """Return the kind that the words in a name show, without regard to the contract."""
        plain = plain_name(name)
        words = {word.lower() for word in _WORD.findall(name)}
        words |= {word.removesuffix(ending) for word in words for ending in ("s", "es")}
        for entry in self.words:
            if (
                plain in entry.names
                or not entry.words.isdisjoint(words)
                or any(part.replace("_", "") in plain for part in entry.parts)
            ):
                return entry.kind
        return "unknown"


def plain_name(name: str) -> str:
    """Return a name in the form for comparing: in lower case, without `-`, `_` and blanks."""
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")
