"""Words that several reporters share: counts, places and SalesIQ's answers, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity, Side
from salesiq_validate.run.results.shown import shown_error, shown_param, shown_path
from salesiq_validate.run.results.story import is_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from salesiq_validate.contract.errors import CatalogueEntry, Retry
    from salesiq_validate.exchange import Origin
    from salesiq_validate.finding import Finding, Rule, SalesIQError
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.run.results.call import RecordedCall
    from salesiq_validate.run.results.summary import Group, Story, Summary
    from salesiq_validate.run.results.tally import Tally

#: The words in place of an operation if none matches, and for messages that SalesIQ sends.
NO_OPERATION: Final = "no operation of the API"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return `1 exchange`, `1,200 exchanges`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def outcome_of(summary: Summary) -> tuple[str, str]:
    """Return the outcome of a run, in two parts: `2 errors and 1 note`, ` in 5 exchanges (3 refused).`."""
    total = summary.total
    found = joined(
        [
            counted(count, word)
            for count, word in [(total.error, "error"), (total.warning, "warning"), (total.info, "note")]
            if count
        ]
    )
    about = [
        f"{count:,} {word}"
        for count, word in [
            (total.refusals, "refused"),
            (summary.skipped, "skipped"),
            (summary.known, "in the baseline"),
        ]
        if count
    ]
    rest = f" ({', '.join(about)})" if about else ""
    if not found and not total.exchanges:
        # "No findings" would sound as if we had checked something.
        return "Nothing was checked", f"{rest}."
    return found or "No findings", f" in {counted(total.exchanges, 'exchange')}{rest}."


def tally_of(tally: Tally) -> str:
    """Return `3 exchanges, 2 refused, 3 errors, 1 warning`."""
    counts = [counted(tally.exchanges, "exchange")]
    counts += [f"{tally.refusals:,} refused"] if tally.refusals else []
    severities = [(tally.error, "error"), (tally.warning, "warning"), (tally.info, "note")]
    return ", ".join([*counts, *(counted(count, word) for count, word in severities if count)])


def place_of(finding: Finding, *, show_values: bool = False) -> str:
    """Return where a finding is: `body operators[1].name`, `header Content-Type`, `url`."""
    if not show_values:
        return finding.location
    path = shown_path(finding, show_values=True)
    name = str(path) if path is not None else shown_param(finding, show_values=True) or finding.header
    return f"{finding.where} {name}" if name else finding.where


def group_place(group: Group) -> str:
    """Return where the findings of a group are: `body operators[*].name`."""
    first = group.first
    return f"{first.where} {first.path_shape}" if first.path_shape and group.count > 1 else first.location


def line_of(origin: Origin) -> str:
    """Return `12`, or `12:5` if the column is known, too."""
    return f"{origin.line}" if origin.column is None else f"{origin.line}:{origin.column}"


def origin_of(origin: Origin | None) -> str:
    """Return `traffic.har:12`, `traffic.har:1, entry 7` or `traffic.har, entry 3`; "" if nothing is known."""
    if origin is None or origin.file is None:
        return ""
    place = origin.file if origin.line is None else f"{origin.file}:{line_of(origin)}"
    if origin.entry is not None and (origin.line is None or shares_line(origin)):
        place += f", entry {origin.entry}"
    return place


def shares_line(origin: Origin) -> bool:
    """Tell whether other entries share an entry's line: up to it, there are more entries than lines."""
    return origin.line is not None and origin.entry is not None and origin.entry >= origin.line


def call_in_words(call: RecordedCall | None, operation: str | None, options: ReportOptions) -> str:
    """Return `POST /api/v2/{screen_name}/departments, 2026-11-23T10:00:00Z`, as far as it is known."""
    if call is None:
        return ""
    what = " ".join(filter(None, (call.method, options.paths.get(operation or ""))))
    return ", ".join(filter(None, (what, call.time)))


def what_it_does(rule: Rule) -> str:
    """Return the first section of a rule's page as one paragraph, or its first line if there is none."""
    section = rule.doc.partition("\n## What it does\n")[2].partition("\n## ")[0]
    return " ".join(section.split()) or rule.summary or rule.name


def place_and_call_of(group: Group, options: ReportOptions) -> str:
    """Return the place of a group's first finding, and the call if the line alone does not identify it."""
    origin = group.first.origin
    place = origin_of(origin)
    shared = origin is not None and shares_line(origin)
    call = call_in_words(group.call, group.first.operation, options) if shared else ""
    return f"{place} ({call})" if call else place


def error_of(error: SalesIQError) -> str:
    """Return `1015 Either the input stream is invalid or absent (json_key operators[1].name)`."""
    keys = _keys_of(error)
    return f"{error.code} {error.message}" + (f" ({keys})" if keys else "")


def answer_of(group: Group, *, show_values: bool = False) -> str:
    """Return what SalesIQ answers or would answer to the findings of a group, "" if unknown."""
    first = group.first
    error = shown_error(first, show_values=show_values)
    if error is None:
        return ""
    if first.side is Side.RESPONSE:
        if str(error.code) not in first.message:
            return f"SalesIQ answered {error_of(error)}"
        # A refusal's message has the code and its meaning, and its place shows what SalesIQ named.
        named = {error.json_key, error.param, error.header} - {None, first.json_key, first.shown_param, first.header}
        return f"SalesIQ named {_keys_of(error)}" if named else ""
    text = error_of(error)
    if first.alternatives:
        text = f"{text.removesuffix('.')}, or {' or '.join(map(str, first.alternatives))}"
    if first.severity is not Severity.ERROR:
        return f"SalesIQ may answer {text}"
    if group.replies:
        return f"SalesIQ would answer {text}"
    return f"SalesIQ would refuse the request for another finding first; for this one alone it would answer {text}"


def answers_of(story: Story, *, show_values: bool = False) -> list[str]:
    """Return what SalesIQ answered, or would answer, to the findings of a story."""
    group = story.group
    if not story.refusals:
        return [answer] if (answer := answer_of(group, show_values=show_values)) else []
    return [_confirmed(group, refusal, show_values=show_values) for refusal in story.refusals]


def _confirmed(group: Group, refusal: Group, *, show_values: bool) -> str:
    predicted, error = group.first, shown_error(refusal.first, show_values=show_values)
    if error is None or predicted.error is None:  # pragma: no cover - otherwise they would not be related
        return ""
    others = [code for code in (predicted.error.code, *predicted.alternatives) if code != error.code]
    possible = f"; {joined(list(map(str, others)))} would fit as well" if others else ""
    times = f", {refusal.count:,} of {group.count:,} times" if refusal.count < group.count else ""
    return f"SalesIQ answered {error_of(error).removesuffix('.')}{times}{possible}"


def advice_of(stories: Iterable[Story], errors: Mapping[int, CatalogueEntry]) -> dict[int, str]:
    """Return for each code of a refusal, once: what it means, what to do, and whether to send again."""
    advice = {}
    for story in stories:
        for group in story.groups:
            first = group.first
            if is_refusal(first) and first.error is not None and first.hint:
                entry = errors.get(first.error.code)
                advice[first.error.code] = first.hint if entry is None else f"{first.hint} {_RETRIES[entry.retry]}"
    return dict(sorted(advice.items()))


def run_together(sentences: Iterable[str]) -> str:
    """Join sentences, with or without full stops; the last one gets none."""
    text = ""
    for sentence in sentences:
        text += f"{'' if not text else ' ' if text.endswith('?') else '. '}{sentence.removesuffix('.')}"
    return text


#: Whether a client may send a refused request again, by `CatalogueEntry.retry`.
_RETRIES: Final[Mapping[Retry, str]] = {
    "never": "Retry: never.",
    "after-refresh": "Retry: with a fresh access token.",
    "after-wait": "Retry: after a wait.",
    "once": "Retry: once.",
}


def rules_of(story: Story) -> str:
    """Return `SIQ402 missing-json-key + SIQ601 refused`, the most severe one first."""
    rules = dict.fromkeys(f"{group.first.rule.code} {group.first.rule.name}" for group in story.groups)
    return " + ".join(rules)


def _keys_of(error: SalesIQError) -> str:
    keys = {"json_key": error.json_key, "param": error.param, "header": error.header}
    return ", ".join(f"{key} {value}" for key, value in keys.items() if value is not None)
