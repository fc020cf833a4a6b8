from __future__ import annotations

import attrs
import pytest

from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.limits import MIB, Limits

NAMES = [name.name for name in attrs.fields(Limits)]


def test_the_largest_documented_file_fits():
    assert Limits().max_body_bytes > 50 * MIB


def test_a_body_of_the_greatest_size_fits_into_a_line_as_base64():
    assert Limits().max_line_bytes > Limits().max_body_bytes * 4 / 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "7"])
def test_a_limit_is_a_positive_whole_number(name, value):
    with pytest.raises(UnusableArgument, match=name):
        Limits(**{name: value})


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_can_be_changed(name):
    assert getattr(attrs.evolve(Limits(), **{name: 7}), name) == 7


def test_no_body_may_be_deeper_than_engines_judge():
    assert Limits(max_depth=250).max_depth == 250
    with pytest.raises(UnusableArgument, match="max_depth must be a whole number of at most 250"):
        Limits(max_depth=251)


def test_entries_alone_may_be_unlimited():
    assert Limits(max_entries=None).max_entries is None
    with pytest.raises(UnusableArgument):
        Limits(max_depth=None)
