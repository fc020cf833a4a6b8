"""Words that several reporters share: counts, places and what SalesIQ says, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity, Side
from salesiq_validate.run.results.shown import shown_error, shown_param, shown_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.exchange import Origin
    from salesiq_validate.finding import Finding, SalesIQError
    from salesiq_validate.run.results.summary import Group, Summary


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return `1 exchange`, `1,200 exchanges`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def joined(parts: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def outcome_of(summary: Summary) -> tuple[str, str]:
    """Return what a run came to, in two parts: `2 errors and 1 note`, ` in 5 exchanges (3 refused).`."""
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
        # "No findings" would read as if something had been looked at.
        return "Nothing was judged", f"{rest}."
    return found or "No findings", f" in {counted(total.exchanges, 'exchange')}{rest}."


def place_of(finding: Finding, *, show_values: bool = False) -> str:
    """Return where a finding is: `body operators[1].name`, `header Content-Type`, `url`."""
    if not show_values:
        return finding.location
    path = shown_path(finding, show_values=True)
    name = str(path) if path is not None else shown_param(finding, show_values=True) or finding.header
    return f"{finding.where} {name}" if name else finding.where


def places_of(group: Group) -> str:
    """Return where the findings of a group are: `body operators[*].name`."""
    first = group.first
    return f"{first.where} {first.path_shape}" if first.path_shape and group.count > 1 else first.location


def origin_of(origin: Origin | None) -> str:
    """Return `traffic.har:12` or `traffic.har, entry 3`; "" where nothing is known."""
    if origin is None or origin.file is None:
        return ""
    if origin.line is not None:
        return f"{origin.file}:{origin.line}"
    return origin.file if origin.entry is None else f"{origin.file}, entry {origin.entry}"


def error_of(error: SalesIQError) -> str:
    """Return `1015 Either the input stream is invalid or absent (json_key operators[1].name)`."""
    keys = _keys_of(error)
    return f"{error.code} {error.message}" + (f" ({keys})" if keys else "")


def answer_of(group: Group, *, show_values: bool = False) -> str:
    """Return what SalesIQ says to the faults of a group, "" where nothing is predicted or received."""
    first = group.first
    error = shown_error(first, show_values=show_values)
    if error is None:
        return ""
    if first.side is Side.RESPONSE:
        if str(error.code) not in first.message:
            return f"SalesIQ answered {error_of(error)}"
        # A refusal's message has told the code and what it means.
        return f"SalesIQ named {_keys_of(error)}" if _keys_of(error) else ""
    text = error_of(error)
    if first.alternatives:
        text = f"{text.removesuffix('.')}, or {' or '.join(map(str, first.alternatives))}"
    if first.severity is not Severity.ERROR:
        return f"SalesIQ may answer {text}"
    if group.replies:
        return f"SalesIQ would answer {text}"
    return f"SalesIQ would answer another fault first; alone, this one earns {text}"


def _keys_of(error: SalesIQError) -> str:
    keys = {"json_key": error.json_key, "param": error.param, "header": error.header}
    return ", ".join(f"{key} {value}" for key, value in keys.items() if value is not None)
