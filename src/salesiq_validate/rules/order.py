"""The order: which rules check a request and a response, in which stages, after which precheck.

The order of a stage's rules is the order of findings, and of `Report.reply`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Final, NamedTuple

from attrs import frozen

from salesiq_validate.contract.inbound import InboundKind
from salesiq_validate.judging.call import Answer, Call
from salesiq_validate.judging.plan import Plan
from salesiq_validate.judging.stage import Stage
from salesiq_validate.judging.violations import SchemaViolation
from salesiq_validate.rules import body, envelope, headers, inbound, params, prechecks, refusal, url
from salesiq_validate.rules.params import exclusive_names, missing_under_condition
from salesiq_validate.rules.practice import deprecated_version, partial_failure, token_in_url, unsafe_integer
from salesiq_validate.rules.reading import body_not_judged
from salesiq_validate.rules.registry import RULE_OF, Registry, rule_check, rule_fires


class StageOfRules(NamedTuple):
    """A stage before we know which of its rules can fire for an operation."""

    #: Families whose rules from other packages join the stage.
    families: tuple[str, ...]
    #: The rules that the precheck covers, if there is one.
    rules: tuple[ModuleType, ...]
    precheck: Callable[[Any], bool] | None
    #: As in `Stage.violations`.
    violations: Callable[[Any], tuple[Any, Sequence[SchemaViolation]]] | None = None

    def planned(self, plan: Plan, registry: Registry) -> Stage | None:
        """Return the stage with the rules that can fire for a plan; None if no rule can."""
        others = [module for module in registry.others if module.FAMILY in self.families]
        running = [rule_check(module) for module in (*self.rules, *others) if _runs(module, plan)]
        if not running:
            return None
        covered = {RULE_OF[module] for module in self.rules} if self.precheck is not None else set()
        uncovered = tuple(one for one in running if one.rule not in covered)
        return Stage(tuple(running), self.precheck or prechecks.never, uncovered, self.violations)


def _runs(module: ModuleType, plan: Plan) -> bool:
    return plan.settings.runs(rule_check(module).rule) and rule_fires(module, plan)


#: Facts about several names at once, which schemas cannot express; only a few operations have them.
_TOGETHER: Final = (exclusive_names, missing_under_condition)
_PARAMS: Final = tuple(module for module in params.RULES if module not in _TOGETHER)

REQUEST: Final = (
    StageOfRules(("url",), url.RULES, prechecks.url),
    StageOfRules((), (deprecated_version,), None),
    StageOfRules(("headers",), headers.RULES, prechecks.headers),
    StageOfRules((), (token_in_url,), prechecks.no_secret),
    StageOfRules(("params",), _PARAMS, prechecks.query, Call.query_violations),
    StageOfRules(
        ("body",), (body_not_judged, *body.RULES, unsafe_integer, *_PARAMS), prechecks.body, Call.body_violations
    ),
    StageOfRules((), _TOGETHER, None),
)
RESPONSE: Final = (
    StageOfRules(
        ("refusal", "envelope"),
        (*refusal.RULES, body_not_judged, *envelope.RULES, partial_failure),
        prechecks.answer,
    ),
)


def _of_an_object(message: Call | Answer) -> tuple[Any, Sequence[SchemaViolation]]:
    """Return a body and its violations of the schema; another rule reports a body that is not an object."""
    document, violations = message.body_violations()
    return document, violations if isinstance(document, dict) else ()


#: The stages for messages that SalesIQ sent, and for a bot's answers to them.
INBOUND_REQUEST: Final = (
    StageOfRules(
        ("inbound",),
        (
            inbound.unreadable_inbound_body,
            inbound.missing_inbound_key,
            inbound.unusable_inbound_value,
            inbound.unknown_inbound_key,
        ),
        prechecks.inbound_request,
        _of_an_object,
    ),
    StageOfRules(
        (),
        (
            inbound.entity_mismatch,
            inbound.missing_signature,
            inbound.wrong_signature,
            inbound.invented_signature_header,
        ),
        None,
    ),
)
BOT_REQUEST: Final = (
    *INBOUND_REQUEST,
    StageOfRules((), (inbound.incomplete_bot_request, inbound.bot_url_with_port), None),
)
#: For a body without its envelope, no other finding would be useful.
BARE_ENTITY: Final = (StageOfRules((), (inbound.delivery_without_envelope,), None), *INBOUND_REQUEST[1:])
INBOUND_ANSWER: Final = (
    StageOfRules(
        ("inbound",),
        (
            inbound.unusable_bot_answer,
            inbound.answer_for_another_platform,
            inbound.missing_bot_answer_key,
            inbound.unusable_bot_answer_value,
            inbound.unknown_bot_answer_key,
            inbound.suggestions_beside_input,
        ),
        prechecks.inbound_answer,
        _of_an_object,
    ),
    StageOfRules((), (inbound.selection_beyond_options, inbound.late_bot_answer), None),
)
#: Families that rules of other packages may join.
FAMILIES: Final = tuple(
    dict.fromkeys(
        family for stage in (*REQUEST, *RESPONSE, *INBOUND_REQUEST, *INBOUND_ANSWER) for family in stage.families
    )
)
#: The answer to a delivery is only a status, and HEAD asks for nothing else.
OTHER_ANSWER: Final = (
    StageOfRules((), (inbound.head_not_answered, inbound.failed_delivery, inbound.late_bot_answer), None),
)


@frozen
class Order:
    """Chooses the stages of a plan."""

    registry: Registry

    def __call__(self, plan: Plan) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
        return _planned(REQUEST, plan, self.registry), _planned(RESPONSE, plan, self.registry)

    def inbound(self, kind: InboundKind, *, is_bare: bool) -> Callable[[Plan], tuple[tuple[Stage, ...], ...]]:
        """Return the order that chooses the stages for inbound messages of a kind.

        Arguments:
            is_bare: whether the message is a delivery without its envelope.
        """
        request = BARE_ENTITY if is_bare else BOT_REQUEST if kind == "bot-request" else INBOUND_REQUEST
        response = INBOUND_ANSWER if kind == "bot-answer" else OTHER_ANSWER
        return lambda plan: (_planned(request, plan, self.registry), _planned(response, plan, self.registry))


def _planned(stages: tuple[StageOfRules, ...], plan: Plan, registry: Registry) -> tuple[Stage, ...]:
    return tuple(stage for one in stages if (stage := one.planned(plan, registry)) is not None)
