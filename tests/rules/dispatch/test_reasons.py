"""Reasons are codes with words."""

import pytest

from guanjia.chapters.dispatch.rules.reasons import HARD, WORDS, Reason, because


def test_a_reason_is_read_as_it_was_kept():
    reason = because("regular", times=3, weeks=8)

    assert Reason.read(reason.kept()) == reason
    assert reason.message % reason.params == "Has been there 3 times in 8 weeks."


def test_there_is_no_reason_without_words():
    with pytest.raises(KeyError):
        because("unheard_of")


def test_what_cannot_be_overridden_is_among_the_words():
    assert set(WORDS) >= HARD
    assert because("busy_elsewhere").is_hard
    assert not because("outside_hours").is_hard
