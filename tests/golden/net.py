"""The net: what `check` says of the corpus in every setting, as text that is easy to compare.

`findings.txt` holds a section for each recording, in it each exchange with findings, and in that a line a finding, in
the order of the report. Where settings change what is found, each answer stands below the names of the runs that gave
it. `words.txt` holds messages and hints, which may change when words do.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from tests.cli.shell import run as command

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
EXAMPLES = HERE.parents[1] / "examples"
FINDINGS = HERE / "findings.txt"
WORDS = HERE / "words.txt"

#: Lines of a difference that are shown.
SHOWN = 80

#: A recording's name and an exchange's, which is its id, or its line where it has none.
Place: TypeAlias = tuple[str, str]
#: What one run found at each place: a line a finding, in order.
Reports: TypeAlias = dict[Place, list[str]]
#: The same of all runs, by their names.
Found: TypeAlias = dict[Place, dict[str, list[str]]]

_SMALL = [
    *(CORPUS / name for name in ("pages.jsonl", "hostile.jsonl")),
    *(EXAMPLES / name for name in ("support-desk.jsonl", "support-desk.har")),
]
_ALL = [
    *(*_SMALL, CORPUS / "drawn.jsonl.gz"),
    *sorted(CORPUS.glob("SIQ*")),
]
_EXTENSIONS = [EXAMPLES / "new-key-details.extension.json", CORPUS / "pages.extension.json"]


class Run(NamedTuple):
    """One call of `check`: its options and its recordings."""

    options: tuple[str, ...]
    paths: list[Path]


RUNS: Mapping[str, Run] = {
    "default": Run((), _ALL),
    "strict": Run(("--strict-json",), _ALL),
    "scopes": Run(("--scope", "SalesIQ.departments.READ"), [*_SMALL, CORPUS / "scopes.jsonl.gz"]),
    "screen-name": Run(("--screen-name", "northwind-desk"), _SMALL),
    "data-center": Run(("--data-center", "EU"), _SMALL),
    "allowed": Run(("--allow-code", "1019", "--allow-code", "1002"), _SMALL),
    "extended": Run(tuple(word for path in _EXTENSIONS for word in ("--extend", str(path))), _ALL),
    "severities": Run(("--ignore", "SIQ403", "--ignore", "SIQ2", "--severity", "SIQ402=info"), _SMALL),
}


class Said(NamedTuple):
    """What one run says of its part of the corpus."""

    #: Exit code and counts.
    summary: str
    reports: Reports
    words: Counter[str]

    @property
    def text(self) -> str:
        return "\n".join([self.summary, text_of(self.reports)])


def said(name: str, *more: str, engine: str | None = None) -> Said:
    """Run `check` over the corpus in one setting, with more options and a chosen engine."""
    options, paths = RUNS[name]
    env = {} if engine is None else {"SALESIQ_VALIDATE_ENGINE": engine}
    outcome = command("check", *paths, "--no-config", "--format", "json", *options, *more, env=env)
    document = outcome.document
    counts = {"exchanges": document["exchanges"], "skipped": document["skipped"], **document["summary"]}
    summary = f"{name}: exit {outcome.code}, {', '.join(f'{number} {what}' for what, number in counts.items())}"
    reports: Reports = {}
    for row in document["findings"]:
        reports.setdefault(_place_of(row["origin"]), []).append(line_of(row))
    return Said(summary, reports, Counter(map(words_of, document["findings"])))


def golden() -> dict[str, Said]:
    """What each run said when the golden file was written, but for its words."""
    head, _, text = FINDINGS.read_text("utf-8").partition("\n\n")
    found = found_in(text)
    return {
        name: Said(summary, {place: runs[name] for place, runs in found.items() if name in runs}, Counter())
        for name, summary in zip(RUNS, head.splitlines(), strict=True)
    }


def findings_text(runs: Mapping[str, Said]) -> str:
    """The golden file of these runs."""
    found: Found = {}
    for name, one in runs.items():
        for place, lines in one.reports.items():
            found.setdefault(place, {})[name] = lines
    return "".join(f"{line}\n" for line in [*(one.summary for one in runs.values()), *lines_of(found)])


def words_text(runs: Mapping[str, Said]) -> str:
    """How often each message was said in all these runs."""
    words = sum((one.words for one in runs.values()), Counter())
    return "".join(f"{count:5} {line}\n" for line, count in sorted(words.items()))


def text_of(reports: Reports) -> str:
    """What one run found, to be compared with what another found."""
    return "\n".join(line for place in sorted(reports) for line in (" ".join(place), *reports[place]) if reports[place])


def _place_of(origin: Mapping[str, Any]) -> Place:
    if origin["file"] is None:
        return "the whole run", "all"
    return Path(origin["file"]).name, origin["id"] or f"line {origin['line']}"


def line_of(row: Mapping[str, Any]) -> str:
    """Return a finding without its words, as one line; `row` is a finding of the format json-v1."""
    error = row["error"] or {}
    named = {
        "path": row["json_key"],
        "pointer": None if row["pointer"] == _plain_pointer(row["json_key"]) else row["pointer"],
        "param": row["param"],
        "header": row["header"],
        "answer": error.get("code"),
        # Nearly always the place itself, so that only the name is shown.
        "with": ",".join(
            key if error[key] == row[key] else f"{key}:{_printed(error[key])}"
            for key in ("json_key", "param", "header")
            if key in error
        )
        or None,
        "or": ",".join(map(str, row["alternatives"])) or None,
        "shape": row["shape"],
    }
    parts = [row[key] or "-" for key in ("rule", "severity", "side", "where", "operation", "basis", "fingerprint")]
    parts += ["reply"] if row["is_reply"] else []
    parts += [f"{key}={_printed(value)}" for key, value in named.items() if value is not None]
    return " ".join(parts)


def _plain_pointer(path: str | None) -> str | None:
    """The pointer of a path without quotes, which is not worth a word of its own in every line."""
    if not path:
        return path
    return "/" + path.replace("[", "/").replace("]", "").replace(".", "/").lstrip("/")


def words_of(row: Mapping[str, Any]) -> str:
    """Return the words of a finding, as one line."""
    answer = (row["error"] or {}).get("message")
    parts = [row["rule"], row["name"], _printed(row["message"])]
    parts += [f"hint={_printed(row['hint'])}"] if row["hint"] else []
    parts += [f"answer={_printed(answer)}"] if answer else []
    return " ".join(parts)


def _printed(value: object) -> str:
    """Quote what blanks or control characters would make hard to tell apart."""
    text = str(value)
    return text if text.isprintable() and text.isascii() and text and " " not in text else ascii(text)


def row_of(finding: Any, *, is_reply: bool) -> dict[str, Any]:
    """Return a `Finding` as the format json-v1 shows it, but for its origin."""
    error = finding.shown_error
    return {
        "rule": finding.rule.code,
        "name": finding.rule.name,
        "severity": str(finding.severity),
        "side": str(finding.side),
        "where": finding.where,
        "operation": finding.operation,
        "json_key": finding.json_key,
        "pointer": finding.pointer,
        "param": finding.shown_param,
        "header": finding.header,
        "error": None if error is None else error.as_envelope()["error"],
        "alternatives": finding.alternatives,
        "is_reply": is_reply,
        "message": finding.message,
        "hint": finding.hint,
        "basis": str(finding.basis),
        "fingerprint": finding.fingerprint,
        "shape": finding.shape,
    }


def lines_of(found: Found) -> Iterable[str]:
    """Yield what was found as the lines that `found_in` reads."""
    recording = None
    for place in sorted(found, key=lambda place: place[0]):
        if place[0] != recording:
            recording = place[0]
            yield f"\n# {recording}"
        yield place[1]
        answers: dict[tuple[str, ...], list[str]] = {}
        for run in _runs_over(recording):
            answers.setdefault(tuple(found[place].get(run, ())), []).append(run)
        for answer, runs in answers.items():
            if len(answers) > 1:
                yield f"  [{' '.join(runs)}]"
            yield from (f"    {line}" for line in answer)


def found_in(text: str) -> Found:
    """Return what lines of `lines_of` say."""
    found: Found = {}
    recording, runs, at = "", [], {}
    for line in text.splitlines():
        if line.startswith("# "):
            recording = line[2:]
        elif line.startswith("    "):
            for run in runs:
                at.setdefault(run, []).append(line[4:])
        elif line.startswith("  ["):
            runs = line.strip(" []").split()
        elif line:
            at = found[recording, line] = {}
            runs = _runs_over(recording)
    return found


def _runs_over(recording: str) -> list[str]:
    """The runs that judge a recording; what belongs to no recording may come from any of them."""
    return [
        name
        for name, run in RUNS.items()
        if recording == "the whole run" or any(path.name == recording for path in run.paths)
    ]


def assert_same(expected: str, actual: str, way: str) -> None:
    """Fail with the lines that differ."""
    if expected == actual:
        return
    differing = list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), "golden", way, lineterm="", n=3))
    rest = [f"... and {len(differing) - SHOWN} lines more"] if len(differing) > SHOWN else []
    advice = "If every difference is meant: `python -m tests.golden`, and name them in the commit message."
    pytest.fail("\n".join([*differing[:SHOWN], *rest, advice]), pytrace=False)
