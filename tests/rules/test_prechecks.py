"""One law: a precheck that passes lets nothing through, and a rule that no precheck covers is always asked."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine import generation
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON
from tests.rules.mangled import EXCHANGES, SEEDS, requests
from tests.rules.notes import DOCUMENT
from tests.rules.pages import PAGES, READING_PAGES, exchange_of

from salesiq_validate.contract import all_operations
from salesiq_validate.exchange import Document, Exchange, Request, Response
from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.plan import Plan
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.judging.stage import Stage
from salesiq_validate.rules.order import (
    BARE_ENTITY,
    BOT_REQUEST,
    INBOUND_ANSWER,
    OTHER_ANSWER,
    REQUEST,
    RESPONSE,
    Order,
)
from salesiq_validate.rules.registry import MODULES, Registry
from salesiq_validate.strategies import exchange
from salesiq_validate.validator import Validator


class DistrustfulOrder:
    """Asks the rules behind every precheck that passes all the same, and counts what became of it."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.counts = {"passed": 0, "failed": 0}

    def __call__(self, plan: Plan) -> tuple[tuple[Stage, ...], ...]:
        return tuple(tuple(map(self._distrusted, stages)) for stages in Order(self.registry)(plan))

    def inbound(self, kind: Any, *, is_bare: bool) -> Any:
        stages_of = Order(self.registry).inbound(kind, is_bare=is_bare)
        return lambda plan: tuple(tuple(map(self._distrusted, stages)) for stages in stages_of(plan))

    def _distrusted(self, stage: Stage) -> Stage:
        covered = tuple(one for one in stage.rules if one not in stage.uncovered)

        def precheck(message: Any) -> bool:
            if not stage.precheck(message):
                self.counts["failed"] += 1
                return False
            self.counts["passed"] += 1
            assert [(rule.code, fault.message) for rule, fault in stage.faults(message, covered)] == []
            return True

        return attrs.evolve(stage, precheck=precheck)


def distrustful(**options: Any) -> Validator:
    validator = Validator(extensions=[DOCUMENT], **options)
    validator._order = DistrustfulOrder(validator._order.registry)
    validator._begin(validator._context)
    return validator


VALIDATORS = [
    distrustful(),
    distrustful(
        screen_name="northwind-desk",
        data_center="US",
        scopes=["departments.ALL"],
        strict_json=False,
        settings=RuleSettings(allow_codes=(1007, 1019), ignore=("SIQ2",)),
    ),
]


def test_the_examples_obey():
    for validator in VALIDATORS:
        for seed in SEEDS:
            validator.check(seed)
        assert validator._order.counts["passed"] > 100
        assert validator._order.counts["failed"] > 100


@settings(max_examples=400)
@given(exchange=EXCHANGES, which=st.integers(0, 1))
def test_mangled_exchanges_obey_and_nothing_raises(exchange, which):
    report = VALIDATORS[which].check(exchange)
    for finding in report.findings:
        str(finding)
        repr(finding)
        assert finding.fingerprint
    assert report.reply is None or report.reply_finding in report.findings


@settings(max_examples=200)
@given(data=st.data(), which=st.integers(0, 1))
def test_valid_exchanges_of_every_operation_obey(data, which):
    operation = data.draw(st.sampled_from([known for known in all_operations() if known.path is not None]))
    VALIDATORS[which].check(data.draw(exchange(operation.id)))


@settings(max_examples=400)
@given(request=requests(), odd=generation.odd_values, which=st.integers(0, 1), data=st.data())
def test_objects_of_callers_obey(request, odd, which, data):
    body = request.body
    if isinstance(body, bytes):
        try:
            body = Document(json.loads(body))
        except ValueError:
            body = None
    document = body.value if isinstance(body, Document) else odd
    if isinstance(document, dict) and document and data.draw(st.booleans()):
        document = {**document, data.draw(st.sampled_from(list(document))): odd}
    VALIDATORS[which].check_request(request.method, request.url, headers=request.headers, json=document)


@settings(max_examples=100)
@given(request=requests(), schema=st.sampled_from([{}, {"type": "object", "required": ["name"]}, {"type": "array"}]))
def test_schemas_of_the_callers_own_obey(request, schema):
    body = request.body
    sent = {"json": body.value} if isinstance(body, Document) else {"content": body} if isinstance(body, bytes) else {}
    VALIDATORS[0].check_request(request.method, request.url, headers=request.headers, schema=schema, **sent)


RUNNABLE = [page for page in PAGES if page not in READING_PAGES]


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.rule.code)
def test_a_failing_example_is_refused_by_the_precheck_of_its_stage(page):
    """Or the rule is asked although the precheck passes."""
    validator = page.validator().having()
    found = []

    def recorded(stage: Stage) -> Stage:
        has_rule = any(one.rule == page.rule for one in stage.rules)
        asked_always = any(one.rule == page.rule for one in stage.uncovered)

        def precheck(message: Any) -> bool:
            passes = stage.precheck(message)
            if has_rule and (not passes or asked_always):
                found.append(stage)
            return passes

        return attrs.evolve(stage, precheck=precheck)

    order = validator._order

    class Recording:
        registry = order.registry

        def __call__(self, plan: Plan) -> Any:
            return tuple(tuple(map(recorded, stages)) for stages in order(plan))

        def inbound(self, kind: Any, *, is_bare: bool) -> Any:
            stages_of = order.inbound(kind, is_bare=is_bare)
            return lambda plan: tuple(tuple(map(recorded, stages)) for stages in stages_of(plan))

    validator._order = Recording()
    validator._begin(validator._context)
    for line in page.recordings("Example that fails"):
        found.clear()
        validator.check(exchange_of(line))
        assert found


def test_every_rule_that_runs_has_its_stage():
    stages = (*REQUEST, *RESPONSE, *BOT_REQUEST, *BARE_ENTITY, *INBOUND_ANSWER, *OTHER_ANSWER)
    staged = {module for stage in stages for module in stage.rules}
    runnable = {module for module in MODULES if hasattr(module, "check") or hasattr(module, "explain")}
    assert staged == runnable


def rule_at_run_time(family: str, name: str = "made_up") -> ModuleType:
    def check(message: Any) -> Any:
        yield Fault("entry", "a rule that was added at run time")

    module = ModuleType(f"others.{name}", "Made up.")
    vars(module).update(CODE="XYZ001", SEVERITY=Severity.INFO, FAMILY=family, check=check)
    return module


RIGHT = Exchange(
    Request("POST", f"{API}/departments", JSON, json.dumps(DEPARTMENT).encode()),
    Response(
        200,
        {"Content-Type": "application/json"},
        b'{"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"id": "1"}}',
    ),
)


@pytest.mark.parametrize("family", ["url", "headers", "params", "body", "refusal", "envelope"])
def test_a_rule_that_is_added_at_run_time_fires_on_a_right_call(family):
    assert Validator().check(RIGHT).findings == ()
    validator = Validator(rules=[rule_at_run_time(family)])
    (finding,) = validator.check(RIGHT).findings
    assert (finding.rule.code, finding.rule.name) == ("XYZ001", "made-up")
    ignoring = validator.having(settings=RuleSettings(ignore=("XYZ001",)))
    assert ignoring.check(RIGHT).findings == ()


def test_right_calls_are_asked_no_rule():
    validator = distrustful()
    report = validator.check(RIGHT)
    assert (report.findings, report.operation) == ((), "create_department")
    assert validator._order.counts == {"passed": 6, "failed": 0}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/departments", None),
        ("PUT", "/departments/104", b'{"name": "a"}'),
        ("GET", "/conversations?page=1&limit=20", None),
    ],
)
def test_more_right_calls_have_no_finding(method, path, body):
    request = Request(method, API + path, JSON if body else AUTHORIZATION, body)
    assert VALIDATORS[0].check(Exchange(request)).findings == ()


def test_a_packed_body_is_unpacked_whichever_rules_run():
    """The headers are read for the body's sake, even where no rule about headers runs."""
    import gzip

    body = gzip.compress(json.dumps(DEPARTMENT).encode())
    packed = Request("POST", f"{API}/departments", {**JSON, "Content-Encoding": "gzip"}, body)
    for ignored in ((), ("SIQ2",)):
        validator = Validator(settings=RuleSettings(ignore=ignored))
        assert validator.check(Exchange(packed)).findings == ()
