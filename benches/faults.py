"""Faults of the corpus: one broken member of a request's body, and the path that a finding must name."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from salesiq_validate import KeyPath


class Fault(NamedTuple):
    """A fault in a body."""

    kind: str
    #: The place that a report must name. A missing key has a path, too.
    path: str


def plant(random: random.Random, body: dict[str, Any]) -> Fault:
    """Break one member of the body of a department or of a routing rule."""
    break_, at = random.choice(_RULE if "and_criteria" in body else _DEPARTMENT)
    if "[*]" in at:
        at = _somewhere(random, body, at)
    path = KeyPath.parse(at)
    break_(path.parent.resolve(body), path.segments[-1])
    return Fault(break_.__name__.strip("_"), str(path))


def _somewhere(random: random.Random, body: Any, shape: str) -> str:
    """Choose an element for each `[*]` of a path's shape."""
    before, star, behind = shape.partition("[*]")
    if not star:
        return shape
    items = KeyPath.parse(before).resolve(body)
    return _somewhere(random, body, f"{before}[{random.randrange(len(items))}]{behind}")


def _wrong_type(container: Any, key: str | int) -> None:
    value = container[key]
    container[key] = value[0] if isinstance(value, list) else [value]


def _absent(container: Any, key: str | int) -> None:
    del container[key]


def _unusable(container: Any, key: str | int) -> None:
    container[key] = "perhaps"


def _unknown(container: Any, key: str | int) -> None:
    container[key] = "blue"


_Break = Callable[[Any, "str | int"], None]

_DEPARTMENT: tuple[tuple[_Break, str], ...] = (
    (_wrong_type, "name"),
    (_wrong_type, "is_public"),
    (_wrong_type, "operators"),
    (_wrong_type, "operators[*]"),
    (_wrong_type, "email_configurations.from_email"),
    (_absent, "name"),
    (_absent, "operators"),
    (_unusable, "is_public"),
    (_unusable, "operators[*]"),
    (_unusable, "email_configurations.is_feedback_mail_enabled"),
    (_unknown, "colour"),
    (_unknown, "email_configurations.colour"),
)
_RULE: tuple[tuple[_Break, str], ...] = (
    (_wrong_type, "title"),
    (_wrong_type, "and_criteria[*].or_criteria"),
    (_wrong_type, "and_criteria[*].or_criteria[*].values"),
    (_wrong_type, "and_criteria[*].or_criteria[*].comparator"),
    (_wrong_type, "userset[*].operator_ids"),
    (_absent, "and_criteria"),
    (_unusable, "app_id"),
    (_unusable, "userset[*].operator_ids[*]"),
    (_unusable, "userset[*].department_ids[*]"),
    (_unknown, "and_criteria[*].or_criteria[*].colour"),
)
