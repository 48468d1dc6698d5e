"""The times that a household said bind: what is offered, what a roster proposes, who is sent."""

from datetime import date, timedelta

import pytest

from guanjia.chapters.dispatch import engine
from guanjia.chapters.dispatch.models import Proposal
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.queries import Said
from guanjia.kernel.clock import minute_of
from guanjia.kernel.errors import Refusal
from tests.world import homes, people, rosters
from tests.world.company import MONDAY_9

EIGHT, NINE, THREE = 8 * 60, 9 * 60, 15 * 60
TUESDAY_8 = rosters.TOMORROW_9 - timedelta(hours=1)
ZONE = "Asia/Shanghai"


def early_riser(branch):
    return people.hire_worker(branch, hours=people.EVERY_DAY)


def say(household, **times):
    actor = homes.consultant_of(household.branch)
    for kind, minute in times.items():
        dossier.note_preference(
            actor=actor, household_id=household.pk, kind=kind, minute=minute, at=MONDAY_9
        )


def offered(branch, household, **more):
    return engine.slots(
        actor=homes.consultant_of(branch),
        household_id=household.pk if household else None,
        home_id=homes.home_of(household).pk if household else None,
        service_id=people.service().pk,
        minutes=120,
        first_day=date(2026, 11, 24),
        until_day=date(2026, 11, 27),
        at=MONDAY_9,
        **more,
    )


def test_no_time_is_offered_at_which_they_let_nobody_in(branch, household):
    """Requirement 4.2: what a household said binds the times that are offered."""
    early_riser(branch)
    early = offered(branch, household)
    say(household, not_before=NINE, not_after=THREE)

    found = offered(branch, household)

    assert min(minute_of(slot.starts_at, ZONE) for slot in early) < NINE
    assert max(minute_of(slot.ends_at, ZONE) for slot in early) > THREE
    assert found
    assert all(minute_of(slot.starts_at, ZONE) >= NINE for slot in found)
    assert all(minute_of(slot.ends_at, ZONE) <= THREE for slot in found)


def test_what_is_said_on_the_telephone_binds_before_it_is_kept(branch):
    people.ready()
    early_riser(branch)

    found = offered(branch, None, branch_id=branch.pk, said=Said(not_before=NINE))

    assert found
    assert all(minute_of(slot.starts_at, ZONE) >= NINE for slot in found)


def test_a_roster_sends_nobody_earlier_than_they_said(branch, household):
    """Requirement 4.1: what was said after a visit was agreed binds the roster too."""
    early_riser(branch)
    rosters.open_visit(household, starts_at=TUESDAY_8, flexible_minutes=120)
    say(household, not_before=NINE)

    rosters.proposed_roster(branch)

    assert minute_of(Proposal.objects.get().starts_at, ZONE) >= NINE


def test_whoever_sends_somebody_earlier_by_hand_is_told(branch, household, dispatcher):
    """Requirement 4.1: a dispatcher can override, with the broken rule named."""
    wang = early_riser(branch)
    visit = rosters.open_visit(household, starts_at=TUESDAY_8, flexible_minutes=120)
    say(household, not_before=NINE)

    with pytest.raises(Refusal):
        rosters.assigned(visit, wang, starts_at=TUESDAY_8, by=dispatcher)
    sent = rosters.assigned(
        visit, wang, starts_at=TUESDAY_8, by=dispatcher, override=["outside_window"]
    )

    assert sent.overrides == ["outside_window"]


def test_a_visit_agreed_for_just_that_time_stays_rather_than_nobody_coming(branch, household):
    early_riser(branch)
    rosters.open_visit(household, starts_at=TUESDAY_8, flexible_minutes=0)
    say(household, not_before=NINE)

    rosters.proposed_roster(branch)

    assert minute_of(Proposal.objects.get().starts_at, ZONE) == EIGHT


def test_an_order_to_which_they_agreed_all_the_same_is_placed_at_its_time(branch, household):
    early_riser(branch)
    say(household, not_before=NINE)
    rosters.open_visit(household, starts_at=TUESDAY_8, flexible_minutes=120, despite_said=True)

    rosters.proposed_roster(branch)

    assert minute_of(Proposal.objects.get().starts_at, ZONE) == EIGHT
