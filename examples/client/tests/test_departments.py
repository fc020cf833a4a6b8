"""Departments, with answers by `responses`."""

from __future__ import annotations

import pytest
import responses
from northwind_desk import NameTaken, Refused

DEPARTMENTS = "https://salesiq.zoho.eu/api/v2/northwind-desk/departments"
OPERATORS = ["482000000001007"]


def listed(*names: str) -> dict[str, object]:
    data = [{"id": str(482000000003000 + number), "name": name} for number, name in enumerate(names)]
    return {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": data}


@responses.activate
def test_a_department_is_created(desk, salesiq):
    created = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"id": "482000000003009"}}
    responses.post(DEPARTMENTS, json=created)
    assert desk.create_department("Returns", OPERATORS) == "482000000003009"
    salesiq.assert_valid()


@responses.activate
def test_departments_come_page_by_page(desk):
    names = [f"Department {number}" for number in range(25)]
    responses.get(f"{DEPARTMENTS}?index=1", json=listed(*names[:20]))
    responses.get(f"{DEPARTMENTS}?index=21", json=listed(*names[20:]))
    assert list(desk.departments()) == names


@pytest.mark.salesiq(allow=[1014])
@responses.activate
def test_a_name_that_is_taken_has_an_exception_of_its_own(desk, salesiq_error):
    responses.post(DEPARTMENTS, json=salesiq_error(1014))
    with pytest.raises(NameTaken):
        desk.create_department("Returns", OPERATORS)


@responses.activate
def test_a_refusal_says_what_salesiq_named(desk, salesiq, salesiq_error):
    responses.post(DEPARTMENTS, json=salesiq_error(1007, json_key="operators[0]"))
    with pytest.raises(Refused) as raised:
        desk.create_department("Returns", [{"id": 1007}])
    assert (raised.value.code, raised.value.place) == (1007, "operators[0]")
    salesiq.assert_refused(1007, json_key="operators[0]")
