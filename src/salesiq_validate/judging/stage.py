"""Stage: rules that are asked together, behind a cheap proof that most of them need not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import Factory, field, frozen

from salesiq_validate.finding import Rule
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.violations import DocumentOrder, Meaning, SchemaViolation


@frozen(eq=False, repr=False)
class RuleCheck:
    """A rule and how it is asked: by a look at the message, or by violations of the meanings that it explains."""

    rule: Rule
    #: What it does with a `Call` or an `Answer`.
    check: Callable[[Any], Iterator[Fault]] | None = None
    explain: Callable[[SchemaViolation], Fault] | None = None
    explains: tuple[Meaning, ...] = ()
    #: Whether it explains violations of parameters and form fields, and not of a JSON body.
    of_params: bool = False


@frozen(eq=False, repr=False)
class Stage:
    """Rules in their order, and what is known of them in advance."""

    rules: tuple[RuleCheck, ...]
    #: Tells of a `Call` or an `Answer` that none of the rules which it covers can fire.
    precheck: Callable[[Any], bool]
    #: Rules that the precheck says nothing about: they are always asked.
    uncovered: tuple[RuleCheck, ...] = ()
    #: Returns the document that the stage judges, and what is wrong with it; None where no rule explains violations.
    violations: Callable[[Any], tuple[Any, Sequence[SchemaViolation]]] | None = None
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
                    found.append((one.rule, one.explain(violation)))
            if len(found) > 1:
                order = DocumentOrder(document)
                found.sort(key=lambda pair: order.of(pair[1].place))
        return found
