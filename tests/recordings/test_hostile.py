"""Recordings made to crash, hang or fill the memory: none does, and good entries beside a bad one are not lost."""

from __future__ import annotations

import gzip
import io
import json
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.exchange import Exchange
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import SKIPPED, read
from salesiq_validate.recordings.scrub.writer import HarWriter, JsonlWriter, PostmanWriter
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter, YamlCassetteWriter

pytest.importorskip("yaml")

EXAMPLES = Path(__file__).parents[2] / "examples"
#: Generous: the machines that run this are shared. Each of these takes minutes where something is quadratic.
SECONDS = 10


def written(writer) -> bytes:
    sink = io.BytesIO()
    out = writer(sink)
    for item in read(EXAMPLES / "support-desk.jsonl"):
        out.add(item, frozenset())
    out.close()
    return sink.getvalue()


SEEDS = {writer.__name__: written(writer) for writer in (JsonlWriter, HarWriter, YamlCassetteWriter, PostmanWriter)}
SEEDS["JsonCassetteWriter"] = written(JsonCassetteWriter)
SEEDS["pretty HAR"] = (EXAMPLES / "support-desk.har").read_bytes()


def survive(text: bytes, **options) -> list[object]:
    began = time.perf_counter()
    found = []
    try:
        for item in read(io.BytesIO(text), name="f", **options):
            assert isinstance(item, Exchange | Finding) or item is SKIPPED
            found.append(item)
    except SalesIQValidateError:
        pass
    assert time.perf_counter() - began < SECONDS
    return found


HAR = b'{"log": {"entries": ['
ENTRY = b'{"startedDateTime": "t", "request": {"method": "GET", "url": "https://x.example.com"}}'
REQUEST = b'{"request": {"method": "GET", "url": "https://x.example.com", "json": '
CORPUS = {
    "deep line": REQUEST + b"[" * 1_000_000 + b"\n" + ENTRY,
    "deep line, closed": REQUEST + b"[" * 400_000 + b"]" * 400_000 + b"}}\n",
    "deep objects": REQUEST + b'{"a":' * 200_000,
    "deep HAR": HAR + b"[" * 400_000,
    "deep HAR before the entries": b'{"log": {"pages": ' + b"[" * 400_000,
    "deep cassette": b"interactions: " + b"[" * 1_000_000,
    "deep block YAML": b"interactions:\n" + b"- " * 100_000 + b"x",
    "deep JSON cassette": b'{"interactions": [' + b'{"a":' * 200_000,
    "deep collection": b'{"info": {}, "item": [' + b'{"item": [' * 50_000,
    "digits": REQUEST + b"9" * 1_000_000 + b"}}\n" + REQUEST + b"1e999999999}}\n",
    "NUL bytes": REQUEST.replace(b"GET", b"\\u0000") + b'"\\u0000"}}\n' + b"\0" * 100_000,
    "quotes": HAR + b'"' * 500_000,
    "backslashes": HAR + b'"' + b"\\" * 500_000,
    "brackets": HAR + b"{" * 100_000 + b"}" * 100_000,
    "closing brackets": HAR + b"}," * 300_000,
    "commas": HAR + b"," * 500_000,
    "numbers": HAR + b"1," * 60_000,
    "beginnings": HAR + b'{"a",' * 100_000,
    "beginnings with keys": HAR + b'{"startedDateTime":1,' * 50_000,
    "beginnings at their indentation": HAR + b"\n      {" + b',\n      {"a"' * 50_000,
    "broken at their indentation": HAR + b"\n      {]" + b",\n      {]" * 50_000,
    "keys without entries": HAR + b'{"":' + b'"",' * 200_000,
    "other first keys": HAR + ENTRY + b"," + b",".join([b'{"pageref": 1, ' + ENTRY[1:]] * 20_000) + b"]}}",
    "entries without objects": HAR + b",".join([ENTRY] * 2_000) + b", 1]" * 2_000,
    "blank lines": ENTRY + b"\n" * 400_000 + ENTRY,
    "blank HAR": HAR + b" " * 5_000_000,
    "empty members": b'{"log": {' + b'"a": 1,' * 100_000,
    "lines of rubbish": REQUEST + b"1}}\n" + b"x\n" * 50_000,
    "anchors": b"interactions: []\n" + b"".join(b"a%d: &a%d [1]\n" % (at, at) for at in range(20_000)),
    "laughs": b"interactions: []\na: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(b"%c: &%c [%b]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9)) for name in b"bcdefgh"),
    "merge keys": b"interactions:\n- request: {<<: &a {<<: *a}}\n",
    "long YAML key": b"interactions:\n- ? " + b"x" * 3_000_000,
    "tags": b"interactions:\n- !!python/object/apply:os.system [exit 1]\n- !!python/name:os.abort ''\n",
    "gzip of zeros": gzip.compress(b"\0" * (80 << 20)),
    "gzip members": gzip.compress(b"") * 50_000,
    "UTF-16": b"\xff\xfe" + b"{\0" * 100_000,
    "UTF-16, odd": b"\xff\xfe" + b"\xd8\xd8" * 1_001,
    "form feed": b"\x0c" * 100_000,
}


@pytest.mark.parametrize("name", CORPUS)
def test_the_corpus_is_survived_in_time(name):
    survive(CORPUS[name], limits=Limits(max_line_bytes=4 << 20))


def test_deep_entries_do_not_cost_those_beside_them():
    deep = b"[" * 100_000 + b"]" * 100_000
    good = REQUEST + b"1}}\n"
    found = survive(good + REQUEST + deep + b"}}\n" + good)
    assert [isinstance(item, Exchange) for item in found] == [True, False, True]
    found = survive(HAR + ENTRY + b"," + deep + b"," + ENTRY + b"]}}")
    assert [isinstance(item, Exchange) for item in found] == [True, False, True]


@pytest.mark.parametrize("text", [HAR + b",".join([ENTRY] * 60_000) + b"]}}", (REQUEST + b"1}}\n") * 60_000])
def test_memory_does_not_grow_with_a_recording(text):
    read_all = read(io.BytesIO(text))
    next(read_all)
    tracemalloc.start()
    for _ in range(20_000):
        next(read_all)
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 << 20
    assert held < 4 << 20


edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.binary(max_size=6)
        | st.sampled_from([b'"', b"{", b"}", b"[", b"]", b",", b"\n", b"&a", b"*a", b"!!", b"\\"]),
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("seed", SEEDS)
@settings(max_examples=60)
@given(edits)
def test_any_damage_is_survived(seed, edits):
    text = SEEDS[seed]
    for where, length, junk in edits:
        at = int(where * len(text))
        text = text[:at] + junk + text[at + length :]
    survive(text)


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if "Yaml" not in seed])
@given(st.floats(0.05, 0.9))
def test_damage_inside_one_entry_costs_few_others(seed, where):
    text = SEEDS[seed]
    at = int(where * len(text))
    at = text.index(b'"method"', at % int(len(text) * 0.8))
    found = survive(text[:at] + b'"' + text[at:])
    exchanges = sum(isinstance(item, Exchange) for item in found)
    assert exchanges >= 14, [item.rule.code for item in found if isinstance(item, Finding)]


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(junk):
    survive(junk)
    survive(b'{"log": ' + junk)
    survive(gzip.compress(junk)[: len(junk) + 10])


def test_a_document_of_another_kind_is_refused_and_not_guessed_at():
    text = json.dumps({"openapi": "3.1.0", "paths": {"/x": {"request": 1}}}).encode()
    assert survive(text) == []
