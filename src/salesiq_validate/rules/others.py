"""Rules of others: an installed package may have its own rules; it names each by its code under an entry point.

We import a package only if a selector names one of its rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exceptions import UnusableRule
from salesiq_validate.finding import Rule, Severity
from salesiq_validate.judging.settings import selects
from salesiq_validate.rules.order import FAMILIES
from salesiq_validate.rules.registry import REGISTRY, name_of, read_rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "salesiq_validate.rules"
_CODE: Final = re.compile(r"[A-Z]{2,5}[0-9]{3}")
_OURS: Final = "SIQ"


def rules_of_others(selectors: Iterable[str]) -> tuple[ModuleType, ...]:
    """Return the modules of the rules that selectors name and that this package does not have.

    Raises:
        UnusableRule: an installed package names a rule that cannot be used.
    """
    foreign = [selector for selector in selectors if not any(selects(selector, rule) for rule in REGISTRY.rules)]
    if not foreign:
        return ()
    from importlib.metadata import entry_points  # imported here, because that takes longer than to judge a request

    found: dict[str, ModuleType] = {}
    owners: dict[str, str] = {}
    for entry in entry_points(group=GROUP):
        rule = Rule(entry.name, name_of(entry.value), Severity.INFO)
        if any(selects(selector, rule) for selector in foreign):
            for word in (rule.code, rule.name):
                if word in owners:
                    raise UnusableRule(
                        _package(entry), rule.code, f"the package {owners[word]} has a rule {word} as well"
                    )
                owners[word] = _package(entry)
            found[rule.code] = _module(entry, rule)
    return tuple(found.values())


def _package(entry: EntryPoint) -> str:
    return entry.value.partition(".")[0] if entry.dist is None else entry.dist.name


def _module(entry: EntryPoint, rule: Rule) -> ModuleType:
    """Load the module of a rule, and check its form."""
    if not _CODE.fullmatch(rule.code):
        wrong = "the name of its entry point must be a code of two to five capital letters and three digits"
    elif rule.code.startswith(_OURS):
        wrong = f"codes that begin with {_OURS} belong to salesiq-validate; choose other letters"
    elif any(rule.name == known.name for known in REGISTRY.rules):
        wrong = f"salesiq-validate has a rule named {rule.name}, like its module; rename the module"
    else:
        try:
            module: ModuleType = entry.load()
        except (Exception, SystemExit) as error:
            reason = f"{entry.value} cannot be imported: {type(error).__name__}: {error}"
            raise UnusableRule(_package(entry), rule.code, reason) from error
        wrong = "; ".join(_faults(module, rule.code))
        if not wrong:
            return module
    raise UnusableRule(_package(entry), rule.code, wrong)


def _faults(module: Any, code: str) -> Iterable[str]:
    if not isinstance(module, ModuleType):
        yield "its entry point does not lead to a module"
        return
    if getattr(module, "CODE", None) != code:
        yield f"its entry point is named {code}, but the CODE of its module differs"
    if getattr(module, "FAMILY", None) not in FAMILIES:
        yield f"the FAMILY of its module is not one of {', '.join(FAMILIES)}"
    if not callable(getattr(module, "check", None)):
        yield "its module has no function check"
    if not (module.__doc__ or "").strip():
        yield "its module has no docstring, which would be its page"
    if not isinstance(getattr(module, "SEVERITY", Severity.ERROR), Severity):
        yield "the SEVERITY of its module is not a Severity"
    if hasattr(module, "EXPLAINS"):
        yield "EXPLAINS is for the rules of salesiq-validate"


def known_rules(selectors: Iterable[str]) -> tuple[Rule, ...]:
    """Return every rule of this package, and the rules of other packages that selectors name.

    Raises:
        UnusableRule: as in `rules_of_others`.
    """
    return (*REGISTRY.rules, *map(read_rule, rules_of_others(selectors)))
