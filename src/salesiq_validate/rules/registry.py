"""The registry: every rule by its code and name, read from the modules of the families.

To add a rule: write its module, add it to `RULES` of its family, add its examples to its page.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Final

from attrs import field, frozen

from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Rule, Severity
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


def read_rule(module: ModuleType) -> Rule:
    """Return the rule that a module defines; it is named after the module."""
    return Rule(
        code=module.CODE,
        name=module.__name__.rpartition(".")[2].replace("_", "-"),
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
    #: Modules of others' rules; each says its `FAMILY`: "url", "headers", "params", "body", "envelope".
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
    return RuleCheck(
        RULE_OF[module] if module in RULE_OF else read_rule(module),
        getattr(module, "check", None),
        getattr(module, "explain", None),
        getattr(module, "EXPLAINS", ()),
        of_params=module in params.RULES,
    )
