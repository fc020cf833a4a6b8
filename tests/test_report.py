"""Reports: errors, warnings, the one reply, and the exception that carries them."""

from __future__ import annotations

import copy
import pickle

import pytest

from salesiq_validate import ErrorCatalogue, Finding, InvalidExchange, KeyPath, Report, Severity
from salesiq_validate.finding import Rule, Side

ERRORS = ErrorCatalogue()
RULE = Rule("SIQ404", "unusable-json-value", Severity.ERROR, (1015,))


def finding(
    severity: Severity = Severity.ERROR, code: int | None = 1015, *, where="body", path="name", side=Side.REQUEST
) -> Finding:
    error = None if code is None else ERRORS.error(code)
    return Finding(
        RULE, severity, side, where, "wrong", path=None if path is None else KeyPath.parse(path), error=error
    )


ERROR, WARNING, INFO = (finding(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO))


def test_findings_are_sorted_by_severity_into_views():
    report = Report([WARNING, ERROR, INFO])
    assert report.findings == (WARNING, ERROR, INFO)
    assert (report.errors, report.warnings) == ((ERROR,), (WARNING,))


@pytest.mark.parametrize(
    ("findings", "ok"), [([], True), ([WARNING], True), ([INFO], True), ([ERROR], False), ([WARNING, ERROR], False)]
)
def test_a_report_is_true_when_there_are_no_errors(findings, ok):
    report = Report(findings)
    assert report.ok is ok
    assert bool(report) is ok


@pytest.mark.parametrize(
    ("codes", "reply"),
    [
        ([1054, 1009, 1008, 1002, 1010, 1005, 1006], 1006),
        ([1054, 1009, 1008, 1002, 1010, 1005], 1005),
        ([1054, 1009, 1008, 1002, 1010], 1010),
        ([1054, 1009, 1008, 1002, 1004], 1004),
        ([1054, 1009, 1008, 1002], 1002),
        ([1054, 1009, 1008], 1008),
        ([1054, 1009], 1009),
        ([1054], 1054),
        ([1004, 1010], 1004),
        ([1010, 1004], 1010),
    ],
)
def test_the_reply_is_the_first_in_the_order_of_codes(codes, reply):
    report = Report([finding(code=code, where="header", path=None) for code in codes])
    assert report.reply.code == reply


def test_a_code_in_the_body_takes_the_bodys_turn():
    param = finding(code=1011, where="param", path=None)
    assert Report([finding(code=1006), param]).reply == param.error


def test_parameters_come_before_the_body_and_the_whole_body_before_its_keys():
    param, whole, key = finding(where="param", path=None), finding(path=""), finding(path="name")
    assert Report([key, whole, param]).reply_finding is param
    assert Report([key, whole]).reply_finding is whole
    assert Report([key, finding(path="other")]).reply_finding is key


@pytest.mark.parametrize(
    "other", [WARNING, INFO, finding(code=None), finding(side=Side.RESPONSE), finding(side=Side.RECORDING)]
)
def test_what_is_no_predicted_error_of_the_request_is_no_reply(other):
    assert Report([other]).reply is None
    assert Report([other, ERROR]).reply_finding is ERROR


def test_raising_does_nothing_without_errors():
    Report([WARNING, INFO]).raise_for_errors()


def test_raising_carries_the_report_and_lists_every_error():
    report = Report([ERROR, WARNING, finding(path="other")], "create_department")
    with pytest.raises(InvalidExchange) as caught:
        report.raise_for_errors()
    assert caught.value.report is report
    assert str(caught.value) == (
        "2 errors in create_department:\n"
        "  SIQ404 error body name: wrong [SalesIQ 1015]\n"
        "  SIQ404 error body other: wrong [SalesIQ 1015]"
    )


def test_one_error_is_no_plural():
    assert str(InvalidExchange(Report([ERROR]))).startswith("1 error:\n")


def test_the_exception_survives_pickling_and_copying():
    error = InvalidExchange(Report([ERROR], "create_department"))
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert other.report == error.report
        assert str(other) == str(error)


def test_a_repr_counts():
    assert repr(Report([ERROR, WARNING], "a")) == "<Report: 1 error, 2 findings, operation a>"


def test_a_report_prints_its_findings():
    assert str(Report([ERROR, WARNING], "a")) == f"2 findings in a\n  {ERROR}\n  {WARNING}"
    assert str(Report()) == "0 findings"
