"""A summary is the same however its traffic was split, ordered and merged, and its memory does not grow."""

from __future__ import annotations

import pickle
import tracemalloc
from functools import reduce

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reporters.traffic import MISSING, RUNS, Judgement, feed, refused_department, run_of_judged, summary_of

from salesiq_validate.exchange import Document, Exchange, Origin, Request
from salesiq_validate.finding import Finding, Report, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.run.results import summary as summary_module
from salesiq_validate.run.results.summary import Summary


def facts(summary: Summary, *, first: bool = True) -> tuple[object, ...]:
    """All that a summary says; which of several findings in the same place is the first is left out on request."""
    groups = [
        (key, group.count, group.replies, (group.first, group.excerpt) if first else None)
        for key, group in summary.groups.items()
    ]
    return (
        summary.skipped,
        summary.known,
        summary.total,
        summary.by_operation,
        summary.codes,
        summary.timeline.seconds,
        summary.timeline.intervals,
        groups,
        summary.ungrouped,
    )


def test_it_counts_exchanges_refusals_and_findings():
    summary = summary_of(run_of_judged())
    assert (summary.total.exchanges, summary.total.refusals, summary.skipped, summary.known) == (5, 3, 1, 2)
    assert (summary.total.error, summary.total.warning, summary.total.info) == (8, 2, 1)
    assert summary.operations["create_department"].refusals == 3
    assert summary.codes == {1015: 3}


def test_a_refusal_counts_although_it_was_intended():
    summary = summary_of([Judgement(Exchange(), Report(operation="list_operators", refused_with=1019))] * 2)
    assert (summary.total.refusals, summary.total.findings, summary.codes) == (2, 0, {1019: 2})


def test_groups_are_led_by_their_first_finding_wherever_it_came():
    late, early = refused_department(7), refused_department(2)
    group = next(iter(summary_of([late, early]).groups.values()))
    assert (group.count, group.first.origin.entry) == (2, 2)


def test_errors_come_before_warnings_whatever_their_rule():
    orders = [key.order for key in summary_of(run_of_judged()).groups]
    assert orders == sorted(orders)
    assert {0, 1, 2} == set(orders)


def test_only_the_reply_of_an_exchange_counts_as_one():
    replies = {key.rule: group.replies for key, group in summary_of(run_of_judged()).groups.items() if key.order == 0}
    assert replies == {"SIQ001": 0, "SIQ205": 1, "SIQ402": 3, "SIQ601": 0}


@given(RUNS, RUNS, RUNS)
@settings(max_examples=40)
def test_merging_is_associative_and_has_an_identity(one, two, three):
    a, b, c = map(summary_of, (one, two, three))
    assert facts(a.merge(b).merge(c)) == facts(a.merge(b.merge(c)))
    assert facts(a.merge(Summary())) == facts(Summary().merge(a)) == facts(a)


@given(RUNS, RUNS)
@settings(max_examples=40)
def test_merging_is_commutative_but_for_findings_in_the_same_place(one, two):
    a, b = summary_of(one), summary_of(two)
    before = facts(a)
    assert facts(a.merge(b), first=False) == facts(b.merge(a), first=False)
    merged = a.merge(b)
    for step in two:
        feed(merged, step)
    assert facts(a) == before, "neither merging nor counting on changes a part"


@given(RUNS, st.data())
@settings(max_examples=40)
def test_splitting_anywhere_changes_nothing(run, data):
    at = sorted(data.draw(st.lists(st.integers(0, len(run)), max_size=2)))
    parts = [run[start:end] for start, end in zip([0, *at], [*at, len(run)], strict=True)]
    assert facts(reduce(Summary.merge, map(summary_of, parts))) == facts(summary_of(run))


def finding_at(place: str, entry: int = 0, severity: Severity = Severity.ERROR) -> Judgement:
    origin = Origin("many.jsonl", entry)
    finding = Finding(
        MISSING, severity, Side.REQUEST, "body", "a required key is absent", path=KeyPath((place,)), origin=origin
    )
    return Judgement(Exchange(Request("POST", "/"), origin=origin), Report((finding,)))


@given(
    st.lists(st.integers(0, 12), max_size=40),
    st.lists(st.integers(0, 12), max_size=40),
    st.integers(0, 40),
)
def test_too_many_groups_are_left_out_by_their_key_and_not_by_their_turn(numbers, more, at):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summary_module, "MOST_GROUPS", 3)
        run = [finding_at(f"key_{number:02}", entry) for entry, number in enumerate([*numbers, *more])]
        whole, split = summary_of(run), summary_of(run[:at]).merge(summary_of(run[at:]))
        backwards = summary_of(run[::-1])
    assert facts(whole) == facts(split) == facts(backwards)
    everything = sorted(numbers + more)
    kept = sorted(set(everything))[:3]
    assert [(key.json_key, group.count) for key, group in whole.groups.items()] == [
        (f"key_{number:02}", everything.count(number)) for number in kept
    ]
    assert whole.ungrouped == sum(number not in kept for number in everything)


def test_a_flood_of_warnings_pushes_no_error_out(monkeypatch):
    monkeypatch.setattr(summary_module, "MOST_GROUPS", 3)
    flood = [finding_at(f"a{number}", severity=Severity.WARNING) for number in range(50)]
    summary = summary_of([*flood, finding_at("z"), *flood])
    assert next(iter(summary.groups)).json_key == "z"
    assert summary.ungrouped == 96


def test_memory_depends_on_groups_and_not_on_findings():
    run = [finding_at(f"key_{number % 5}", number) for number in range(200)]
    summary = summary_of(run)
    tracemalloc.start()
    for _ in range(25):
        for judged in run:
            summary.add(judged.exchange, judged.report)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert summary.total.findings == 5_200
    assert len(summary.groups) == 5
    assert grown < 20_000


def test_it_travels_between_processes():
    summary = summary_of(run_of_judged())
    assert facts(pickle.loads(pickle.dumps(summary))) == facts(summary)


def test_the_excerpt_holds_values_only_when_asked():
    judged = finding_at("note")
    judged = evolve(
        judged, exchange=evolve(judged.exchange, request=Request("POST", "/", body=Document({"note": "hm"})))
    )
    for show_values, expected in [(False, "a string of 2 characters"), (True, '"hm"')]:
        (group,) = summary_of([judged], show_values=show_values).groups.values()
        assert group.excerpt.fault == expected
