"""ExampleValues: values that a schema accepts, made from a seed and from the record to which they belong.

There is no running random generator: a value depends on the seed, on the thing that it describes (its id) and on its
place there. So the same id always means the same record, and a list agrees with the details.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, Final

from attrs import frozen

from salesiq_validate.contract.operation import Schema
from salesiq_validate.contract.text_formats import format_of, generator_of
from salesiq_validate.engine import ecma

#: 2025-01-01 in epoch seconds, and a year in seconds.
_BEGIN: Final = 1_735_689_600
_YEAR: Final = 31_536_000
#: The number in place of a seed: it chooses the first item of most lists, and makes ids and texts that read well.
_PLAIN: Final = 693_000 * 5_772_006
#: Stands for a value that could not be made up.
UNMADE: Final = object()

_FIRST_NAMES: Final = ("Ada", "Bela", "Chidi", "Dana", "Elif", "Femi", "Grete", "Hana", "Ines", "Jun", "Kofi", "Lena")
_NUMBERS: Final = frozenset({"count", "duration", "number", "order", "points", "total"})
_NOUNS: Final = ("Billing", "Support", "Sales", "Orders", "Returns", "Shipping", "Onboarding", "Partners", "Events")


@frozen
class ExampleValues:
    """Makes up values for schemas without references.

    Arguments:
        seed: a different seed makes different values; None chooses the plainest value wherever there is a choice.
        brief: whether objects have only required members; an object that requires nothing then has two members.
    """

    seed: int | None = 0
    brief: bool = False

    def number(self, *keys: object) -> int:
        """Return 64 bits that depend on the seed and the keys."""
        if self.seed is None:
            return _PLAIN
        text = "\x1f".join(map(str, (self.seed, *keys)))
        return int.from_bytes(blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).digest())

    def value(self, schema: Schema, thing: str, place: str = "") -> Any:
        """Return a value of the type that the page shows; `UNMADE` if the schema requires too much.

        Arguments:
            schema: without references.
            thing: the thing that is described: an id, or the path that was called.
            place: the names from the thing to the value, joined by dots.
        """
        chosen = self.number(thing, place)
        for word in ("examples", "enum", "x-salesiq-known-values"):
            if schema.get(word):
                return schema[word][chosen % len(schema[word])]
        for word in ("const", "default"):
            if word in schema:
                return schema[word]
        for word in ("anyOf", "oneOf"):
            if schema.get(word):
                rest = {keyword: value for keyword, value in schema.items() if keyword != word}
                return self.value({**rest, **schema[word][0]}, thing, place)
        kind = _kind_of(schema)
        if kind == "object":
            return self.members(schema, thing, place)
        if kind == "array":
            return self._array(schema, thing, place)
        made = _SCALARS[kind](schema, place.rpartition(".")[2], chosen)
        # On a page, a nearly valid request is better than none.
        return "Example" if made is UNMADE and self.brief else made

    def members(self, schema: Schema, thing: str, place: str = "", known: Mapping[str, Any] | None = None) -> Any:
        """Return an object.

        Arguments:
            schema: the object's schema.
            thing: the thing that is described, unless the object has its own id.
            place: the object's place in the thing.
            known: members with known values; members that the schema does not list are left out.
        """
        listed: Mapping[str, Schema] = schema.get("properties", {})
        found = {name: value for name, value in (known or {}).items() if name in listed}
        if "id" in listed and not self.brief:
            if "id" not in found:
                found["id"] = self.value(listed["id"], thing, f"{place}.id" if place else "id")
            # An object with an id has the same members wherever it appears.
            thing, place = str(found["id"]), ""
        for name in self._names(schema):
            member = listed.get(name, {})
            if name in found:
                continue
            made = self.value(member, thing, f"{place}.{name}" if place else name)
            if made is not UNMADE:
                found[name] = made
            elif name in schema.get("required", ()):
                return UNMADE
        further = schema.get("additionalProperties")
        if not listed and isinstance(further, Mapping):
            made = self.value(further, thing, f"{place}.*" if place else "*")
            found = {} if made is UNMADE else {"example": made}
        return {name: found[name] for name in [*listed, *found] if name in found}

    def _names(self, schema: Schema) -> list[str]:
        listed = list(schema.get("properties", {}))
        if not self.brief:
            return listed
        return list(schema.get("required") or listed[:2])

    def _array(self, schema: Schema, thing: str, place: str) -> Any:
        least, most = schema.get("minItems", 0), schema.get("maxItems", 2)
        name = place.rpartition(".")[2]
        if name.startswith("failed_") and not least:
            return []
        items = schema.get("items", {})
        count = max(least, min(most, 1 + self.number(thing, place, "count") % 2))
        # The place of an item keeps its list's name: `operator_ids` holds ids.
        made = [self.value(items, f"{thing}#{place}{index}", name) for index in range(count)]
        return [value for value in made if value is not UNMADE]


def _kind_of(schema: Schema) -> str:
    shown = schema.get("x-salesiq-shown-type", schema.get("type"))
    if isinstance(shown, str):
        return shown
    for kind in shown or ():
        if kind != "null":
            return str(kind)
    return "object" if "properties" in schema else "array" if "items" in schema else "string"


def _whole(schema: Schema, name: str, chosen: int) -> int:
    form = schema.get("x-salesiq-format", "")
    if form == "epoch_ms" or (not form and name.endswith("time")):
        number = (_BEGIN + chosen % _YEAR) * 1000
    elif form == "epoch_s":
        number = _BEGIN + chosen % _YEAR
    elif _is_id(schema, name):
        # Below 2^53, so that every reader of JSON keeps its last digits.
        number = 10**14 + chosen % (9 * 10**14)
    else:
        number = chosen % 100
    # An example also follows bounds that pages state and the server does not enforce.
    least, most = (schema.get(word, schema.get(f"x-salesiq-{word}", number)) for word in ("minimum", "maximum"))
    return int(max(least, min(most, number)))


def _is_id(schema: Schema, name: str) -> bool:
    if "x-salesiq-id" in schema or schema.get("description", "").startswith("An id"):
        return True
    return name in {"id", "ids"} or name.endswith(("_id", "_ids"))


def _text(schema: Schema, name: str, chosen: int) -> Any:
    pattern, least, most = schema.get("pattern"), schema.get("minLength", 0), schema.get("maxLength")
    matches = ecma.read_pattern(pattern).matches if pattern is not None else None
    for text in _texts(schema, name.lower(), chosen):
        fitted = text.ljust(least, "x") if most is None else text.ljust(least, "x")[:most]
        if matches is None or matches(fitted):
            return fitted
    return UNMADE


def _texts(schema: Schema, name: str, chosen: int) -> list[str]:
    """Return possible texts for a member of this name, the likeliest first."""
    digits = str(10**14 + chosen % (9 * 10**14))
    rest = [digits, "true" if chosen & 1 else "false", str(chosen % 100), _numbered(chosen), f"{chosen:016x}"]
    rest += [str(1 + chosen % 9), "example", "1-2", f"{chosen:032x}"]
    look = format_of(schema)
    if look is not None and look.example is not None:
        rest.insert(0, str(look.example))
    made = _MAKERS.get(generator_of(schema))
    if made is not None:
        return [made(chosen), *rest]
    if _is_id(schema, name) and "email" not in name:
        return rest
    described = schema.get("description", "")
    if name.startswith(("is_", "has_")) or "true or false" in described:
        return ["true" if chosen & 1 else "false", *rest]
    if "string of digits" in described or not _NUMBERS.isdisjoint(name.split("_")):
        return [str(chosen % 100), *rest]
    for words, make in _NAMES:
        if any(word in name for word in words):
            return [make(chosen), *rest]
    return [_numbered(chosen), *rest]


def _numbered(chosen: int) -> str:
    number = chosen % 1000
    return f"Example {number}" if number else "Example"


def _uuid(chosen: int) -> str:
    digits = f"{chosen:016x}" * 2
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _address(chosen: int) -> str:
    return f"{_FIRST_NAMES[chosen % len(_FIRST_NAMES)].lower()}{chosen % 97}@example.com"


_MAKERS: Final[Mapping[str, Callable[[int], str]]] = {
    "color": lambda chosen: f"#{chosen % 0xFFFFFF:06X}",
    "country_code": lambda chosen: ("GB", "IN", "US", "DE", "JP")[chosen % 5],
    "date": lambda chosen: f"2025-{chosen % 12 + 1:02}-{chosen % 28 + 1:02}",
    "date-time": lambda chosen: f"2025-{chosen % 12 + 1:02}-{chosen % 28 + 1:02}T12:00:00Z",
    "email": _address,
    "epoch_ms": lambda chosen: f"{(_BEGIN + chosen % _YEAR) * 1000}",
    "epoch_s": lambda chosen: f"{_BEGIN + chosen % _YEAR}",
    "html": lambda chosen: f"<p>{_numbered(chosen)}</p>",
    "ipv4": lambda chosen: f"192.0.2.{chosen % 254 + 1}",
    "ipv6": lambda chosen: f"2001:db8::{chosen % 0xFFFF:x}",
    "json": lambda _chosen: "{}",
    "language_code": lambda chosen: ("en", "de", "fr", "ja")[chosen % 4],
    "timezone": lambda chosen: ("UTC", "Asia/Kolkata", "Europe/London")[chosen % 3],
    "uri": lambda chosen: f"https://example.com/{chosen % 10_000}",
    "uuid": _uuid,
}

#: Parts of members' names, and the kind of value that they suggest.
_NAMES: Final[tuple[tuple[tuple[str, ...], Callable[[int], str]], ...]] = (
    (("email", "recipients"), _address),
    (("url", "link", "image", "website"), _MAKERS["uri"]),
    (("timezone", "time_zone"), _MAKERS["timezone"]),
    # Before "date", because "updated_time" contains "date" as well.
    (("time",), _MAKERS["epoch_ms"]),
    (("date",), _MAKERS["date"]),
    (("country",), _MAKERS["country_code"]),
    (("zuid",), lambda chosen: str(10**8 + chosen % 10**8)),
    (("screenname", "screen_name"), lambda chosen: f"example-{chosen % 100}"),
    (("color", "colour"), _MAKERS["color"]),
    (("language",), _MAKERS["language_code"]),
    (("phone", "mobile"), lambda chosen: f"+1 202 555 01{chosen % 100:02}"),
    (
        ("first_name", "last_name", "nick_name", "operator", "owner", "visitor_name"),
        lambda chosen: _FIRST_NAMES[chosen % len(_FIRST_NAMES)],
    ),
    (("name", "title"), lambda chosen: f"{_NOUNS[chosen % len(_NOUNS)]} {chosen % 89 + 1}"),
)

_SCALARS: Final[Mapping[str, Callable[[Schema, str, int], Any]]] = {
    "string": _text,
    "integer": _whole,
    "number": _whole,
    "boolean": lambda _schema, _name, chosen: bool(chosen & 1),
    "null": lambda _schema, _name, _chosen: None,
}
