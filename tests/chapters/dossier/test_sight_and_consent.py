"""Who sees what of a household, when, and on record."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands, policies, queries
from guanjia.chapters.dossier.models import Grant, Household
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from guanjia.ledger.queries import facts_of_case
from guanjia.vault.models import AccessRecord
from tests.world import homes, people
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db

NOON = MONDAY_9 + timedelta(hours=3)


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    household = homes.open_household(
        branch, name="吴秀英", alias="梧桐", access_note="门禁 1234#", by=lin
    )
    for kind, text in (("pet", "一只猫"), ("rhythm", "午睡")):
        commands.add_habit(actor=lin, household_id=household.pk, kind=kind, text=text, at=MONDAY_9)
    commands.add_habit(
        actor=lin,
        household_id=household.pk,
        kind="wish",
        text="想找便宜的",
        is_for_workers=False,
        at=MONDAY_9,
    )
    return household


@pytest.fixture
def wang(branch):
    return people.as_worker(people.hire_worker(branch))


def granted(household, actor, lin):
    return commands.grant_sight(
        actor=lin,
        user_id=actor.user_id,
        household_id=household.pk,
        purpose="visit",
        since=MONDAY_9,
        until=NOON,
        at=MONDAY_9,
    )


def test_a_worker_sees_the_extract_while_the_grant_lasts_and_no_more(wu, wang, lin):
    """Requirement 4.3: the dossier extracts they may see."""
    granted(wu, wang, lin)
    extract = commands.read_extract(actor=wang, household_id=wu.pk, at=MONDAY_9)
    assert extract.display_name == "梧桐"
    assert extract.homes[0].access_note == "门禁 1234#"
    assert extract.pets == ("一只猫",)
    assert extract.habits == ("午睡",)
    look = AccessRecord.objects.get()
    assert (look.user_id, look.object_id, look.field) == (wang.user_id, wu.pk, "extract")


@pytest.mark.parametrize("later", [timedelta(minutes=-1), timedelta(hours=3)])
def test_outside_its_time_a_grant_shows_nothing(wu, wang, lin, later):
    granted(wu, wang, lin)
    with pytest.raises(Household.DoesNotExist):
        commands.read_extract(actor=wang, household_id=wu.pk, at=MONDAY_9 + later)
    assert not AccessRecord.objects.exists()


def test_a_grant_taken_back_shows_nothing(wu, wang, lin):
    granted(wu, wang, lin)
    commands.end_sight(
        actor=lin,
        user_id=wang.user_id,
        household_id=wu.pk,
        purpose="visit",
        since=MONDAY_9,
        until=NOON,
        at=MONDAY_9,
    )
    with pytest.raises(Household.DoesNotExist):
        queries.extract_for_visit(wang, wu.pk, at=MONDAY_9)


def test_the_same_grant_twice_is_one(wu, wang, lin):
    granted(wu, wang, lin)
    before = ledger_size()
    granted(wu, wang, lin)
    assert Grant.objects.count() == 1
    assert ledger_size() == before


def test_a_grant_opens_the_extract_and_never_the_file(wu, wang, lin):
    granted(wu, wang, lin)
    assert not policies.visible_households(wang).exists()


def test_a_worker_grants_nobody_sight(wu, wang):
    with pytest.raises(Household.DoesNotExist):
        granted(wu, wang, wang)
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("consultant", True),
        ("dispatcher", True),
        ("inspector", True),
        ("care", True),
        ("finance", True),
        ("manager", True),
        ("butler", False),
        ("recruiter", False),
        ("trainer", False),
        ("administrator", False),
    ],
)
def test_a_role_sees_the_households_of_its_branch_or_none(wu, branch, role, sees):
    """Requirement 8.3: each role sees what it needs and no more."""
    assert policies.visible_households(staff(role, branch)).exists() is sees
    assert not policies.visible_households(staff(role, open_branch())).exists()


def test_a_butler_sees_the_households_in_their_care(wu, branch, lin):
    butler = staff("butler", branch, name="管家 顾言")
    commands.change_household(
        actor=lin, household_id=wu.pk, version=wu.version, butler_id=butler.user_id, at=MONDAY_9
    )
    homes.open_household(branch, name="李家", by=lin)
    assert list(policies.visible_households(butler)) == [wu]


def test_clients_see_their_own_household_only(wu, branch, lin):
    homes.open_household(branch, name="李家", by=lin)
    assert list(policies.visible_households(homes.client_actor(wu))) == [wu]


def test_every_look_in_clear_is_recorded(wu, lin):
    """Requirement 8.3: every look at sensitive data is recorded."""
    home = homes.home_of(wu)
    shown = commands.reveal(
        actor=lin, household_id=wu.pk, part="home.access_note", row_id=home.pk, at=MONDAY_9
    )
    assert shown == "门禁 1234#"
    assert AccessRecord.objects.get().field == "access_note"
    assert facts_of_case(wu.case)[0].kind == "household.revealed"


def test_health_is_for_fewer_eyes(wu, branch, lin):
    elder = homes.with_elder(wu, by=lin, health="高血压")
    dispatcher = staff("dispatcher", branch)
    with pytest.raises(NotAllowed):
        commands.reveal(
            actor=dispatcher,
            household_id=wu.pk,
            part="member.health",
            row_id=elder.pk,
            at=MONDAY_9,
        )
    assert not AccessRecord.objects.exists()


def test_what_is_not_sensitive_is_not_revealed_this_way(wu, lin):
    with pytest.raises(Invalid):
        commands.reveal(
            actor=lin, household_id=wu.pk, part="household.code", row_id=wu.pk, at=MONDAY_9
        )


def test_a_consent_stands_once_and_is_withdrawn_by_a_date(wu, lin):
    """Requirement 8.4: purpose-bound consent, withdrawn as easily as given."""
    first = commands.give_consent(actor=lin, household_id=wu.pk, purpose="photos", at=MONDAY_9)
    again = commands.give_consent(actor=lin, household_id=wu.pk, purpose="photos", at=NOON)
    assert again == first
    commands.withdraw_consent(actor=lin, household_id=wu.pk, consent_id=first.pk, at=NOON)
    assert "photos" not in queries.consents_of([wu.pk])[wu.pk]
    with pytest.raises(Conflict, match="already been withdrawn"):
        commands.withdraw_consent(actor=lin, household_id=wu.pk, consent_id=first.pk, at=NOON)


def test_the_decider_withdraws_herself_and_a_relative_cannot(wu, lin):
    consent = wu.consents.get(purpose="health")
    son = homes.relative_actor(wu, by=lin)
    with pytest.raises(NotAllowed, match="Only the person who decides"):
        commands.withdraw_consent(actor=son, household_id=wu.pk, consent_id=consent.pk, at=MONDAY_9)
    mrs_wu = homes.client_actor(wu)
    commands.withdraw_consent(actor=mrs_wu, household_id=wu.pk, consent_id=consent.pk, at=MONDAY_9)
    assert facts_of_case(wu.case)[0].kind == "consent.withdrawn"


def test_minors_are_known_by_their_age_on_the_day(wu, lin):
    commands.add_member(actor=lin, household_id=wu.pk, name="小宝", birth_year=2020, at=MONDAY_9)
    assert queries.minors_among([wu.pk], on=MONDAY_9.date()) == {wu.pk: 5}


def test_a_worker_is_asked_for_ruled_out_or_neither(wu, lin, wang):
    """Requirement 2.2: who may come."""
    for kind, found in (("never", {wang.worker_id: "never"}), ("ask", {wang.worker_id: "ask"})):
        commands.wish_worker(
            actor=lin, household_id=wu.pk, worker_id=wang.worker_id, kind=kind, at=MONDAY_9
        )
        assert queries.worker_wishes_of([wu.pk])[wu.pk] == found
    commands.wish_worker(
        actor=lin, household_id=wu.pk, worker_id=wang.worker_id, kind="", at=MONDAY_9
    )
    assert queries.worker_wishes_of([wu.pk]) == {}
