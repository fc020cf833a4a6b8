"""Findings: what they show, how they compare, and the fingerprint that stays the same between runs."""

from __future__ import annotations

import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate import Finding, KeyPath, Severity
from salesiq_validate.exchange import Origin
from salesiq_validate.finding import Basis, Display, Rule, SalesIQError, Side

RULE = Rule("SIQ403", "wrong-json-type", Severity.ERROR, (1007,), "A summary.\n\n## More\n")
FINDING = Finding(
    RULE,
    Severity.ERROR,
    Side.REQUEST,
    "body",
    "a string stands where an array is expected",
    operation="create_department",
    path=KeyPath.parse("operators[1].name"),
    error=SalesIQError(1007, "Invalid datatypes found in params", json_key="operators[1].name"),
)


def test_severities_are_ordered():
    assert Severity.INFO < Severity.WARNING < Severity.ERROR
    assert Severity.ERROR > Severity.WARNING >= Severity.WARNING
    assert Severity.INFO <= Severity.INFO
    assert max([Severity.WARNING, Severity.ERROR, Severity.INFO]) is Severity.ERROR
    assert [severity.rank for severity in (Severity.INFO, Severity.WARNING, Severity.ERROR)] == [0, 1, 2]


def test_words_are_printed_as_they_are_written():
    assert [str(word) for word in (Severity.ERROR, Basis.INFERRED, Side.RECORDING)] == [
        "error",
        "inferred",
        "recording",
    ]


def test_a_rule_gives_the_first_line_of_its_page():
    assert RULE.summary == "A summary."
    assert attrs.evolve(RULE, doc="").summary == ""


@pytest.mark.parametrize(
    ("error", "envelope"),
    [
        (SalesIQError(1002, "m"), {"error": {"code": 1002, "message": "m"}}),
        (SalesIQError(1007, "m", json_key="a"), {"error": {"code": 1007, "message": "m", "json_key": "a"}}),
        (SalesIQError(1007, "m", param=""), {"error": {"code": 1007, "message": "m", "param": ""}}),
        (SalesIQError(1054, "m", header="H"), {"error": {"code": 1054, "message": "m", "header": "H"}}),
    ],
)
def test_an_error_is_written_as_the_envelope_that_salesiq_sends(error, envelope):
    assert error.as_envelope() == envelope
    assert attrs.evolve(FINDING, error=error).as_error() == envelope


def test_a_finding_that_predicts_nothing_has_no_envelope():
    assert attrs.evolve(FINDING, error=None).as_error() is None


def test_a_finding_tells_its_place_in_three_ways():
    assert (FINDING.json_key, FINDING.pointer, FINDING.path_shape) == (
        "operators[1].name",
        "/operators/1/name",
        "operators[*].name",
    )


@pytest.mark.parametrize(
    ("changes", "location"),
    [
        ({}, "body operators[1].name"),
        ({"path": KeyPath()}, "body"),
        ({"path": None, "where": "param", "param": "index"}, "param index"),
        ({"path": None, "where": "header", "header": "Content-Type"}, "header Content-Type"),
        ({"path": None, "where": "url"}, "url"),
    ],
)
def test_a_location_in_words(changes, location):
    assert attrs.evolve(FINDING, **changes).location == location


def test_a_finding_prints_rule_severity_place_answer_and_hint():
    assert str(attrs.evolve(FINDING, hint="send a list")) == (
        "SIQ403 error body operators[1].name: a string stands where an array is expected [SalesIQ 1007] (send a list)"
    )
    assert str(attrs.evolve(FINDING, error=None)) == (
        "SIQ403 error body operators[1].name: a string stands where an array is expected"
    )
    assert repr(FINDING) == "<Finding SIQ403 error request body operators[1].name>"


def test_what_is_redacted_stands_instead_of_what_is_not():
    finding = attrs.evolve(
        FINDING,
        path=KeyPath(("canary", 0)),
        param="canary",
        error=SalesIQError(1007, "canary"),
        shown=Display(KeyPath(("<key>", 0)), "<key>", SalesIQError(1007, "<message>")),
    )
    assert "canary" not in f"{finding}{finding!r}{finding.json_key}{finding.pointer}{finding.path_shape}"
    assert (finding.shown_param, finding.shown_error.message) == ("<key>", "<message>")


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_fingerprint_does_not_know_indices(one, other):
    prints = {attrs.evolve(FINDING, path=KeyPath(("operators", index, "name"))).fingerprint for index in (one, other)}
    assert len(prints) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": Origin("other.jsonl", 7, 8, "x")},
        {"shape": "a string of 99 characters"},
        {"message": "in other words"},
        {"hint": "another"},
        {"severity": Severity.INFO},
        {"error": SalesIQError(1007, "x", json_key="operators[5].name")},
        {"alternatives": (1015,)},
    ],
)
def test_a_fingerprint_does_not_know_lines_values_and_words(changes):
    assert attrs.evolve(FINDING, **changes).fingerprint == FINDING.fingerprint


def test_a_fingerprint_knows_rule_operation_side_and_place():
    changes = [
        {"rule": attrs.evolve(RULE, code="SIQ404")},
        {"operation": "update_department"},
        {"operation": None},
        {"side": Side.RESPONSE},
        {"where": "param"},
        {"path": KeyPath.parse("operators[1].id")},
        {"path": None},
        {"param": "x"},
        {"header": "X"},
    ]
    prints = [FINDING.fingerprint, *(attrs.evolve(FINDING, **change).fingerprint for change in changes)]
    assert len(set(prints)) == len(prints)
    assert all(len(found) == 16 and int(found, 16) >= 0 for found in prints)


def test_a_fingerprint_of_a_refusal_knows_its_code():
    refusals = [
        attrs.evolve(FINDING, where="envelope", error=SalesIQError(code, "m"), side=Side.RESPONSE)
        for code in (1007, 1019)
    ]
    assert len({finding.fingerprint for finding in refusals}) == 2


def test_a_fingerprint_is_the_same_in_every_process():
    assert FINDING.fingerprint == "dbcf510c6b829742"


def test_a_fingerprint_of_names_that_utf8_cannot_carry():
    finding = attrs.evolve(FINDING, path=KeyPath(("\ud800",)))
    assert len(finding.fingerprint) == 16


def test_findings_are_values():
    assert attrs.evolve(FINDING) == FINDING
    assert len({FINDING, attrs.evolve(FINDING)}) == 1
    pairs = itertools.combinations([FINDING, attrs.evolve(FINDING, hint="a"), attrs.evolve(FINDING, hint="b")], 2)
    assert all(one != other for one, other in pairs)
