"""Exceptions: one for each situation, as values, with words that say what to do next."""

from __future__ import annotations

import copy
import pickle

import pytest

from salesiq_validate import exceptions
from salesiq_validate.exceptions import (
    EmptyRecording,
    MalformedKeyPath,
    MissingExtra,
    PathToNowhere,
    SalesIQValidateError,
    SchemaNotUsable,
    UnknownName,
    UnreadableRecording,
    UnusableArgument,
    UnusableExtension,
    did_you_mean,
)

#: One of each, and another of the same kind that differs.
PAIRS = [
    (MalformedKeyPath(1, "a name is expected"), MalformedKeyPath(2, "a name is expected")),
    (PathToNowhere(1, "the object has no such member"), PathToNowhere(2, "the object has no such member")),
    (SchemaNotUsable("a pattern"), SchemaNotUsable("a type")),
    (UnknownName("rule", "SIQ9", ("SIQ101",)), UnknownName("rule", "SIQ8", ("SIQ101",))),
    (UnusableExtension("a.json", "it is not JSON"), UnusableExtension("b.json", "it is not JSON")),
    (UnusableArgument("one"), UnusableArgument("two")),
    (MissingExtra("reading YAML", "PyYAML", "yaml"), MissingExtra("reading YAML", "PyYAML", "zstd")),
    (UnreadableRecording("a.har", "it is cut off"), UnreadableRecording("b.har", "it is cut off")),
    (EmptyRecording("a.har"), EmptyRecording("b.har")),
]
EACH = [one for one, _ in PAIRS]


@pytest.mark.parametrize("error", EACH, ids=lambda error: type(error).__name__)
def test_all_have_one_base_and_a_sentence(error):
    assert isinstance(error, SalesIQValidateError)
    assert len(str(error)) > 2
    assert not str(error).startswith("(")


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda error: type(error).__name__)
def test_they_are_compared_by_what_they_say(one, other):
    assert one == copy.copy(one)
    assert one != other


def test_different_situations_are_never_equal():
    assert all(one != other for one in EACH for other in EACH if type(one) is not type(other))


@pytest.mark.parametrize("error", EACH, ids=lambda error: type(error).__name__)
def test_they_survive_pickling(error):
    assert pickle.loads(pickle.dumps(error)) == error


def test_a_misspelt_name_is_answered_with_the_nearest():
    assert str(UnknownName("rule", "wrong-json-typ", ("SIQ403", "wrong-json-type"))) == (
        "there is no rule 'wrong-json-typ'. Did you mean 'wrong-json-type'?"
    )
    assert did_you_mean("zzz", ["wrong-json-type"]) == ""


def test_a_name_that_was_begun_is_near_what_begins_so():
    names = ["create_app", "create_department", "create_department_2"]
    assert did_you_mean("Create_Dep", names) == " Did you mean 'create_department'?"
    assert did_you_mean("cr", names) == ""


def test_few_names_are_listed_where_none_is_near():
    assert str(UnknownName("data centre", "UX", ("US", "EU"))) == "there is no data centre 'UX'. There are US, EU."
    many = tuple(map(str, range(100, 150)))
    assert str(UnknownName("code", "UX", many)) == "there is no code 'UX'."


def test_a_missing_package_is_answered_with_its_installation():
    assert "pip install 'salesiq-validate[yaml]'" in str(MissingExtra("reading YAML", "PyYAML", "yaml"))


def test_an_empty_recording_is_an_unreadable_one():
    assert isinstance(EmptyRecording("a"), UnreadableRecording)
    assert "it is empty" in str(EmptyRecording("a"))


def test_every_exception_of_the_module_is_described():
    for name, value in vars(exceptions).items():
        if isinstance(value, type) and issubclass(value, Exception) and value.__module__ == exceptions.__name__:
            assert value.__doc__, name
