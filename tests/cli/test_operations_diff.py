"""`operations diff`: two editions of the contract, for people, for programs and for the changelog."""

from __future__ import annotations

import json
import shutil

from jsonschema import Draft202012Validator
from tests.cli.shell import run

from salesiq_validate.contract.files import schemas_root

FORMAT = json.loads((schemas_root() / "formats/operations-diff-v1.schema.json").read_text())


def older(folder):
    """Copy schemas/ to a folder, without one operation and with another version."""
    shutil.copytree(schemas_root(), folder)
    file = folder / "operations/encryptions.json"
    document = json.loads(file.read_text())
    document["operations"][0]["operationId"] = "encrypt"
    file.write_text(json.dumps(document))
    (folder / "contract.json").write_text('{"version": "2026.01.01"}')
    return folder


def test_a_difference_is_told_to_people_as_a_section_of_a_changelog(tmp_path):
    outcome = run("operations", "diff", older(tmp_path / "old"), schemas_root())
    title, *lines = outcome.out.splitlines()
    assert title.startswith("### Contract 2026.")
    assert title.endswith(", since 2026.01.01")
    assert lines == [
        "",
        "Added:",
        "",
        "- `encrypt_values`: POST /api/v2/encryptions",
        "",
        "Removed:",
        "",
        "- `encrypt`: POST /api/v2/encryptions",
    ]


def test_a_difference_is_told_to_programs_in_its_published_form(tmp_path):
    outcome = run("operations", "diff", older(tmp_path / "old"), schemas_root(), "--format", "json")
    Draft202012Validator(FORMAT).validate(outcome.document)
    assert outcome.document["summary"] == {"added": 1, "removed": 1, "stricter": 0, "laxer": 0, "changed": 0}
    assert outcome.document["old"]["version"] == "2026.01.01"


def test_nothing_changed_between_a_contract_and_itself():
    outcome = run("operations", "diff", schemas_root(), schemas_root())
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "Nothing changed.")


def test_an_export_and_a_folder_are_not_compared(tmp_path):
    file = tmp_path / "salesiq.json"
    file.write_text(run("export", "openapi").out)
    outcome = run("operations", "diff", file, schemas_root())
    assert outcome.code == 2
    assert "compare two folders" in outcome.err
    assert run("operations", "diff", file, file).code == 0


def test_what_is_no_contract_is_refused(tmp_path):
    outcome = run("operations", "diff", tmp_path, schemas_root())
    assert (outcome.code, outcome.out) == (2, "")
    assert "no folder operations" in outcome.err
