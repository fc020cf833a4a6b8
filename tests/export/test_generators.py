"""Generators of code take the exported contract as it is.

Each comes in an environment of its own, which `.ci/run` puts on the path; without one its test is skipped.
"""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.cli.shell import run as shell
from tests.export.exported import document

from salesiq_validate.server.stand_in import StandIn

pytestmark = pytest.mark.slow

CONTRACT = document(types="documented")
CALLS = {call["operationId"]: call for item in CONTRACT["paths"].values() for call in item.values()}
HERE = Path(__file__).parent
TOKEN = f"1000.{'0' * 32}.{'0' * 32}"
#: `Contact1`, `Data2`: names that a generator makes up.
NUMBERED = re.compile(r"^class (\w*\d)\b", re.MULTILINE)


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on the path")
    return found


def run(*command: str | Path, cwd: Path) -> str:
    ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    return ran.stdout + ran.stderr


@pytest.fixture
def folder(tmp_path):
    """A folder with the exported contract in it, as `export openapi` writes it when nothing else is asked for."""
    (tmp_path / "salesiq.json").write_text(json.dumps(CONTRACT), "utf-8")
    return tmp_path


@pytest.fixture
def node_folder(folder):
    """The same, where imports find the packages beside openapi-typescript."""
    packages = Path(tool("openapi-typescript")).absolute().parent.parent
    (folder / "node_modules").symlink_to(packages, target_is_directory=True)
    return folder


def test_openapi_python_client_makes_all_of_it_and_tells_success_from_refusal(folder, monkeypatch):
    command = [tool("openapi-python-client"), "generate", "--path", "salesiq.json", "--meta", "none"]
    (folder / "settings.yaml").write_text("post_hooks: []\n", "utf-8")
    told = run(*command, "--output-path", "salesiq_client", "--config", "settings.yaml", cwd=folder)
    assert "arning" not in told
    made = {path.stem for path in (folder / "salesiq_client" / "api").glob("*/*.py")} - {"__init__"}
    assert made == CALLS.keys()

    monkeypatch.syspath_prepend(folder)
    client = importlib.import_module("salesiq_client")
    models = importlib.import_module("salesiq_client.models")
    create = importlib.import_module("salesiq_client.api.departments.create_department")
    with StandIn() as salesiq:
        sender = client.AuthenticatedClient(base_url=salesiq.url, token=TOKEN, prefix="Zoho-oauthtoken")
        with sender:
            success, refusal = (
                create.sync(
                    "example",
                    client=sender,
                    body=models.CreateDepartmentRequest(name="Billing", operators=[operator]),
                )
                for operator in ("104000000000123", "Ada")
            )
    assert type(success) is models.CreateDepartmentResponse
    assert success.data.name == "Billing"
    assert success.data.id.isdigit()
    assert type(refusal) is models.ErrorEnvelope
    assert refusal.error.code == 1024


def test_datamodel_code_generator_makes_up_no_names(folder, monkeypatch):
    pytest.importorskip("pydantic")
    command = [tool("datamodel-codegen"), "--input", "salesiq.json", "--input-file-type", "openapi"]
    models = ["--output-model-type", "pydantic_v2.BaseModel", "--output", "salesiq_models.py"]
    run(*command, *models, "--disable-warnings", cwd=folder)
    source = (folder / "salesiq_models.py").read_text("utf-8")
    assert NUMBERED.findall(source) == []
    for name in ("CreateDepartmentRequest", "CreateDepartmentResponse", "CreateAppResultContact", "Department"):
        assert f"class {name}(" in source

    monkeypatch.syspath_prepend(folder)
    made = importlib.import_module("salesiq_models")
    answer = CALLS["create_department"]["responses"]["200"]["content"]["application/json"]
    success = made.CreateDepartmentResponse.model_validate(answer["examples"]["success"]["value"])
    assert success.data.id.root.isdigit()


def test_typescript_knows_keys_values_successes_and_refusals(node_folder):
    for program in HERE.glob("typescript/*.ts"):
        shutil.copy(program, node_folder)
    run(tool("openapi-typescript"), "salesiq.json", "-o", "salesiq.d.ts", cwd=node_folder)
    run(tool("openapi-ts"), "-i", "salesiq.json", "-o", "sdk", cwd=node_folder)
    strict = ["--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    libraries = ["--lib", "es2022,dom,dom.iterable"]
    run(tool("tsc"), *strict, *libraries, "fetch.ts", "hey.ts", cwd=node_folder)
    types = (node_folder / "sdk" / "types.gen.ts").read_text("utf-8")
    assert re.findall(r"\bbody\??: unknown", types) == []
    # Two answers are documented to be empty.
    assert len(re.findall(r"\b200: unknown", types)) == 2
    assert "export type CreateDepartmentRequest = {" in types


def test_what_postman_makes_of_it_is_sound(folder):
    (folder / "salesiq.json").write_text(json.dumps(document(types="documented", auth="apikey")), "utf-8")
    options = "folderStrategy=Tags,parametersResolution=Example,enableOptionalParameters=false"
    run(tool("openapi2postmanv2"), "-s", "salesiq.json", "-o", "postman.json", "-O", options, cwd=folder)
    report = shell("check", folder / "postman.json", "--no-config", "--format", "json").document
    assert report["exchanges"] > 2 * len(CALLS)
    found = {(finding["name"], finding["operation"]) for finding in report["findings"]}
    # A refusal is an example of every call, and Postman gives it a status; `type` is of one of two calls to one path.
    expected = {"refused", "http-status", "deprecated-version"}
    assert {one for one in found if one[0] not in expected} == {("missing-param", "list_webhooks")}
