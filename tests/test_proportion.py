"""Work and memory grow with what is judged, and not with its square: each hostile shape is doubled.

Work is counted in calls of functions, of C and of Python, which is the same on every machine.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc

import pytest

from salesiq_validate import Validator

HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}
URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
VALIDATOR = Validator()
#: How much more twice as much may take.
MOST = 2.6

BODIES = {
    "names that no schema lists": lambda n: "{" + ",".join(f'"k{i}":1' for i in range(n)) + "}",
    "names that are no words": lambda n: "{" + ",".join(f'"é {i}%":1' for i in range(n)) + "}",
    "one name": lambda n: "{" + '"name":"a",' * n + '"name":"b"}',
    "wrong elements": lambda n: '{"name":"a","operators":[' + "{}," * n + "1]}",
    "elements with empty names": lambda n: '{"name":"a","operators":[' + '{"":1},' * n + "1]}",
    "numbers to repair": lambda n: '{"name":"a","operators":[' + "01," * n + "1]}",
    "bytes that are not UTF-8": lambda n: '{"name":"' + "\udce9" * n + '"}',
    "control characters": lambda n: '{"name":"' + "\n" * n + '"}',
    "brackets": lambda n: "[" * n,
    "objects in objects": lambda n: '{"a":' * n,
    "one long name": lambda n: '{"' + "a" * n + '":1}',
    "escapes": lambda n: '{"name":"' + "\\ud800" * n + '"}',
}


def cost(call):
    """Calls of functions that one call makes, and the most bytes that it takes."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    gc.collect()
    tracemalloc.start()
    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return calls, peak


def hold_in_proportion(call, small):
    call(small)
    call(2 * small)
    calls, peak = cost(lambda: call(small))
    more_calls, more_peak = cost(lambda: call(2 * small))
    # What does not grow at all counts as a little.
    assert more_calls <= MOST * max(calls, 1_000)
    assert more_peak <= MOST * max(peak, 100_000)


@pytest.mark.parametrize("shape", BODIES)
def test_a_body_costs_in_proportion_to_its_length(shape):
    bodies = {n: BODIES[shape](n).encode("utf-8", "surrogateescape") for n in (400, 800)}
    hold_in_proportion(lambda n: VALIDATOR.check_request("POST", URL, headers=HEADERS, content=bodies[n]).findings, 400)


SCHEMAS = {
    "wrong names": ({"propertyNames": {"maxLength": 1}}, lambda n: {f"k{i}": 1 for i in range(n)}),
    "wrong members": ({"additionalProperties": {"type": "string"}}, lambda n: {f"k{i}": 1 for i in range(n)}),
    "names that look like numbers": (
        {"additionalProperties": {"type": "null"}},
        lambda n: {f"{i}": 1 for i in range(n)},
    ),
    "unevaluated members": (
        {"unevaluatedProperties": False, "patternProperties": {"^x": True}},
        lambda n: {f"k{i}": 1 for i in range(n)},
    ),
    "unions": ({"items": {"anyOf": [{"type": "string"}, {"required": ["a"]}]}}, lambda n: [{} for _ in range(n)]),
    "trees": ({"items": {"$ref": "#"}, "type": "array"}, lambda n: [[[1]] for _ in range(n)]),
    "patterns": ({"items": {"pattern": "^(?!x)[a-z]+$"}}, lambda n: ["a1"] * n),
}


@pytest.mark.parametrize("shape", SCHEMAS)
@pytest.mark.parametrize("kind", ["fast", "reference"])
def test_a_document_costs_in_proportion_to_its_size_by_any_schema(shape, kind):
    if kind == "fast":
        pytest.importorskip("jsonschema_rs")
        from salesiq_validate.engine.fast import FastEngine as Engine
    else:
        from salesiq_validate.engine.reference import ReferenceEngine as Engine
    schema, made = SCHEMAS[shape]
    validator = Validator(engine=Engine())
    documents = {n: made(n) for n in (400, 800)}
    hold_in_proportion(
        lambda n: validator.check_request("POST", URL, headers=HEADERS, json=documents[n], schema=schema).findings,
        400,
    )
