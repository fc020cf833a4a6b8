"""The registry: every rule by its code and name, read from the modules of the families.

To add a rule: write its module, add it to `RULES` of its family, add its examples to its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from traceback import extract_tb
from types import ModuleType
from typing import Any, Final

from attrs import field, frozen

from salesiq_validate.exceptions import UnknownName, UnusableRule
from salesiq_validate.finding import Rule, Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.stage import RuleCheck
from salesiq_validate.rules import body, envelope, headers, inbound, params, practice, reading, refusal, url

MODULES: Final[tuple[ModuleType, ...]] = (
    *reading.RULES,
    *url.RULES,
    *headers.RULES,
    *params.RULES,
    *body.RULES,
    *envelope.RULES,
    *refusal.RULES,
    *practice.RULES,
    *inbound.RULES,
)

#: Codes of rules that are gone, which no other rule gets. SIQ703 told of portals that were called at several data
#: centres: `--data-center` says of each call whether it went to the right one.
RETIRED: Final = frozenset({"SIQ703"})


def name_of(module: str) -> str:
    """Return the name of the rule that a module of this name defines."""
    return module.rpartition(".")[2].replace("_", "-")


def read_rule(module: ModuleType) -> Rule:
    """Return the rule that a module defines; it is named after the module."""
    return Rule(
        code=module.CODE,
        name=name_of(module.__name__),
        severity=getattr(module, "SEVERITY", Severity.ERROR),
        predicts=getattr(module, "PREDICTS", ()),
        doc=module.__doc__ or "",
        status=getattr(module, "STATUS", "stable"),
        since=getattr(module, "SINCE", "0.1"),
    )


RULE_OF: Final[dict[ModuleType, Rule]] = {module: read_rule(module) for module in MODULES}


def _by_code(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.code))


@frozen(eq=False, repr=False)
class Registry:
    """The rules of this package, and rules of others beside them."""

    rules: tuple[Rule, ...] = field(converter=_by_code)
    #: Modules of others' rules; each says its `FAMILY`, one of `order.FAMILIES`.
    others: tuple[ModuleType, ...] = ()

    def find(self, name: str) -> Rule:
        """Return the rule of a code (`SIQ403`) or name (`wrong-json-type`).

        Raises:
            UnknownName: no such rule; with the nearest.
        """
        for rule in self.rules:
            if name.upper() == rule.code or name.lower() == rule.name:
                return rule
        raise UnknownName("rule", name, tuple(word for rule in self.rules for word in (rule.code, rule.name)))

    def with_others(self, modules: Iterable[ModuleType]) -> Registry:
        """Return a registry that has further rules."""
        others = tuple(modules)
        return Registry((*self.rules, *map(read_rule, others)), (*self.others, *others)) if others else self


REGISTRY: Final = Registry(tuple(RULE_OF.values()))


def rule_check(module: ModuleType) -> RuleCheck:
    """Return how the rule of a module is asked."""
    if module not in RULE_OF:
        return RuleCheck(read_rule(module), _guarded(module))
    return RuleCheck(
        RULE_OF[module],
        getattr(module, "check", None),
        getattr(module, "explain", None),
        getattr(module, "EXPLAINS", ()),
        of_params=module in params.RULES,
    )


def _guarded(module: ModuleType) -> Callable[[Any], Iterator[Fault]]:
    """Return the check of somebody else's rule, whose mistakes are told as theirs."""

    def check(message: Any) -> Iterator[Fault]:
        try:
            faults = list(module.check(message))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's rule does
            place = extract_tb(error.__traceback__)[-1]
            # What the error says may hold a value of the message.
            wrong = f"its check fails with {type(error).__name__} in {place.filename}, line {place.lineno}"
        else:
            strange = next((type(fault).__name__ for fault in faults if not isinstance(fault, Fault)), None)
            if strange is None:
                return iter(faults)
            wrong = f"its check yields a {strange} instead of a Fault"
        raise UnusableRule(module.__name__.partition(".")[0], module.CODE, wrong)

    return check
