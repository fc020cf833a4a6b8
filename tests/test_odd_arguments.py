"""Whatever objects a caller hands in: a finding on what JSON cannot say, a clear error on what is no argument."""

from __future__ import annotations

import decimal
import enum
import http
from datetime import date
from unittest.mock import MagicMock

import pytest

from salesiq_validate import Validator
from salesiq_validate.exceptions import SchemaNotUsable, UnusableArgument

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
VALIDATOR = Validator()


class Colour(enum.Enum):
    RED = 1


class Sullen:
    """Raises whatever is asked of it."""

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None


ODD = [
    *(MagicMock(spec=kind) for kind in (dict, list, str, int, float, bool)),
    *(decimal.Decimal(1), Colour.RED, date(2026, 1, 2), {1}, b"text", object(), Sullen()),
]


def codes(method="POST", url=URL, **arguments):
    report = VALIDATOR.check_request(method, url, **{"headers": HEADERS, **arguments})
    return [finding.rule.code for finding in report.findings]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_what_json_cannot_say_is_one_finding_wherever_it_stands(odd):
    right = {"name": "Billing", "operators": ["104000000000456"]}
    assert codes(json=odd) == ["SIQ409"]
    assert codes("PUT", f"{URL}/104000000000456", json=odd) == ["SIQ409"]
    assert codes(json={**right, "name": odd}) == ["SIQ409"]
    assert codes(json={**right, "operators": [odd]}) == ["SIQ409"]
    assert codes(json=odd, schema={"type": "array"}) == ["SIQ409"]


@pytest.mark.parametrize("made", [dict, list, tuple])
@pytest.mark.parametrize("name", ["Content-Type", "Authorization", "X-Other"])
def test_a_header_value_of_any_type_is_judged_as_its_text(name, made):
    for value in (bytearray(b"application/json"), ["application/json"], MagicMock(spec=str), MagicMock(spec=bytes), 5):
        headers = made({**HEADERS, name: value}.items())
        assert "SIQ402" in codes(headers=headers, json={"name": "Billing"})
        VALIDATOR.check_response(200, headers=headers, json={"data": []})
        VALIDATOR.check_delivery({}, headers=headers)


def test_headers_in_bytes_are_headers():
    headers = ((b"Authorization", b"Zoho-oauthtoken 1000.0123abcd.4567cdef"),)
    assert codes("GET", headers=headers) == codes("GET", headers=dict(headers)) == []


def test_half_a_surrogate_pair_in_a_parameter_is_sent_as_bytes():
    assert codes("GET", params={"index": "\ud800"}) == codes("GET", f"{URL}?index=%ED%A0%80")
    assert codes("GET", params=[("\ud800", "1")]) == codes("GET", f"{URL}?%ED%A0%80=1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"url": 5}, "url must be a str, not int"),
        ({"url": b"https://salesiq.zoho.com"}, "url must be a str, not bytes"),
        ({"method": None}, "method must be a str, not NoneType"),
        ({"headers": 5}, "headers must be a mapping, or pairs of a name and a value"),
        ({"headers": ["Authorization"]}, "headers must be a mapping, or pairs of a name and a value"),
        ({"params": "index=1"}, "params must be a mapping, or pairs of a name and a value"),
        ({"params": {"index": 10**5000}}, "params must be a mapping, or pairs of a name and a value"),
        ({"form": "name=a"}, "form must be a mapping, or pairs of a name and a value"),
        ({"content": {}}, "content must be bytes or str; pass a decoded document as json="),
    ],
)
def test_what_is_no_argument_is_an_error_that_says_what_it_may_be(arguments, message):
    with pytest.raises(UnusableArgument, match=message):
        VALIDATOR.check_request(**{"method": "GET", "url": URL, **arguments})


def test_a_schema_that_only_claims_to_be_one_is_none():
    for schema in (MagicMock(spec=dict), MagicMock(spec=bool), 5):
        with pytest.raises(SchemaNotUsable):
            VALIDATOR.check_request("POST", URL, json={}, schema=schema)


def test_a_status_is_a_whole_number():
    assert VALIDATOR.check_response(http.HTTPStatus.OK, json={"url": "/x", "object": "list", "data": []}).ok
    for status in ("200", None, 200.0):
        with pytest.raises(UnusableArgument, match="status must be an int, not "):
            VALIDATOR.check_response(status, json={})
        with pytest.raises(UnusableArgument, match="status must be an int, not "):
            VALIDATOR.check_bot_answer({}, status=status)
