"""What counts as a phone number, a way within the house, and a figure of the same shape."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.org.rules import (
    normal_phone,
    require_figure,
    spoken_phone,
)
from guanjia.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86-138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("010-62345678", "+861062345678"),
        ("+852 5123 4567", "+85251234567"),
        ("199-0000-0001", "+8619900000001"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(written, normal):
    assert normal_phone(written) == normal


@given(st.text(max_size=30) | st.from_regex(r"\+?[0-9 -]{4,16}", fullmatch=True))
def test_whatever_is_typed_is_a_number_or_politely_refused(text):
    with contextlib.suppress(Invalid):
        normal = normal_phone(text)
        assert normal_phone(normal) == normal


@pytest.mark.parametrize("typed", ["", "12345", "call me", "+", "+999 1", "1380013800a"])
def test_what_is_no_number_is_said_to_be_none(typed):
    with pytest.raises(Invalid) as refusal:
        normal_phone(typed)

    assert refusal.value.field == "phone"


def test_a_number_is_spoken_as_at_home():
    assert spoken_phone("+8613800138000") == "138 0013 8000"
    assert spoken_phone("+85251234567").startswith("+852")


@pytest.mark.parametrize(
    ("value", "like"),
    [
        (3, 7),
        (3, 7.5),
        ([1, 2], [3]),
        ({"a": 1}, {"a": 2}),
        ("x", "y"),
        (False, True),
    ],
)
def test_a_figure_of_the_same_form_is_taken(value, like):
    require_figure(value, like=like)


@pytest.mark.parametrize(
    ("value", "like"),
    [
        (7.5, 3),
        (True, 1),
        (1, True),
        ("3", 3),
        ([1, "2"], [3]),
        ({"b": 1}, {"a": 2}),
        (None, 1),
    ],
)
def test_a_figure_of_another_form_is_refused(value, like):
    with pytest.raises(Invalid):
        require_figure(value, like=like)
