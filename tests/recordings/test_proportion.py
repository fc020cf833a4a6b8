"""What a recording costs grows with its length and no faster, whatever shape it is given to make it cost more.

Work is counted in calls, which are the same on every machine, and memory in bytes that Python asked for.
"""

from __future__ import annotations

import io
import sys
import tracemalloc

import pytest

from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.recordings import read

pytest.importorskip("yaml")

HAR = b'{"log": {"version": "1.2", "entries": ['
ENTRY = b'{"startedDateTime": "t", "request": {"method": "GET", "url": "https://x.example.com"}}'
LINE = b'{"request": {"method": "GET", "url": "https://x.example.com", "json": '
COLLECTION = b'{"info": {"schema": "getpostman.com"}, "item": ['
CASSETTE = b'interactions:\n- request: {method: GET, uri: "https://x.example.com"}\n'
NOCK = b'[{"scope": "https://x.example.com", "path": "/", "method": "GET"},'

#: Each repeats something a number of times.
SHAPES = {
    "HAR, brackets without end": lambda n: HAR + b"[" * n,
    "HAR, brackets with their ends": lambda n: HAR + b"[" * n + b"]" * n + b"," + ENTRY + b"]}}",
    "HAR, objects in objects": lambda n: HAR + b'{"a":' * n,
    "HAR, empty entries": lambda n: HAR + b"{}," * n + ENTRY + b"]}}",
    "HAR, broken entries behind a long one": lambda n: (
        HAR + ENTRY + b"," + ENTRY[:-1] + b',"x":"' + b"y" * 20 * n + b'"},' + b"{]," * n + ENTRY + b"]}}"
    ),
    "HAR, broken entries at their indentation": lambda n: HAR + b"\n " + ENTRY + b",\n {]" * n + b"]}}",
    "HAR, beginnings of entries": lambda n: HAR + b'{"startedDateTime":1,' * n,
    "HAR, empty lists in an entry": lambda n: HAR + b'{"a":[' + b"[]," * n + b"[]]}" + b"," + ENTRY + b"]}}",
    "HAR, members before the entries": lambda n: (
        HAR[:9] + b'"version":1,"creator":{},' + b'"a":1,' * n + b'"entries":[]}}'
    ),
    "HAR, members before the log": lambda n: b"{" + b'"a":1,' * n + HAR[1:] + b"]}}",
    "collection, folders in folders": lambda n: COLLECTION + b'{"item": [' * n + b"]}" * n + b"]}",
    "collection, folders without end": lambda n: COLLECTION + b'{"item": [' * n,
    "collection, empty items": lambda n: COLLECTION + b"{}," * n + b"{}]}",
    "collection, empty folders": lambda n: COLLECTION + b'{"auth": {"a": 1}, "item": []},' * n + b"{}]}",
    "collection, examples": lambda n: (
        COLLECTION + b'{"request": "https://x.example.com", "response": [\n' + b"{},\n" * n + b"{}]}]}"
    ),
    "collection, blanks in a variable": lambda n: COLLECTION + b'{"request": "https://{{' + b" " * n + b'"}]}',
    "newman, empty executions": lambda n: b'{"collection":{"info":{}},"run":{"executions":[' + b"{}," * n + b"{}]}}",
    "cassette, empty interactions": lambda n: CASSETTE + b"- {}\n" * n,
    "cassette, control characters": lambda n: CASSETTE + b'- "\x01"\n' * n,
    "cassette, brackets": lambda n: CASSETTE + b"- " + b"[" * n,
    "cassette, blank lines": lambda n: b"interactions:\n" + b"\n" * n + b"- request: {}\n",
    "cassette, TOML": lambda n: b"[[interactions]]\n" * n,
    "nock, empty calls": lambda n: NOCK + b"{}," * n + b"{}]",
    "WireMock, empty mappings": lambda n: b'{"mappings": [{"request": {"urlPath": "/x"}},' + b"{}," * n + b"{}]}",
    "lines, rubbish": lambda n: LINE + b"1}}\n" + b"x\n" * n,
    "lines, brackets": lambda n: LINE + b"[" * n,
    "JSON of another form": lambda n: b'{"data": [' + b'{"a": 1},' * n,
}


def cost(text: bytes) -> tuple[int, int]:
    """Calls that reading takes, and bytes that are held at most beside the text."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    def run() -> None:
        try:
            for _ in read(io.BytesIO(text)):
                pass
        except SalesIQValidateError:
            pass

    run()  # what is imported and cached is not counted
    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(previous)
    tracemalloc.start()
    run()
    _, held = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return calls, held


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_length_costs_twice_as_much(name):
    once, twice = (cost(SHAPES[name](times)) for times in (2_000, 4_000))
    assert twice[0] <= 2.2 * once[0] + 500
    assert twice[1] <= 2.2 * once[1] + 200_000


def test_findings_on_entries_that_cannot_be_read_are_not_kept():
    few, many = (cost(LINE + b"1}}\n" + b"x\n" * times)[1] for times in (2_000, 20_000))
    assert many < few + 100_000
