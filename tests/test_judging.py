"""From entries to a summary: what is judged, what is skipped, and what counts."""

from __future__ import annotations

from attrs import evolve

from salesiq_validate import Exchange, Request, Response, Severity, Validator
from salesiq_validate.exchange import Origin
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.rules.reading import unreadable_headers
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import Judgement, judge, tell

VALIDATOR = Validator()
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.aaaa.bbbb"}
GOOD = Exchange(Request("GET", "https://salesiq.zoho.com/api/v2/example/operators", HEADERS), None, Origin("a", 1, 2))
BAD = Exchange(None, Response(200, {"Content-Type": "application/json"}, b"[]"), Origin("a", 3, 4))
ELSEWHERE = Exchange(Request("GET", "https://example.com/"), None, Origin("a", 2, 3))
ODD = problem(unreadable_headers, "a header has no name", Origin("a", 2, 3))


class Listener:
    """A reporter that remembers."""

    def __init__(self):
        self.heard = []

    def add(self, *step):
        self.heard.append(step)


def steps(*entries, validator=VALIDATOR, **options):
    return list(judge(entries, validator, **options))


def test_calls_of_the_api_are_judged_and_the_rest_is_skipped():
    found = steps(GOOD, ELSEWHERE, SKIPPED, BAD)
    assert found[0] == Judgement(GOOD, VALIDATOR.check(GOOD), ())
    assert found[1:3] == [SKIPPED, SKIPPED]
    assert found[3].exchange is BAD
    assert found[3].findings == VALIDATOR.check(BAD).findings != ()


def test_a_finding_on_an_entry_stands_before_its_exchange():
    on_good = evolve(ODD, origin=GOOD.origin)
    assert [step.exchange for step in steps(on_good, GOOD)] == [None, GOOD]
    assert steps(on_good)[0] == Judgement(None, None, (on_good,))
    assert steps(ODD, SKIPPED)[0].findings == (ODD,)


def test_what_is_odd_about_an_entry_that_is_no_call_of_the_api_is_nothing():
    assert steps(ELSEWHERE, ODD) == [SKIPPED]
    on_another = evolve(ODD, origin=Origin("a", 1, 2))
    assert steps(ELSEWHERE, on_another)[1].findings == (on_another,)


def test_what_cannot_be_read_is_handed_on_before_anything_follows():
    pipe = iter([ODD, evolve(ODD, origin=Origin("a", 1, 2))])
    judged = judge(pipe, VALIDATOR)
    assert next(judged).findings == (ODD,)
    assert next(pipe).origin.line == 2


def test_settings_hold_for_what_readers_find():
    assert steps(ODD, GOOD, validator=Validator(settings=RuleSettings(ignore=[ODD.rule.code])))[0].exchange is GOOD
    louder = Validator(settings=RuleSettings(severities={ODD.rule.name: Severity.INFO}))
    assert steps(ODD, validator=louder)[0].findings[0].severity is Severity.INFO


def test_what_a_baseline_knows_does_not_count():
    known = {finding.fingerprint for finding in VALIDATOR.check(BAD).findings} | {ODD.fingerprint}
    found = steps(ODD, BAD, is_known=lambda finding: finding.fingerprint in known)
    assert [step.findings for step in found] == [(), ()]
    summary = Summary()
    tell(found, summary)
    assert summary.known == len(known)
    assert (summary.total.exchanges, summary.total.findings) == (1, 0)


def test_everything_is_counted_and_told():
    summary, listener = Summary(), Listener()
    found = steps(GOOD, ELSEWHERE, evolve(ODD, origin=BAD.origin), BAD)
    tell(found, summary, listener)
    assert (summary.total.exchanges, summary.skipped) == (2, 1)
    assert summary.total.findings == 1 + len(found[-1].findings)
    assert [heard[0] for heard in listener.heard] == [GOOD, None, BAD]


def test_entries_are_judged_as_they_come():
    def entries():
        yield GOOD
        raise AssertionError("too far")

    assert next(judge(entries(), VALIDATOR)).exchange is GOOD
