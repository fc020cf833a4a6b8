"""What reading came to, as one value that tests ask questions of."""

from __future__ import annotations

from typing import Any, NamedTuple

from salesiq_validate.decode import python_objects
from salesiq_validate.decode.body import decode_json
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.limits import Limits

LIMITS = Limits()


class Reading(NamedTuple):
    document: Any
    problems: tuple[Problem, ...]

    @property
    def is_broken(self) -> bool:
        return self.document is BROKEN


def read_json(text: bytes | str, limits: Limits = LIMITS, *, strict: bool = True) -> Reading:
    return Reading(*decode_json(text, limits, strict=strict))


def read_document(value: object, limits: Limits = LIMITS, *, strict: bool = True) -> Reading:
    return Reading(*python_objects.read_document(value, limits, strict=strict))
