"""Validator: its options, its promises to callers, and the laws that hold for every exchange."""

from __future__ import annotations

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON
from tests.rules.notes import DOCUMENT
from tests.rules.pages import PAGES, exchanges

from salesiq_validate import Exchange, Request, Response, Severity, Validator, check_request, check_response
from salesiq_validate.engine.fast import FastEngine
from salesiq_validate.engine.reference import ReferenceEngine
from salesiq_validate.exceptions import SalesIQValidateError, SchemaNotUsable, UnknownName, UnusableArgument
from salesiq_validate.exchange import Document
from salesiq_validate.finding import Basis
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.limits import Limits
from salesiq_validate.validator import shared_validator

SEEDS = [exchange for _, exchange in exchanges(PAGES)]
BAD = {"name": [], "operators": "Ada", "is_public": "maybe", "canary": 1}


def codes(report):
    return [finding.rule.code for finding in report.findings]


def bad(validator: Validator):
    return validator.check_request("POST", f"{API}/departments", headers=AUTHORIZATION, json=BAD)


@pytest.fixture(scope="module")
def validator():
    return Validator()


def test_a_finding_knows_operation_and_side(validator):
    report = bad(validator)
    assert report.operation == "create_department"
    assert {(finding.operation, finding.side.value) for finding in report.findings} == {
        ("create_department", "request")
    }
    assert codes(report) == ["SIQ403", "SIQ403", "SIQ404", "SIQ408"]


def test_basis_decides_severity(validator):
    by_basis = {
        (finding.basis, finding.severity) for exchange in SEEDS for finding in validator.check(exchange).findings
    }
    assert (Basis.INFERRED, Severity.ERROR) not in by_basis
    assert {(Basis.DOCUMENTED, Severity.ERROR), (Basis.EXAMPLE, Severity.ERROR)} <= by_basis


def test_users_change_severities_and_never_the_basis():
    loud = Validator(settings=RuleSettings(severities={"SIQ408": Severity.ERROR, "SIQ4": Severity.INFO}))
    report = bad(loud)
    assert [finding.severity.value for finding in report.findings] == ["info", "info", "info", "error"]
    assert [finding.basis.value for finding in report.findings] == ["inferred", "documented", "documented", "inferred"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"select": ["SIQ403"]}, ["SIQ403", "SIQ403"]),
        ({"select": ["wrong-json-type", "SIQ408"]}, ["SIQ403", "SIQ403", "SIQ408"]),
        ({"select": ["SIQ4"], "ignore": ["SIQ403"]}, ["SIQ404", "SIQ408"]),
        ({"ignore": ["siq4"]}, []),
        ({"select": ["SIQ1"]}, []),
        ({"ignore": ["unknown-json-key"]}, ["SIQ403", "SIQ403", "SIQ404"]),
    ],
)
def test_rules_are_selected_and_ignored(settings, expected):
    assert codes(bad(Validator(settings=RuleSettings(**settings)))) == expected


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ({"settings": RuleSettings(select=["wrong-json-typ"])}, "'wrong-json-type'"),
        ({"settings": RuleSettings(ignore=["SIQ999"])}, "SIQ"),
        ({"settings": RuleSettings(severities={"nonsense": Severity.INFO})}, "nonsense"),
        ({"data_center": "EUU"}, "'EU'"),
        ({"data_center": "xx"}, "xx"),
    ],
)
def test_a_name_that_does_not_exist_is_an_error_with_the_nearest(option, hint):
    with pytest.raises(UnknownName, match=hint):
        Validator(**option)


@pytest.mark.parametrize("code", ["x", "-1", "1007x", "", "²"])
def test_an_allowed_code_is_a_number(code):
    with pytest.raises(UnknownName):
        RuleSettings(allow_codes=[code])


@pytest.mark.parametrize(
    "arguments", [{"json": 1, "content": b""}, {"json": None, "form": {}}, {"form": {"a": "b"}, "content": b""}]
)
def test_two_bodies_are_refused(validator, arguments):
    with pytest.raises(UnusableArgument):
        validator.check_request("POST", f"{API}/departments", **arguments)


@pytest.mark.parametrize(
    "schema", [{"type": "strnig"}, {"pattern": "("}, {"properties": 5}, {"$ref": "https://example.com/"}]
)
def test_a_schema_that_cannot_be_used_is_an_error(validator, schema):
    with pytest.raises(SchemaNotUsable):
        validator.check_request("POST", f"{API}/departments", json={}, schema=schema)


def test_a_schema_of_the_callers_own_is_remembered_by_its_content(validator):
    for _ in range(3):
        report = validator.check_request(
            "POST", f"{API}/departments", headers=AUTHORIZATION, json={"a": 1}, schema={"required": ["b"]}
        )
        assert [finding.json_key for finding in report.findings] == ["b"]


def test_many_schemas_do_not_pile_up(validator):
    for number in range(300):
        report = validator.check_request(
            "POST", f"{API}/departments", headers=AUTHORIZATION, json={}, schema={"required": [f"k{number}"]}
        )
        assert [finding.json_key for finding in report.findings] == [f"k{number}"]


def test_a_response_is_judged_without_its_request(validator):
    report = validator.check_response(200, json={"error": {"code": 1019, "message": "Invalid Resource"}})
    assert codes(report) == ["SIQ601"]
    assert report.operation is None


def test_a_response_is_judged_with_its_request_and_findings_on_that_are_left_out(validator):
    request = Request("POST", f"{API}/departments", JSON, Document(BAD))
    answer = {"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators"}}
    report = validator.check_response(200, json=answer, request=request)
    assert (codes(report), report.operation) == (["SIQ601"], "create_department")
    assert report.findings[0].shape == "a string of 3 characters"


def test_the_body_of_a_response_may_be_text_or_bytes(validator):
    for content in ('{"error": {}}', b'{"error": {}}'):
        report = validator.check_response(200, headers={"Content-Type": "application/json"}, content=content)
        assert codes(report) == ["SIQ505", "SIQ505"]


def test_an_exchange_of_nothing_has_no_findings(validator):
    assert validator.check(Exchange()).findings == ()


def test_the_two_functions_judge_by_one_shared_validator():
    assert shared_validator() is shared_validator()
    assert codes(check_request("POST", f"{API}/departments", headers=AUTHORIZATION, json=BAD)) == codes(
        bad(Validator())
    )
    assert codes(check_response(200, json={})) == ["SIQ501"]
    with pytest.raises(UnusableArgument):
        check_response(200, json={}, content=b"")


def test_operations_and_errors_are_those_that_are_judged_by():
    extended = Validator(extensions=[DOCUMENT])
    assert {"add_note", "find_notes", "create_department"} <= {operation.id for operation in extended.operations}
    assert extended.errors[4711].message == "Note is locked"
    assert 4711 not in Validator().errors


def test_known_codes_are_those_of_the_catalogue_and_of_pages(validator):
    assert validator.known_codes >= {1007, 1302, 2020}
    assert 9998 not in validator.known_codes


def test_both_engines_give_the_same_findings():
    pytest.importorskip("jsonschema_rs")
    reference, fast = Validator(engine=ReferenceEngine()), Validator(engine=FastEngine())
    for exchange in SEEDS:
        assert reference.check(exchange) == fast.check(exchange)


def test_judging_twice_gives_the_same(validator):
    for exchange in SEEDS:
        assert validator.check(exchange) == validator.check(exchange)


@given(
    document=st.recursive(
        st.none() | st.integers() | st.floats() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "operators", "x"]), inner),
        max_leaves=6,
    )
)
def test_a_callers_document_is_not_changed(document):
    before = copy.deepcopy(document)
    check_request("POST", f"{API}/departments", headers=AUTHORIZATION, json=document)
    check_response(200, json=document)
    assert repr(document) == repr(before)


def test_threads_share_a_validator():
    validator = Validator()
    expected = [Validator().check(exchange) for exchange in SEEDS]
    barrier = threading.Barrier(4)

    def judge(_: int):
        barrier.wait()
        return [validator.check(exchange) for exchange in SEEDS]

    with ThreadPoolExecutor(4) as pool:
        for reports in pool.map(judge, range(4)):
            assert reports == expected


@given(
    method=st.text(max_size=8),
    url=st.text(max_size=40) | st.text(max_size=20).map(lambda text: f"{API}/{text}"),
    headers=st.lists(st.tuples(st.text(max_size=12), st.text(max_size=20)), max_size=3),
    content=st.binary(max_size=60) | st.none(),
    answer=st.binary(max_size=60),
)
def test_no_exchange_makes_it_raise(method, url, headers, content, answer):
    exchange = Exchange(Request(method, url, headers, content), Response(200, headers, answer))
    report = shared_validator().check(exchange)
    for finding in report.findings:
        assert str(finding)
        assert finding.fingerprint


@given(content=st.binary(max_size=80), encoding=st.sampled_from(["gzip", "deflate", "br", "zstd", "x", "gzip, gzip"]))
def test_no_compressed_body_makes_it_raise(content, encoding):
    headers = {**JSON, "Content-Encoding": encoding}
    shared_validator().check(
        Exchange(Request("POST", f"{API}/departments", headers, content), Response(200, headers, content))
    )


@given(content=st.text('{}[]",:0123456789.eE+-truefalsn \\u\n', max_size=60), strict=st.booleans())
def test_no_text_that_is_nearly_json_makes_it_raise(content, strict):
    validator = _STRICT if strict else _LENIENT
    for finding in validator.check(Exchange(Request("POST", f"{API}/departments", JSON, content.encode()))).findings:
        assert finding.message


_STRICT, _LENIENT = Validator(limits=Limits(max_depth=5, max_problems=2)), Validator(strict_json=False)


def test_all_its_exceptions_have_one_base():
    with pytest.raises(SalesIQValidateError):
        Validator(data_center="nowhere")


def test_a_valid_request_has_no_findings(validator):
    report = validator.check_request("POST", f"{API}/departments", headers=AUTHORIZATION, json=DEPARTMENT)
    assert (report.findings, report.ok, report.reply) == ((), True, None)
    report.raise_for_errors()


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, pickle.dumps], ids=lambda how: how.__name__)
def test_a_validator_says_that_it_cannot_be_copied(how):
    with pytest.raises(TypeError, match="make one in each process"):
        how(Validator())
