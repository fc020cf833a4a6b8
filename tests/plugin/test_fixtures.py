"""The fixtures `salesiq`, `salesiq_validator` and `salesiq_error`."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


def test_exchanges_and_reports_come_in_order(suite):
    suite(
        """
def test_two(salesiq):
    send()
    with pytest.raises(AssertionError):
        salesiq.assert_refused(1014)
    send(INVALID, REFUSAL)
    assert len(salesiq) == 2
    assert [exchange.response.status for exchange in salesiq.exchanges] == [200, 200]
    assert [report.operation for report in salesiq.reports] == ["create_department"] * 2
    assert [len(report.findings) for report in salesiq.reports] == [0, 2]
    assert [finding.rule.code for finding in salesiq.findings] == ["SIQ402", "SIQ601"]
    assert [refusal.code for refusal in salesiq.refusals] == [1014]
    assert repr(salesiq) == "<2 exchanges with SalesIQ, 2 findings>"
""",
        mode="off",
    ).assert_outcomes(passed=1)


def test_without_a_mode_only_tests_that_ask_are_watched(suite):
    suite(
        """
@pytest.fixture
def before():
    send(INVALID)

def test_asks(before, salesiq):
    # Seen from the first fixture on, although it comes before `salesiq`.
    assert len(salesiq) == 1

def test_does_not_ask(before):
    send(INVALID)

def test_asks_late(request):
    send(INVALID)
    salesiq = request.getfixturevalue("salesiq")
    assert len(salesiq) == 0
    send(INVALID)
    assert len(salesiq) == 1
""",
        mode="off",
    ).assert_outcomes(passed=3)


def test_the_first_test_to_ask_may_do_so_late(suite):
    suite(
        """
def test_asks_late(request):
    salesiq = request.getfixturevalue("salesiq")
    send(INVALID)
    with pytest.raises(AssertionError, match="SIQ402"):
        salesiq.assert_valid()
""",
        mode=None,
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("mode", ["off", "warn", "error"])
def test_assert_valid_asks_for_exchanges_without_errors(suite, mode):
    suite(
        """
def test_nothing(salesiq):
    with pytest.raises(AssertionError, match="no exchange with SalesIQ was seen"):
        salesiq.assert_valid()

def test_valid(salesiq):
    send()
    salesiq.assert_valid()

def test_doubtful(salesiq):
    send(VALID | {"unknown": 1})
    salesiq.assert_valid()

@pytest.mark.salesiq(ignore=["SIQ402"], allow=[1014])
def test_invalid(salesiq):
    send(INVALID, REFUSAL)
    salesiq.assert_valid()

def test_refused(salesiq):
    send(answer=REFUSAL)
    with pytest.raises(AssertionError, match="SIQ601 refused"):
        salesiq.assert_valid()
    salesiq.assert_refused(1014)
    salesiq.assert_valid()
""",
        mode=mode,
    ).assert_outcomes(passed=5, warnings=int(mode != "off"))


REFUSED = """
@pytest.mark.parametrize("named, fits", [
    (dict(), True),
    (dict(json_key="operators[0]"), True),
    (dict(json_key="operators"), False),
    (dict(param="operators[0]"), False),
    (dict(header="Authorization"), False),
])
def test_refused(salesiq, salesiq_error, named, fits):
    send(answer=salesiq_error(1007, json_key="operators[0]"))
    if fits:
        salesiq.assert_refused(1007, **named)
    else:
        with pytest.raises(AssertionError, match="it refused with 1007 Invalid datatypes"):
            salesiq.assert_refused(1007, **named)
"""


def test_assert_refused_compares_what_is_named(suite):
    """A refusal that was asserted is none of the test's findings; one that was not fails it in the end."""
    suite(REFUSED).assert_outcomes(passed=2, failed=3)


def test_what_earned_an_asserted_refusal_is_no_finding_either(suite):
    suite("""
def test_refused(salesiq, salesiq_error):
    send(INVALID, salesiq_error(1015, json_key="operators"))
    salesiq.assert_refused(1015, json_key="operators")

def test_refused_by_another_code_that_fits(salesiq, salesiq_error):
    send(INVALID, salesiq_error(1011))
    salesiq.assert_refused(1011)

def test_refused_for_something_else(salesiq):
    send(INVALID, REFUSAL)
    salesiq.assert_refused(1014)

def test_another_exchange(salesiq, salesiq_error):
    send(INVALID, salesiq_error(1015, json_key="operators"))
    salesiq.assert_refused(1015, json_key="operators")
    send(INVALID)
""").assert_outcomes(passed=2, failed=2)


def test_assert_refused_tells_what_came_instead(suite):
    suite("""
def message(salesiq, *args, **named):
    with pytest.raises(AssertionError) as raised:
        salesiq.assert_refused(*args, **named)
    return str(raised.value)

@pytest.mark.salesiq(ignore=["SIQ4"])
def test_accepted(salesiq):
    assert "no exchange with SalesIQ was seen" in message(salesiq, 1007)
    send()
    assert message(salesiq, 1007) == "SalesIQ did not refuse with 1007: 1 exchange, all accepted"

def test_predicted(salesiq):
    send(INVALID)
    assert message(salesiq, 1007, json_key="operators").startswith(
        "SalesIQ did not refuse with 1007, json_key operators: SalesIQ would refuse with 1015 Either the input stream "
        "is invalid or absent (json_key operators), but the mock of this test accepted the request"
    )
""").assert_outcomes(passed=1, failed=1)


def test_assert_refused_takes_only_codes_that_there_are(suite):
    """A refusal that came is asserted by whatever code it has, listed or not."""
    suite("""
from salesiq_validate.exceptions import UnknownName, UnusableArgument

@pytest.mark.salesiq(allow=[1014], ignore=["SIQ6"])
def test_code(salesiq):
    send(answer=REFUSAL)
    with pytest.raises(UnusableArgument, match="a SalesIQ error code is a whole number, like 1015"):
        salesiq.assert_refused("1014")
    with pytest.raises(UnknownName, match="there is no SalesIQ error code '10114'. Did you mean '1014'?"):
        salesiq.assert_refused(10114)
    send(answer={"error": {"code": 90210, "message": "Nobody listed this"}})
    salesiq.assert_refused(90210)
    with pytest.raises(AssertionError, match="it refused with"):
        salesiq.assert_refused(90210, json_key="name")
""").assert_outcomes(passed=1)


def test_what_is_wrong_with_a_code_is_told_in_the_line_that_asked(suite):
    result = suite("def test(salesiq):\n    send()\n    salesiq.assert_refused('1014')", mode="off")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([">   *salesiq.assert_refused('1014')", "E   *UnusableArgument: *"])
    result.stdout.no_fnmatch_line("*error_envelope.py*")


ENVELOPES = """
PUBLIC = "Public department cannot be configured to a Private department"
from salesiq_validate.exceptions import UnknownName, UnusableArgument

@pytest.mark.parametrize("code, named, expected", [
    (1002, {}, {"code": 1002, "message": "Invalid authorization header."}),
    (1007, {"json_key": "a[0]"}, {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "a[0]"}),
    (1007, {"param": "a"}, {"code": 1007, "message": "Invalid datatypes found in params", "param": "a"}),
    (1054, {"header": "Content-Type"}, {"code": 1054, "message": "Invalid header value", "header": "Content-Type"}),
    (1302, {}, {"code": 1302, "message": PUBLIC}),
    (1302, {"operation": "delete_department"}, {"code": 1302, "message": PUBLIC}),
    (1019, {"operation": "delete_department"}, {"code": 1019, "message": "Invalid Resource"}),
])
def test_envelope(salesiq_error, code, named, expected):
    assert salesiq_error(code, **named) == {"error": expected}

@pytest.mark.parametrize("code, named, error, said", [
    (1091, {}, UnknownName, "there is no SalesIQ error code '1091'. Did you mean"),
    (1302, {"operation": "delete_departments"}, UnknownName, "Did you mean 'delete_department'"),
    (1002, {"header": "Authorization"}, UnusableArgument, "SalesIQ sends no header with 1002; it names nothing"),
    ("1015", {}, UnusableArgument, "a SalesIQ error code is a whole number, like 1015"),
    (True, {}, UnusableArgument, "a SalesIQ error code is a whole number"),
    (1015, {"param": "a"}, UnusableArgument, "SalesIQ sends no param with 1015; it names json_key"),
])
def test_what_salesiq_never_sends(salesiq_error, code, named, error, said):
    with pytest.raises(error, match=said):
        salesiq_error(code, **named)
"""


def test_salesiq_error_builds_exact_envelopes(suite):
    result = suite(ENVELOPES, mode="off")
    result.assert_outcomes(passed=13)


def test_what_salesiq_never_sends_fails_in_the_line_that_asked(suite):
    result = suite("def test(salesiq_error):\n    salesiq_error(99999)", mode="off")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [">   *salesiq_error(99999)", "E   *UnknownName: there is no SalesIQ error code '99999'*"]
    )
    result.stdout.no_fnmatch_line("*error_envelope.py*")


def test_every_code_of_the_catalogue_has_an_envelope(suite):
    suite("""
def test_every_code(salesiq_error, salesiq_validator, salesiq):
    for code in salesiq_validator.known_codes:
        send(answer=salesiq_error(code))
        salesiq.assert_refused(code)
""").assert_outcomes(passed=1)


VALIDATORS = """
from salesiq_validate import Validator

@pytest.fixture(scope="{0}")
def salesiq_validator():
    return Validator(screen_name="southwind-desk")
"""


@pytest.mark.parametrize("scope", ["function", "class", "module", "package", "session"])
def test_the_validator_may_be_overridden_at_any_scope(suite, pytester, scope):
    pytester.makeconftest("import pytest" + VALIDATORS.format(scope))
    result = suite("def test_create():\n    send()\ndef test_again():\n    send()")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*SIQ107 other-screen-name*"])


def test_the_validator_may_be_overridden_for_some_tests(suite):
    suite("""
from salesiq_validate import Validator

class TestSouthwind:
    @pytest.fixture
    def salesiq_validator(self):
        return Validator(screen_name="southwind-desk")

    def test_create(self):
        send()

def test_create():
    send()

@pytest.mark.parametrize("salesiq_validator", [Validator(data_center="EU")])
def test_europe(salesiq_validator):
    send()
""").assert_outcomes(passed=1, failed=2)


def test_the_default_validator_is_the_configured_one(suite, pytester):
    pytester.makepyprojecttoml('[tool.salesiq-validate]\nscreen-name = "southwind-desk"\nservers = ["127.0.0.1"]\n')
    suite(
        """
def test_settings(salesiq_validator):
    assert salesiq_validator.router.screen_name == "southwind-desk"
    assert "127.0.0.1" in salesiq_validator.router.extra_hosts
""",
        mode=None,
    ).assert_outcomes(passed=1)
