"""Extension files: operations and codes of one's own portal, checked before anything is judged by them."""

from __future__ import annotations

import copy
import json

import pytest
from tests.rules.facts import API, AUTHORIZATION
from tests.rules.notes import DOCUMENT

from salesiq_validate import Validator
from salesiq_validate.exceptions import SalesIQValidateError, UnusableExtension


def extension(**changes):
    """A small extension with some of its only operation changed."""
    operation = {"operationId": "ping", "method": "GET", "path": "/api/v2/{screen_name}/pings", **changes}
    return {"resource": "pings", "title": "Pings", "operations": [operation]}


def body(schema):
    return {"method": "POST", "requestBody": {"content": {"application/json": {"schema": schema}}}}


def get(validator, path):
    return validator.check_request("GET", API + path, headers=AUTHORIZATION)


def test_an_operation_is_added():
    validator = Validator(extensions=[extension()])
    report = get(validator, "/pings")
    assert (report.operation, report.findings) == ("ping", ())
    assert get(Validator(), "/pings").operation is None


def test_an_operation_of_the_same_id_is_replaced_whole():
    mine = extension(
        operationId="list_departments", path="/api/v2/{screen_name}/departments", **{"x-salesiq-complete": False}
    )
    report = get(Validator(extensions=[mine]), "/departments?canary=1")
    assert (report.operation, report.findings) == ("list_departments", ())
    assert [finding.rule.code for finding in get(Validator(), "/departments?canary=1").findings] == ["SIQ304"]


def test_the_last_extension_wins():
    first, last = extension(summary="first"), extension(summary="last")
    found = [operation for operation in Validator(extensions=[first, last]).operations if operation.id == "ping"]
    assert [operation.summary for operation in found] == ["last"]


def test_a_code_may_come_without_a_message_that_nobody_knows():
    validator = Validator(extensions=[{"errors": [{"code": 4711}]}])
    report = validator.check_response(200, json={"error": {"code": 4711, "message": "canary"}})
    assert [finding.rule.code for finding in report.findings] == ["SIQ601"]
    assert "canary" not in str(report.findings[0].shown_error)


def test_an_operation_that_is_replaced_keeps_its_place_and_the_criteria_of_its_resource():
    shipped = Validator().operations
    old = next(operation for operation in shipped if operation.criteria is not None)
    validator = Validator(extensions=[extension(operationId=old.id)])
    assert [operation.id for operation in validator.operations] == [operation.id for operation in shipped]
    (new,) = (operation for operation in validator.operations if operation.id == old.id)
    assert (new.path, new.criteria) == ("/api/v2/{screen_name}/pings", old.criteria)


def test_the_shipped_operations_stay():
    extended = {operation.id for operation in Validator(extensions=[DOCUMENT]).operations}
    assert extended == {operation.id for operation in Validator().operations} | {
        "add_note",
        "attach_to_note",
        "find_notes",
        "open_note",
    }


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "pings.json"
    path.write_text(json.dumps(extension()), encoding="utf-8")
    for given in (path, str(path)):
        assert get(Validator(extensions=[given]), "/pings").operation == "ping"


def test_a_code_is_added_with_its_source(tmp_path):
    path = tmp_path / "codes.json"
    path.write_text(json.dumps({**extension(), "errors": [{"code": 4711, "message": "Locked"}]}), encoding="utf-8")
    entry = Validator(extensions=[path]).errors[4711]
    assert (entry.message, entry.status, entry.source) == ("Locked", "extension", str(path))
    report = Validator(extensions=[path]).check_response(200, json={"error": {"code": 4711, "message": "Locked"}})
    assert [finding.rule.code for finding in report.findings] == ["SIQ601"]


def test_a_code_that_exists_is_replaced():
    mine = {**extension(), "errors": [{"code": 1019, "message": "Gone", "advice": "Look elsewhere."}]}
    validator = Validator(extensions=[mine])
    assert validator.errors[1019].message == "Gone"
    assert Validator().errors[1019].message == "Invalid Resource"


def test_shared_schemas_are_put_in_place():
    document = extension(**body({"type": "object", "properties": {"a": {"$ref": "#/schemas/number"}}}))
    document["schemas"] = {"number": {"type": "integer"}}
    report = Validator(extensions=[document]).check_request(
        "POST", f"{API}/pings", headers=AUTHORIZATION, json={"a": "x"}
    )
    assert [finding.json_key for finding in report.findings] == ["a"]


def test_the_callers_document_is_not_changed():
    document = copy.deepcopy(DOCUMENT)
    Validator(extensions=[document])
    assert document == DOCUMENT


@pytest.mark.parametrize(
    ("document", "told"),
    [
        pytest.param([], "not a JSON object", id="a list"),
        pytest.param({}, "required key is absent", id="nothing"),
        pytest.param({"resource": "x", "title": "X", "operations": []}, "minItems", id="no operation"),
        pytest.param(
            extension(method="FETCH"), "operations[0].method: the value must be one of GET, POST,", id="a method"
        ),
        pytest.param(extension(path="pings"), "operations[0].path: the value does not match ^(/", id="a path"),
        pytest.param(extension(operationId="Ping!"), "operations[0].operationId", id="an id"),
        pytest.param(extension(canary=1), "has no such key. Its form", id="an unknown key"),
        pytest.param(extension(sumary=1), "has no such key. Did you mean 'summary'? Its form", id="a misspelt key"),
        pytest.param(extension(summary=5), "summary: the value has the wrong type; it must be string", id="a type"),
        pytest.param({**extension(), "resource": "Bad Name"}, "resource: the value does not match", id="a resource"),
        pytest.param({**extension(), "errors": [{"message": "a"}]}, "errors[0].code: a required key", id="a code"),
        pytest.param({**extension(), "errors": [{"code": "x", "message": "a"}]}, "errors[0].code", id="a code's type"),
        pytest.param(
            {**extension(), "errors": 5}, "errors: the value has the wrong type", id="codes of the wrong type"
        ),
        pytest.param(extension(**body({"pattern": "("})), "in ping: ", id="a pattern"),
        pytest.param(extension(**body({"$ref": "#/schemas/absent"})), "in ping: ", id="a name that is not there"),
        pytest.param(extension(path=None), "required key is absent", id="no path and no reason"),
    ],
)
def test_what_is_wrong_with_an_extension_is_told(document, told):
    with pytest.raises(UnusableExtension) as caught:
        Validator(extensions=[document])
    assert told in str(caught.value)
    assert "<argument>" in str(caught.value)
    assert isinstance(caught.value, SalesIQValidateError)


def test_schemas_that_refer_to_one_another_in_a_circle_are_refused():
    document = extension(**body({"$ref": "#/schemas/a"}))
    document["schemas"] = {"a": {"properties": {"b": {"$ref": "#/schemas/a"}}}}
    with pytest.raises(UnusableExtension, match="in ping"):
        Validator(extensions=[document])


def test_not_more_than_a_handful_of_faults_is_told():
    document = extension(**{f"canary{number}": 1 for number in range(9)})
    with pytest.raises(UnusableExtension, match="and 4 more"):
        Validator(extensions=[document])


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 5000])
def test_a_file_that_is_no_json_is_refused(tmp_path, content):
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(UnusableExtension, match="it is not JSON") as caught:
        Validator(extensions=[path])
    assert caught.value.source == str(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnusableExtension, match="cannot be read"):
        Validator(extensions=[tmp_path / "absent.json"])
    with pytest.raises(UnusableExtension, match="cannot be read"):
        Validator(extensions=[tmp_path])
