"""Texts: strategies for strings by pattern, length, and text format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from salesiq_validate.contract.text_formats import generator_of
from salesiq_validate.engine import ecma
from salesiq_validate.exceptions import SchemaNotUsable

#: 2001-09-09 and 2100-01-01 in seconds: in between, the number of digits distinguishes seconds from milliseconds.
EPOCH_SECONDS: Final = (1_000_000_000, 4_102_444_800)
EPOCH_MS: Final = (EPOCH_SECONDS[0] * 1000, EPOCH_SECONDS[1] * 1000)
#: The most characters of a text beyond its minimum.
_SPREAD: Final = 20

_DIGITS: Final = "^[0-9]+$"
_WORD: Final = "[a-z]{1,10}"


def texts(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """Return a strategy for the strings that a schema accepts, shortest and plainest first.

    If the schema gives the meaning of a text (by `x-salesiq-format`, or by known values of an open list), the texts
    have that meaning, so that they do not violate advisories either.
    """
    known = schema.get("x-salesiq-known-values")
    low, high = schema.get("x-salesiq-minimum"), schema.get("x-salesiq-maximum")
    look = generator_of(schema)
    pattern = schema.get("pattern")
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if most is not None and most < least:
        return st.nothing()
    if known:
        return _held(st.sampled_from(known), pattern, least, most)
    if low is not None or high is not None:
        least_number = 0 if low is None else int(low)
        numbers = st.integers(least_number, None if high is None else int(high))
        return _held(numbers.map(str), pattern, least, most)
    if look in _LOOKS:
        return _held(_LOOKS[look], pattern, least, most)
    if pattern is not None:
        return _held(matching(pattern), None, least, most)
    return st.text(min_size=least, max_size=least + _SPREAD if most is None else min(most, least + _SPREAD))


@cache
def matching(pattern: str) -> st.SearchStrategy[str]:
    """Return a strategy for texts in which an ECMA-262 pattern has a match.

    Raises:
        SchemaNotUsable: the pattern cannot be read.
    """
    try:
        expression = ecma.read_pattern(pattern).expression
    except ecma.NoPattern as reason:
        raise SchemaNotUsable(f"a pattern is no ECMA-262 expression: {reason}") from None
    strategy = st.from_regex(expression)
    # Ids shrink as numbers do, and look the same as digits and as a number.
    return st.integers(0, 10**18).map(str) | strategy if pattern == _DIGITS else strategy


def words(expression: str = _WORD) -> st.SearchStrategy[str]:
    """Return a strategy for plain ASCII words by an expression of `re`."""
    return st.from_regex(expression, fullmatch=True)


def _held(
    strategy: st.SearchStrategy[str], pattern: str | None, least: int, most: int | None
) -> st.SearchStrategy[str]:
    """Filter texts of the right format by the schema."""
    if pattern is not None:
        strategy = strategy.filter(ecma.read_pattern(pattern).matches)
    if least or most is not None:
        strategy = strategy.filter(lambda text: least <= len(text) and (most is None or len(text) <= most))
    return strategy


_hexadecimal = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
_addresses = words().map("{}@example.com".format)

#: Strategies for texts that look right, by the names of generators.
_LOOKS: Final[Mapping[str, st.SearchStrategy[str]]] = {
    "color": _hexadecimal,
    "country_code": st.sampled_from(["GB", "IN", "US", "DE", "JP"]),
    "csv_ids": st.lists(st.integers(1, 10**18).map(str), min_size=1, max_size=3).map(",".join),
    "date": st.dates().map(str),
    "date-time": st.datetimes().map(lambda moment: f"{moment.replace(microsecond=0).isoformat()}Z"),
    "email": _addresses,
    "epoch_ms": st.integers(*EPOCH_MS).map(str),
    "epoch_s": st.integers(*EPOCH_SECONDS).map(str),
    "html": words().map("<p>{}</p>".format),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
    "json": st.sampled_from(["{}", "[]", '{"name": "text"}']),
    "language_code": st.sampled_from(["en", "de", "fr", "ja", "pt_BR"]),
    "timezone": st.sampled_from(["UTC", "Asia/Kolkata", "Europe/London", "America/New_York"]),
    "uri": words().map("https://example.com/{}".format),
    "uuid": st.uuids().map(str),
}
