"""Configuration files: found upwards, read exactly, and described by a published schema."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from salesiq_validate import Severity
from salesiq_validate.config import KEYS, Config, config_schema
from salesiq_validate.config.file import find_config, load_config, read_config
from salesiq_validate.contract.files import schemas_root
from salesiq_validate.contract.servers import server_of
from salesiq_validate.exceptions import UnknownName, UnusableArgument, UnusableConfig
from salesiq_validate.judging.settings import OperationSettings
from salesiq_validate.limits import Limits
from salesiq_validate.reporters import REPORTERS

SCHEMA = json.loads((schemas_root() / "formats" / "config.schema.json").read_text())
FILE = Path("/project/pyproject.toml")

FULL = """
screen-name = "example"
data-center = "eu"
scopes = ["SalesIQ.departments.ALL"]
servers = ["gateway.example.com", "http://localhost:8080/"]
extensions = ["portal.json"]
select = ["SIQ4", "SIQ6"]
ignore = ["unknown-json-key"]
allow-codes = [1019]
strict-json = true
show-values = true
fail-on = "never"
allow-empty = true
format = "json"
outputs = ["sarif=reports/all.sarif", "text"]
baseline = "known.json"

[severities]
SIQ4 = "warning"
refused = "info"

[operations.create_department]
ignore = ["SIQ403"]
allow-codes = [1302]

[limits]
max-depth = 20
max-entries = 5

[variables]
portal = "example"
empty = ""
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def refusal_of(text: str, tmp_path: Path) -> str:
    with pytest.raises(UnusableConfig) as caught:
        load_config(write(tmp_path, "salesiq-validate.toml", text))
    assert caught.value.file == str(tmp_path / "salesiq-validate.toml")
    return caught.value.reason


def test_every_key_is_read(tmp_path):
    assert load_config(write(tmp_path, "salesiq-validate.toml", FULL)) == Config(
        screen_name="example",
        data_center="EU",
        scopes=("SalesIQ.departments.ALL",),
        servers=("gateway.example.com", "localhost:8080"),
        extensions=(str(tmp_path / "portal.json"),),
        select=("SIQ4", "SIQ6"),
        ignore=("unknown-json-key",),
        severities={"SIQ4": Severity.WARNING, "refused": Severity.INFO},
        allow_codes=(1019,),
        operations={"create_department": OperationSettings(ignore=["SIQ403"], allow_codes=[1302])},
        limits=Limits(max_depth=20, max_entries=5),
        variables={"portal": "example", "empty": ""},
        strict_json=True,
        show_values=True,
        fail_on=None,
        allow_empty=True,
        format="json",
        outputs=(f"sarif={tmp_path / 'reports/all.sarif'}", "text"),
        baseline=str(tmp_path / "known.json"),
    )


def test_a_pyproject_holds_the_same_in_its_table(tmp_path):
    own = load_config(write(tmp_path, "salesiq-validate.toml", FULL))
    lines = [
        line.replace("[", "[tool.salesiq-validate.", 1) if line.startswith("[") else line for line in FULL.splitlines()
    ]
    table = "\n".join(["[tool.salesiq-validate]", *lines])
    assert load_config(write(tmp_path, "pyproject.toml", table)) == own


def test_an_empty_file_holds_the_defaults(tmp_path):
    assert load_config(write(tmp_path, "salesiq-validate.toml", "")) == Config()


def test_the_nearest_file_counts(tmp_path):
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_config(below) is None or tmp_path not in find_config(below).parents
    top = write(tmp_path, "pyproject.toml", "[tool.salesiq-validate]")
    assert find_config(below) == top
    write(tmp_path / "a", "pyproject.toml", "[project]\nname = 'other'")
    assert find_config(below) == top
    nearer = write(tmp_path / "a", "salesiq-validate.toml", "")
    assert find_config(below) == nearer


def test_the_own_file_wins_over_a_pyproject_beside_it(tmp_path):
    write(tmp_path, "pyproject.toml", "[tool.salesiq-validate]")
    assert find_config(tmp_path) == tmp_path / "pyproject.toml"
    own = write(tmp_path, "salesiq-validate.toml", "")
    assert find_config(tmp_path) == own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("screen_name = 'a'", "there is no key 'screen_name'. Did you mean 'screen-name'?"),
        ("zzz = 1", "there is no key 'zzz'."),
        ("screen-name = 1", "screen-name: a text is expected"),
        ("screen-name = ''", "screen-name: a text is expected"),
        ('screen-name = "a\\u0000"', "screen-name: a text is expected"),
        ("screen-name = 'https://salesiq.zoho.eu/desk'", "screen-name: a screen name is one word of an address"),
        ("data-center = 'EUU'", "data-center: there is no data centre 'EUU'. Did you mean 'EU'?"),
        ("servers = ['a b']", "servers: 'a b' is not a server"),
        ("scopes = 'SalesIQ.departments.ALL'", "scopes: a list of texts is expected"),
        ("ignore = ['SIQ999']", "there is no rule 'SIQ999'."),
        ("ignore = ['refusd']", "there is no rule 'refusd'. Did you mean 'refused'?"),
        ("severities = 1", "severities: a table is expected"),
        ("severities = {refused = 'eror'}", "severities.refused: there is no such severity; it is one of error,"),
        ("severities = {refused = 'eror'}", "Did you mean 'error'?"),
        ("severities = {refusd = 'error'}", "there is no rule 'refusd'. Did you mean 'refused'?"),
        ("allow-codes = ['1019']", "allow-codes: a list of SalesIQ's error codes, like [1019], is expected"),
        ("allow-codes = 1019", "allow-codes: a list of SalesIQ's error codes, like [1019], is expected"),
        ("operations = {create_department = 1}", "operations.create_department: a table is expected"),
        ("operations = {x = {ignor = []}}", "operations.x: there is no key 'ignor'. Did you mean 'ignore'?"),
        ("operations = {x = {ignore = [1]}}", "operations.x.ignore: a list of texts is expected"),
        ("limits = []", "limits: a table is expected"),
        ("variables = []", "variables: a table is expected"),
        ("variables = {portal = 5}", "variables.portal: a text is expected"),
        ("limits = {max_depth = 1}", "limits: there is no key 'max_depth'. Did you mean 'max-depth'?"),
        ("limits = {max-depth = 0}", "limits.max-depth: a whole number from 1 to 250 is expected"),
        ("strict-json = 'yes'", "strict-json: true or false is expected"),
        ("fail-on = 'warnings'", "Did you mean 'warning'?"),
        ("format = 'jsn'", "Did you mean 'json'?"),
        ("a = ", "it is not TOML (at "),
        ("[tool.salesiq-validate]\n", "write its keys at the top level; [tool.salesiq-validate] is for pyproject.toml"),
        ("a = " + "[" * 5000, "it is not TOML (nested)"),
    ],
)
def test_what_a_file_says_wrongly_is_told_with_the_nearest(text, expected, tmp_path):
    assert expected in refusal_of(text, tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(UnusableConfig, match="it cannot be read"):
        load_config(tmp_path / "none.toml")
    (tmp_path / "salesiq-validate.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UnusableConfig, match="not encoded in UTF-8"):
        load_config(tmp_path / "salesiq-validate.toml")
    with pytest.raises(UnusableConfig, match=r"it has no table \[tool.salesiq-validate\]"):
        load_config(write(tmp_path, "pyproject.toml", "tool = 1"))
    with pytest.raises(UnusableConfig, match=r"tool.salesiq-validate is not a table"):
        load_config(write(tmp_path, "pyproject.toml", "[tool]\nsalesiq-validate = 1"))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"allow_codes": (10199,)}, "SalesIQ error code"),
        ({"operations": {"create_department": OperationSettings(allow_codes=[9])}}, "SalesIQ error code"),
        ({"operations": {"create_departments": OperationSettings()}}, "operation"),
    ],
)
def test_codes_and_operations_that_no_catalogue_holds_are_told(given, kind):
    with pytest.raises(UnknownName) as caught:
        Config(**given).validator()
    assert caught.value.kind == kind


def test_the_validator_judges_as_configured():
    config = Config(screen_name="example", servers=("localhost:8080",), ignore=("SIQ2",))
    validator = config.validator()
    assert validator.check_request("GET", "http://localhost:8080/api/v2/example/operators").findings == ()
    other = validator.check_request("GET", "http://localhost:8080/api/v2/other/operators")
    assert [finding.rule.name for finding in other.findings] == ["other-screen-name"]


def test_codes_of_single_pages_and_of_extensions_may_be_allowed(tmp_path):
    extension = {"errors": [{"code": 9001, "message": "Ours"}]}
    path = write(tmp_path, "own.json", json.dumps(extension))
    assert Config(allow_codes=(1302, 9001), extensions=(str(path),)).validator().errors[9001].message == "Ours"


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("gateway.example.com", "gateway.example.com"),
        ("Gateway.Example.com:8443", "gateway.example.com:8443"),
        ("https://gateway.example.com/api/v2", "gateway.example.com"),
        ("localhost:8080", "localhost:8080"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:8080", "[::1]:8080"),
    ],
)
def test_a_server_is_a_host_or_an_address(text, server):
    assert server_of(text) == server


@pytest.mark.parametrize(
    "text", ["", "/api/v2", "http://", "a b", "host:port", "user@host", "[::1", "a\x1bb", "http:///x", "*.example.com"]
)
def test_what_names_no_server_is_told(text):
    with pytest.raises(UnusableArgument, match="is not a server"):
        server_of(text)


def test_settings_for_files_come_on_top_of_what_holds_for_all(tmp_path):
    text = """
    ignore = ["SIQ5"]
    [per-file."cassettes/refused_*"]
    allow-codes = [1019]
    [per-file."*.har"]
    ignore = ["SIQ7"]
    """
    config = load_config(write(tmp_path, "salesiq-validate.toml", text))
    refused = config.for_file(str(tmp_path / "cassettes" / "refused_twice.har"))
    assert (refused.ignore, refused.allow_codes) == (("SIQ5", "SIQ7"), (1019,))
    assert config.for_file("elsewhere/other.har").ignore == ("SIQ5", "SIQ7")
    assert config.for_file(str(tmp_path / "cassettes" / "other.yaml")) is config
    assert config.for_file("s3://bucket/cassettes/refused_once.yaml") is config


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ignore = ['refusd']", "Did you mean 'refused'?"),
        ("allow-code = [1]", "per-file.x: there is no key 'allow-code'. Did you mean 'allow-codes'?"),
    ],
)
def test_settings_for_files_are_checked(text, expected, tmp_path):
    assert expected in refusal_of(f"[per-file.x]\n{text}", tmp_path)


@pytest.mark.parametrize("file", ["../report.json", "/etc/passwd", "link/report.json"])
def test_a_file_names_outputs_below_its_folder_only(file, tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "link").symlink_to(tmp_path)
    with pytest.raises(UnusableConfig, match="outside of the folder of this file"):
        load_config(write(tmp_path / "project", "salesiq-validate.toml", f'outputs = ["json={file}"]'))


# --- the published schema ---------------------------------------------------------------------------------------------


def test_the_published_schema_is_the_one_that_files_are_judged_by():
    Draft202012Validator.check_schema(SCHEMA)
    assert config_schema() == SCHEMA
    assert SCHEMA["properties"]["format"]["enum"] == list(REPORTERS)
    assert {key.attribute for key in KEYS.values()} == {attribute.name for attribute in attrs.fields(Config)}
    assert all("description" in schema for schema in SCHEMA["properties"].values())


def test_defaults_of_the_schema_are_those_of_the_implementation():
    given = {key: schema["default"] for key, schema in SCHEMA["properties"].items() if "default" in schema}
    assert given
    assert read_config(given, file=FILE) == Config()


SCALARS = st.sampled_from([True, False, 0, -1, 1, 1019, "", "refused", "SIQ4", "error", "never", "json", "EU", 1.5])
ANY = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ignore", "allow-codes", "max-depth", "refused", "SIQ"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*KEYS, "unknown"]), ANY, max_size=2))
def test_schema_and_implementation_accept_the_same(document):
    valid = Draft202012Validator(SCHEMA).is_valid(document)
    try:
        read_config(document, file=FILE)
        accepted = True
    except UnusableConfig as error:
        # Which rules and data centres exist is more than a schema can say.
        accepted = re.search("there is no (rule|data centre)|is not a server|screen name is", error.reason) is not None
    assert accepted is valid


@given(st.text(max_size=200) | st.binary(max_size=60))
def test_no_file_ends_in_anything_but_its_exception(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("config") / "salesiq-validate.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(UnusableConfig):
        load_config(file)
