"""What a run exercised of the contract: in the terminal, in JUnit XML, by the exit code, and with xdist."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from tests.plugin.conftest import INVALID
from tests.plugin.test_recordings import line

pytest_plugins = ["pytester"]

EXERCISE = """
def test_create():
    send()

@pytest.mark.salesiq(allow=[1014])
def test_refused():
    send(answer=REFUSAL)

def test_list():
    send(None, {"url": "/departments", "object": "list", "data": []}, method="GET")

def test_nothing():
    pass
"""


def test_the_terminal_tells_operations_codes_and_scopes(suite):
    result = suite(EXERCISE)
    result.assert_outcomes(passed=4)
    result.stdout.re_match_lines(
        [
            "=+ SalesIQ contract =+",
            "3 exchanges with SalesIQ, 1 refused",
            r"2 of \d+ operations exercised \(\d\.\d %\)",
            r"1 of \d+ error codes exercised \(\d\.\d %\)",
            r"2 of \d+ scopes exercised \(\d\.\d %\)",
        ],
        consecutive=True,
    )


def test_verbose_output_names_them(suite):
    suite(EXERCISE, "-v").stdout.fnmatch_lines(
        ["operations: create_department, list_departments", "error codes: 1014"], consecutive=True
    )


@pytest.mark.parametrize("options", [{"mode": "off"}, {"mode": None}])
def test_a_run_that_judges_nothing_tells_nothing(suite, options):
    suite(EXERCISE, **options).stdout.no_fnmatch_line("*SalesIQ contract*")


def test_a_run_without_exchanges_tells_nothing(suite):
    suite("def test():\n    pass").stdout.no_fnmatch_line("*SalesIQ contract*")
    suite(EXERCISE, "--collect-only").stdout.no_fnmatch_line("*SalesIQ contract*")


@pytest.mark.parametrize(("least", "code"), [("0.5", pytest.ExitCode.OK), ("50", pytest.ExitCode.TESTS_FAILED)])
def test_a_run_fails_that_exercises_too_little(suite, least, code):
    result = suite(EXERCISE, f"--salesiq-fail-under={least}")
    assert result.ret == code
    told = "FAIL: the run exercised * % of the operations; --salesiq-fail-under requires 50 %."
    if code:
        result.stdout.fnmatch_lines([told])
    else:
        result.stdout.no_fnmatch_line("FAIL: *")


def test_failed_tests_and_errors_keep_their_exit_code(suite):
    assert suite("def test():\n    assert 0", "--salesiq-fail-under=50").ret == pytest.ExitCode.TESTS_FAILED
    assert suite("", "--salesiq-fail-under=50", "--nonsense").ret == pytest.ExitCode.USAGE_ERROR
    assert suite("", "--salesiq-fail-under=50", "--collect-only").ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("least", ["101", "-1", "nan"])
def test_a_share_beyond_all_operations_is_an_error(suite, least):
    result = suite(EXERCISE, f"--salesiq-fail-under={least}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --salesiq-fail-under takes a share of the operations in percent*"])


def test_a_share_that_nobody_counted_says_so(suite):
    result = suite(EXERCISE, "--salesiq-fail-under=50", mode=None)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAIL: the run exercised 0.0 % *, add --salesiq-validate=warn or error."])


def test_only_tests_that_ask_count_where_no_mode_is_set(suite):
    suite(
        EXERCISE.replace("test_create()", "test_create(salesiq)"), "--salesiq-fail-under=0", mode=None
    ).stdout.fnmatch_lines(["1 exchange with SalesIQ"])


def properties(element):
    return [(entry.get("name"), entry.get("value")) for entry in element.iterfind("properties/property")]


def exercised_by_case(file):
    return {case.get("name"): properties(case) for case in file.iter("testcase")}


def test_junit_tells_what_each_test_exercised_and_what_all_did(suite, pytester):
    suite(EXERCISE, "--junitxml=junit.xml").assert_outcomes(passed=4)
    root = ET.parse(pytester.path / "junit.xml").getroot()
    assert exercised_by_case(root) == {
        "test_create": [("salesiq_operation", "create_department")],
        "test_refused": [("salesiq_operation", "create_department"), ("salesiq_code", "1014")],
        "test_list": [("salesiq_operation", "list_departments")],
        "test_nothing": [],
    }
    (suite_element,) = root.iter("testsuite")
    of_all = dict(properties(suite_element))
    assert {name: value for name, value in of_all.items() if not name.endswith("documented")} == {
        "salesiq_exchanges": "3",
        "salesiq_refused": "1",
        "salesiq_operations_exercised": "2",
        "salesiq_error_codes_exercised": "1",
        "salesiq_scopes_exercised": "2",
    }
    assert int(of_all["salesiq_operations_documented"]) > 100


def test_with_xdist_everything_is_the_same(suite, pytester, monkeypatch):
    """Workers judge tests and recordings; what they exercised comes together in the process that reports."""
    # Two workers start in half the time without the other plugins that are installed here.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (pytester.path / "invalid.jsonl").write_text(line(INVALID), "utf-8")
    tests = "def test_invalid():\n    send(INVALID)\ndef test_doubtful():\n    send(VALID | {'unknown': 1})\n"
    options = ["-n2", "-v", "--salesiq-fail-under=50", "--junitxml=junit.xml", "--salesiq-recordings=."]
    result = suite(EXERCISE + tests, "-p", "_salesiq_validate_pytest", "-p", "xdist", *options)
    # Warnings are not counted: pytest 8.3 has one of its own on a module that is named by -p and loaded already.
    result.assert_outcomes(passed=5, failed=2)
    result.stdout.fnmatch_lines(["*SalesIQWarning: POST *: SIQ408 warning body unknown: *"])
    result.stdout.fnmatch_lines(
        [
            "SalesIQ contract: SIQ402 missing-json-key in request body operators of create_department",
            "6 exchanges with SalesIQ, 1 refused",
            "operations: create_department, list_departments",
            "FAIL: *",
        ]
    )
    result.stdout.fnmatch_lines(["SalesIQ contract: 1 error in 1 exchange."])
    root = ET.parse(pytester.path / "junit.xml").getroot()
    exercised = exercised_by_case(root)
    assert exercised["test_refused"] == [("salesiq_operation", "create_department"), ("salesiq_code", "1014")]
    assert exercised["recording"] == [("salesiq_operation", "create_department")]
    (suite_element,) = root.iter("testsuite")
    assert ("salesiq_exchanges", "6") in properties(suite_element)
