"""SARIF 2.1.0: results for code scanning, each at the line of its entry in the recording.

We write the dictionaries by hand, because the one library for them has not changed since 2021.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from salesiq_validate.finding import Severity
from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters.documentation import REPOSITORY, operation_page, rule_page
from salesiq_validate.reporters.finding_document import error_document, is_reply, json_text
from salesiq_validate.reporters.words import answer_of, call_in_words, place_of, shares_line, what_it_does
from salesiq_validate.run.results.call import call_of
from salesiq_validate.run.results.shown import shown_error
from salesiq_validate.run.results.summary import Group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from salesiq_validate.exchange import Exchange, Origin
    from salesiq_validate.finding import Finding, Report, Rule
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.run.results.summary import Summary

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: GitHub accepts this many results of a run.
_MOST_RESULTS: Final = 25_000
#: The most results with the same fingerprint in a file. Code scanning shows them as one alert, and a flood of one fault
#: must not displace another.
_MOST_ALIKE: Final = 100
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


class SarifReporter:
    """Writes one SARIF log with one run: results during the run, then the tool and its rules."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._write = stream.write
        self._options = options
        self._rules: dict[str, tuple[int, Rule]] = {rule.code: (at, rule) for at, rule in enumerate(options.rules)}
        self._alike: Counter[tuple[str, str | None]] = Counter()
        self._written = 0
        self._left_out = 0

    def start(self) -> None:
        """Open the log."""
        self._write(f'{{"$schema": {json_text(_SCHEMA)},\n"version": "2.1.0",\n"runs": [{{"results": [')

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write results; a baseline suppresses the report's other findings."""
        counting = {finding.fingerprint for finding in findings}
        for finding in findings if report is None else report.findings:
            key = (finding.fingerprint, finding.origin.file if finding.origin else None)
            if self._written >= _MOST_RESULTS or self._alike[key] >= _MOST_ALIKE:
                self._left_out += 1
                continue
            self._alike[key] += 1
            suppressed = key[0] not in counting
            document = self._result(exchange, finding, is_reply=is_reply(finding, report), suppressed=suppressed)
            self._write((",\n" if self._written else "\n") + json_text(document))
            self._written += 1

    def finish(self, summary: Summary) -> None:  # noqa: ARG002
        """Write the tool, its rules and the number of omitted results, and close the log."""
        notifications = []
        if self._left_out:
            text = f"{self._left_out:,} further results are like others or too many for a run, and were left out."
            notifications = [{"level": "note", "message": {"text": text}}]
        rest = {
            "tool": {
                "driver": {
                    "name": "salesiq-validate",
                    "fullName": f"salesiq-validate {version('salesiq-validate')}",
                    "informationUri": REPOSITORY,
                    "semanticVersion": version("salesiq-validate"),
                    "rules": [_rule(rule) for _, rule in self._rules.values()],
                }
            },
            "automationDetails": {"id": "salesiq-validate/"},
            "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
            "columnKind": "unicodeCodePoints",
        }
        self._write("\n],\n" + ",\n".join(f"{json_text(key)}: {json_text(value)}" for key, value in rest.items()))
        self._write("\n}]}\n")

    def _result(
        self, exchange: Exchange | None, finding: Finding, *, is_reply: bool, suppressed: bool
    ) -> dict[str, Any]:
        index, _ = self._rules.setdefault(finding.rule.code, (len(self._rules), finding.rule))
        show_values = self._options.show_values
        error = shown_error(finding, show_values=show_values)
        place = place_of(finding, show_values=show_values)
        sentences = [f"{place}: {finding.message.removesuffix('.')}."]
        answer = answer_of(Group(finding, 1, int(is_reply)), show_values=show_values)
        sentences += [f"{answer.removesuffix('.')}."] if answer else []
        # Some hints are whole sentences, and some begin with the name of a field.
        sentences += [f"Hint: {finding.hint}"] if finding.hint else []
        if finding.origin is not None and shares_line(finding.origin):
            call = call_in_words(None if exchange is None else call_of(exchange), finding.operation, self._options)
            sentences.append(f"Entry {finding.origin.entry}: {call}." if call else f"Entry {finding.origin.entry}.")
        qualified = " ".join(filter(None, [finding.operation, finding.side.value, place]))
        result: dict[str, Any] = {
            "ruleId": finding.rule.code,
            "ruleIndex": index,
            "level": _LEVELS[finding.severity],
            "message": {"text": _text(" ".join(sentences))},
            "locations": [
                {
                    **_physical(finding.origin),
                    "logicalLocations": [
                        {"name": _text(place), "fullyQualifiedName": _text(qualified), "kind": "property"}
                    ],
                }
            ],
            # GitHub distinguishes alerts by the second one; otherwise, it would compute it from the recording's lines.
            "partialFingerprints": {
                "salesiqValidate/v1": finding.fingerprint,
                "primaryLocationLineHash": f"{finding.fingerprint}:1",
            },
            "properties": {
                "side": finding.side.value,
                "operation": finding.operation,
                **({"operationPage": page} if (page := operation_page(finding.operation)) else {}),
                "basis": finding.basis.value,
                "error": error_document(error),
                "alternatives": list(finding.alternatives),
                "isReply": is_reply,
            },
        }
        if suppressed:
            result["suppressions"] = [{"kind": "external", "justification": "known to the baseline"}]
        return result


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary or rule.name},
        "fullDescription": {"text": what_it_does(rule)},
        **({"helpUri": page} if (page := rule_page(rule)) else {}),
        "help": {
            "text": rule.doc.strip() or rule.name,
            "markdown": rule.doc.strip() or rule.name,
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["salesiq", rule.status], "predicts": list(rule.predicts)},
    }


def _physical(origin: Origin | None) -> dict[str, Any]:
    if origin is None or origin.file is None:
        return {}
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(origin.file)}}
    if origin.line is not None:
        column = {} if origin.column is None else {"startColumn": origin.column}
        place["region"] = {"startLine": origin.line, **column}
    return {"physicalLocation": place}


def _uri(file: str) -> str:
    """Return a file's name as a URI; a relative name stays relative, so that a server finds it in the repository."""
    windows = PureWindowsPath(file)
    if windows.drive and windows.root and not file.startswith("//"):
        return "file:///" + quote(windows.as_posix(), safe="/:")
    path = PurePosixPath(file)
    escaped = quote(str(path).encode("utf-8", "surrogateescape" if _from_system(file) else "backslashreplace"))
    return f"file://{escaped}" if path.is_absolute() else escaped


def _from_system(file: str) -> bool:
    """Whether the surrogates in a name are Python's form of undecodable bytes in file names."""
    return all("\udc80" <= character <= "\udcff" for character in file if "\ud800" <= character <= "\udfff")


def _text(text: str) -> str:
    """Return a message without links: brackets before a parenthesis would be one (3.11.6)."""
    return printable(text, limit=2_000).replace("](", "] (")
