"""Expectation: a test's settings for its own traffic, in `@pytest.mark.salesiq(allow=..., ignore=..., scopes=...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from salesiq_validate.exceptions import SalesIQValidateError, UnknownName, UnusableArgument, did_you_mean
from salesiq_validate.judging.portal import checked_scopes
from salesiq_validate.rules.others import known_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from salesiq_validate.validator import Validator

MARKER: Final = "salesiq"
_EXAMPLES: Final = {"allow": "allow=[1019]", "ignore": 'ignore=["SIQ408"]', "scopes": 'scopes=["departments.READ"]'}


@frozen(kw_only=True)
class Expectation:
    """What counts as a finding in one test."""

    #: SalesIQ's codes of refusals that the test expects.
    allow: frozenset[int] = frozenset()
    #: Selectors of rules that do not count.
    ignore: tuple[str, ...] = ()
    #: The scopes of this test's token; None for those of the validator.
    scopes: tuple[str, ...] | None = None

    @classmethod
    def of(cls, markers: Iterable[pytest.Mark], validator: Validator) -> Expectation:
        """Read the markers of a test, its class and its module, the nearest first; all but the scopes add up.

        Raises:
            UnusableArgument: a marker has something without meaning; the message names the nearest valid one.
        """
        whole = cls()
        for marker in markers:
            try:
                own = cls(**_arguments(marker, validator))
            except SalesIQValidateError as error:
                raise UnusableArgument(f"@pytest.mark.{MARKER}: {error}") from None
            whole = cls(
                allow=whole.allow | own.allow,
                ignore=whole.ignore + own.ignore,
                scopes=own.scopes if whole.scopes is None else whole.scopes,
            )
        return whole

    def applied_to(self, validator: Validator) -> Validator:
        """Return the validator with the settings of the test, except for the refusals that it expects."""
        if not self.ignore and self.scopes is None:
            return validator
        settings = evolve(validator.settings, ignore=validator.settings.ignore + self.ignore)
        return validator.having(settings=settings, scopes=self.scopes)


def _arguments(marker: pytest.Mark, validator: Validator) -> dict[str, Any]:
    if marker.args:
        raise UnusableArgument(f"give arguments by name: {', '.join(_EXAMPLES.values())}")
    given: dict[str, Any] = {}
    for name, value in marker.kwargs.items():
        if name not in _EXAMPLES:
            nearest = did_you_mean(name, _EXAMPLES) or f" There are {', '.join(_EXAMPLES)}."
            raise UnusableArgument(f"there is no argument {name!r}.{nearest}")
        if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
            raise UnusableArgument(f"{name} takes a list, like {_EXAMPLES[name]}")
        given[name] = _READERS[name](value, validator)
    return given


def _codes(values: Iterable[Any], validator: Validator) -> frozenset[int]:
    known = validator.known_codes
    for value in values:
        if type(value) is not int:
            raise UnusableArgument(f"allow takes SalesIQ's error codes, which are numbers, like {_EXAMPLES['allow']}")
        if value not in known:
            raise UnknownName("SalesIQ error code", str(value), tuple(map(str, sorted(known))))
    return frozenset(values)


def _rules(values: Iterable[Any], validator: Validator) -> tuple[str, ...]:
    selectors = tuple(str(value) for value in values)
    settings = evolve(validator.settings, ignore=selectors)
    settings.checked(known_rules(settings.selectors))
    return selectors


def _scopes(values: Iterable[Any], validator: Validator) -> tuple[str, ...]:
    return tuple(sorted(checked_scopes(values, validator.operations)))


_READERS: Final[dict[str, Any]] = {"allow": _codes, "ignore": _rules, "scopes": _scopes}
