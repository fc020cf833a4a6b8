"""The text of a failed test about its exchanges: templates of requests, marked mistakes, SalesIQ's answers, rules.

As in every other output, it shows only the structure of a payload around a mistake.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final

from salesiq_validate.clients.tap import TAPS
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Side
from salesiq_validate.privacy.printable import printable
from salesiq_validate.privacy.shapes import redact_url
from salesiq_validate.reporters.console import Console
from salesiq_validate.reporters.text import story_head
from salesiq_validate.reporters.words import advice_of, answers_of, counted, error_of, joined, place_of
from salesiq_validate.run.results.excerpt import columns
from salesiq_validate.run.results.story import is_refusal, related_findings
from salesiq_validate.run.results.summary import Summary, group_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Report, SalesIQError
    from salesiq_validate.run.results.summary import GroupKey, Story
    from salesiq_validate.run.steps import Judgement
    from salesiq_validate.validator import Validator

#: The name under which pytest shows all of this.
TITLE: Final = "SalesIQ contract"
#: The width of lines. People read reports in terminals, logs and web pages of unknown width.
_WIDTH: Final = 100
#: The most groups of findings in a message; a test with generated examples may have hundreds.
_MOST: Final = 20
#: The most lines of code to name that sent the same mistake.
_MOST_PLACES: Final = 3

_WHY_UNSEEN: Final = (
    "there was none, or the client did not read its body into memory: it streams, or raises for the status before it "
    "reads"
)

NOTHING_EXCHANGED: Final = (
    f"no exchange with SalesIQ was seen; the plugin sees requests of {joined(list(TAPS))} to a SalesIQ server, or to "
    "one of the validator's `servers`"
)


def failure_text(failing: Sequence[Judgement], validator: Validator, sent_at: Callable[[Exchange], str]) -> str:
    """Return the whole message: a headline, then every group of findings under its request.

    Arguments:
        failing: exchanges with the findings to report.
        validator: knows the operations and the names that may be shown.
        sent_at: returns the line that sent an exchange.
    """
    stories = _stories(failing)
    places: dict[GroupKey, dict[str, None]] = {}
    for exchange, key in _keys(failing):
        places.setdefault(key, {})[sent_at(exchange)] = None
    stream = StringIO()
    console = Console(stream, color=False, width=_WIDTH)
    console.line(f"{TITLE}: {_headline(stories)}")
    request_line = ""
    for exchange, story in stories[:_MOST]:
        line = request_with_operation(exchange, story.group.first.operation, validator)
        console.line()
        if line != request_line:
            request_line = line
            console.line(console.text(line))
        _tell(console, story, validator)
        for place in list(filter(None, places[story.key]))[:_MOST_PLACES]:
            console.line(f"    sent    {console.text(place)}")
    if len(stories) > _MOST:
        console.line()
        console.line(f"{counted(len(stories) - _MOST, 'further kind')} of findings.")
    advice = advice_of((story for _, story in stories[:_MOST]), validator.errors)
    if advice:
        console.line()
    for code, sentences in advice.items():
        console.wrapped(f"{code}  ", console.text(sentences))
    return stream.getvalue().rstrip("\n")


def warning_texts(warned: Sequence[Judgement], validator: Validator) -> list[tuple[str, Exchange]]:
    """Return one line for each group of findings, and the first exchange of the group."""
    return [
        (
            f"{request_with_operation(exchange, group.first.operation, validator)}: {group.first}"
            + ("" if group.count == 1 else f" ({group.count} times)"),
            exchange,
        )
        for exchange, story in _stories(warned)
        for group in story.groups
    ]


def unjudged_text(error: Exception, sent_at: str) -> str:
    """Return the message about an exchange that could not be checked; the error's own text may contain values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" in {trace.tb_frame.f_globals.get('__name__')}, line {trace.tb_lineno}"
    sent = f"\n    sent    {printable(sent_at)}" if sent_at else ""
    return (
        f"{TITLE}: an exchange could not be judged, because of {type(error).__name__}{place}\n"
        "    This is a bug in salesiq-validate, or in the salesiq_validator of the test: please report it with the "
        f"line above. --salesiq-validate=warn lets the test pass.{sent}"
    )


def unused_text(provocation: tuple[int, str | None, int]) -> str:
    """Return the message for a provoked refusal that no call got."""
    code, operation, times = provocation
    of = f" of {operation}" if operation else ""
    return f"the test provoked a refusal with {code} for {counted(times, 'call')}{of} that it never made"


def not_refused_text(
    wanted: SalesIQError,
    refusals: Sequence[SalesIQError],
    exchanges: Sequence[Exchange],
    reports: Sequence[Report],
) -> str:
    """Return why `assert_refused` failed, and which answers came instead."""
    keys = {"json_key": wanted.json_key, "param": wanted.param, "header": wanted.header}
    named = "".join(f", {key} {value}" for key, value in keys.items() if value is not None)
    head = f"SalesIQ did not refuse with {wanted.code}{named}: "
    if not exchanges:
        return head + NOTHING_EXCHANGED
    unseen = sum(one.response is None or one.response.body is UNRECORDED for one in exchanges)
    if refusals:
        came = "it refused with " + joined([error_of(refusal) for refusal in refusals])
        return head + came + (f"; of {counted(len(exchanges), 'exchange')}, {_unseen(unseen)}" if unseen else "")
    predicted = [
        finding.shown_error
        for report in reports
        if (finding := report.reply_finding) is not None and finding.shown_error is not None
    ]
    if predicted:
        return (
            f"{head}SalesIQ would refuse with {joined([error_of(error) for error in predicted])}, but the mock of this "
            "test accepted the request; let it answer with the fixture salesiq_error"
        )
    came = counted(len(exchanges), "exchange")
    if not unseen:
        return f"{head}{came}, all accepted"
    if len(exchanges) == 1:
        return f"{head}{came}, whose answer was not seen: {_WHY_UNSEEN}"
    return f"{head}{came}; {_unseen(unseen)}"


def _unseen(count: int) -> str:
    return f"the answer of {count:,} was not seen: {_WHY_UNSEEN}"


def request_with_operation(exchange: Exchange, operation_id: str | None, validator: Validator) -> str:
    """Return `POST /api/v2/{screen_name}/departments`; redact a URL that belongs to no operation."""
    request = exchange.request
    assert request is not None, "a client sent it"
    method = request.method.upper()
    if not method.isalpha() or len(method) > 8:
        method = "<method>"
    base = request.url.partition("#")[0].partition("?")[0]
    for operation in validator.operations:
        if operation.id == operation_id:
            for path in operation.paths:
                if _is_written_as(base, path):
                    return f"{method} {path}"
    shown = {"", "https:", "api", "v2", *validator.router.servers.by_host, *validator.router.resources}
    return f"{method} {redact_url(request.url, shown)}"


def _is_written_as(url: str, template: str) -> bool:
    """Tell whether a URL has the path of an operation, as opposed to a similar one."""
    wanted = template.split("/")
    given = url.split("/")[-len(wanted) + 1 :]
    return all(name.startswith("{") or name == part for name, part in zip(wanted[1:], given, strict=False))


def _keys(judged: Iterable[Judgement]) -> Iterator[tuple[Exchange, GroupKey]]:
    """Yield the group of each finding."""
    for exchange, _, findings in judged:
        assert exchange is not None, "a client sent it"
        related = related_findings(findings)
        for at, finding in enumerate(findings):
            yield exchange, group_key(finding, related.get(at))


def _stories(judged: Sequence[Judgement]) -> list[tuple[Exchange, Story]]:
    """Combine findings that differ only in indices and values, in the order of the first of each.

    A refusal is shown together with the finding that predicted it.
    """
    summary = Summary()
    for exchange, report, findings in judged:
        assert exchange is not None
        assert report is not None, "a client sent it, so it was read"
        summary.add(exchange, report, findings=findings)
    stories = {story.key: story for story in summary.stories}
    first: dict[GroupKey, Exchange] = {}
    for exchange, key in _keys(judged):
        first.setdefault(key, exchange)
    return [(exchange, stories[key]) for key, exchange in first.items() if key in stories]


def _headline(stories: Sequence[tuple[Exchange, Story]]) -> str:
    story = max((story for _, story in stories), key=lambda story: story.severity)
    first = story.groups[0].first
    more = f", and {len(stories) - 1} more" if len(stories) > 1 else ""
    of = f" of {first.operation}" if first.operation else ""
    return f"{first.rule.code} {first.rule.name} in {first.side} {place_of(first)}{of}{more}"


def _tell(console: Console, story: Story, validator: Validator) -> None:
    group, first = story.group, story.group.first
    times = "" if group.count == 1 else f"  {group.count} times"
    console.line(f"  {''.join(piece.text for piece in story_head(story))}{times}")
    side = "" if first.side is Side.REQUEST else f"{first.side} "
    console.wrapped("", f"{side}{console.text(place_of(first))}: {console.text(first.message)}", indent=4)
    if group.excerpt is not None:
        text, before = map(console.text, group.excerpt.line(console.width - 8))
        console.line("        " + text)
        console.line("        " + " " * columns(before) + "^")
    for answer in answers_of(story):
        console.wrapped("answer  ", console.text(answer), indent=4)
    if first.hint and not is_refusal(first):
        console.wrapped("hint    ", console.text(first.hint), indent=4)
    codes = dict.fromkeys(part.first.error.code for part in story.groups if is_refusal(part.first) and part.first.error)
    for code in codes.keys() & validator.known_codes:
        console.wrapped(
            "meant?  ", f"@pytest.mark.salesiq(allow=[{code}]), or salesiq.assert_refused({code})", indent=4
        )
    page = next((operation.source for operation in validator.operations if operation.id == first.operation), "")
    if page:
        console.wrapped("page    ", page, indent=4)
    console.wrapped(
        "basis   ", console.marks(f"{first.basis.value} · salesiq-validate explain {first.rule.code}"), indent=4
    )
