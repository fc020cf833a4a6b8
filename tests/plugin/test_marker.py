"""`@pytest.mark.salesiq(allow=..., ignore=..., scopes=...)`."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


def test_allowed_refusals_are_no_findings(suite):
    suite("""
@pytest.mark.salesiq(allow=[1014, 1019])
def test_allowed():
    send(answer=REFUSAL)

@pytest.mark.salesiq(allow=[1019])
def test_another():
    send(answer=REFUSAL)

@pytest.mark.salesiq(allow=[1302])
def test_of_a_page(salesiq_error):
    send(answer=salesiq_error(1302))
""").assert_outcomes(passed=2, failed=1)


def test_what_earns_an_allowed_refusal_is_no_finding_either(suite):
    suite("""
@pytest.mark.salesiq(allow=[1015])
def test_refused(salesiq_error):
    send(INVALID, salesiq_error(1015, json_key="operators"))

@pytest.mark.salesiq(allow=[1015])
def test_accepted():
    send(INVALID)
""").assert_outcomes(passed=1, failed=1)


def test_ignored_rules_do_not_count(suite):
    suite("""
@pytest.mark.salesiq(ignore=["SIQ402"])
def test_code():
    send(INVALID)

@pytest.mark.salesiq(ignore=("missing-json-key",))
def test_name():
    send(INVALID)

@pytest.mark.salesiq(ignore={"SIQ4"})
def test_beginning():
    send({"name": 3})

@pytest.mark.salesiq(ignore=["SIQ403"])
def test_another():
    send(INVALID)
""").assert_outcomes(passed=3, failed=1)


def test_scopes_are_those_of_the_tests_token(suite):
    result = suite("""
@pytest.mark.salesiq(scopes=["SalesIQ.departments.CREATE"])
def test_granted():
    send()

@pytest.mark.salesiq(scopes=["departments.all", "ZohoCRM.modules.READ"])
def test_granted_all():
    send()

@pytest.mark.salesiq(scopes=["departments.GET"])
def test_not_granted():
    send()

@pytest.mark.salesiq(scopes=[])
def test_none_granted():
    send()
""")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*SIQ204 scope-not-granted in request header Authorization of create_department"])


def test_markers_of_class_and_module_add_up_but_for_scopes(suite):
    suite("""
pytestmark = pytest.mark.salesiq(allow=[1014], scopes=["departments.READ"])

@pytest.mark.salesiq(ignore=["SIQ402"], scopes=["departments.CREATE"])
class TestDepartments:
    def test_all(self):
        send(INVALID, REFUSAL)

    @pytest.mark.salesiq(scopes=["departments.READ"])
    def test_nearest(self):
        send()

def test_module():
    send()
""").assert_outcomes(passed=1, failed=2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("1019", 'give arguments by name: allow=[1019], ignore=["SIQ408"], scopes=["departments.READ"]'),
        ("alow=[1019]", "there is no argument 'alow'. Did you mean 'allow'?"),
        ("severity=[]", "there is no argument 'severity'. There are allow, ignore, scopes."),
        ("allow=1019", "allow takes a list, like allow=[1019]"),
        ('allow=["1019"]', "allow takes SalesIQ's error codes, which are numbers, like allow=[1019]"),
        ("allow=[1092]", "there is no SalesIQ error code '1092'. Did you mean '*'?"),
        ('ignore="SIQ402"', 'ignore takes a list, like ignore=["SIQ408"]'),
        ('ignore=["missing-json-keys"]', "there is no rule 'missing-json-keys'. Did you mean 'missing-json-key'?"),
        ('scopes="departments.READ"', 'scopes takes a list, like scopes=["departments.READ"]'),
        ('scopes=["SalesIQ.department.READ"]', "there is no scope *. Did you mean 'SalesIQ.departments.READ'?"),
        ('scopes=["departments.WRITE"]', "there is no scope 'departments.WRITE'. Did you mean '*'?"),
    ],
)
def test_a_marker_without_meaning_is_told_with_the_nearest_that_has_one(suite, arguments, said):
    result = suite(f"@pytest.mark.salesiq({arguments})\ndef test_create():\n    send()")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"@pytest.mark.salesiq: {said}".replace("[", "[[]")])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_marker_is_registered(suite):
    source = "@pytest.mark.salesiq(allow=[1014])\ndef test_create():\n    send(answer=REFUSAL)"
    suite(source, "--strict-markers", mode="off").assert_outcomes(passed=1)
    suite(source, "--markers").stdout.fnmatch_lines(["@pytest.mark.salesiq(*, allow=*"])
