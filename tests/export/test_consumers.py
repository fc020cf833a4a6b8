"""Other people's tools read the exported document. They come with `pip install -e '.[test-export]'`."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from functools import cache

import pytest
from tests.export.exported import document

from salesiq_validate.export import as_yaml

NOT_INSTALLED = "not installed; pip install -e '.[test-export]'"
#: What is exported when nothing is asked for, and the form that is furthest from it.
BOTH_FORMS = pytest.mark.parametrize(
    "form", [{"types": "documented"}, {"types": "lenient", "sure": True}], ids=["documented", "sure"]
)


@BOTH_FORMS
def test_openapi_spec_validator_finds_nothing(form):
    validator = pytest.importorskip("openapi_spec_validator", reason=NOT_INSTALLED)
    errors = validator.OpenAPIV31SpecValidator(document(**form)).iter_errors()
    assert [(error.message[:200], list(error.absolute_path)) for error in errors] == []


#: The API itself is ambiguous: /api/v2/portals/{screen_name} and /api/v2/{screen_name}/tags. Examples show
#: members that no schema lists, as real answers do.
REDOCLY = """extends: [recommended-strict]
rules:
  no-ambiguous-paths: off
  no-invalid-media-type-examples:
    severity: error
    allowAdditionalProperties: true
"""


@BOTH_FORMS
@pytest.mark.slow
def test_redocly_finds_nothing_even_when_strict(tmp_path, form):
    redocly = shutil.which("redocly")
    if redocly is None:
        pytest.skip("redocly is not on the path; npm install --global @redocly/cli")
    file = tmp_path / "openapi.yaml"
    file.write_text(as_yaml(document(**form)), "utf-8")
    (tmp_path / "redocly.yaml").write_text(REDOCLY, "utf-8")
    arguments = [redocly, "lint", file.name, "--config", "redocly.yaml", "--format", "json"]
    run = subprocess.run(arguments, check=False, capture_output=True, text=True, cwd=tmp_path)
    told = json.loads(run.stdout[run.stdout.index("{") :])
    assert told["problems"] == []
    assert run.returncode == 0


@BOTH_FORMS
@pytest.mark.slow
def test_spectral_finds_nothing(tmp_path, form):
    spectral = shutil.which("spectral")
    if spectral is None:
        pytest.skip("spectral is not on the path; npm install --global @stoplight/spectral-cli")
    (tmp_path / "openapi.json").write_text(json.dumps(document(**form)), "utf-8")
    (tmp_path / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n', "utf-8")
    arguments = [spectral, "lint", "openapi.json", "--ruleset", ".spectral.yaml", "--fail-severity", "hint"]
    run = subprocess.run(arguments, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-2000:]


@pytest.mark.slow
def test_redocly_finds_it_easy_to_integrate(tmp_path):
    redocly = shutil.which("redocly")
    if redocly is None:
        pytest.skip("redocly is not on the path; npm install --global @redocly/cli")
    (tmp_path / "openapi.json").write_text(json.dumps(document(types="documented")), "utf-8")
    arguments = [redocly, "score", "openapi.json", "--format", "json"]
    run = subprocess.run(arguments, check=True, capture_output=True, text=True, cwd=tmp_path)
    score = json.loads(run.stdout[run.stdout.index("{") : run.stdout.rindex("}") + 1])
    # Ten points more need an answer that is a success alone; here a refusal comes behind HTTP 200 as well.
    assert score["agentReadiness"] >= 70


def test_schemathesis_makes_a_case_of_every_call():
    schemathesis = pytest.importorskip("schemathesis", reason=NOT_INSTALLED)
    calls = [result.ok() for result in schemathesis.openapi.from_dict(document()).get_all_operations()]
    assert {(call.method.lower(), call.path) for call in calls} == {
        (method, path) for path, item in document()["paths"].items() for method in item
    }


DEPARTMENTS = "/api/v2/example/departments"


@cache
def openapi_core():
    """The document as openapi-core reads it, which takes a second."""
    return pytest.importorskip("openapi_core", reason=NOT_INSTALLED).OpenAPI.from_dict(document())


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({"name": "Sales", "operators": ["1000000000001"]}, True),
        ({"name": {}, "operators": ["1000000000001"]}, False),
        ({"operators": ["1000000000001"]}, False),
        ({"name": "Sales", "operators": ["1000000000001"], "colour": "red"}, False),
    ],
)
def test_openapi_core_judges_requests_by_it(body, accepted):
    testing = pytest.importorskip("openapi_core.testing", reason=NOT_INSTALLED)
    request = testing.MockRequest(
        "https://salesiq.zoho.eu",
        "post",
        DEPARTMENTS,
        headers={"Authorization": f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}"},
        data=json.dumps(body).encode(),
        content_type="application/json",
    )
    with warnings.catch_warnings():
        # It knows no OAuth 2.0, and says so for every request.
        warnings.simplefilter("ignore")
        result = openapi_core().unmarshal_request(request)
    assert (not result.errors) is accepted
