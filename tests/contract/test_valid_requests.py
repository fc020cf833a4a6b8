"""In a request that follows the contract nothing is found, and it is judged by the operation that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.contract.judged import ROUTABLE, examples, judge

from salesiq_validate.strategies import valid_request

#: That an operation belongs to the first version of the API is always told.
OLDER = {name for name, operation in ROUTABLE.items() if operation.path.startswith("/api/v1/")}


@pytest.mark.parametrize("name", ROUTABLE)
def test_nothing_is_found_in_a_valid_request(name):
    @examples(5)
    @given(valid_request(name))
    def check(request):
        report = judge(request)
        assert [str(finding) for finding in report.findings if finding.rule.code != "SIQ704"] == []
        assert bool(report.findings) is (name in OLDER)
        assert report.operation == name

    check()
