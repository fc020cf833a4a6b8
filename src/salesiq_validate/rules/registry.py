"""The registry: every rule by its code and name, read from the modules of the families.

To add a rule: write its module, add it to `RULES` of its family, add its examples to its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, get_args

from attrs import field, frozen

from salesiq_validate.exceptions import UnknownName, UnusableRule
from salesiq_validate.finding import Basis, Fix, Rule, Severity, Where
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.stage import RuleCheck
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules import body, envelope, headers, inbound, params, practice, reading, refusal, url

if TYPE_CHECKING:
    from salesiq_validate.judging.plan import Plan

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

#: Codes of former rules; no other rule gets them. SIQ703 reported portals that were called at several data centres;
#: `--data-center` now shows for each call whether it went to the right one.
RETIRED: Final = frozenset({"SIQ703"})


def name_of(module: str) -> str:
    """Return the name of the rule that a module of this name defines."""
    return module.rpartition(".")[2].replace("_", "-")


def read_rule(module: ModuleType) -> Rule:
    """Return the rule that a module defines; the rule has the module's name."""
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
    """The rules of this package and of other packages."""

    rules: tuple[Rule, ...] = field(converter=_by_code)
    #: Modules with rules of other packages; each has a `FAMILY`, one of `order.FAMILIES`.
    others: tuple[ModuleType, ...] = ()

    def find(self, name: str) -> Rule:
        """Return the rule of a code (`SIQ403`) or name (`wrong-json-type`).

        Raises:
            UnknownName: there is no such rule; the message has the nearest one.
        """
        for rule in self.rules:
            if name.upper() == rule.code or name.lower() == rule.name:
                return rule
        raise UnknownName("rule", name, tuple(word for rule in self.rules for word in (rule.code, rule.name)))

    def with_others(self, modules: Iterable[ModuleType]) -> Registry:
        """Return a registry with additional rules."""
        others = tuple(modules)
        return Registry((*self.rules, *map(read_rule, others)), (*self.others, *others)) if others else self


REGISTRY: Final = Registry(tuple(RULE_OF.values()))


def rule_check(module: ModuleType) -> RuleCheck:
    """Return the check of a module's rule."""
    if module not in RULE_OF:
        return RuleCheck(read_rule(module), _guarded(module))
    return RuleCheck(
        RULE_OF[module],
        getattr(module, "check", None),
        getattr(module, "explain", None),
        getattr(module, "EXPLAINS", ()),
        of_params=module in params.RULES,
    )


def rule_fires(module: ModuleType, plan: Plan) -> bool:
    """Tell whether a module's rule can ever find something for an operation."""
    fires: Callable[[Plan], bool] | None = getattr(module, "fires", None)
    if fires is None or module in RULE_OF:
        return fires is None or fires(plan)
    return bool(_asked(module, fires, plan))


def _guarded(module: ModuleType) -> Callable[[Any], Iterator[Fault]]:
    """Return the check of another package's rule; its errors name that package."""

    def check(message: Any) -> Iterator[Fault]:
        yielded = _asked(module, module.check, message)
        if not isinstance(yielded, Iterable):
            raise UnusableRule(_package(module), module.CODE, "its check must yield a Fault for each mistake")
        faults: list[Fault] = _asked(module, list, yielded)
        for fault in faults:
            if (wrong := _wrong_with(fault)) is not None:
                raise UnusableRule(_package(module), module.CODE, f"its check yields {wrong}")
        return iter(faults)

    return check


def _asked(module: ModuleType, function: Callable[[Any], Any], about: Any) -> Any:
    try:
        return function(about)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - another package's rule may raise anything
        # The first place is in this file. The error's text may contain a value of the message.
        places = extract_tb(error.__traceback__)[1:]
        where = f"in {places[-1].filename}, line {places[-1].lineno}" if places else "when it is called"
        wrong = f"it fails with {type(error).__name__} {where}"
        raise UnusableRule(_package(module), module.CODE, wrong) from None


def _package(module: ModuleType) -> str:
    return module.__name__.partition(".")[0]


#: The types of the attributes of another package's fault. That package may not have run a type checker.
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "message": (str,),
    "basis": (Basis,),
    "path": (KeyPath, type(None)),
    "fix": (Fix, type(None)),
}


def _wrong_with(fault: object) -> str | None:
    if not isinstance(fault, Fault):
        return "something other than a Fault"
    if fault.where not in (places := get_args(Where)):
        return f"a Fault whose place is none of {', '.join(places)}"
    wrong = (name for name, types in _TYPES.items() if not isinstance(getattr(fault, name), types))
    return next((f"a Fault whose {name} has a wrong type" for name in wrong), None)
