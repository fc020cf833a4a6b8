"""Laws of the JSON readers, for any value and any bytes."""

from __future__ import annotations

import gc
import json
import math
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.decode.reading import LIMITS, Reading, read_document, read_json

from salesiq_validate.decode import json_careful, json_fast
from salesiq_validate.decode.json_fast import is_shallow
from salesiq_validate.decode.problem import BROKEN, ProblemKind
from salesiq_validate.keypath import KeyPath

#: Every character but surrogates, with those that JSON escapes more often than chance would have them.
texts = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('"\\/[]{},:\n\x00\x7f\ufeff😀')))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5), max_leaves=30
)
layouts = st.sampled_from(
    [
        {},
        {"indent": 1},
        {"indent": "\t"},
        {"separators": (",", ":")},
        {"ensure_ascii": False},
        {"separators": ("\r\n , ", " :\n")},
    ]
)
#: Pieces of JSON and of what people take for JSON.
snippets = st.lists(
    st.sampled_from(
        [
            *(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                '"',
                '"a"',
                "'a'",
                "a",
                "1",
                "01",
                "-",
                ".",
                "e",
                "+",
                "true",
                "nul",
                "NaN",
            ),
            *("\\", "\\u", "\\ud800", "//", "/*", "#", "...", "${", "{{", "-Infinity", "1e999", "9" * 20),
            *(" ", "\n", "\u00a0", "\x00", "\ud800", "\ufeff"),
        ]
    ),
    max_size=20,
).map("".join)


def same(one, other):
    """Equal, with True and 1, 1 and 1.0, and 0.0 and -0.0 kept apart."""
    return repr(one) == repr(other)


def careful(text, *, strict=True):
    return Reading(*json_careful.read_json(text, LIMITS, strict=strict))


def places(document, path=KeyPath()):  # noqa: B008 - a frozen value
    yield path, document
    if isinstance(document, (dict, list)):
        for segment, value in document.items() if isinstance(document, dict) else enumerate(document):
            yield from places(value, path / segment)


def planted(document, path, text):
    """The document with a text in one place."""
    if not path.segments:
        return text
    copy = json.loads(json.dumps(document))
    path.parent.resolve(copy)[path.segments[-1]] = text
    return copy


@given(documents, layouts)
def test_what_json_dumps_writes_is_read_back_without_a_problem(document, layout):
    text = json.dumps(document, **layout)
    for read in (read_json(text), read_json(text.encode()), read_json(text, strict=False), careful(text)):
        assert read.problems == ()
        assert same(read.document, document)


@given(documents, layouts)
def test_the_fast_decoders_agree_with_the_careful_reader_on_valid_text(document, layout):
    text = json.dumps(document, **layout)
    for loads in (json_fast.loads, json_fast._standard_loads):
        assert same(loads(text), careful(text).document)
        assert same(loads(text.encode()), careful(text).document)


@given(snippets)
def test_fast_decoders_take_nothing_that_the_careful_reader_calls_wrong(text):
    read = careful(text, strict=False)
    for loads in (json_fast.loads, json_fast._standard_loads):
        try:
            document = loads(text)
        except ValueError:
            assert read.problems
        else:
            assert not read.problems
            assert same(document, read.document)


@given(snippets)
def test_the_way_to_a_reading_does_not_change_it(text):
    assert read_json(text).problems == careful(text).problems
    assert same(read_json(text).document, careful(text).document)


#: Texts with colons, escapes and long digits, and objects with names that repeat.
names = st.sampled_from(["a", "b", ":", "a:b", '\\"', "\\u003a", "é", "1" * 19])
repeating = st.recursive(
    st.one_of(
        names.map('"{}"'.format), st.integers(-(2**65), 2**65).map(str), st.sampled_from(["1.5", "null", "true"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{','.join(items)}]"),
        st.lists(st.tuples(names, st.sampled_from(["", " "]), inner), max_size=4).map(
            lambda members: "{" + ", ".join(f'"{name}"{blank}:{value}' for name, blank, value in members) + "}"
        ),
    ),
    max_leaves=12,
)


@given(repeating)
@example('{"a":{":":1},"a":1}')
@example('{"a": 9223372036854775807}')
@example('{"a": 9223372036854775808}')
def test_nothing_that_is_wrong_with_a_body_is_beyond_doubt(text):
    read = careful(text)
    assert read_json(text.encode()).problems == read.problems
    try:
        document = json_fast.loads_once(text.encode())
    except ValueError:
        return
    assert same(document, read.document)
    # Long integers are all that is left to ask for.
    assert not read.problems or json_fast.may_hold_long_integers(text.encode())


def test_what_clients_send_is_beyond_doubt_where_msgspec_is_installed():
    document = {"name": 'A: "b" é', "ids": ["100000000000001"], "nested": {"is_public": True, "count": 12}}
    if json_fast._encode is not None:
        assert json_fast.loads_once(json.dumps(document).encode()) == document
        assert not json_fast.may_hold_long_integers(json.dumps(document).encode())


@given(st.one_of(st.binary(), snippets.map(lambda text: text.encode("utf-8", "surrogatepass"))), st.booleans())
def test_no_bytes_raise(body, strict):
    read = read_json(body, strict=strict)
    if read.is_broken:
        assert [problem.repaired for problem in read.problems].count(False) == 1
    else:
        assert all(problem.repaired for problem in read.problems)
        json.dumps(read.document, allow_nan=False, ensure_ascii=False).encode()


@given(st.one_of(st.text(st.characters()), snippets))
def test_no_text_raises_and_a_repaired_document_is_sound(text):
    read = read_json(text)
    for problem in read.problems:
        assert problem.kind is ProblemKind.TOO_MANY_PROBLEMS or 0 <= problem.offset <= len(text)
    if not read.is_broken:
        again = read_json(json.dumps(read.document))
        assert {problem.kind for problem in again.problems} <= {ProblemKind.BIG_INTEGER}
        assert same(again.document, read.document)


@given(documents, st.data())
def test_a_planted_repairable_fault_is_found_at_its_path(document, data):
    path, _ = data.draw(st.sampled_from(list(places(document))))
    fault, kind = data.draw(
        st.sampled_from(
            [("012", "leading-zero"), ("NaN", "not-a-number"), ('"\t"', "control-character"), ("9" * 30, "big-integer")]
        )
    )
    before, _, after = json.dumps(planted(document, path, "PLANT")).partition('"PLANT"')
    read = read_json(before + fault + after)
    assert [(problem.kind.value, problem.path, problem.offset) for problem in read.problems] == [
        (kind, path, len(before) + (fault[0] == '"'))
    ]


@given(documents, st.data())
def test_bytes_that_are_no_utf_8_are_told_at_the_path_of_their_text(document, data):
    path, _ = data.draw(st.sampled_from(list(places(document))))
    body = json.dumps(planted(document, path, "PLANT")).encode().replace(b'"PLANT"', b'"\xff"')
    read = read_json(body)
    assert [(problem.kind.value, problem.path) for problem in read.problems] == [("not-utf8", path)]
    assert path.resolve(read.document) == "\ufffd"


@given(documents, st.data())
def test_a_text_that_is_cut_off_is_broken_where_it_ends(document, data):
    text = json.dumps(document)
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    read = read_json(cut)
    if read.is_broken:
        assert [problem.kind.value for problem in read.problems] == ["truncated" if cut else "empty-body"]
    else:
        assert type(document) in {int, float}  # the beginning of a number may be a number


@given(documents)
def test_a_plain_document_is_read_as_it_is(document):
    assert json_fast.is_plain(document, LIMITS.max_depth)
    assert is_shallow(document, LIMITS.max_depth)
    read = read_document(document, LIMITS)
    assert read.problems == ()
    assert same(read.document, document)


#: Keys of a dict; NaN is left out, because json.dumps makes the name "NaN" of it or refuses it, as it is told.
names = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.tuples(st.none()),
)
anything = st.recursive(
    st.one_of(
        scalars,
        st.floats(),
        st.integers(),
        st.text(st.characters()),
        st.binary(),
        st.dates(),
        st.complex_numbers(),
        st.sets(st.integers()),
    ),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(names, inner),
    max_leaves=20,
)


@given(anything)
def test_any_python_object_is_read_as_json_dumps_writes_it(value):
    read = read_document(value, LIMITS, strict=False)
    if read.document is not BROKEN:
        again = read_json(json.dumps(read.document, allow_nan=False), strict=False)
        assert again.problems == ()
        assert same(again.document, read.document)
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        assert read.problems
    else:
        written = read_json(text)
        assert same(read.document, written.document)
        assert {problem.kind for problem in written.problems} - {ProblemKind.BIG_INTEGER} == {
            problem.kind for problem in read.problems
        }


@given(anything)
def test_a_document_that_is_called_plain_holds_no_number_or_text_that_json_lacks(value):
    if json_fast.is_plain(value, LIMITS.max_depth):
        kinds = {problem.kind for problem in read_document(value, LIMITS).problems}
        assert kinds.isdisjoint({ProblemKind.NOT_A_NUMBER, ProblemKind.LONE_SURROGATE, ProblemKind.TOO_DEEP})


def hostile(length):
    """Texts that are made to be slow, each of about that many characters."""
    yield "[" * length
    yield '{"a":' * (length // 5)
    yield "[1," * (length // 3)
    yield "[]" * (length // 2)
    yield '"' + "\\" * length
    yield '"' + "\\\\" * (length // 2) + '"'
    yield '["' + '\\"' * (length // 2)
    yield "[" + '"\n",' * (length // 4) + "1]"
    yield "[" + "01," * (length // 3) + "1]"
    yield "[" + "1,\n" * (length // 3) + "]"
    yield "{" + '"a":1,' * (length // 6) + '"a":1}'
    yield "-" * length
    yield "1" * length
    yield "[0." + "1" * length + "]"
    yield "0" * length + "1"
    yield " " * length
    yield "[" + "\n" * length
    yield "a" * length
    yield "a=" * (length // 2)
    yield '["' + "a" * length
    yield r'["' + "\\ud800" * (length // 6) + '"]'
    yield "[" + "{}," * (length // 3) + "x"
    yield '{"' + "\t" * length + '":01}'


@pytest.mark.parametrize("which", range(len(list(hostile(100)))))
def test_reading_time_is_linear(which):
    def seconds(length):
        text = list(hostile(length))[which]
        # The collector looks at everything that the tests before this one have kept.
        gc.disable()
        try:
            began = time.process_time()
            read_json(text)
            return time.process_time() - began
        finally:
            gc.enable()

    seconds(1_000)
    # Ten times the text; a quadratic reader would take a hundred times as long. Short times are all noise.
    assert seconds(500_000) < 0.2 + 35 * min(seconds(50_000) for _ in range(3))


def test_a_number_is_never_read_as_infinity():
    for text in ("[1e309]", "[-1e309]", "[1e99999999999]"):
        assert not any(math.isinf(value) for value in read_json(text).document if value is not None)
        with pytest.raises(ValueError, match="double"):
            json_fast._standard_loads(text)


def test_broken_is_a_value_of_its_own():
    assert repr(BROKEN) == "BROKEN"
    assert read_json("null").document is None
    assert not read_json("null").is_broken
