"""Settings: a user's decisions about rules, checked when the settings are created."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen

from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.finding import Rule, Severity
from salesiq_validate.judging.portal import listed

#: A rule's code, or the beginning of one.
_CODE: Final = re.compile(r"([A-Za-z]{2,5})[0-9]{0,3}")
_DIGITS: Final = "0123456789"


def _selectors(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(str, listed("what names rules", values, '["SIQ403"]')))


def _severities(values: Mapping[str, Severity | str]) -> Mapping[str, Severity]:
    if not isinstance(values, Mapping):
        raise UnusableArgument('severities takes a mapping, like {"SIQ4": Severity.ERROR}')
    names = tuple(severity.value for severity in Severity)
    for value in values.values():
        if str(value) not in names:
            raise UnknownName("severity", str(value), names)
    return {str(selector): Severity(str(value)) for selector, value in values.items()}


def _codes(values: Iterable[int | str]) -> frozenset[int]:
    found = set()
    for value in listed("allow_codes", values, "[1007]"):
        if not (str(value).isascii() and str(value).isdigit()):
            raise UnknownName("SalesIQ error code", str(value), ())
        found.add(int(value))
    return frozenset(found)


@frozen(kw_only=True)
class OperationSettings:
    """Settings for one operation, in addition to those for all operations."""

    #: Rules that do not run for this operation.
    ignore: tuple[str, ...] = field(default=(), converter=_selectors)
    #: SalesIQ codes of refusals that are intended for this operation.
    allow_codes: frozenset[int] = field(default=frozenset(), converter=_codes)


@frozen(kw_only=True)
class RuleSettings:
    """Which rules run, how severe they are, and which refusals are intended.

    A selector is a rule's code (`SIQ403`), its name (`wrong-json-type`), or the beginning of codes (`SIQ4`, `SIQ`).
    """

    #: Only rules that one of these selectors selects run; empty means all rules.
    select: tuple[str, ...] = field(default=(), converter=_selectors)
    #: Rules that do not run even if they are selected.
    ignore: tuple[str, ...] = field(default=(), converter=_selectors)
    #: Selector to severity, instead of the rule's own; the most exact selector wins.
    severities: Mapping[str, Severity] = field(factory=dict, converter=_severities)
    #: SalesIQ codes of refusals that are intended, and so cause no finding.
    allow_codes: frozenset[int] = field(default=frozenset(), converter=_codes)
    #: Settings for single operations, by operationId.
    operations: Mapping[str, OperationSettings] = field(factory=dict)

    @property
    def selectors(self) -> tuple[str, ...]:
        """Every selector in these settings."""
        of_operations = (selector for operation in self.operations.values() for selector in operation.ignore)
        return (*self.select, *self.ignore, *self.severities, *of_operations)

    def checked(self, rules: Iterable[Rule], operations: Iterable[str] | None = None) -> RuleSettings:
        """Check that every selector selects something, and return these settings.

        Arguments:
            rules: the existing rules.
            operations: operationIds that exist; with None, the settings' operationIds are not checked.

        Raises:
            UnknownName: a selector selects nothing; the exception names the nearest name.
        """
        known = list(rules)
        for selector in self.selectors:
            if not any(selects(selector, rule) for rule in known):
                names = tuple(name for rule in known for name in (rule.code, rule.name))
                raise UnknownName("rule", selector, names)
        if operations is not None:
            ids = tuple(operations)
            for name in self.operations:
                if name not in ids:
                    raise UnknownName("operation", name, ids)
        return self

    def of(self, operation: str | None) -> RuleSettings:
        """Return the settings that hold for one operation."""
        own = self.operations.get(operation or "")
        if own is None:
            return self
        return evolve(self, ignore=self.ignore + own.ignore, allow_codes=self.allow_codes | own.allow_codes)

    def runs(self, rule: Rule) -> bool:
        """Tell whether a rule is switched on."""
        if any(selects(selector, rule) for selector in self.ignore):
            return False
        return not self.select or any(selects(selector, rule) for selector in self.select)

    def severities_of(self, rules: Sequence[Rule]) -> dict[str, Severity]:
        """Return the severities that the user set, by the codes of the rules; the most exact selector wins."""
        found = {}
        # From the widest selector to the most exact: the last one wins.
        for selector in sorted(self.severities, key=lambda word: (not _CODE.fullmatch(word), len(word))):
            found.update({rule.code: self.severities[selector] for rule in rules if selects(selector, rule)})
        return found


def selects(selector: str, rule: Rule) -> bool:
    """Tell whether a selector is a rule's name, or a beginning of its code that has all of the code's letters."""
    if selector == rule.name:
        return True
    code = _CODE.fullmatch(selector)
    return code is not None and rule.code.startswith(selector.upper()) and rule.code.rstrip(_DIGITS) == code[1].upper()
