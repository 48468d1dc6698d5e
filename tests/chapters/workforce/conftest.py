"""A branch with a recruiter, a manager, a trainer and a dispatcher."""

from dataclasses import dataclass

import pytest

from guanjia.chapters.org.models import Branch
from guanjia.kernel.actors import Actor
from tests.world.company import open_branch, staff
from tests.world.people import leaders, ready


@dataclass(frozen=True)
class Shop:
    """A branch and the people at its desks."""

    branch: Branch
    recruiter: Actor
    manager: Actor
    trainer: Actor
    dispatcher: Actor

    @property
    def by(self) -> tuple[Actor, Actor]:
        """Who hires: the recruiter and the manager."""
        return (self.recruiter, self.manager)


@pytest.fixture
def shop(db) -> Shop:
    ready()
    branch = open_branch()
    recruiter, manager = leaders(branch)
    return Shop(branch, recruiter, manager, staff("trainer", branch), staff("dispatcher", branch))
