"""Large documents are judged part by part, with what is said of the whole."""

from __future__ import annotations

import tracemalloc
from itertools import islice

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.engine import generation
from tests.engine.generation import examples

from salesiq_validate.engine import portions
from salesiq_validate.engine.portions import PORTION, Portions, with_counts
from salesiq_validate.engine.reference import ReferenceEngine


@pytest.fixture
def small_portions():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions, "PORTION", 4)
        patch.setattr(portions, "_SMALL", 1)
        yield


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize("schemas", [generation.schemas, generation.foreign_schemas], ids=["ours", "foreign"])
@examples(100)
@given(data=st.data())
def test_parts_say_together_what_the_whole_says(schemas, data):
    schema = data.draw(schemas)
    document = data.draw(generation.documents(schema))
    note(f"schema: {schema!r}")
    note(f"document: {document!r}")
    judge = ReferenceEngine().compile(schema)
    if isinstance(document, dict | list):
        in_parts = sorted(set(Portions(ReferenceEngine().compile, judge).violations(document)))
        assert in_parts == list(judge.violations(document))


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize("file", generation.our_schemas())
@examples(10)
@given(data=st.data())
def test_parts_of_bodies_say_together_what_the_whole_says(file, data):
    schema = data.draw(st.sampled_from(generation.our_schemas()[file]))
    document = data.draw(generation.documents(schema))
    note(f"document: {document!r}")
    judge = ReferenceEngine().compile(schema)
    if isinstance(document, dict | list):
        in_parts = sorted(set(Portions(ReferenceEngine().compile, judge).violations(document)))
        assert in_parts == list(judge.violations(document))


#: Schemas that refer to themselves, and keywords that the document may break on each level.
RECURSIVE = {
    "items": {"type": ["array", "integer"], "items": {"$ref": "#"}, "maxItems": 3},
    "members": {
        "type": ["object", "integer"],
        "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#/$defs/list"}},
        "additionalProperties": {"$ref": "#/$defs/list"},
        "$defs": {"list": {"type": "array", "items": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}},
    },
    "in place": {"$ref": "#/$defs/a", "maxProperties": 2, "$defs": {"a": {"items": {"$ref": "#"}, "minItems": 1}}},
}


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize("kind", RECURSIVE)
@examples(100)
@given(document=generation.values)
def test_parts_by_a_schema_that_refers_to_itself_say_together_what_the_whole_says(kind, document):
    note(f"document: {document!r}")
    judge = ReferenceEngine().compile(RECURSIVE[kind])
    if isinstance(document, dict | list):
        in_parts = sorted(set(Portions(ReferenceEngine().compile, judge).violations(document)))
        assert in_parts == list(judge.violations(document))


ITEM = {"type": "object", "required": ["a"], "properties": {"b": {"type": "string"}}}


def around(schema, kind):
    """A schema for documents that hold an array somewhere, what makes such documents, and where the array is."""
    array = {"type": "array", "items": schema, "minItems": 1}
    return {
        "the document": (array, lambda items: items, ()),
        "a member": ({"properties": {"list": array}, "required": ["name"]}, lambda items: {"list": items}, ("list",)),
        "arrays": ({"items": array}, lambda items: [items[:40_000], items[40_000:]], (0,)),
        "a branch": (
            {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"list": array}}]},
            lambda items: {"list": items},
            ("list",),
        ),
        "members": (
            {"properties": {"name": {}}, "additionalProperties": {"items": schema}},
            lambda items: {"a": items[:40_000], "b": items[40_000:]},
            ("a",),
        ),
        "a tree": (
            {"anyOf": [{"items": {"$ref": "#"}, "type": "array"}, schema]},
            lambda items: [items[:40_000], items[40_000:]],
            (0,),
        ),
        "one of all": ({"allOf": [{"items": {"maxProperties": 9}}, array]}, lambda items: items, ()),
    }[kind]


@pytest.mark.parametrize("kind", ["the document", "a member", "arrays", "members", "a branch", "a tree", "one of all"])
def test_so_many_violations_come_one_by_one_and_the_others_are_counted(engine, kind):
    schema, made, pointer = around(ITEM, kind)
    count = 60_000 if engine.name == "fast" else PORTION + 1_000
    judge = engine.compile(schema)
    found = list(judge.counted(made([{}] * count), 100))
    one_by_one = [violation for violation, times in found if times == 1][:100]
    assert [violation.pointer for violation in islice(one_by_one, 3)] == [(*pointer, index, "a") for index in range(3)]
    missing = [times for violation, times in found if violation.keyword == "required" and violation.detail == "a"]
    assert sum(missing) == count


def test_what_is_wrong_takes_no_more_memory_than_a_part_of_the_document():
    pytest.importorskip("jsonschema_rs")
    from salesiq_validate.engine.fast import FastEngine

    judge = FastEngine().compile({"items": ITEM})
    document = [{} for _ in range(20_000)]
    tracemalloc.start()
    assert sum(times for _, times in judge.counted(document, 100)) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


def test_few_violations_are_all_told_in_order(engine):
    judge = engine.compile({"items": ITEM})
    found = judge.violations([{}, {"b": 1}])
    assert list(with_counts(found, 100)) == list(judge.counted([{}, {"b": 1}], 100)) == [(one, 1) for one in found]
    assert [times for _, times in judge.counted([{}, {"b": 1}], 1)] == [1, 1, 1]
