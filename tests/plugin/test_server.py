"""The fixture `salesiq_server`: a stand-in whose exchanges are the test's, whatever sent them."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

POST = """
import subprocess
import sys

def post(server, body=VALID, headers=TOKEN):
    return requests.post(server.url + "/api/v2/northwind-desk/departments", json=body, headers=headers).json()

ELSEWHERE = '''
import json, sys, urllib.request
url, body, headers = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
print(urllib.request.urlopen(request).read().decode())
'''

def post_elsewhere(server, body):
    import json
    url = server.url + "/api/v2/northwind-desk/departments"
    arguments = [sys.executable, "-c", ELSEWHERE, url, json.dumps(body), json.dumps(TOKEN)]
    return json.loads(subprocess.run(arguments, capture_output=True, check=True).stdout)
"""


def test_a_client_gets_the_answers_of_salesiq(suite):
    suite(
        POST
        + """
def test_valid(salesiq_server, salesiq):
    assert post(salesiq_server)["object"] == "department"
    salesiq.assert_valid()
    assert len(salesiq) == 1
    assert salesiq.exchanges[0].request.url == URL

def test_invalid(salesiq_server, salesiq):
    assert post(salesiq_server, INVALID)["error"]["code"] == 1015
    salesiq.assert_refused(1015, json_key="operators")
""",
        mode="off",
    ).assert_outcomes(passed=2)


@pytest.mark.parametrize("mode", ["error", "off"])
def test_what_the_stand_in_refuses_is_a_finding(suite, mode):
    result = suite(
        POST
        + """
def test_refused(salesiq_server):
    post(salesiq_server, INVALID)

@pytest.mark.salesiq(allow=[1015])
def test_meant(salesiq_server):
    post(salesiq_server, INVALID)

@pytest.mark.salesiq(allow=[1017])
def test_provoked(salesiq_server):
    salesiq_server.provoke(1017, "create_department")
    assert post(salesiq_server)["error"]["code"] == 1017
""",
        mode=mode,
    )
    result.assert_outcomes(passed=2 if mode == "error" else 3, failed=int(mode == "error"))


def test_clients_that_nothing_watches_are_judged_as_well(suite):
    """As those in other languages: here, another process and the standard library."""
    suite(
        POST
        + """
def test_valid(salesiq_server, salesiq):
    assert post_elsewhere(salesiq_server, VALID)["object"] == "department"
    salesiq.assert_valid()

def test_invalid(salesiq_server):
    post_elsewhere(salesiq_server, INVALID)
"""
    ).assert_outcomes(passed=1, failed=1)


def test_the_marker_and_the_tests_own_validator_hold_for_the_stand_in(suite):
    suite(
        POST
        + """
from salesiq_validate import Validator

@pytest.fixture
def salesiq_validator():
    # A host that is SalesIQ to the project is no reason to count an exchange with the stand-in twice.
    return Validator(screen_name="southwind-desk", servers=["127.0.0.1"])

@pytest.mark.salesiq(allow=[1005])
def test_screen_name(salesiq_server, salesiq):
    assert post(salesiq_server)["error"]["code"] == 1005
    assert len(salesiq) == 1

@pytest.mark.salesiq(allow=[1009], scopes=["departments.READ"], ignore=["SIQ107"])
def test_scopes(salesiq_server):
    assert post(salesiq_server)["error"]["code"] == 1009
"""
    ).assert_outcomes(passed=2)


def test_what_was_provoked_for_nobody_and_what_was_turned_away_are_warned_of(suite):
    result = suite(
        POST
        + """
def test_provoked(salesiq_server, salesiq):
    salesiq_server.provoke(1023, "list_departments", times=2)
    salesiq_server.provoke(1017)
    salesiq_server.provoke(1014)
    assert post(salesiq_server)["error"]["code"] == 1017
    salesiq.assert_refused(1017)

def test_turned_away(salesiq_server):
    url = salesiq_server.url + "/api/v2/northwind-desk/departments"
    for _ in range(2):
        assert requests.get(url, headers=TOKEN | {"X-SalesIQ-Stand-In": "soon"}).status_code == 400

def test_neither(salesiq_server):
    post(salesiq_server)
"""
    )
    result.assert_outcomes(passed=3, warnings=3)
    result.stdout.fnmatch_lines(
        [
            "*SalesIQWarning: the test provoked a refusal with 1023 for 2 calls of list_departments that it never made",
            "*SalesIQWarning: the test provoked a refusal with 1014 for 1 call that it never made",
            "*SalesIQWarning: the stand-in turned a request away, HTTP 400: X-SalesIQ-Stand-In takes a SalesIQ error *",
        ]
    )


def test_the_stand_in_may_be_another_for_a_part_of_the_suite(suite):
    suite(
        POST
        + """
import time

@pytest.fixture
def salesiq_server(salesiq):
    with salesiq.serving(refusal_status=400, latency_ms=50, seed=7) as server:
        yield server

def test_status(salesiq_server, salesiq):
    url = salesiq_server.url + "/api/v2/northwind-desk/departments"
    began = time.monotonic()
    assert requests.post(url, json=INVALID, headers=TOKEN).status_code == 400
    assert time.monotonic() - began >= 0.05
    salesiq.assert_refused(1015)

def test_seed(salesiq_server, salesiq):
    with salesiq.serving() as other:
        assert post(other)["data"] != post(salesiq_server)["data"]

def test_a_warning_comes_from_the_line_that_serves(salesiq):
    with pytest.warns(match="1023") as warned, salesiq.serving() as server:
        server.provoke(1023)
    assert warned[0].filename == __file__
    with pytest.raises(ZeroDivisionError), salesiq.serving() as server:
        server.provoke(1023)
        1 / 0
"""
    ).assert_outcomes(passed=3)


def test_a_failure_tells_where_this_process_sent_what_the_stand_in_took(suite):
    result = suite(
        POST
        + """
def test_here(salesiq_server):
    post(salesiq_server, INVALID)

def test_elsewhere(salesiq_server):
    post_elsewhere(salesiq_server, INVALID)
"""
    )
    result.assert_outcomes(failed=2)
    assert len([line for line in result.outlines if line.startswith("    sent    test_")]) == 1
