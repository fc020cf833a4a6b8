from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import subprocess
import sys
import threading

import pytest

from salesiq_validate.decode import json_fast


class Colour(enum.StrEnum):
    RED = "red"


def nested(levels, *, of=list):
    document = 1
    for _ in range(levels):
        document = [document] if of is list else {"a": document}
    return document


@pytest.fixture(params=["fast", "standard"])
def loads(request, monkeypatch):
    if request.param == "standard":
        monkeypatch.setattr(json_fast, "_decode", None)
    return json_fast.loads


@pytest.fixture(params=["fast", "standard", "high recursion limit"])
def is_plain(request, monkeypatch):
    if request.param == "standard":
        monkeypatch.setattr(json_fast, "_encode", None)
    elif request.param == "high recursion limit":
        monkeypatch.setattr(sys, "getrecursionlimit", lambda: 1_000_000)
    return json_fast.is_plain


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ('{"a": [1, -0, 1.5e3, true, null]}', {"a": [1, 0, 1500.0, True, None]}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        (r'"\ud83d\ude00\/\u0000"', "\U0001f600/\0"),
        ('"\x7f\u2028é"', "\x7f\u2028é"),
        (" 1\n", 1),
    ],
)
def test_what_is_json_is_decoded(loads, text, document):
    assert loads(text) == document
    assert loads(text.encode()) == document


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "01",
            "[1,]",
            "{'a': 1}",
            "NaN",
            "[-Infinity]",
            "1e400",
            "1 2",
            "\ufeff1",
            '"\n"',
            '"\\x"',
            "+1",
            ".5",
        ),
        *(r'"\ud800"', r'{"\udc00": 1}', "1" * 5_000, '"\ud800"', "\u00a01", "tru"),
    ],
)
def test_what_is_no_json_is_a_value_error(loads, text):
    with pytest.raises(ValueError, match=r"."):
        loads(text)


@pytest.mark.parametrize(
    "body", [b'"\xff"', b'"\xed\xa0\x80"', "1".encode("utf-16"), b"\xef\xbb\xbf1", "1".encode("utf-32-le")]
)
def test_bytes_are_utf8_without_a_mark(loads, body):
    with pytest.raises(ValueError, match=r"."):
        loads(body)


@pytest.mark.parametrize("limit", [1_000, 1_000_000])
@pytest.mark.parametrize("body", ["[" * 100_000, b'{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_depth_is_a_recursion_error(loads, body, limit, monkeypatch):
    monkeypatch.setattr(sys, "getrecursionlimit", lambda: limit)
    with pytest.raises(RecursionError):
        loads(body)


def test_a_high_recursion_limit_refuses_no_ordinary_text(loads, monkeypatch):
    monkeypatch.setattr(sys, "getrecursionlimit", lambda: 1_000_000)
    text = json.dumps([["[[", {}]] * 2_000)
    assert loads(text) == loads(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "document",
    [
        *(None, True, 1, 2**70, 1.5, "", "é\U0001f600", [], {}, [None], {"a": None}, "null", "[" * 500),
        {"name": "Support", "operators": ["1", "2"], "more": [{"a": {"b": [1.5, False]}}]},
        [[]] * 500,
        nested(200),
        nested(200, of=dict),
    ],
)
def test_json_documents_are_plain(is_plain, document):
    assert is_plain(document, 200)


@pytest.mark.parametrize(
    "document",
    [
        *(float("nan"), float("inf"), [None, -float("inf")], "\ud800", {"\ud800": 1}, ["a", {"b": "x\udc00"}]),
        *(nested(201), nested(201, of=dict), nested(100_000), nested(100_000, of=dict), {"a": [1], "b": nested(200)}),
        *(object(), 1j, {None: 1}, {(1,): 1}, decimal, lambda: 1),
    ],
    ids=lambda document: type(document).__name__,
)
def test_what_json_lacks_is_not_plain(is_plain, document):
    assert not is_plain(document, 200)


def test_a_document_inside_itself_is_not_plain(is_plain):
    document: dict[str, object] = {}
    document["one"] = document["two"] = [document, document]
    assert not is_plain(document, 200)


@pytest.mark.parametrize(
    "document",
    [(1, 2), {1, 2}, b"x", dt.date(2026, 1, 1), decimal.Decimal(1), {1: 2}, Colour.RED, [(1,)]],
    ids=lambda document: type(document).__name__,
)
def test_without_msgspec_the_gate_is_exact(document, monkeypatch):
    monkeypatch.setattr(json_fast, "_encode", None)
    assert not json_fast.is_plain(document, 200)


def test_a_container_in_many_places_costs_one_look(monkeypatch):
    monkeypatch.setattr(json_fast, "_encode", None)
    document: list[object] = []
    for _ in range(100):
        document = [document, document]
    assert json_fast.is_plain(document, 200)


def test_the_gate_may_be_used_by_many_threads():
    document = {"operators": [{"name": f"operator {index}"} for index in range(50)]}
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(json_fast.is_plain(document, 200) for _ in range(200)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 800


def test_without_msgspec_everything_is_imported_and_works():
    script = """
import sys
sys.modules["msgspec"] = None
from salesiq_validate.decode import json_fast
from salesiq_validate.decode.body import decode_json
from salesiq_validate.limits import Limits
assert json_fast.loads(b'{"a": [1]}') == {"a": [1]}
assert json_fast.is_plain({"a": [1]}, 200)
assert decode_json('{"a": 01}', Limits(), strict=False)[0] == {"a": 1}
print("works")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "works\n", done.stderr
