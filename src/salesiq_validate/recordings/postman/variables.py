"""Postman's variables: `{{name}}` in any text and `:name` in a path; fills in those that the collection defines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from salesiq_validate.privacy.shapes import reads_as_code

_VARIABLE: Final = re.compile(r"\{\{([^{}]*+)\}\}")
_PATH_VARIABLE: Final = re.compile(r"(?<=/):([^/?#:{}]+)")
#: How many times to fill in a text, because a value may itself hold variables.
_ROUNDS: Final = 5
#: The longest text that we fill in. Variables that double each other would grow without end.
_LONGEST: Final = 1 << 20


class Variables:
    """Values by name; those of a folder or an example override those of the collection."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def with_path(self, given: Any) -> Variables:
        """Return these variables and the path variables of one URL."""
        return Variables({**self._values, **{f":{name}": value for name, value in values_of(given).items()}})

    def fill(self, text: str) -> str:
        """Return a text with the known variables filled in."""
        for _ in range(_ROUNDS):
            filled = _VARIABLE.sub(lambda found: self._values.get(found[1].strip(), found[0]), text)
            if filled == text or len(filled) > _LONGEST:
                break
            text = filled
        return text

    def fill_path(self, url: str) -> str:
        """Return a URL with its path variables filled in, too; a port is not a variable."""
        return _PATH_VARIABLE.sub(lambda found: self._values.get(found[0], found[0]), self.fill(url))


def is_open(text: str) -> bool:
    """Tell whether a text still holds a variable."""
    return _VARIABLE.search(text) is not None


def has_open_path(url: str) -> bool:
    """Tell whether a URL still holds a path variable (`/:department_id`)."""
    return bool(_path_names(url))


def _path_names(url: str) -> list[str]:
    return _PATH_VARIABLE.findall(url.partition("?")[0].partition("://")[2])


def open_names(text: str, *, is_url: bool = False) -> tuple[str, ...]:
    """Return the names of open variables in a text, as `--variable` accepts them, except names that may be values."""
    found = [name.strip() for name in _VARIABLE.findall(text)]
    if is_url:
        found += [f":{name}" for name in _path_names(text)]
    return tuple(dict.fromkeys(name for name in found if reads_as_code(name.removeprefix(":"))))


def values_of(given: Any) -> dict[str, str]:
    """Return the enabled variables of one of Postman's lists, by name, without those that have no value."""
    if not isinstance(given, list):
        return {}
    found = {}
    for item in given:
        if not isinstance(item, dict) or item.get("disabled") is True:
            continue
        name, value = item.get("key", item.get("id")), item.get("value")
        if isinstance(name, str) and isinstance(value, (str, int, float)) and value != "":
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found
