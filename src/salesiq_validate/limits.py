"""Limits: how much a recording or a body may cost before reading it stops.

Whatever is read here was written by others, so every reader takes a `Limits` and checks it *before* it builds objects.
The defaults fit real traffic with room to spare; a limit that is hit becomes a finding, never a traceback.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import Attribute, field, frozen

from salesiq_validate.exceptions import UnusableArgument

MIB: Final = 1024 * 1024


def _positive(_limits: Limits, attribute: Attribute[Any], value: object) -> None:
    if type(value) is not int or value < 1:
        raise UnusableArgument(f"the limit {attribute.name} must be a whole number of at least 1")


def _positive_or_none(limits: Limits, attribute: Attribute[Any], value: object) -> None:
    if value is not None:
        _positive(limits, attribute, value)


@frozen(kw_only=True)
class Limits:
    """Upper bounds for everything that is read; change some with `attrs.evolve`.

    Raises:
        UnusableArgument: a limit is no positive whole number.
    """

    #: Bytes of one body, compressed or not (characters, where text is given). SalesIQ documents files of up to 50 MB.
    max_body_bytes: int = field(default=64 * MIB, validator=_positive)
    #: Arrays and objects inside one another. The deepest documented body has 7; jsonschema-rs 0.60 crashes the process
    #: at some 5,000 in a small thread, and the standard library's decoder gives up near 1,000.
    max_depth: int = field(default=200, validator=_positive)
    #: Digits of one integer in a JSON text; CPython itself converts no more than 4,300 by default.
    max_digits: int = field(default=4_300, validator=_positive)
    #: Problems that are told of one body; the last one says that there are more.
    max_problems: int = field(default=100, validator=_positive)
    #: Bytes that come out of one compressed byte, judged once a body has grown past 1 MiB: gzip reaches 1,030 on zeros,
    #: a long JSON list of similar records some 50.
    max_ratio: int = field(default=200, validator=_positive)
    #: Fields of one form body or query string.
    max_fields: int = field(default=1_000, validator=_positive)
    #: Parts of one multipart body.
    max_parts: int = field(default=128, validator=_positive)

    #: Bytes of one line of JSON Lines: a body of the greatest size in base64, and its exchange around it.
    max_line_bytes: int = field(default=128 * MIB, validator=_positive)
    #: Entries of one recording; None reads them all, because entries are streamed.
    max_entries: int | None = field(default=None, validator=_positive_or_none)
    #: Aliases of one YAML file. A few hundred bytes of nested aliases stand for billions of values.
    max_aliases: int = field(default=1_000, validator=_positive)
    #: Parser events of one YAML file: about one for every scalar, two for every list and mapping.
    max_events: int = field(default=5_000_000, validator=_positive)
