"""Stage: rules that run together, after a cheap check that often shows that most of them need not run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import Factory, field, frozen

from salesiq_validate.finding import Rule
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.violations import DocumentOrder, Meaning, SchemaViolation


@frozen(eq=False, repr=False)
class RuleCheck:
    """A rule and its way to find faults: it looks at the message, or it explains violations of certain meanings."""

    rule: Rule
    #: Finds faults in a `Call` or an `Answer`.
    check: Callable[[Any], Iterator[Fault]] | None = None
    explain: Callable[[SchemaViolation], Fault] | None = None
    explains: tuple[Meaning, ...] = ()
    #: Whether it explains violations in parameters and form fields instead of those in a JSON body.
    of_params: bool = False


@frozen(eq=False, repr=False)
class Stage:
    """Rules in their order, and a check that may spare them."""

    rules: tuple[RuleCheck, ...]
    #: Tells for a `Call` or an `Answer` whether it is certain that none of the covered rules will find a fault.
    precheck: Callable[[Any], bool]
    #: Rules that the precheck does not cover: they always run.
    uncovered: tuple[RuleCheck, ...] = ()
    #: Returns the document that the stage judges, and its violations; None if no rule explains violations.
    violations: Callable[[Any], tuple[Any, Sequence[SchemaViolation]]] | None = None
    _explainers: dict[tuple[bool, Meaning], RuleCheck] = field(
        init=False,
        default=Factory(
            lambda self: {(one.of_params, meaning): one for one in self.rules for meaning in one.explains},
            takes_self=True,
        ),
    )

    def faults(self, message: Any, asked: tuple[RuleCheck, ...]) -> list[tuple[Rule, Fault]]:
        """Return the faults that some of the rules find in a `Call` or an `Answer`, in document order."""
        found = [(one.rule, fault) for one in asked if one.check is not None for fault in one.check(message)]
        if self.violations is not None and any(one.explain is not None for one in asked):
            document, violations = self.violations(message)
            for violation in violations:
                one = self._explainers.get((violation.of_params, violation.meaning))
                if one is not None and one.explain is not None:
                    found.append((one.rule, one.explain(violation)))
            if len(found) > 1:
                order = DocumentOrder(document)
                found.sort(key=lambda pair: order.of(pair[1].place))
        return found
