"""Stage: rules that are asked together, behind a cheap proof that most of them need not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from attrs import Factory, field, frozen

from salesiq_validate.finding import Rule
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.violations import DocumentOrder, Meaning, SchemaViolation

#: What a rule does with a `Call` or an `Answer`.
Check: TypeAlias = Callable[[Any], Iterator[Fault]]
#: How a rule words a violation of the meanings that it takes.
Explain: TypeAlias = Callable[[Any, SchemaViolation], Fault]
#: Tells of a `Call` or an `Answer` that none of the rules which it covers can fire.
Precheck: TypeAlias = Callable[[Any], bool]
#: Returns the document that a stage judges, and what is wrong with it.
Violations: TypeAlias = Callable[[Any], tuple[Any, Sequence[SchemaViolation]]]


@frozen(eq=False, repr=False)
class RuleCheck:
    """A rule and how it is asked: by a look at the message, or by violations of the meanings that it explains."""

    rule: Rule
    check: Check | None = None
    explain: Explain | None = None
    explains: tuple[Meaning, ...] = ()
    #: Whether it explains violations of parameters and form fields, and not of a JSON body.
    of_params: bool = False


@frozen(eq=False, repr=False)
class Stage:
    """Rules in their order, and what is known of them in advance."""

    rules: tuple[RuleCheck, ...]
    precheck: Precheck
    #: Rules that the precheck says nothing about: they are always asked.
    uncovered: tuple[RuleCheck, ...] = ()
    #: None where no rule of the stage explains violations.
    violations: Violations | None = None
    _explainers: dict[tuple[bool, Meaning], RuleCheck] = field(
        init=False,
        default=Factory(
            lambda self: {(one.of_params, meaning): one for one in self.rules for meaning in one.explains},
            takes_self=True,
        ),
    )

    def faults(self, message: Any, asked: tuple[RuleCheck, ...]) -> list[tuple[Rule, Fault]]:
        """Return what some of the rules find in a `Call` or an `Answer`; of a document in its order."""
        found = [(one.rule, fault) for one in asked if one.check is not None for fault in one.check(message)]
        if self.violations is not None and any(one.explain is not None for one in asked):
            document, violations = self.violations(message)
            for violation in violations:
                one = self._explainers.get((violation.of_params, violation.meaning))
                if one is not None and one.explain is not None:
                    found.append((one.rule, one.explain(message, violation)))
            if len(found) > 1:
                order = DocumentOrder(document)
                found.sort(key=lambda pair: order.of(pair[1].place))
        return found
