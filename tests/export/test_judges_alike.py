"""The exported schemas judge as `check` does.

As a whole they refuse a body exactly when something is found in it, be it a warning; in their sure form exactly when
an error is. Of operations that share method and path, a body is taken that any of them takes.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.contract.judged import examples, validator
from tests.export.exported import ROUTABLE, call, judge, sharing, takes

from salesiq_validate import Exchange, Severity
from salesiq_validate.export import json_schema
from salesiq_validate.strategies import exchange, invalid
from salesiq_validate.strategies.breaches import breaches
from salesiq_validate.strategies.requests import valid_sketch

JSON = "application/json"
TAKING = [name for name, operation in ROUTABLE.items() if JSON in operation.bodies]
ALONE = [name for name in TAKING if len(sharing(ROUTABLE[name])) == 1]
#: OpenAPI cannot say that a header decides about a body.
TOLD_BY_A_HEADER = {"export_webhook_failed_executions"}


def bodies(name: str):
    """Sketches of sound requests, of such with a key that is not documented, and of broken ones."""
    operation = ROUTABLE[name]
    sound = valid_sketch(operation).filter(lambda sketch: sketch.media == JSON)
    broken = [
        invalid.broken(operation, breach).map(lambda case: case[0])
        for breach in breaches(operation)
        if breach.where == "body" and breach.media == JSON and breach.keyword not in ("no body", "malformed")
    ]
    return sound | st.one_of(broken) | st.tuples(sound, st.just({"unheard_of": 1})).map(with_more)


def with_more(drawn):
    from attrs import evolve

    sketch, more = drawn
    return evolve(sketch, document={**sketch.document, **more})


def found_in_body(sketch) -> set[Severity]:
    report = validator().check(Exchange(sketch.request()))
    note("\n".join(map(str, report.findings)))
    return {found.severity for found in report.findings if found.where == "body"}


@pytest.mark.parametrize("name", TAKING)
def test_a_body_is_refused_exactly_when_something_is_found_in_it_and_surely_for_an_error(name):
    @examples(8)
    @given(bodies(name))
    def check(sketch):
        note(json.dumps(sketch.document))
        found = found_in_body(sketch)
        taken, surely = takes(name, sketch.document), takes(name, sketch.document, sure=True)
        if name not in TOLD_BY_A_HEADER:
            assert taken is found.isdisjoint({Severity.ERROR, Severity.WARNING})
        if name in ALONE:
            assert surely is (Severity.ERROR not in found)
        else:
            # Operations that share a path: what one of them refuses, another may take.
            assert surely or Severity.ERROR in found

    check()


@pytest.mark.parametrize("name", ALONE)
def test_the_schema_of_one_operation_judges_as_the_whole_document_does(name):
    alone = Draft202012Validator(json_schema(ROUTABLE[name]))
    sure = Draft202012Validator(json_schema(ROUTABLE[name], sure=True))

    @examples(4)
    @given(bodies(name))
    def check(sketch):
        assert alone.is_valid(sketch.document) is takes(name, sketch.document)
        assert sure.is_valid(sketch.document) is takes(name, sketch.document, sure=True)

    check()


@pytest.mark.parametrize(
    "name", [name for name in ROUTABLE if JSON in call(name)["responses"]["200"].get("content", {})]
)
def test_answers_fit_whether_they_succeed_or_refuse(name):
    answer = judge(name, "responses", "200", "content", JSON)

    @examples(2)
    @given(st.one_of(exchange(name), exchange(name, code=1002)))
    def check(drawn):
        is_json = drawn.response.headers[0][1].startswith(JSON)
        assert not is_json or answer.is_valid(json.loads(drawn.response.body))

    check()


def test_a_body_is_demanded_where_its_absence_is_found():
    for name in ALONE:
        operation = ROUTABLE[name]
        assert call(name)["requestBody"]["required"] is operation.body_required
        sure = call(name, sure=True)["requestBody"]["required"]
        assert sure is (operation.body_required and operation.basis.get("body") != "inferred")
