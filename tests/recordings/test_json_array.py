"""Arrays that are read element by element."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.stream import json_array
from salesiq_validate.recordings.stream.json_array import ArrayReader, BrokenElement, Element, LongElement

PATH = (frozenset({b"log"}), frozenset({b"entries"}))


def steps(text: bytes, *, block: int = 1 << 20, longest: int = 1 << 24):
    stream = io.BytesIO(text)
    return list(ArrayReader(iter(lambda: stream.read(block), b""), PATH, longest=longest))


def elements(text: bytes, **options):
    return [step.text if isinstance(step, Element) else step for step in steps(text, **options)]


def without_msgspec(monkeypatch):
    monkeypatch.setattr(json_array, "_split", None)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(['},{"a"', "\\", '"', "]}"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", '},{"a']), inner, max_size=3)
    ),
    max_leaves=8,
)
layouts = st.sampled_from(
    [{}, {"indent": 2}, {"indent": 0}, {"indent": "\t"}, {"separators": (",", ":")}, {"ensure_ascii": False}]
)


@pytest.mark.parametrize("fast", [True, False])
@given(st.lists(values, max_size=6), layouts, st.integers(1, 200), st.booleans())
def test_elements_and_lines_are_those_of_the_standard_library(fast, items, layout, block, bom):
    text = json.dumps({"log": {"version": "1.2", "pages": [[]], "entries": items, "after": {"entries": [1]}}}, **layout)
    encoded = (b"\xef\xbb\xbf" if bom else b"") + text.encode()
    with pytest.MonkeyPatch.context() as patch:
        if not fast:
            without_msgspec(patch)
        found = steps(encoded, block=block)
    assert [json.loads(step.text) for step in found] == items
    at = text.index('"entries"')
    for step in found:
        at = text.index(step.text.decode(), at)
        assert step.line == text.count("\n", 0, at) + 1
        at += len(step.text.decode())


def har(*entries: str, tail: str = "]}}", between: str = ",\n") -> bytes:
    return ('{"log": {"version": "1.2", "entries": [' + between.join(entries) + tail).encode()


ENTRY = '{"startedDateTime": "t", "request": {"headers": [{"name": "a"}, {"name": "b"}]}}'


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("block", [7, 1 << 20])
class TestBrokenText:
    @pytest.fixture(autouse=True)
    def _way(self, fast, monkeypatch):
        if not fast:
            without_msgspec(monkeypatch)

    def test_a_text_that_is_cut_off_gives_all_whole_elements(self, block):
        text = har(ENTRY, ENTRY, ENTRY[:40], tail="")
        assert elements(text, block=block) == [ENTRY.encode()] * 2 + [BrokenElement(3, at_end=True)]

    @pytest.mark.parametrize("tail", ["", ",", ",\n", " "])
    def test_a_text_that_is_cut_off_between_elements_says_so(self, block, tail):
        text = har(ENTRY, ENTRY, tail=tail)
        *good, broken = elements(text, block=block)
        assert good == [ENTRY.encode()] * 2 or (tail in ("", " ") and good == [ENTRY.encode()])
        assert isinstance(broken, BrokenElement)

    @pytest.mark.parametrize("damage", [ENTRY[:30], ENTRY[:-2], ENTRY[:20] + '"', "}}}", ENTRY + "x"])
    def test_elements_after_a_broken_one_are_found_again(self, block, damage):
        text = har(ENTRY, damage, ENTRY, ENTRY)
        found = elements(text, block=block)
        assert found.count(ENTRY.encode()) >= 2
        assert [step.line for step in found if isinstance(step, BrokenElement)] == [2]

    def test_an_element_over_the_limit_is_passed_over(self, block):
        large = ENTRY.replace('"t"', '"' + "x" * 3_000 + '"')
        text = har(ENTRY, large, ENTRY)
        assert elements(text, block=block, longest=1_000) == [ENTRY.encode(), LongElement(2), ENTRY.encode()]

    def test_nothing_but_a_beginning_is_broken(self, block):
        assert elements(b'{"log": {"entries"', block=block) == [BrokenElement(1, at_end=True)]
        assert elements(b'{"log": {"entries": {}}}', block=block) == [BrokenElement(1, at_end=True)]
        assert elements(b'{"log": {"version": 1}}', block=block) == [BrokenElement(1, at_end=True)]


def test_what_stands_before_the_array_is_kept():
    array = ArrayReader(iter([b'{"log": {"creator": {"name": "x"}, "entries": []}}']), PATH, longest=100)
    assert list(array) == []
    assert array.beside == {b"creator": b'{"name": "x"}'}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_failing_source_raises_after_everything_before_was_given(count):
    def blocks():
        yield har(*[ENTRY] * count, tail=",\n" + ENTRY[:20])
        raise UnreadableRecording("f", "cut off")

    reader = iter(ArrayReader(blocks(), PATH, longest=1_000_000))
    given = []
    with pytest.raises(UnreadableRecording):
        given.extend(reader)
    assert [step.text for step in given if isinstance(step, Element)] == [ENTRY.encode()] * count


@given(st.binary(max_size=80), st.integers(1, 90))
def test_any_bytes_are_survived(junk, block):
    for text in (junk, b'{"log": {"entries": [' + junk, har(ENTRY, "", ENTRY, tail="").replace(b",\n,", junk)):
        elements(text, block=block, longest=200)
