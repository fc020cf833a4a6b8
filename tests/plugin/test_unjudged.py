"""What becomes of a run when judging itself fails, which is a bug of ours or of a project's validator."""

from __future__ import annotations

import pytest

from salesiq_validate import Validator

pytest_plugins = ["pytester"]

SUITE = """
def test_before():
    send()

def test_broken():
    send(VALID | {"name": "boom"})
    send(INVALID)

def test_after():
    send(INVALID)

def test_valid():
    send()
"""


@pytest.fixture(autouse=True)
def broken(monkeypatch):
    """A validator that cannot judge one kind of body."""
    check = Validator.check

    def broken_check(validator, exchange):
        if b"boom" in exchange.request.body:
            raise ZeroDivisionError("a private value")
        return check(validator, exchange)

    monkeypatch.setattr(Validator, "check", broken_check)


def test_it_fails_only_the_test_that_met_it(suite):
    result = suite(SUITE)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*_ test_broken _*",
            "SalesIQ contract: SIQ402 missing-json-key *",
            "SalesIQ contract: an exchange could not be judged, because of ZeroDivisionError in tests.plugin.*, line *",
            "*please report it*",
            "    sent    test_*.py:*",
            "*_ test_after _*",
        ]
    )
    result.stdout.no_fnmatch_line("*private*")
    result.stdout.no_fnmatch_line("*INTERNALERROR*")


def test_it_is_a_warning_where_findings_are(suite):
    result = suite(SUITE, mode="warn")
    result.assert_outcomes(passed=4, warnings=3)
    result.stdout.fnmatch_lines(["*SalesIQWarning: *an exchange could not be judged*"])
    suite(SUITE, "-W", "error::salesiq_validate.exceptions.SalesIQWarning", mode="warn").assert_outcomes(
        passed=2, failed=2
    )


def test_a_test_that_asks_is_told_whatever_the_mode(suite):
    suite(
        """
def test_asks(salesiq):
    send()
    send(VALID | {"name": "boom"}, REFUSAL)
    with pytest.raises(AssertionError, match="could not be judged"):
        salesiq.assert_valid()
    salesiq.assert_refused(1014)
    assert (len(salesiq), len(salesiq.exchanges), len(salesiq.reports)) == (2, 2, 1)

def test_does_not_ask(salesiq):
    send(VALID | {"name": "boom"})
""",
        mode="off",
    ).assert_outcomes(passed=2)


def test_a_test_that_fails_by_itself_shows_it_beside(suite):
    result = suite("def test():\n    send(VALID | {'name': 'boom'})\n    assert 1 == 2")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert 1 == 2*", "*- SalesIQ contract -*", "*an exchange could not be judged*"])


def test_a_wrong_marker_and_a_fixture_that_fails_are_errors_of_their_test(suite):
    """Its own validator is never known then, and what is wrong with the marker is found while its report is made."""
    result = suite("""
@pytest.fixture
def salesiq_validator():
    raise ZeroDivisionError

@pytest.mark.salesiq(allow=["1014"])
def test_error():
    pass

def test_valid():
    pass
""")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*@pytest.mark.salesiq: allow takes SalesIQ's error codes*"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
