"""Every rule's page is whole, its examples behave as they say, and its constants agree with what it does."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from tests.rules.pages import HEADINGS, HEADINGS_AFTER, PAGES, READING_PAGES, Page, exchange_of, judged

import salesiq_validate.rules
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.servers import Servers
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Severity
from salesiq_validate.rules.registry import REGISTRY, RETIRED

FOLDERS = ["reading", "url", "headers", "params", "body", "envelope", "refusal", "practice", "inbound"]
ERRORS = ErrorCatalogue()
JUDGED = [page for page in PAGES if page.module not in [reading.module for reading in READING_PAGES]]

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
every_judged = pytest.mark.parametrize("page", JUDGED, ids=lambda page: page.rule.code)


def _examples(section: str, pages: list[Page]) -> list[object]:
    return [
        pytest.param(page, recording, id=f"{page.rule.code}-{number}")
        for page in pages
        for number, recording in enumerate(page.recordings(section))
    ]


def test_codes_and_names_are_unique():
    assert len({rule.code for rule in REGISTRY.rules}) == len(REGISTRY.rules)
    assert len({rule.name for rule in REGISTRY.rules}) == len(REGISTRY.rules)
    assert RETIRED.isdisjoint(rule.code for rule in REGISTRY.rules)


@pytest.mark.parametrize("name", ["SIQ403", "siq403", "wrong-json-type", "Wrong-JSON-Type"])
def test_a_rule_is_found_by_its_code_and_by_its_name(name):
    assert REGISTRY.find(name).code == "SIQ403"


def test_a_rule_that_does_not_exist_is_an_error_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'wrong-json-type'"):
        REGISTRY.find("wrong-json-typ")


def test_every_module_in_a_family_is_a_registered_rule():
    root = Path(salesiq_validate.rules.__file__).parent
    modules = {
        importlib.import_module(f"salesiq_validate.rules.{folder}.{path.stem}")
        for folder in FOLDERS
        for path in (root / folder).glob("*.py")
        if path.stem != "__init__"
    }
    assert {module for module in modules if hasattr(module, "CODE")} == {page.module for page in PAGES}


@every_page
def test_a_code_is_of_the_family_that_its_folder_holds(page):
    folder = page.module.__name__.split(".")[-2]
    assert re.fullmatch(rf"SIQ{FOLDERS.index(folder)}[0-9]{{2}}", page.rule.code)


@every_page
def test_a_file_is_named_after_its_rule(page):
    assert page.module.__name__.split(".")[-1] == page.rule.name.replace("-", "_")


@every_page
def test_a_page_has_its_headings_in_order(page):
    headings = [heading for heading in page.sections if heading != "Options"]
    assert headings == HEADINGS + HEADINGS_AFTER
    if "Options" in page.sections:
        assert list(page.sections).index("Options") == len(HEADINGS)
    assert all(page.sections.values())


@every_page
def test_a_page_begins_with_one_sentence(page):
    assert re.fullmatch(r"[A-Z][^\n]*[^.]\.", page.summary)
    assert ". " not in page.summary
    assert page.rule.summary == page.summary


@every_page
def test_a_rule_says_whether_it_is_stable_and_since_when(page):
    assert page.rule.status in ("preview", "stable", "deprecated")
    assert re.fullmatch(r"[0-9]+\.[0-9]+", page.rule.since)


def test_a_rule_in_preview_predicts_nothing():
    assert [rule.code for rule in REGISTRY.rules if rule.status == "preview" and rule.predicts] == []


@every_judged
def test_a_rule_shows_what_fails_and_what_passes(page):
    assert page.recordings("Example that fails")
    assert page.recordings("Example that passes")


def _sources(node):
    """Every page that a schema names."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "x-salesiq-source")
        yield from (source for value in node.values() for source in _sources(value))
    elif isinstance(node, list):
        yield from (source for value in node for source in _sources(value))


def test_a_source_is_a_page_that_the_contract_names_or_a_standard():
    known = {operation.source for operation in all_operations()} | {entry.source for entry in ERRORS.values()}
    known |= {server.source for server in Servers.load().salesiq}
    known.add(Servers.load().document["authorization"]["source"])
    for name in ("deliveries", "bot_requests", "bot_answers"):
        document = read_schema_file(f"inbound/{name}.json")
        facts = [*document["messages"], *document.get("cards", ()), *document.get("transport", ())]
        known |= {document["docs"], *(fact["source"] for fact in facts), *_sources(document)}
    for page in JUDGED:
        source = page.sections["Source"]
        assert source in known or re.match(r"RFC [0-9]+, section|The limits of this project", source), source


@pytest.mark.parametrize(("page", "recording"), _examples("Example that fails", PAGES))
def test_an_example_that_fails_gives_a_finding_of_its_rule(page, recording):
    found = judged(recording, page.validator(), strict_json=page.strict_json)
    assert page.rule in [finding.rule for finding in found]


@pytest.mark.parametrize(("page", "recording"), _examples("Example that passes", PAGES))
def test_an_example_that_passes_gives_none_of_its_rule(page, recording):
    found = judged(recording, page.validator(), strict_json=page.strict_json)
    assert page.rule not in [finding.rule for finding in found]


@pytest.mark.parametrize(("page", "recording"), _examples("Example that passes", JUDGED))
def test_an_example_that_passes_has_no_errors_but_a_refusal(page, recording):
    found = judged(recording, page.validator(), strict_json=page.strict_json)
    errors = [str(finding) for finding in found if finding.severity is Severity.ERROR]
    assert [error for error in errors if not error.startswith("SIQ601")] == []


@pytest.mark.parametrize(("page", "line"), _examples("Example that fails", JUDGED))
def test_an_example_is_judged_alike_without_a_recording_around_it(page, line):
    def told(findings):
        return [(str(finding), finding.basis, finding.error, finding.alternatives) for finding in findings]

    # `strict_json` tells of bytes alone: a line's `json` is read as text then, as the example made by hand is.
    recorded = judged(line, page.validator(), strict_json=True)
    by_hand = page.validator().check(exchange_of(line)).findings
    assert told(by_hand) == told(recorded)


@every_judged
def test_what_the_examples_predict_is_what_the_rule_says_it_predicts(page):
    predicted = set()
    for recording in page.recordings("Example that fails"):
        for finding in judged(recording, page.validator(), strict_json=page.strict_json):
            if finding.rule is page.rule and finding.error is not None and finding.where != "envelope":
                predicted.add(finding.error.code)
    assert predicted == set(page.rule.predicts)


@every_judged
def test_a_page_gives_salesiqs_message_verbatim(page):
    answer = page.sections["SalesIQ's answer"].replace("\n", " ")
    for code in page.rule.predicts:
        assert f"`{code} {ERRORS[code].message}`" in answer
    if not page.rule.predicts:
        assert not re.search(r"`1[0-9]{3} ", answer)


@every_judged
def test_a_page_names_every_other_code_that_is_possible(page):
    answer = page.sections["SalesIQ's answer"]
    for recording in page.recordings("Example that fails"):
        for finding in judged(recording, page.validator(), strict_json=page.strict_json):
            if finding.rule is page.rule:
                assert all(str(code) in answer for code in finding.alternatives)


def test_the_error_catalogue_and_the_rules_agree_on_who_predicts_what():
    by_catalogue = {(rule, entry.code) for entry in ERRORS.values() for rule in entry.predicted_by}
    by_rules = {(rule.code, code) for rule in REGISTRY.rules for code in rule.predicts}
    assert by_catalogue == by_rules


@pytest.mark.parametrize("page", READING_PAGES, ids=lambda page: page.rule.code)
def test_rules_about_recordings_predict_nothing(page):
    assert page.rule.predicts == ()
