"""HTML: one self-contained page, for a reviewer in a browser.

Totals, plots and coverage are static HTML. A script makes the list of groups from data in the page, so that a hundred
thousand findings stay quick. The page's policy allows that script and its style by their hashes and nothing else: no
network, no frames, no markup from text. We write exchanges as they come, so only the groups are in memory.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters import page_sections as sections
from salesiq_validate.reporters.documentation import operation_page, rule_page
from salesiq_validate.reporters.finding_document import is_reply, json_text
from salesiq_validate.reporters.outline import outline_of
from salesiq_validate.reporters.words import advice_of, answers_of, call_in_words, group_place, line_of
from salesiq_validate.run.results.call import call_of
from salesiq_validate.run.results.shown import shown_path
from salesiq_validate.run.results.story import is_refusal, related_findings
from salesiq_validate.run.results.summary import MOST_GROUPS, GroupKey, group_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.reporters.outline import OutlineLine
    from salesiq_validate.run.results.summary import Story, Summary

#: How many exchanges the page lists, some 15 MB; groups count all of them.
_MOST_ROWS: Final = 200_000
#: The most outlines of bodies, and the most file names; these limits only guard against hostile traffic.
_MOST_OUTLINES: Final = 1_000
_MOST_FILES: Final = 10_000
_LIMIT: Final = 300


class HtmlReporter:
    """Writes one page."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._write = stream.write
        self._options = options
        self._numbers: dict[GroupKey, int] = {}
        self._outlines: dict[GroupKey, tuple[OutlineLine, ...]] = {}
        self._files: dict[str, int] = {}
        self._rows = 0

    def start(self) -> None:
        """Write the head, and open the list of exchanges."""
        policy = f"default-src 'none'; script-src '{_hash('page.js')}'; style-src '{_hash('page.css')}'"
        policy += "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
        self._write(
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>salesiq-validate report</title>\n<style>{_asset('page.css')}</style>\n</head>\n<body>\n"
            '<script type="application/json" id="rows">['
        )

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write a row for each finding."""
        related = related_findings(findings)
        for at, finding in enumerate(findings):
            if at in related and is_refusal(finding):
                continue  # the page shows it with the finding that predicted it
            key = group_key(finding)
            number = self._numbers.get(key)
            if number is None:
                if len(self._numbers) >= MOST_GROUPS:
                    continue
                number = self._numbers[key] = len(self._numbers)
                if exchange is not None and len(self._outlines) < _MOST_OUTLINES:
                    options = self._options
                    self._outlines[key] = outline_of(
                        exchange, finding, listed_names=options.listed_names, show_values=options.show_values
                    )
            if self._rows < _MOST_ROWS:
                row = self._row(number, finding, exchange, is_reply=is_reply(finding, report))
                self._write((",\n" if self._rows else "\n") + _data(row))
                self._rows += 1

    def finish(self, summary: Summary) -> None:
        """Write everything else."""
        options = self._options
        covered = options.coverage(summary) if options.coverage is not None else ()
        stories = sorted(summary.stories, key=lambda story: -story.severity.rank)
        groups = [self._group(story) for story in stories]
        self._write("\n]</script>\n")
        facts = options.facts() if options.facts is not None else ()
        self._write(sections.totals(summary, facts) + sections.operation_table(summary) + sections.times(summary))
        self._write(sections.coverage(covered))
        if options.drift is not None:
            self._write(sections.drift(options.drift()))
        self._write(sections.findings(summary))
        advice = advice_of(stories, options.errors)
        rules = {group.first.rule for story in stories for group in story.groups}
        report = {
            "groups": groups,
            "files": [_text(file) for file in self._files],
            "codes": {str(code): printable(text, limit=2_000) for code, text in advice.items()},
            "rules": {rule.code: rule.doc.strip() for rule in sorted(rules, key=lambda rule: rule.code)},
        }
        self._write(f'<script type="application/json" id="report">{_data(report)}</script>\n')
        self._write(f"<script>{_asset('page.js')}</script>\n</body>\n</html>\n")

    def _row(self, number: int, finding: Finding, exchange: Exchange | None, *, is_reply: bool) -> list[Any]:
        origin = finding.origin
        file = None
        if origin is not None and origin.file is not None:
            file = self._files.get(origin.file)
            if file is None and len(self._files) < _MOST_FILES:
                file = self._files[origin.file] = len(self._files)
        path = shown_path(finding, show_values=self._options.show_values)
        return [
            number,
            file,
            None if origin is None else origin.entry,
            None if origin is None else origin.line if origin.column is None else line_of(origin),
            None if origin is None or origin.id is None else _text(origin.id),
            None if path is None else _text(str(path)),
            int(is_reply),
            None if exchange is None else call_of(exchange).time,
        ]

    def _group(self, story: Story) -> dict[str, Any]:
        group, first = story.group, story.group.first
        key = story.key
        show_values = self._options.show_values
        codes = [part.first.error.code for part in story.refusals or (group,) if part.first.error is not None]
        hint = "" if is_refusal(first) else first.hint or ""
        return {
            # A group without rows comes from traffic that another process judged.
            "number": self._numbers.setdefault(key, len(self._numbers)),
            "severity": story.severity.value,
            "rules": list(dict.fromkeys((part.first.rule.code, part.first.rule.name) for part in story.groups)),
            "operation": first.operation and _text(first.operation),
            "side": first.side.value,
            "place": _text(group_place(group)),
            "code": codes[0] if codes else None,
            "refused": bool(story.refusals) or is_refusal(first),
            "message": _text(first.message),
            "answer": " ".join(_text(f"{answer}.") for answer in answers_of(story, show_values=show_values)),
            "hint": _text(hint),
            "call": _text(call_in_words(group.call, first.operation, self._options)),
            "basis": first.basis.value,
            "links": self._links(story),
            "count": group.count,
            "findings": group.count + story.refused,
            "outline": [[line.depth, _text(line.text), int(line.is_fault)] for line in self._outlines.get(key, ())],
        }

    def _links(self, story: Story) -> list[tuple[str, str]]:
        """Return the pages about a story: the subject of each, and its address."""
        operation = story.group.first.operation
        rules = dict.fromkeys(part.first.rule for part in story.groups)
        links = [(rule.code, rule_page(rule)) for rule in rules]
        if operation is not None:
            links.append((_text(operation), operation_page(operation)))
            links.append((f"{_text(operation)} at SalesIQ", self._options.pages.get(operation, "")))
        return [(about, page) for about, page in links if page.startswith("https://")]


def _text(text: str) -> str:
    return printable(text, limit=_LIMIT)


def _data(value: Any) -> str:
    """Return JSON text that cannot end its script element: no `</script>`, no `<!--`."""
    return json_text(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _asset(name: str) -> str:
    from importlib.resources import files  # this way works from a zip, too

    return "\n" + (files("salesiq_validate.reporters") / "page" / name).read_text("utf-8")


def _hash(name: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode()
