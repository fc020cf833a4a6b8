"""Findings by the million: the time and memory to count, group and write them, without judging anything.

python benches/findings.py [--findings 1000000] [--groups 300] [--format text ...]

A separate process measures each figure, for a tenth of the findings and for all. If the work is linear, the time per
finding is the same for both; if memory is constant, the peak is the same.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import machine
import peak
from salesiq_validate.exchange import Document, Exchange, Origin, Request
from salesiq_validate.finding import Finding, Report, SalesIQError, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.reporters import REPORTERS, ReportOptions, make_reporter
from salesiq_validate.rules.registry import REGISTRY
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import Judgement, tell

#: Only counting, and merging the counts of a thousand parts.
ALONE, MERGED = "counts", "merges"
#: How many findings an exchange has.
EACH = 2


def steps(findings: int, groups: int) -> Iterator[Judgement]:
    """Make exchanges with two findings each, all new objects, so that code that keeps them needs more memory."""
    rule = REGISTRY.find("SIQ403")
    for number in range(findings // EACH):
        name, index = f"key_{number % (groups // EACH):06}", number % 7
        body = Document({name: [{"id": str(number), "note": "x" * 200}] * (index + 1)})
        origin = Origin("traffic.jsonl", number, number + 1, str(number))
        path = KeyPath((name, index, "id"))
        error = SalesIQError(1007, "Invalid datatypes found in params", str(path))
        found = tuple(
            Finding(
                rule,
                severity,
                Side.REQUEST,
                "body",
                "a number belongs here, and a string stands there",
                operation="create_department",
                path=path,
                shape="a string of 6 characters",
                error=error,
                origin=origin,
            )
            for severity in (Severity.ERROR, Severity.WARNING)
        )
        url = "https://salesiq.zoho.com/api/v2/example/departments"
        exchange = Exchange(Request("POST", url, (), body), None, origin, f"2026-11-{number % 28 + 1:02}T10:00:00Z")
        yield Judgement(exchange, Report(found, "create_department"), found)


def run(sink: str, findings: int, groups: int) -> None:
    """Measure in this process, and print the seconds and the peak in KiB."""
    began = time.process_time()
    for _ in steps(findings, groups):
        pass
    making = time.process_time() - began
    summary = Summary()
    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        reporter = make_reporter(sink, stream, ReportOptions()) if sink in REPORTERS else None
        if reporter is not None:
            reporter.start()
        began = time.process_time()
        if sink == MERGED:
            some = Summary()
            tell(steps(min(findings, 4 * groups), groups), some)
            began, making = time.process_time(), 0.0
            for _ in range(findings // 1000):
                summary.absorb(some)
        else:
            tell(steps(findings, groups), summary, reporter)
        if reporter is not None:
            reporter.finish(summary)
    print(time.process_time() - began - making, peak.peak_kib())


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=300, help="10,000 are kept")
    parser.add_argument("--format", nargs="*", default=[ALONE, MERGED, *REPORTERS], dest="sinks")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run(options.sinks[0], options.findings, options.groups)
        return
    print(machine.line())
    print(f"{'':10} {'findings':>10} {'s':>7} {'µs each':>8} {'MiB at the peak':>16}")
    for sink in options.sinks:
        for findings in (options.findings // 10, options.findings):
            command = [sys.executable, __file__, "--here", "--format", sink, f"--findings={findings}"]
            done = subprocess.run([*command, f"--groups={options.groups}"], capture_output=True, text=True, check=True)
            seconds, kib = map(float, done.stdout.split()[-2:])
            each = seconds / findings * 1e6
            print(f"{sink:10} {findings:10,} {seconds:7.2f} {each:8.2f} {kib / 1024:16.1f}", flush=True)


if __name__ == "__main__":
    main()
