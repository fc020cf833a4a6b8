"""Stages: which rules run behind which gate, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Final, NamedTuple

from salesiq_validate.judging.plan import OperationPlan, Stage
from salesiq_validate.rules import ANSWER, BODY, HEADERS, PARAMS, REFUSAL, RULE_OF, TOGETHER, URL, gates
from salesiq_validate.rules.glance import Glance
from salesiq_validate.rules.practice import deprecated_version, token_in_url

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.plan import Collect, Gate, JudgedSchema


class StageOfModules(NamedTuple):
    """A stage before it is known which of its rules can fire."""

    gate: Gate
    modules: tuple[ModuleType, ...]
    collect: Collect | None = None

    def planned(self, plan: OperationPlan) -> Iterator[Stage]:
        """Yield the stage with the rules that can fire for a plan; nothing where none can."""
        running = [
            module
            for module in self.modules
            if plan.settings.runs(RULE_OF[module]) and (not hasattr(module, "fires") or module.fires(plan))
        ]
        checks = tuple((RULE_OF[module], module.check) for module in running if hasattr(module, "check"))
        explainers = {
            (module in PARAMS, meaning): (RULE_OF[module], module.explain)
            for module in running
            if hasattr(module, "explain")
            for meaning in module.EXPLAINS
        }
        if running:
            yield Stage(self.gate, checks, self.collect, explainers)


#: What is asked of a request, in the order of `Report.reply`.
REQUEST: Final = (
    StageOfModules(gates.url, URL),
    StageOfModules(gates.never, (deprecated_version,)),
    StageOfModules(gates.headers, HEADERS),
    StageOfModules(gates.query_names, (token_in_url,)),
    StageOfModules(gates.params, PARAMS, gates.collect_params),
    StageOfModules(gates.body, (*BODY, *PARAMS), gates.collect_body),
    StageOfModules(gates.never, TOGETHER),
)

#: What is asked of a response.
RESPONSE: Final = (StageOfModules(gates.refusal, REFUSAL), StageOfModules(gates.answer, ANSWER))


def plan(
    context: Context, operation: Operation | None, *, bodies: Mapping[str, JudgedSchema] | None = None
) -> OperationPlan:
    """Plan how an operation is judged: with its own bodies, or with others."""
    made = OperationPlan(context, operation, bodies=bodies)
    made.request = tuple(stage for known in REQUEST for stage in known.planned(made))
    made.response = tuple(stage for known in RESPONSE for stage in known.planned(made))
    made.of_query = tuple(stage for stage in made.request if stage.passes in (gates.query_names, gates.params))
    made.glance = Glance.of(made)
    return made
