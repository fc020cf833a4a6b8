"""What users decide about rules: in general, and for one operation."""

from __future__ import annotations

import json

import pytest

from salesiq_validate import Exchange, Request, Response, Severity, Validator
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.judging.settings import OperationSettings, RuleSettings
from salesiq_validate.rules.registry import REGISTRY

HEADERS = {"Authorization": "Zoho-oauthtoken 1000.aaaa.bbbb", "Content-Type": "application/json"}
BODY = {"name": "Support", "operators": ["1"], "unheard_of": 1}
REFUSED = Exchange(
    Request("POST", "https://salesiq.zoho.com/api/v2/example/departments", HEADERS, json.dumps(BODY).encode()),
    Response(200, {"Content-Type": "application/json"}, b'{"error": {"code": 1019, "message": "Invalid Resource ID"}}'),
)


def rules_of(settings: RuleSettings) -> set[str]:
    return {finding.rule.name for finding in Validator(settings=settings).check(REFUSED).findings}


def test_without_settings_everything_is_told():
    assert rules_of(RuleSettings()) >= {"unknown-json-key", "refused"}


def test_an_operation_may_ignore_rules_and_allow_codes():
    own = OperationSettings(ignore=["unknown-json-key"], allow_codes=[1019])
    assert not rules_of(RuleSettings(operations={"create_department": own})) & {"unknown-json-key", "refused"}


def test_the_settings_of_one_operation_hold_for_no_other():
    own = OperationSettings(ignore=["SIQ"], allow_codes=[1019])
    assert rules_of(RuleSettings(operations={"update_department": own})) >= {"unknown-json-key", "refused"}


def test_what_an_operation_ignores_comes_on_top():
    settings = RuleSettings(ignore=["refused"], operations={"create_department": OperationSettings(ignore=["SIQ4"])})
    assert settings.of("create_department").ignore == ("refused", "SIQ4")
    assert settings.of("update_department") is settings
    assert settings.of(None) is settings
    assert not rules_of(settings) & {"unknown-json-key", "refused"}


@pytest.mark.parametrize(
    ("settings", "kind", "nearest"),
    [
        (RuleSettings(operations={"create_departmnt": OperationSettings()}), "operation", "create_department"),
        (RuleSettings(operations={"create_department": OperationSettings(ignore=["refusd"])}), "rule", "refused"),
        (RuleSettings(select=["SIQ999"]), "rule", ""),
        (RuleSettings(severities={"unknown-json-kee": Severity.INFO}), "rule", "unknown-json-key"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_the_nearest(settings, kind, nearest):
    with pytest.raises(UnknownName) as caught:
        Validator(settings=settings)
    assert caught.value.kind == kind
    assert nearest in str(caught.value)


@pytest.mark.parametrize("code", ["10x9", "", "²", "-1", "1019.0"])
def test_a_code_that_is_no_number_is_told(code):
    with pytest.raises(UnknownName):
        RuleSettings(allow_codes=[code])


def test_an_unhashable_code_in_a_refusal_is_borne():
    answer = b'{"error": {"code": [], "message": "x", "json_key": "a"}}'
    report = Validator().check(Exchange(None, Response(200, {"Content-Type": "application/json"}, answer)))
    assert not report.ok


def test_the_most_exact_severity_wins():
    given = RuleSettings(
        severities={"SIQ": Severity.INFO, "SIQ4": Severity.WARNING, "wrong-json-type": Severity.ERROR}
    ).severities_of(REGISTRY.rules)
    assert (given["SIQ601"], given["SIQ402"], given["SIQ403"]) == (Severity.INFO, Severity.WARNING, Severity.ERROR)
