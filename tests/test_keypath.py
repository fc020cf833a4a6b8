"""KeyPath: SalesIQ's path syntax, its inverses, and its agreement with JSON Pointer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonpointer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate import KeyPath
from salesiq_validate.exceptions import MalformedKeyPath, PathToNowhere

NAMES = st.text(max_size=6) | st.sampled_from(
    ["name", "a.b", "a[0]", "", '"', "0", "~", "/", "\ud800", "é", " ", "[*]", "$"]
)
SEGMENTS = st.lists(NAMES | st.integers(0, 10**6), max_size=6)
PATHS = SEGMENTS.map(KeyPath)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def places(document: Any, path: KeyPath = KeyPath()) -> Iterator[tuple[KeyPath, Any]]:  # noqa: B008 - a value
    """Every place of a document, and what stands there."""
    yield path, document
    members = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for segment, value in members:
        yield from places(value, path / segment)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", ()),
        ("department", ("department",)),
        ("department.status", ("department", "status")),
        ("app_ids[0]", ("app_ids", 0)),
        ("operators[1].name", ("operators", 1, "name")),
        ("criteria[2].values[0].field", ("criteria", 2, "values", 0, "field")),
        ("a[0][1]", ("a", 0, 1)),
        ("[0].name", (0, "name")),
        ("a.0", ("a", "0")),
        ("a b-c$", ("a b-c$",)),
        ('["a.b"]', ("a.b",)),
        ('a["b[0]"].c', ("a", "b[0]", "c")),
        ('["\\u00e9.x"]', ("é.x",)),
        ('[""]', ("",)),
    ],
)
def test_a_text_and_its_segments(text, segments):
    assert KeyPath.parse(text) == KeyPath(segments)
    assert str(KeyPath(segments)) == text


@given(PATHS)
def test_parsing_undoes_printing(path):
    assert KeyPath.parse(str(path)) == path


@given(st.text(alphabet='ab0.[]"\\u1 é', max_size=12))
def test_printing_undoes_parsing(text):
    try:
        path = KeyPath.parse(text)
    except MalformedKeyPath:
        return
    assert str(path) == text


@given(PATHS, PATHS)
def test_different_paths_have_different_texts(one, other):
    assert (str(one) == str(other)) is (one == other) is (one.segments == other.segments)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (".", 0),
        (".a", 0),
        ("a.", 2),
        ("a..b", 2),
        ("a.[0]", 2),
        ("a]", 1),
        ('a"b"', 1),
        ("a[", 1),
        ("a[]", 1),
        ("a[01]", 1),
        ("a[-1]", 1),
        ("a[+1]", 1),
        ("a[1.0]", 1),
        ("a[x]", 1),
        ("a[٣]", 1),
        ("a[0]b", 4),
        ("a[*]", 1),
        ('["a"]', 0),
        ('["\\u0061.b"]', 0),
        ('["\\x"]', 0),
        ("['a.b']", 0),
    ],
)
def test_what_is_no_path_is_refused_at_its_place(text, offset):
    with pytest.raises(MalformedKeyPath) as caught:
        KeyPath.parse(text)
    assert caught.value.offset == offset
    assert "operators[1].name" in str(caught.value)


def test_an_endless_index_is_refused():
    with pytest.raises(MalformedKeyPath, match="index is too long"):
        KeyPath.parse(f"a[{'9' * 5000}]")


def test_a_message_repeats_nothing_of_the_text():
    with pytest.raises(MalformedKeyPath) as caught:
        KeyPath.parse("canary[[")
    assert "canary" not in str(caught.value) + repr(caught.value)


@given(st.text(max_size=20))
def test_reading_leniently_never_raises(text):
    path = KeyPath.read(text)
    assert path is None or isinstance(path, KeyPath)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (" operators[1].name ", "operators[1].name"),
        ("$.operators[1].name", "operators[1].name"),
        (".operators", "operators"),
        ("ids[]", "ids"),
        ("$", ""),
        ("", ""),
        ('operators["name"]', "operators.name"),
    ],
)
def test_the_texts_of_servers_are_read_leniently(text, path):
    assert KeyPath.read(text) == KeyPath.parse(path)


@pytest.mark.parametrize(
    ("text", "segments"),
    [("/operators/1/name", ("operators", "1", "name")), ("/a~1b/c~0d", ("a/b", "c~d")), ("/", ("",))],
)
def test_a_server_may_write_a_json_pointer(text, segments):
    assert KeyPath.read(text) == KeyPath(segments)


@pytest.mark.parametrize("text", ["a..b", "[x]", "a[", "]", '"'])
def test_what_nothing_can_be_made_of_is_none(text):
    assert KeyPath.read(text) is None


@given(DOCUMENTS)
def test_every_place_resolves_to_what_stands_there(document):
    for path, value in places(document):
        assert path.resolve(document) is value


@given(DOCUMENTS)
def test_resolving_agrees_with_jsonpointer(document):
    for path, value in places(document):
        assert jsonpointer.resolve_pointer(document, path.to_pointer()) is value


@given(DOCUMENTS)
def test_a_pointer_and_its_document_give_the_path_back(document):
    for path, _ in places(document):
        assert KeyPath.from_pointer(path.to_pointer(), document) == path


@given(DOCUMENTS, PATHS)
def test_resolving_fails_exactly_where_there_is_no_such_place(document, path):
    there = {found for found, _ in places(document)}
    if path in there:
        path.resolve(document)
        return
    with pytest.raises(PathToNowhere) as caught:
        path.resolve(document)
    assert KeyPath(path.segments[: caught.value.followed]) in there
    assert KeyPath(path.segments[: caught.value.followed + 1]) not in there


@given(DOCUMENTS)
def test_a_place_is_located_where_it_is(document):
    for path, _ in places(document):
        assert path.locate(document) == path


@given(DOCUMENTS, PATHS)
def test_what_is_located_is_there(document, path):
    found = path.locate(document)
    if found is not None:
        found.resolve(document)
        assert [str(segment) for segment in found.segments] == [str(segment) for segment in path.segments]


@pytest.mark.parametrize(
    ("path", "document", "followed", "obstacle"),
    [
        ("a", {}, 0, "has no such member"),
        ("a.b", {"a": "text"}, 1, "neither an object nor an array"),
        ("a[1]", {"a": [0]}, 1, "shorter"),
        ("a.b", {"a": [0]}, 1, "an array has no members"),
        ("a[0]", {"a": {"0": 1}}, 1, "indexed like an array"),
        ("[0]", "text", 0, "neither"),
        ("a", None, 0, "neither"),
    ],
)
def test_a_path_to_nowhere_says_how_far_it_led(path, document, followed, obstacle):
    with pytest.raises(PathToNowhere) as caught:
        KeyPath.parse(path).resolve(document)
    assert caught.value.followed == followed
    assert obstacle in str(caught.value)


def test_an_index_and_a_name_of_digits_stay_apart():
    document = {"a": {"0": "member"}, "b": ["element"]}
    assert KeyPath.parse("a.0").resolve(document) == "member"
    assert KeyPath.parse("b[0]").resolve(document) == "element"
    assert KeyPath.parse("a.0") != KeyPath.parse("a[0]")
    assert KeyPath.parse("a.0").to_pointer() == KeyPath.parse("a[0]").to_pointer() == "/a/0"


def test_locating_bears_an_index_that_is_written_like_a_name_and_back():
    document = {"ids": ["x"], "map": {"0": "y"}}
    assert KeyPath.parse("ids.0").locate(document) == KeyPath.parse("ids[0]")
    assert KeyPath.parse("map[0]").locate(document) == KeyPath.parse("map.0")
    assert KeyPath.parse("ids.01").locate(document) is None


@pytest.mark.parametrize("pointer", ["/a/x", "/a/01", "/a/-", "/b", "/a/5"])
def test_a_pointer_that_leads_out_of_the_document_is_refused(pointer):
    with pytest.raises(PathToNowhere):
        KeyPath.from_pointer(pointer, {"a": [1]})


@given(PATHS)
def test_a_shape_is_the_path_without_its_indices(path):
    shapes = {KeyPath(tuple(7 if isinstance(s, int) else s for s in path.segments)).shape(), path.shape()}
    assert len(shapes) == 1
    assert path.shape().count("[*]") >= sum(isinstance(segment, int) for segment in path.segments)


def test_a_shape_is_printed_with_stars():
    assert KeyPath.parse("operators[1].tags[0]").shape() == "operators[*].tags[*]"


@given(PATHS, PATHS, NAMES)
def test_paths_are_joined(one, other, name):
    assert (one / other).segments == one.segments + other.segments
    assert (one / name).parent == one
    assert (one / 3).segments == (*one.segments, 3)
    assert one / KeyPath() == one


def test_the_parent_of_the_document_is_the_document():
    assert KeyPath().parent == KeyPath()


@given(PATHS)
def test_paths_are_values(path):
    same = KeyPath(list(path.segments))
    assert same == path
    assert hash(same) == hash(path)
    assert {path: 1}[same] == 1


def test_a_repr_shows_no_name():
    assert repr(KeyPath.parse("canary.canary[3]")) == "<KeyPath of 3 segments>"


def test_tuples_are_arrays_and_any_mapping_is_an_object():
    from types import MappingProxyType

    document = MappingProxyType({"a": ({"b": 1},)})
    assert KeyPath.parse("a[0].b").resolve(document) == 1
