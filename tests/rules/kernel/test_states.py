"""A machine is a table; everything else is read from it."""

import pytest

from guanjia.kernel.errors import IllegalMove
from guanjia.kernel.states import Machine, Move

DOOR = Machine(
    noun="door",
    start="shut",
    moves=(
        Move("open", ("shut",), "ajar"),
        Move("close", ("ajar",), "shut"),
        Move("remove", ("shut", "ajar"), "gone"),
    ),
)


def test_states_are_met_in_the_order_of_the_table():
    assert DOOR.states == ("shut", "ajar", "gone")


def test_only_states_that_nothing_leaves_are_final():
    assert DOOR.final == {"gone"}


def test_a_page_learns_which_moves_are_open():
    assert DOOR.open_to("shut") == ("open", "remove")
    assert DOOR.open_to("gone") == ()


def test_a_move_leads_to_its_target():
    assert DOOR.after("shut", "open") == "ajar"


def test_a_move_from_the_wrong_state_is_refused_with_both_named():
    with pytest.raises(IllegalMove) as refusal:
        DOOR.after("gone", "close")

    assert str(refusal.value) == "This door is “gone”, so it cannot be changed by “close”."
