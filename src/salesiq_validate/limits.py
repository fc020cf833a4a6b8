"""Limits for reading recordings and bodies.

The input is not trusted, so every reader checks a `Limits` *before* it builds objects. Real traffic does not reach
the defaults. Input that reaches a limit causes a finding, never a traceback.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import Attribute, field, frozen

from salesiq_validate.exceptions import UnusableArgument

MIB: Final = 1024 * 1024


def _positive(_limits: Limits, attribute: Attribute[Any], value: object) -> None:
    if value is None and attribute.default is None:
        return
    if type(value) is not int or value < 1:
        raise UnusableArgument(f"the limit {attribute.name} must be a whole number of at least 1")
    most = attribute.metadata["most"]
    if most is not None and value > most:
        raise UnusableArgument(f"the limit {attribute.name} must be a whole number of at most {most}")


def _limit(default: int | None, about: str, *, most: int | None = None) -> Any:
    """Return a limit with its description for settings and pages; it may be None if its default is None."""
    return field(default=default, validator=_positive, metadata={"about": about, "most": most})


@frozen(kw_only=True)
class Limits:
    """Upper bounds for all input; change some with `attrs.evolve`.

    Raises:
        UnusableArgument: a limit is not a positive whole number, or is above its maximum.
    """

    #: Counts before and after decompression, and in characters for text. SalesIQ documents files of up to 50 MB.
    max_body_bytes: int = _limit(64 * MIB, "Bytes of one body.")
    #: The deepest documented body has 7. jsonschema-rs 0.60 judges no more than 255 levels, and crashes the process at
    #: some 5,000 in a small thread; the standard library's decoder gives up near 1,000.
    max_depth: int = _limit(200, "Levels of nested arrays and objects; 250 at most.", most=250)
    #: CPython itself converts integers of no more than 4,300 digits by default.
    max_digits: int = _limit(4_300, "Digits of one number.")
    #: The last of them says that there are more.
    max_problems: int = _limit(100, "Problems that are reported for one body.")
    #: One place takes some 2 kB, so that 600 KB of `{},` would take half a gigabyte.
    max_findings: int = _limit(
        1_000, "Findings of one kind that are reported one by one for a body; the others are only counted."
    )
    #: Checked once a body has grown past 1 MiB. Gzip reaches 1,030 on zeros, some 50 on a JSON list of similar records.
    max_ratio: int = _limit(200, "Bytes that one compressed byte may unpack to.")
    max_fields: int = _limit(1_000, "Fields of one form or query.")
    max_parts: int = _limit(128, "Parts of one multipart body.")

    #: Room for a body of the greatest size in base64, and for the rest of its exchange.
    max_line_bytes: int = _limit(128 * MIB, "Bytes of one line or entry of a recording.")
    #: The default reads all entries, because entries are streamed.
    max_entries: int | None = _limit(None, "Entries of one recording; no limit by default.")
    #: A few hundred bytes of nested aliases stand for billions of values.
    max_aliases: int = _limit(1_000, "Aliases of one YAML file.")
    #: About one for every scalar, two for every list and mapping.
    max_events: int = _limit(5_000_000, "Parser events of one YAML file.")
