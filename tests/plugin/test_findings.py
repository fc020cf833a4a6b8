"""A finding fails the test that caused it, or warns of it, in words that say what to do."""

from __future__ import annotations

import pytest
from tests.plugin.conftest import PRELUDE, SEND

pytest_plugins = ["pytester"]


def test_a_failure_tells_the_request_the_fault_the_answer_and_the_rule(suite):
    result = suite("""
def test_create():
    send()
    send({"name": "Billing"})
    send({"name": "Support"})
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ test_create _*",
            "SalesIQ contract: SIQ402 missing-json-key in request body operators of create_department*",
            "",
            "POST /api/v2/{screen_name}/departments",
            "  error  SIQ402 missing-json-key  2 times",
            "    body operators: a required key is absent",
            '        { …, "operators": <absent> }',
            "             ^",
            "    answer  SalesIQ would answer 1015 Either the input stream is invalid or absent (json_key",
            "            operators), or 1011 or 1031",
            "    page    https://www.zoho.com/salesiq/help/developer-section/rest-api-create-department.html",
            "    basis   documented · salesiq-validate explain SIQ402",
            "    sent    *.py:[0-9]* from *.py:[0-9]*",
            "    sent    *.py:[0-9]* from *.py:[0-9]*",
            "FAILED *::test_create - SIQ402 missing-json-key*",
        ]
    )


def test_a_refusal_tells_what_was_refused_and_how_to_mean_it(suite):
    result = suite("""
def test_create(salesiq_error):
    send(answer=salesiq_error(1007, json_key="operators[0]"))
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "  error  SIQ601 refused",
            "    response envelope operators?0?: SalesIQ refused the request with code 1007: Invalid datatypes",
            '        { …, "operators": ? <a string of 15 characters> ] }',
            "    meant?  @pytest.mark.salesiq(allow=?1007?), or salesiq.assert_refused(1007)",
        ]
    )


def test_a_url_without_operation_is_shown_without_its_names(suite):
    result = suite("""
def test_chats():
    send(url=URL.replace("departments", "chats?email=jane@example.com"), method="GET", body=None)
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["GET https://salesiq.zoho.com/api/v2/<segment>/chats?email=<value>"])


def test_a_warning_stands_beside_the_error_that_it_explains(suite):
    result = suite("""
def test_patch():
    send(method="PATCH", answer={"error": {"code": 1010, "message": "Invalid Method."}})
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "SalesIQ contract: SIQ601 refused in response envelope",
            "PATCH https://salesiq.zoho.com/api/v2/<segment>/departments",
            "  error  SIQ601 refused + warning  SIQ111 unknown-method",
            "    answer  SalesIQ answered 1010 Invalid Method; 1004 would fit as well",
            "  1010  The API does not know the HTTP method.*",
        ]
    )


def test_no_value_of_a_payload_is_shown(suite):
    result = suite("""
SECRET = "canary8080" + "value"

def test_create():
    send(
        {"name": SECRET, "is_public": SECRET, SECRET: SECRET}, {"error": {"code": 9999, "message": SECRET}},
        url=URL.replace("northwind-desk", SECRET) + "?" + SECRET + "=" + SECRET,
        headers={"Authorization": SECRET, SECRET: SECRET},
    )
""")
    result.assert_outcomes(failed=1)
    assert "canary8080value" not in result.stdout.str() + result.stderr.str()


def test_a_test_that_fails_by_itself_shows_its_findings_in_a_section(suite):
    result = suite("""
def test_create():
    send(INVALID)
    assert 1 == 2
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">       assert 1 == 2",
            "*- SalesIQ contract -*",
            "SalesIQ contract: SIQ402 missing-json-key in request body operators of create_department",
            "FAILED *::test_create - assert 1 == 2",
        ]
    )


FIXTURE = """
@pytest.fixture{0}
def department():
    {1}
    yield
    {2}

def test_department(department):
    pass

def test_another(department):
    pass
"""


@pytest.mark.parametrize(
    ("scope", "before", "after", "outcomes"),
    [
        ("", "send(INVALID)", "", {"failed": 2}),
        ('(scope="module")', "send(INVALID)", "", {"failed": 1, "passed": 1}),
        ("", "", "send(INVALID)", {"passed": 2, "errors": 2}),
        ('(scope="module")', "", "send(INVALID)", {"passed": 2, "errors": 1}),
        ("", "send(INVALID)", "send(INVALID)", {"failed": 2, "errors": 2}),
        ("", "send(INVALID); assert 0", "", {"errors": 2}),
    ],
)
def test_fixtures_belong_to_the_test_that_sets_them_up_or_tears_them_down(suite, scope, before, after, outcomes):
    result = suite(FIXTURE.format(scope, before or "pass", after or "pass"))
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(["SalesIQ contract: SIQ402 missing-json-key*"])


def test_what_is_expected_to_fail_or_skipped_stays_so(suite):
    suite("""
@pytest.mark.xfail(strict=True)
def test_expected():
    send(INVALID)

@pytest.mark.xfail(strict=True)
def test_expected_for_its_own_reason():
    send(INVALID)
    assert 0

def test_skipped():
    send(INVALID)
    pytest.skip()
""").assert_outcomes(xfailed=2, skipped=1)


def test_tests_of_unittest_and_doctest_are_judged(suite):
    suite(
        """
import unittest

class Departments(unittest.TestCase):
    def test_invalid(self):
        send(INVALID)

    def test_valid(self):
        send()

def documented():
    '''
    >>> _ = send(INVALID)
    '''
""",
        "--doctest-modules",
    ).assert_outcomes(failed=2, passed=1)


def test_items_without_fixtures_are_judged(suite, pytester):
    pytester.makeconftest("""
import pytest

class Item(pytest.Item):
    def runtest(self):
        from test_items_without_fixtures_are_judged import INVALID, send
        send(INVALID)

class File(pytest.File):
    def collect(self):
        yield Item.from_parent(self, name="item")

def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".item":
        return File.from_parent(parent, path=file_path)
""")
    pytester.makefile(".item", "")
    suite("").assert_outcomes(failed=1)


def test_a_finding_is_told_once(suite):
    result = suite("""
def test_create(salesiq):
    send(INVALID)
    salesiq.assert_valid()
""")
    result.assert_outcomes(failed=1)
    assert result.stdout.str().count('"operators": <absent>') == 1


@pytest.mark.parametrize(
    ("mode", "outcomes"),
    [("off", {"passed": 1}), (None, {"passed": 1}), ("warn", {"passed": 1, "warnings": 2}), ("error", {"failed": 1})],
)
def test_the_mode_decides(suite, mode, outcomes):
    result = suite("def test_create():\n    send(INVALID)\n    send(answer=REFUSAL)", mode=mode)
    result.assert_outcomes(**outcomes)
    if mode == "warn":
        result.stdout.fnmatch_lines(
            [
                "*::test_create",
                "*SalesIQWarning: POST /api/v2/{screen_name}/departments: SIQ402 error body operators: *",
                "*SalesIQWarning: POST /api/v2/{screen_name}/departments: SIQ601 error envelope: *",
            ]
        )


@pytest.mark.parametrize("file", ["pytest.ini", "pyproject.toml"])
def test_the_mode_may_stand_in_a_file(suite, pytester, file):
    if file == "pytest.ini":
        pytester.makeini("[pytest]\nsalesiq_validate = error")
    else:
        pytester.makepyprojecttoml("[tool.pytest.ini_options]\nsalesiq_validate = 'error'")
    suite("def test_create():\n    send(INVALID)", mode=None).assert_outcomes(failed=1)
    suite("def test_create():\n    send(INVALID)", mode="off").assert_outcomes(passed=1)


@pytest.mark.parametrize("mode", ["eror", "on"])
def test_an_unknown_mode_is_told_with_the_nearest(suite, mode):
    result = suite("def test():\n    pass", mode=mode)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    expected = "Did you mean 'error'?" if mode == "eror" else "It is one of off, warn, error."
    result.stderr.fnmatch_lines([f"ERROR: salesiq_validate: there is no mode {mode!r}. {expected}"])


def test_what_is_only_inferred_warns_and_never_fails(suite):
    result = suite('def test_create():\n    send(VALID | {"unknown": 1})')
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*SalesIQWarning: POST *: SIQ408 warning body unknown: *"])


def test_where_warnings_are_errors_the_finding_is_shown_and_no_traceback(suite):
    result = suite('def test_create():\n    send(VALID | {"unknown": 1})', "-W", "error")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["SalesIQ contract: SIQ408 *", "  warning  SIQ408 *"])
    result.stdout.no_fnmatch_line("*item.warn*")


CONFIGURED = "[tool.salesiq-validate]\n{}\n"


@pytest.mark.parametrize(
    ("settings", "outcomes"),
    [
        ('fail-on = "warning"', {"failed": 2}),
        ('fail-on = "never"', {"passed": 2, "warnings": 2}),
        ('screen-name = "southwind-desk"\nfail-on = "error"', {"failed": 2}),
        ('ignore = ["SIQ402"]', {"passed": 2, "warnings": 1}),
        ('severities = {SIQ402 = "warning"}', {"passed": 2, "warnings": 2}),
    ],
)
def test_the_configuration_file_holds(suite, pytester, settings, outcomes):
    pytester.makepyprojecttoml(CONFIGURED.format(settings))
    result = suite('def test_one():\n    send(INVALID)\ndef test_other():\n    send(VALID | {"unknown": 1})')
    result.assert_outcomes(**outcomes)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("ignores = []", "*pyproject.toml cannot be used: there is no key 'ignores'. Did you mean 'ignore'?"),
        ("extensions = ['nowhere.json']", "*the extension file *nowhere.json cannot be used: *"),
        ("allow-codes = [1091]", "*there is no SalesIQ error code '1091'.*"),
    ],
)
def test_a_configuration_that_cannot_be_used_stops_the_run(suite, pytester, settings, said):
    pytester.makepyprojecttoml(CONFIGURED.format(settings))
    result = suite("def test():\n    pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {said}"])


def test_what_a_baseline_knows_does_not_count(suite, pytester):
    suite("""
def test_baseline(salesiq):
    from salesiq_validate.run.baseline import Baseline
    send(INVALID)
    baseline = Baseline()
    baseline.accept(salesiq.findings[0])
    baseline.write("known.json")
""").assert_outcomes(failed=1)
    pytester.makepyprojecttoml(CONFIGURED.format('baseline = "known.json"'))
    suite("def test_known():\n    send(INVALID)\ndef test_new():\n    send({})").assert_outcomes(passed=1, failed=1)


def test_hundreds_of_findings_are_cut(suite):
    result = suite("""
def test_many():
    for code in range(3000, 3060):
        send(answer={"error": {"code": code, "message": "Custom"}})
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["* further kinds of findings."])
    assert len([line for line in result.outlines if line.startswith(("  error  ", "  warning  "))]) == 20


def test_a_repeated_test_begins_anew(suite, pytester):
    """As plugins do that run a failed test again."""
    pytester.makeconftest("""
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item, nextitem):
    runtestprotocol(item, nextitem=nextitem, log=False)
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    runtestprotocol(item, nextitem=nextitem)
    return True
""")
    suite("""
bodies = [INVALID, VALID]

def test_flaky(salesiq):
    send(bodies.pop(0))
    assert len(salesiq) == 1
""").assert_outcomes(passed=1)


def test_the_short_summary_begins_with_the_rule(suite, monkeypatch):
    result = suite("def test_it():\n    send(INVALID)\n")
    result.stdout.fnmatch_lines(["FAILED *::test_it - SIQ402 missing-json-key in request body operators*"])


def test_a_warning_stands_at_the_line_that_sent_it(suite):
    result = suite("""
@pytest.mark.parametrize("name", ["Billing"])
def test_warned(name):
    body = VALID | {"unknown": name}
    send(body)
""")
    result.assert_outcomes(passed=1, warnings=1)
    line = next(number for number, text in enumerate(result.outlines) if "SalesIQWarning: POST" in text)
    before, _, _ = (PRELUDE + SEND).strip().partition("requests.request(")
    sent = before.count("\n") + 1
    assert f".py:{sent}: SalesIQWarning" in result.outlines[line]
