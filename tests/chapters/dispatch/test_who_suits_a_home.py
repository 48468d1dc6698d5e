"""What a household and a worker said of one another: a worker's no binds, a household's wish counts."""

import pytest

from guanjia.chapters.dispatch import commands, engine
from guanjia.chapters.dispatch.models import Assignment, Proposal
from guanjia.chapters.dispatch.queries import staffing_version
from guanjia.chapters.dispatch.rules.reasons import NeedsOverride
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.queries import Said
from guanjia.kernel.errors import Conflict
from tests.chapters.dispatch.test_what_a_household_said import offered
from tests.world import homes, people, rosters
from tests.world.company import MONDAY_9

SHOP = {"latitude": 31.2301, "longitude": 121.4601}
FAR = {"latitude": 31.33, "longitude": 121.55}


def hired(branch, name, **person):
    return people.hire_worker(branch, name=name, hours=people.EVERY_DAY, **SHOP | person)


def say(household, *said):
    for kind, code in said:
        dossier.note_preference(
            actor=homes.consultant_of(household.branch),
            household_id=household.pk,
            kind=kind,
            code=code,
            at=MONDAY_9,
        )


def thought_of(visit, dispatcher):
    return engine.candidates(actor=dispatcher, visit_id=visit.pk, at=MONDAY_9)


def codes(reasons):
    return [getattr(reason, "code", "") for reason in reasons]


@pytest.fixture
def brave(branch):
    return hired(branch, "不怕狗的")


@pytest.fixture
def afraid(branch):
    return hired(branch, "怕狗的", avoids=("dog",))


def test_who_does_not_go_to_homes_with_a_dog_is_named_with_the_reason(
    branch, household, dispatcher, afraid, brave
):
    """Requirement 4.1: everybody is thought of, with reasons."""
    say(household, ("pet", "dog"))
    first, second = thought_of(rosters.open_visit(household), dispatcher)

    assert (first.worker_id, first.can_go) == (brave.pk, True)
    assert (second.worker_id, second.can_go) == (afraid.pk, False)
    assert codes(second.against) == ["avoids_dog"]


def test_nobody_is_sent_to_such_a_home_unless_the_dispatcher_says_so(
    branch, household, dispatcher, afraid
):
    """Requirement 4.1: a dispatcher can override, with the broken rule named."""
    say(household, ("pet", "dog"))
    visit = rosters.open_visit(household)

    with pytest.raises(NeedsOverride) as refused:
        rosters.assigned(visit, afraid, by=dispatcher)
    assert codes(refused.value.reasons) == ["avoids_dog"]
    assert not Assignment.objects.exists()

    sent = rosters.assigned(visit, afraid, by=dispatcher, override=["avoids_dog"])
    assert sent.overrides == ["avoids_dog"]


def test_no_roster_and_no_free_time_sends_somebody_who_does_not_go_there(branch, household, afraid):
    """Requirement 4.1: a worker's own limits bind the roster."""
    say(household, ("pet", "dog"))
    rosters.open_visit(household)

    rosters.proposed_roster(branch)

    proposal = Proposal.objects.get()
    assert proposal.worker_id is None
    assert [one["code"] for one in proposal.reasons] == ["nobody_cleared", "kept_away"]
    assert offered(branch, household) == ()


def test_what_was_said_after_the_roster_was_proposed_binds_when_it_is_adopted(
    branch, household, dispatcher, afraid, brave
):
    rosters.open_visit(household)
    run = rosters.proposed_roster(branch)
    Proposal.objects.update(worker=afraid)
    say(household, ("pet", "dog"))

    with pytest.raises(Conflict, match="None of these proposals fits"):
        commands.adopt_roster(
            actor=dispatcher,
            run_id=run.pk,
            staffing=staffing_version(branch.pk, run.first_day, run.until_day),
            at=MONDAY_9,
        )

    assert not Assignment.objects.filter(status="assigned").exists()


def test_who_speaks_their_language_goes_before_who_lives_nearer(branch, household, dispatcher):
    """Requirement 4.1: a household's wish counts, and the reason says so."""
    near = hired(branch, "住得近的")
    speaks = hired(branch, "会说上海话的", languages=("wuu",), latitude=31.24, longitude=121.47)
    say(household, ("language", "wuu"))
    visit = rosters.open_visit(household)

    first, second = thought_of(visit, dispatcher)

    assert (first.worker_id, second.worker_id) == (speaks.pk, near.pk)
    assert codes(first.reasons)[0] == "speaks"
    assert "speaks_none" in codes(second.reasons)
    assert {slot.worker_id for slot in offered(branch, household)} == {speaks.pk}
    rosters.proposed_roster(branch)
    assert Proposal.objects.get().worker_id == speaks.pk


def test_a_confirmed_skill_says_the_same(branch, household, dispatcher):
    skills = people.SKILLS_FOR_CLEANING | {"shanghainese": 3}
    hired(branch, "考过的", skills=skills)
    say(household, ("language", "wuu"))
    [only] = thought_of(rosters.open_visit(household), dispatcher)
    assert codes(only.reasons)[0] == "speaks"


def test_what_a_new_caller_speaks_counts_before_it_is_kept(branch):
    """Requirement 4.2: free times while the client is on the phone."""
    people.ready()
    hired(branch, "住得近的")
    speaks = hired(branch, "会说上海话的", languages=("wuu",))
    said = Said(codes=frozenset({("language", "wuu")}))

    found = offered(branch, None, branch_id=branch.pk, said=said)

    assert {slot.worker_id for slot in found} == {speaks.pk}


def test_a_way_that_nobody_knows_comes_last(branch, household, dispatcher):
    nowhere = people.hire_worker(branch, name="没有住址的", hours=people.EVERY_DAY)
    far = hired(branch, "住得远的", **FAR)

    first, second = thought_of(rosters.open_visit(household), dispatcher)

    assert (first.worker_id, second.worker_id) == (far.pk, nowhere.pk)
    assert "way_unknown" in codes(second.reasons)
    assert {slot.worker_id for slot in offered(branch, household)} == {far.pk}
