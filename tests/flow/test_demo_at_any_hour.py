"""A newcomer starts the house at any hour of any day, and the whole town is there."""

import pytest

from tests.world.clocks import HARD_MOMENTS, in_town
from tests.world.town import tell_town, wrong_with_town

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.mark.parametrize("moment", HARD_MOMENTS.values(), ids=HARD_MOMENTS)
def test_the_town_can_be_told_when_it_is(moment, own_database):
    at = in_town(moment)

    tell_town(at, seed=1)

    assert wrong_with_town(at) == []
