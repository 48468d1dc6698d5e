"""Growth: what counts as a good plan, and that a small day gets one."""

import numpy as np
import pytest

from rota.bench.growth import Grown, is_good, measure
from rota.core.assemble import smallest

LONG = Grown(100, 1, "processor", 8.0, left_out=1, travel=10_000)


def test_a_plan_is_good_that_serves_as_many_and_travels_little_more():
    assert is_good(Grown(100, 1, "processor", 1.0, left_out=1, travel=10_300), LONG)
    assert not is_good(Grown(100, 1, "processor", 1.0, left_out=1, travel=10_301), LONG)
    assert not is_good(Grown(100, 1, "processor", 1.0, left_out=2, travel=9_000), LONG)


@pytest.mark.slow
def test_a_small_day_is_served():
    found = measure(Grown(25, 1, "processor", 0.3))
    assert found.left_out == 0
    assert found.travel > 0


def test_the_smallest_are_found_as_by_sorting_all():
    chance = np.random.default_rng(1)
    for _ in range(50):
        values = chance.integers(0, 20, 60)
        expected = np.argsort(values, kind="stable")[:15]
        assert (smallest(values, 15) == expected).all()
