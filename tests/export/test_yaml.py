"""What is written as YAML is read back as it was, even by a reader of YAML 1.1, which takes `yes` for a boolean."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.export.exported import document

from salesiq_validate.export import as_yaml

yaml = pytest.importorskip("yaml", reason="PyYAML is an extra")

#: PyYAML reads no escapes of surrogates.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(-1e6, 1e6) | TEXTS
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


@given(DOCUMENTS)
@example([[], {}, [[1]], [{"a": []}], {"a": {"b": [{"c": 1, "d": "x"}]}}])
@example(
    ["yes", "No", "null", "~", "1e3", "0x1F", "12:30", "2026-11-23", "a: b", "a #b", "- a", " a", "a ", "", "=", "<<"]
)
@example({"yes": 1, "200": 2, "a.b/c": 3, "": 4, "{x}": 5, "\x85\u2028\ufeff": 6})
def test_a_document_is_read_back_as_it_was(value):
    assert yaml.safe_load(as_yaml(value)) == value


def test_the_whole_contract_is_read_back_as_it_was():
    assert yaml.load(as_yaml(document()), getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == document()


PEOPLE = """\
paths:
  "/a/{b}":
    get:
      tags: [one, two]
      summary: List what is there
      deprecated: true
"""


def test_it_is_written_for_people():
    call = {"tags": ["one", "two"], "summary": "List what is there", "deprecated": True}
    assert as_yaml({"paths": {"/a/{b}": {"get": call}}}) == PEOPLE


def test_a_lone_surrogate_is_escaped():
    assert json.loads(as_yaml("\ud800")) == "\ud800"
