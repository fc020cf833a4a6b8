"""The recordings that ship in examples/ say the same in each form, and are what their page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesiq_validate import Validator
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exchange import Document, Exchange, Form
from salesiq_validate.recordings import read

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORDINGS = ["support-desk.jsonl", "support-desk.har"]


def exchanges(name):
    found = list(read(EXAMPLES / name))
    assert all(isinstance(item, Exchange) for item in found)
    return found


def judged(name, validator):
    traffic = Traffic(validator.router)
    return [
        [(finding.rule.code, finding.location, str(finding.error)) for finding in validator.check(exchange).findings]
        for exchange in exchanges(name)
        if traffic.is_api(exchange)
    ]


@pytest.fixture(scope="module")
def extended():
    return Validator(extensions=[EXAMPLES / "new-key-details.extension.json"])


@pytest.mark.parametrize("name", RECORDINGS)
def test_refusals_behind_status_200_are_found(name):
    codes = [
        finding.error.code
        for exchange in exchanges(name)
        for finding in Validator().check(exchange).findings
        if finding.rule.code == "SIQ601"
    ]
    assert codes == [1007, 1015, 1015, 1054, 1054, 1002, 1006, 1019]


def test_both_forms_give_the_same_findings(extended):
    for validator in (Validator(), extended):
        first, second = (judged(name, validator) for name in RECORDINGS)
        assert first == second
        assert len(first) == 15


def test_both_forms_hold_the_same_exchanges():
    for line, entry in zip(*map(exchanges, RECORDINGS), strict=True):
        assert (line.request.method, line.request.url, line.time) == (
            entry.request.method,
            entry.request.url,
            entry.time,
        )
        assert line.request.headers == entry.request.headers
        assert line.response.headers == entry.response.headers
        if not isinstance(line.request.body, Document | Form):
            assert line.request.body == entry.request.body


@pytest.mark.parametrize("name", RECORDINGS)
def test_the_page_s_example_names_exactly_its_three_paths(name, extended):
    (exchange,) = (item for item in exchanges(name) if item.request.url.endswith("/newkeydetails"))
    report = extended.check(exchange)
    assert [(f.json_key, f.error.code) for f in report.findings if f.side.value == "request"] == [
        ("department.status", 1015),
        ("app_ids[0]", 1015),
        ("operators[1].name", 1015),
    ]
    assert report.operation == "new_key_details"
