"""Fixes: how many wrong requests in a file of cases are right after all sure fixes.

python benches/fixes.py CASES.json [--show]

The file is a list of objects; only those of the kind `wild-request` whose `expect.verdict` is `bad` count. Each has an
`id` and an `exchange`, a line of Exchange JSON Lines. A request is right if no error or warning is left. Only the
caller knows the screen name and the access token, so these count as filled in.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.finding import Finding, Report, Severity
from salesiq_validate.recordings import read
from salesiq_validate.validator import Validator


def requests_in(file: Path) -> Iterator[tuple[str, Request]]:
    """Yield the wrong requests from a file of cases."""
    for case in json.loads(file.read_text("utf-8")):
        if case["kind"] == "wild-request" and case["expect"]["verdict"] == "bad":
            exchange = next(iter(read(io.BytesIO(json.dumps(case["exchange"]).encode()))))
            assert isinstance(exchange, Exchange)
            assert exchange.request is not None
            yield case["id"], exchange.request


def loud(report: Report) -> list[Finding]:
    """Return errors and warnings."""
    return [finding for finding in report.findings if finding.severity is not Severity.INFO]


def measured(file: Path) -> dict[str, Any]:
    """Return the figures, and the remaining findings of each request that is not right."""
    validator = Validator()
    left = {}
    before = after = total = right = 0
    for name, request in requests_in(file):
        found = loud(validator.check(Exchange(request)))
        _, report = validator.fixed(request)
        rest = loud(report)
        before, after, total, right = before + len(found), after + len(rest), total + 1, right + (not rest)
        if rest:
            left[name] = [str(finding) for finding in rest]
    return {"requests": total, "right": right, "findings": before, "left": after, "of": left}


def main() -> None:
    """Print the figures of a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is left of each request that is not right")
    arguments = parser.parse_args()
    figures = measured(arguments.cases)
    print(f"{figures['right']} of {figures['requests']} wrong requests are right after all sure fixes.")
    print(f"{figures['left']} of {figures['findings']} errors and warnings are left.")
    if arguments.show:
        for name, findings in figures["of"].items():
            print("\n".join([name, *(f"  {finding}" for finding in findings)]))


if __name__ == "__main__":
    main()
