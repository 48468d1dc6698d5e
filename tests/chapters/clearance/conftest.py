"""A branch, a household, a cleaner who may be sent, and who sends them."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.dossier.commands import open_household
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.models import Branch
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor
from guanjia.kernel.periods import Period
from tests.world.company import MONDAY_9, open_branch, phone_number, staff
from tests.world.people import hire_worker, service

TOMORROW = Period(MONDAY_9 + timedelta(days=1), MONDAY_9 + timedelta(days=1, hours=3))


@dataclass(frozen=True)
class Scene:
    """What most tests of the gate begin with."""

    branch: Branch
    dispatcher: Actor
    consultant: Actor
    worker: Worker
    household: Household
    cleaning: ServiceType

    def home(self, name: str = "吴家") -> Household:
        """Open another household of the branch."""
        return open_home(self.consultant, self.branch, name)


def open_home(consultant: Actor, branch: Branch, name: str) -> Household:
    return open_household(
        actor=consultant,
        branch_id=branch.pk,
        name=name,
        phone=phone_number(),
        address="长宁路 1 号",
        at=MONDAY_9,
    )


@pytest.fixture
def scene(db) -> Scene:
    branch = open_branch()
    consultant = staff("consultant", branch)
    return Scene(
        branch=branch,
        dispatcher=staff("dispatcher", branch),
        consultant=consultant,
        worker=hire_worker(branch),
        household=open_home(consultant, branch, "吴家"),
        cleaning=service("CLN-D"),
    )
