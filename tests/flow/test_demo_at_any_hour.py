"""
A newcomer starts the house at any hour of any day, and the whole town is there.

Three of the hard moments in every run; `make soak` tells all of them, and some two hundred others.
"""

import pytest

from tests.world.clocks import HARD_MOMENTS, in_town
from tests.world.town import tell_town, wrong_with_town

pytestmark = [pytest.mark.once, pytest.mark.slow]

EVERY_TIME = ("visits overrun one another", "the last minutes of a year", "29 February")


@pytest.mark.parametrize("moment", [HARD_MOMENTS[name] for name in EVERY_TIME], ids=EVERY_TIME)
def test_the_town_can_be_told_when_it_is(moment, own_database):
    at = in_town(moment)

    tell_town(at, seed=1)

    assert wrong_with_town(at) == []
