"""A plan on offer, and the phone of whoever decides on it."""

import pytest

from tests.world import homes, plans


@pytest.fixture
def offer(wu, lin):
    return plans.offered_plan(wu, by=lin)


@pytest.fixture
def phone(wu, at_desk):
    return at_desk(homes.client_actor(wu))
