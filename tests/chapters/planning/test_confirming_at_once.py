"""Two people press at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import Approval, Commitment, PaperSignature, PlanVersion
from guanjia.kernel.errors import Refusal
from guanjia.ledger.models import Event
from tests.world import homes, papers, people, plans
from tests.world.company import MONDAY_9, open_branch, staff


def at_once(*acts):
    """Do all of these together, and return how many were not refused."""
    ready = Barrier(len(acts))

    def do(act):
        ready.wait()
        try:
            act()
        except (Refusal, OperationalError):  # SQLite lets one write and turns the other away
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(do, acts))


@pytest.fixture
def scene(own_database):
    people.ready()
    branch = open_branch()
    lin = homes.consultant_of(branch)
    wu = homes.open_household(branch, by=lin)
    offer = plans.offered_plan(wu, by=lin)
    managers = [staff("manager", branch, name=name) for name in ("店长 陆远", "店长 白薇")]
    return wu, lin, offer, managers


def test_two_who_confirm_at_once_agree_one_plan(scene):
    _wu, lin, offer, managers = scene
    paper = papers.brought(offer, by=lin)

    at_once(
        *(
            lambda actor=actor: commands.confirm_paper(
                actor=actor, paper_id=paper.pk, number=1, at=MONDAY_9
            )
            for actor in managers
        )
    )

    assert Approval.objects.count() == 1
    assert Commitment.objects.count() == 1
    assert Event.objects.filter(kind="plan.accepted").count() == 1
    assert Event.objects.filter(kind="plan.paper_confirmed").count() == 1


def test_a_paper_confirmed_while_the_client_signs_is_one_yes(scene):
    wu, lin, offer, managers = scene
    paper = papers.brought(offer, by=lin)
    client = homes.client_actor(wu)

    at_once(
        lambda: commands.confirm_paper(actor=managers[0], paper_id=paper.pk, number=1, at=MONDAY_9),
        lambda: commands.accept_plan(
            actor=client, version_id=offer.pk, number=1, signed_name="吴敏", at=MONDAY_9
        ),
    )

    assert PlanVersion.objects.get(id=offer.pk).status == "accepted"
    assert Approval.objects.count() == 1
    assert Event.objects.filter(kind="plan.accepted").count() == 1
    paper.refresh_from_db()
    is_on_paper = Approval.objects.get().paper_id is not None
    assert paper.status == ("confirmed" if is_on_paper else "lapsed")


def test_a_paper_confirmed_while_the_offer_is_taken_back_is_either_or(scene):
    _wu, lin, offer, managers = scene
    paper = papers.brought(offer, by=lin)

    at_once(
        lambda: commands.confirm_paper(actor=managers[0], paper_id=paper.pk, number=1, at=MONDAY_9),
        lambda: commands.withdraw_plan(actor=lin, version_id=offer.pk, at=MONDAY_9),
    )

    paper.refresh_from_db()
    state = (PlanVersion.objects.get(id=offer.pk).status, paper.status, Approval.objects.count())
    assert state in {("accepted", "confirmed", 1), ("withdrawn", "lapsed", 0)}


def test_two_who_bring_a_paper_at_once_bring_one(scene):
    _wu, lin, offer, managers = scene
    scans = {actor.user_id: papers.scan() for actor in (lin, managers[0])}

    with suppress(Refusal):
        at_once(
            *(
                lambda actor=actor: papers.brought(offer, by=actor, file_id=scans[actor.user_id])
                for actor in (lin, managers[0])
            )
        )

    assert PaperSignature.objects.filter(version=offer, status="waiting").count() == 1
