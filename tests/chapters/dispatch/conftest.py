"""A branch with a dispatcher, in a house with its catalogue."""

import pytest

from tests.world import company, people, rosters


@pytest.fixture
def branch(db):
    people.ready()
    return company.open_branch()


@pytest.fixture
def household(branch):
    return rosters.served_household(branch)


@pytest.fixture
def dispatcher(branch):
    return rosters.dispatcher_of(branch)
