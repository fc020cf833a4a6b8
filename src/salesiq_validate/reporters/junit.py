"""JUnit XML: a test suite for each operation, a failed test case for each group of findings, for CI servers.

On many servers, a report that cannot be parsed turns a failed run green. So we make all recorded text printable before
we write it; printable text has no character that XML 1.0 forbids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from salesiq_validate.finding import Side
from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters.words import NO_OPERATION, answer_of, counted, group_place, place_and_call_of, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.run.results.summary import Group, Summary

_NO_OPERATION: Final = f"({NO_OPERATION})"
_RECORDING: Final = "(recording)"
_LIMIT: Final = 1_000


class JUnitReporter:
    """Writes test suites at the end of a run."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._stream = stream
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write nothing; a test case is a group."""

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        suites: dict[str, list[ET.Element]] = {
            name or _NO_OPERATION: [] for name, tally in summary.by_operation if tally.exchanges
        }
        for group in summary.groups.values():
            suite = _RECORDING if group.first.side is Side.RECORDING else group.first.operation or _NO_OPERATION
            suites.setdefault(suite, []).append(self._case(suite, group))
        root = ET.Element("testsuites", name="salesiq-validate")
        for name, cases in suites.items():
            if not any(_failed(case) for case in cases):
                exchanges = summary.operations.get(None if name == _NO_OPERATION else name)
                named = f"{counted(exchanges.exchanges, 'exchange')} without failure" if exchanges else "read"
                cases.append(ET.Element("testcase", classname=_text(name), name=named))
            suite_element = ET.SubElement(root, "testsuite", {"name": _text(name), **_counts(cases)})
            suite_element.extend(cases)
        root.attrib.update(_counts([case for suite_element in root for case in suite_element]))
        ET.indent(root)
        # ElementTree's own declaration would name the locale's encoding.
        self._stream.write('<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n")

    def _case(self, suite: str, group: Group) -> ET.Element:
        first = group.first
        name = f"{first.rule.code} {first.rule.name}: {first.side} {group_place(group)}"
        case = ET.Element("testcase", classname=_text(suite), name=_text(name))
        if first.origin is not None and first.origin.file is not None:
            case.set("file", _text(first.origin.file))
            if first.origin.line is not None:
                case.set("line", str(first.origin.line))
        fails = self._options.fail_on is not None and first.severity >= self._options.fail_on
        details = self._details(group)
        if not fails:
            ET.SubElement(case, "system-out").text = details
            return case
        # An unreadable entry is an error in JUnit's sense: there was nothing to judge.
        kind = "error" if first.side is Side.RECORDING else "failure"
        times = "" if group.count == 1 else f" ({group.count:,} times)"
        message = f"{first.rule.code} {first.rule.name}: {_text(first.message)}{times}"
        outcome = ET.SubElement(case, kind, type=first.rule.code, message=message)
        outcome.text = details
        return case

    def _details(self, group: Group) -> str:
        first, show_values = group.first, self._options.show_values
        rule = f"{first.severity}  {first.rule.code} {first.rule.name}"
        lines = [rule, f"{place_of(first, show_values=show_values)}: {first.message}"]
        lines += [group.excerpt.line(200)[0]] if group.excerpt is not None else []
        lines += [answer_of(group, show_values=show_values), first.hint or ""]
        place = place_and_call_of(group, self._options) or "an unknown place"
        lines += [f"{counted(group.count, 'time')}, first at {place}"]
        return "\n".join(_text(line) for line in lines if line)


def _text(text: str) -> str:
    return printable(text, limit=_LIMIT)


def _failed(case: ET.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def _counts(cases: Sequence[ET.Element]) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
    }
