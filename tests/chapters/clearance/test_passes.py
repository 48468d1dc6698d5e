"""Passes are granted to whoever may be sent, and fall when something no longer holds."""

from datetime import timedelta

import pytest

from guanjia.chapters.clearance import commands
from guanjia.chapters.dossier.commands import open_household
from guanjia.kernel.periods import Period
from tests.world.company import HANDOFFS, MONDAY_9, open_branch, phone_number, staff
from tests.world.people import hire_worker, service, suspend

pytestmark = pytest.mark.django_db


def home_of(branch):
    return open_household(
        actor=staff("consultant", branch),
        branch_id=branch.pk,
        name="吴家",
        phone=phone_number(),
        address="长宁路 1 号",
        at=MONDAY_9,
    )


def test_smoke():
    branch = open_branch()
    worker = hire_worker(branch)
    household = home_of(branch)
    period = Period(MONDAY_9 + timedelta(days=1), MONDAY_9 + timedelta(days=1, hours=3))
    one = commands.grant_pass(
        actor=staff("dispatcher", branch),
        worker_id=worker.pk,
        service_id=service().pk,
        household_id=household.pk,
        period=period,
        at=MONDAY_9,
    )
    assert one.valid_until > period.end
    suspend(worker)
    assert commands.review_passes(actor=HANDOFFS, worker_id=worker.pk, at=MONDAY_9) == 1
