"""`explain`, `operations`, `scopes` and `completion`: every name there is, for people and for programs."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.cli.shell import CLEAN, DEPARTMENTS, ELSEWHERE, REFUSED, exchange, lines, recording, run

from salesiq_validate import ErrorCatalogue, Exchange, KeyPath, Validator
from salesiq_validate.cli import main
from salesiq_validate.cli.curl import read_curl
from salesiq_validate.cli.path_words import read_path, steps_in_words
from salesiq_validate.cli.shell_words import split_command
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.files import schemas_root
from salesiq_validate.examples import example_request
from salesiq_validate.rules.registry import REGISTRY

OPERATIONS = {operation.id: operation for operation in all_operations()}
NAMES = [
    *map(str, ErrorCatalogue()),
    *(rule.code for rule in REGISTRY.rules),
    *(rule.name for rule in REGISTRY.rules),
    # The reference engine takes its time for an operation.
    *list(OPERATIONS)[::10],
    *("operators[1].name", "operators[*].name", "a[0][1]", '["a.b"].c', "/operators/1/name", "name", " name ", "$.a.b"),
]


@cache
def schema_of(name: str) -> Draft202012Validator:
    schema = json.loads((schemas_root() / "formats" / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def validates(document, name: str) -> None:
    assert not [error.json_path for error in schema_of(name).iter_errors(document)]


# --- explain ----------------------------------------------------------------------------------------------------------


def test_every_name_is_explained_to_programs():
    for name in NAMES:
        outcome = run("explain", "--no-config", name, "--format", "json")
        assert (outcome.code, outcome.err) == (0, "")
        validates(outcome.document, "explain-v1")


def test_every_name_is_explained_to_people():
    for name in NAMES:
        outcome = run("explain", "--no-config", name, env={"COLUMNS": "80"})
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out.strip()


@pytest.mark.parametrize(
    ("name", "kind", "key", "value"),
    [
        ("1007", "code", "code", 1007),
        ("SIQ403", "rule", "name", "wrong-json-type"),
        ("siq403", "rule", "name", "wrong-json-type"),
        ("wrong-json-type", "rule", "rule", "SIQ403"),
        ("create_department", "operation", "method", "POST"),
        ("operators[1].name", "path", "pointer", "/operators/1/name"),
        ("operators[*].name", "path", "pointer", None),
        ("/operators/1/name", "path", "path", "operators[1].name"),
        ("name", "path", "path", "name"),
    ],
)
def test_names_stand_for_what_they_say(name, kind, key, value):
    document = run("explain", name, "--format", "json").document
    assert (document["kind"], document[key]) == (kind, value)


def test_a_code_tells_what_to_do_and_what_predicts_it():
    out = run("explain", "1007").out
    entry = ErrorCatalogue()[1007]
    assert out.startswith(f"SalesIQ 1007  {entry.message}\n")
    assert "What to do" in out
    assert "SIQ403 wrong-json-type" in out
    assert entry.source in out


def test_a_code_that_only_the_server_knows_says_so():
    code = next(code for code, entry in ErrorCatalogue().items() if entry.server_only)
    assert run("explain", str(code), "--format", "json").document["server_only"]


def test_a_path_is_told_step_by_step():
    out = run("explain", "operators[1].name").out
    assert "operators[1]       the second element (counting begins at 0) of that" in out
    assert "body['operators'][1]['name']" in out
    assert "The nearest path above it is operators[*]:" in out
    assert "create_department: array of string or integer, required" in out


def test_the_documented_places_of_a_path_are_told():
    places = run("explain", "is_public", "--format", "json").document["places"]
    assert {"create_department", "update_department"} <= {place["operation"] for place in places}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("9999", "there is no SalesIQ error code '9999'."),
        ("10077", "Did you mean '1007'?"),
        ("SIQ99", "there is no rule 'SIQ99'"),
        ("wrong-json-typ", "Did you mean 'wrong-json-type'?"),
        ("create_departmen", "Did you mean 'create_department'?"),
        ("canned_responses", "`salesiq-validate operations --resource canned_responses` lists its operations."),
        ("nonsense", "Write a path like operators[1].name."),
        ("a..b", "Write a path like operators[1].name."),
        ("", "There is no code"),
        ("1" * 5000, "there is no SalesIQ error code"),
    ],
)
def test_what_has_no_meaning_is_told_with_the_nearest(name, expected):
    outcome = run("explain", "--no-config", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert expected in outcome.err


def test_the_codes_and_operations_of_an_extension_are_explained(tmp_path):
    extension = tmp_path / "own.json"
    extension.write_text('{"errors": [{"code": 9001, "message": "Ours", "meaning": "Quota \\u001b[31m"}]}')
    outcome = run("explain", "9001", "--extend", extension)
    assert outcome.out.startswith("SalesIQ 9001  Ours\n")
    assert "\x1b" not in outcome.out


SEGMENTS = st.lists(st.text(min_size=1, max_size=5) | st.integers(0, 30), min_size=1, max_size=4)


@given(SEGMENTS)
def test_any_path_has_as_many_steps_as_segments(segments):
    path = KeyPath(segments)
    read = read_path(str(path))
    if read is not None and read.is_exact and not read.is_shape:
        steps = list(steps_in_words(read))
        assert len(steps) == len(path.segments)
        assert steps[-1][0] == str(path)


@pytest.mark.parametrize(
    ("index", "words"),
    [(0, "the first"), (9, "the tenth"), (10, "the 11th"), (20, "the 21st"), (21, "the 22nd"), (112, "the 113th")],
)
def test_elements_are_counted_as_people_do(index, words):
    steps = list(steps_in_words(read_path(f"[{index}].a")))
    assert steps[0][1].startswith(f"{words} element (counting begins at 0) of the document, an array")


@given(st.text(max_size=20))
def test_no_name_ends_in_a_traceback(name):
    assert run("explain", "--no-config", "--", name.replace("\0", "")).code in {0, 2}


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("DELETE https://salesiq.zoho.com/api/v2/desk/departments/104000000000123", "delete_department"),
        ("get https://salesiq.zoho.eu/api/v2/desk/departments?index=1", "list_departments"),
        ("GET /api/v2/desk/operators", "list_operators"),
    ],
)
def test_a_url_stands_for_its_operation(text, operation):
    assert run("explain", "--no-config", text).out == run("operations", "show", operation, "--no-config").out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/api/v2/desk/departments", "Several operations have this URL: list_departments (GET), create_department (PO"),
        ("PATCH /api/v2/desk/departments", "`salesiq-validate request -X PATCH https://salesiq.zoho.com/api/v2/desk/d"),
        ("https://salesiq.zoho.com/api/v2/desk/nothing", "No documented operation has this URL."),
    ],
)
def test_a_url_of_no_or_several_operations_is_told(text, expected):
    outcome = run("explain", "--no-config", text)
    assert (outcome.code, outcome.out) == (2, "")
    assert expected in " ".join(outcome.err.split())


def test_a_name_that_was_begun_is_near_its_end():
    assert "Did you mean 'create_department'?" in run("operations", "show", "create_dep", "--no-config").err


# --- operations -------------------------------------------------------------------------------------------------------


def listed(*arguments) -> list[str]:
    document = run("operations", *arguments, "--no-config", "--format", "json").document
    validates(document, "operations-v1")
    return [operation["operation"] for operation in document["operations"]]


def test_all_operations_are_listed():
    assert listed() == list(OPERATIONS)
    out = run("operations").out
    assert all(name in out for name in OPERATIONS)
    assert f"{len(OPERATIONS)} operations." in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--resource", "departments", "--method", "get"], {"list_departments", "get_department"}),
        (["list", "--resource", "Departments", "--method", "POST"], {"create_department"}),
        (["create", "department"], {"create_department"}),
        (["--scope", "departments.create"], {"create_department"}),
        (["nothing-has-this-in-it"], set()),
    ],
)
def test_operations_are_found(arguments, expected):
    assert set(listed(*arguments)) >= expected
    assert expected or not listed(*arguments)


def test_a_scope_for_everything_covers_each():
    assert set(listed("--scope", "SalesIQ.departments.READ")) < set(listed("--scope", "SalesIQ.departments.ALL"))
    assert listed("--scope", "departments.GET") == listed("--scope", "SalesIQ.departments.READ")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--resource", "departmnts"], "there is no resource 'departmnts'. Did you mean 'departments'?"),
        (["--method", "PATCHES"], "there is no method 'PATCHES'."),
        (["--scope", "SalesIQ.department.READ"], "Did you mean 'SalesIQ.departments.READ'?"),
        (["--scope", "chats.READ"], "there is no scope 'chats.READ'."),
        (["show", "create_departmnt"], "there is no operation 'create_departmnt'. Did you mean 'create_department'?"),
        (["show"], "Missing argument 'OPERATION...'"),
    ],
)
def test_names_that_do_not_exist_are_told(arguments, expected):
    outcome = run("operations", *arguments)
    assert outcome.code == 2
    assert expected in outcome.err


def test_every_operation_is_shown_to_programs():
    documents = run("operations", "show", "--no-config", *OPERATIONS, "--format", "json").document
    assert [document["operation"] for document in documents] == list(OPERATIONS)
    for document in documents[::10]:
        validates(document, "operation-v1")


def test_an_operation_is_shown_to_people():
    out = run("operations", "show", "create_department").out
    for text in (
        "POST https://salesiq.zoho.com/api/v2/{screen_name}/departments",
        "scope   SalesIQ.departments.CREATE",
        OPERATIONS["create_department"].source,
        "path and scopes documented; method and content type inferred",
        "Body (application/json, required)",
        "  operators  array of string or integer, required",
        '      Public or private department; as text "true" or "false"',
        "      from_email  string",
        "curl -X POST 'https://salesiq.zoho.com/api/v2/example/departments' \\",
    ):
        assert text in out


def test_what_tells_operations_of_one_path_apart_is_shown():
    sharing = next(operation for operation in OPERATIONS.values() if operation.when and operation.when.body)
    name = min(sharing.when.body)
    assert f"the body has {name}" in run("operations", "show", sharing.id).out


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
def test_the_example_of_every_operation_is_fine(operation):
    example = example_request(operation)
    if example is None:
        assert operation.path is None
        return
    request = read_curl(split_command(example.as_curl())[1:], lambda _name: b"\x89PNG\r\n\x1a\n").request
    report = Validator().check(Exchange(request))
    assert report.operation == operation.id
    assert [finding.rule.name for finding in report.findings] in ([], ["deprecated-version"])


@pytest.mark.parametrize(
    ("when", "has_order"),
    [({"present": True}, True), ({"equals": ["Example"]}, True), ({"equals": ["name"]}, False)],
)
@pytest.mark.parametrize("place", ["query", "body"])
def test_the_example_holds_what_a_condition_of_an_extension_asks_for(place, when, has_order, tmp_path):
    fields = {"sort_by": {"type": "string"}, "order": {"type": "string", "const": "desc"}}
    operation = {
        "operationId": "sort_notes",
        "method": "POST",
        "path": "/api/v2/{screen_name}/notes",
        "summary": "Sort the notes",
        "x-salesiq-conditions": [{"in": place, "when": {"key": "sort_by", **when}, "require": ["order"]}],
        "parameters": [
            {"name": "screen_name", "in": "path", "required": True, "schema": {"type": "string"}},
            *(
                {"name": name, "in": "query", "required": name == "sort_by", "schema": schema}
                for name, schema in fields.items()
                if place == "query"
            ),
        ],
    }
    if place == "body":
        schema = {"type": "object", "required": ["sort_by"], "properties": fields}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    extension = {"resource": "notes", "title": "Notes", "operations": [operation]}
    (tmp_path / "own.json").write_text(json.dumps(extension), encoding="utf-8")
    outcome = run("operations", "show", "sort_notes", "--no-config", "--extend", tmp_path / "own.json")
    assert (outcome.code, outcome.err) == (0, "")
    assert ("order=desc" in outcome.out or '"order": "desc"' in outcome.out) is has_order


# --- scopes -----------------------------------------------------------------------------------------------------------


def test_the_scopes_of_operations_are_told():
    document = run("scopes", "create_department", "list_operators", "add_tags", "--format", "json").document
    validates(document, "scopes-v1")
    assert document["request"] == "SalesIQ.conversations.UPDATE,SalesIQ.departments.CREATE,SalesIQ.operators.READ"
    assert document["scopes"][0]["operations"][0]["alternatives"] == [
        ["SalesIQ.visitors.UPDATE"],
        ["SalesIQ.companies.UPDATE"],
    ]


def test_the_scopes_of_recordings_are_told(tmp_path):
    unknown = exchange("https://salesiq.zoho.com/api/v2/example/unheard_of")
    traffic = recording(tmp_path, CLEAN, CLEAN, ELSEWHERE, unknown, exchange(DEPARTMENTS, method="POST"))
    document = run("scopes", traffic, "get_operator", "--format", "json").document
    validates(document, "scopes-v1")
    assert {scope["scope"]: scope["operations"][0]["calls"] for scope in document["scopes"]} == {
        "SalesIQ.departments.CREATE": 1,
        "SalesIQ.departments.READ": 2,
        "SalesIQ.operators.READ": 0,
    }
    assert document["unmatched"] == 1
    out = run("scopes", "-", stdin=lines(CLEAN, unknown)).out
    assert "list_departments (1 call)" in out
    assert "Calls that are not documented: 1." in out


def test_a_call_with_errors_needs_its_scope_all_the_same(tmp_path):
    document = run("scopes", recording(tmp_path, REFUSED), "--format", "json").document
    assert (document["request"], document["unmatched"]) == ("SalesIQ.departments.READ", 0)


def test_a_scope_that_no_page_tells_is_told_so():
    name = next(operation.id for operation in OPERATIONS.values() if not operation.scopes)
    assert f"No page documents the scope of {name}." in run("scopes", name).out


def test_what_is_neither_operation_nor_file_is_told(tmp_path):
    outcome = run("scopes", "create_departmnt")
    assert outcome.code == 2
    assert "There is no file 'create_departmnt', and there is no operation 'create_departmnt'." in outcome.err
    assert "Did you mean 'create_department'?" in outcome.err
    outcome = run("scopes", tmp_path / "none.har")
    assert outcome.code == 2
    assert "there is no such file" in outcome.err


# --- completion and help ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell):
    outcome = run("completion", shell)
    assert outcome.code == 0
    assert f"_SALESIQ_VALIDATE_COMPLETE={shell}_complete" in outcome.out


def test_the_shell_of_the_environment_is_taken():
    assert run("completion", env={"SHELL": "/usr/bin/fish"}).out == run("completion", "fish").out
    outcome = run("completion", env={"SHELL": "/bin/tcsh"})
    assert outcome.code == 2
    assert "Name your shell: bash, zsh, fish." in outcome.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("op", "operations"),
        ("explain SIQ40", "SIQ403"),
        ("explain wrong-js", "wrong-json-type"),
        ("explain 100", "1007"),
        ("operations show create_dep", "create_department"),
        ("operations list --resource dep", "departments"),
        ("check --ignore unknown-json", "unknown-json-key"),
        ("check --scope SalesIQ.dep", "SalesIQ.departments.READ"),
        ("check --data-center E", "EU"),
        ("check --limit max-d", "max-depth="),
        ("check --allow-code 10", "1019"),
        ("check --format js", "jsonl"),
        ("scopes create_dep", "create_department"),
    ],
)
def test_names_are_completed(words, expected):
    arguments = ["salesiq-validate", *words.split()]
    env = {
        "_SALESIQ_VALIDATE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(arguments),
        "COMP_CWORD": str(len(arguments) - 1),
    }
    # The variable is named for the program, which is `main` here.
    env["_MAIN_COMPLETE"] = env["_SALESIQ_VALIDATE_COMPLETE"]
    outcome = run(env=env)
    assert expected in [line.partition(",")[2] for line in outcome.out.splitlines()]


def test_the_table_of_commands_says_what_the_commands_say():
    for name, about in main.commands_of.items():
        command = main.get_command(None, name)
        assert command.short_help == about
        assert run(name, "--help").code == 0


def test_every_option_has_a_help_text():
    groups = [main, main.get_command(None, "operations")]
    commands = [main.get_command(None, name) for name in main.commands_of] + list(groups[1].commands.values())
    for command in (*groups, *commands):
        assert all(
            getattr(parameter, "help", "") for parameter in command.params if parameter.param_type_name == "option"
        )


def test_an_unknown_command_is_told_with_the_nearest():
    outcome = run("chekc")
    assert outcome.code == 2
    assert "There is no command 'chekc'. Did you mean 'check'?" in outcome.err


def test_the_version_is_printed():
    outcome = run("--version")
    assert outcome.code == 0
    assert outcome.out.startswith("salesiq-validate ")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("POST /api/v2/example/chats/104/messages", " It most likely means send_operator_message."),
        ("GET /api/v2/example/tickets", ""),
    ],
)
def test_a_url_that_leads_nowhere_names_what_it_most_likely_means(text, meant):
    outcome = run("explain", "--no-config", text)
    assert outcome.code == 2
    assert f"No documented operation has this method and URL.{meant} To see what is wrong" in " ".join(
        outcome.err.split()
    )
