"""What was somebody's is somebody else's when their login closes or their role ends."""

from datetime import timedelta

import pytest

from guanjia.chapters.assessment.commands import promise_appointment
from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.dossier.commands import change_household
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import Role
from guanjia.chapters.relations.commands import open_callback
from guanjia.chapters.relations.models import Callback
from guanjia.flow.delivery import deliver
from guanjia.flow.overviews.today import tasks
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.ledger.queries import facts_of_case
from guanjia.outbound.models import Notice
from tests.world.company import (
    FOUNDER,
    HANDOFFS,
    MONDAY_9,
    also,
    ledger_size,
    open_branch,
    seed,
    staff,
)
from tests.world.homes import home_of, open_household

pytestmark = pytest.mark.django_db
LATER = MONDAY_9 + timedelta(hours=1)


@pytest.fixture
def shop():
    seed()
    return open_branch()


@pytest.fixture
def manager(shop):
    return staff("manager", shop, name="陆远")


@pytest.fixture
def consultant(shop):
    return staff("consultant", shop, name="林一")


@pytest.fixture
def butler(shop):
    return staff("butler", shop, name="秦朗")


@pytest.fixture
def household(shop, manager, consultant, butler):
    opened = open_household(shop, by=consultant)
    return change_household(
        actor=manager,
        household_id=opened.pk,
        version=opened.version,
        butler_id=butler.user_id,
        at=MONDAY_9,
    )


def deliver_all(at=LATER):
    while deliver(at=at):
        pass


def close_login(person, by):
    org.close_login(actor=FOUNDER, user_id=person.user_id, at=LATER)


def end_role(person, by):
    for role in Role.objects.filter(user_id=person.user_id, until=None):
        org.end_role(actor=FOUNDER, role_id=role.pk, at=LATER)


def call(household, at=MONDAY_9):
    return open_callback(actor=HANDOFFS, household_id=household.pk, reason="low_score", at=at)


ENDS = pytest.mark.parametrize("goes", [close_login, end_role])


@ENDS
def test_a_call_that_opens_afterwards_is_for_somebody_who_is_there(
    household, butler, consultant, manager, goes
):
    assert call(household).owner_id == butler.user_id
    goes(butler, manager)

    opened = call(household, at=LATER)

    assert opened.owner_id == consultant.user_id


@ENDS
def test_open_calls_are_passed_on_and_the_new_owner_is_told(
    household, butler, consultant, manager, goes
):
    opened = call(household)
    deliver_all(MONDAY_9)

    goes(butler, manager)
    deliver_all()

    opened.refresh_from_db()
    assert opened.owner_id == consultant.user_id
    assert opened.due_at > LATER, "the promise to the household stands"
    assert (
        facts_of_case(household.case, kinds=["callback.passed_on"])[0].payload["owner_id"]
        == consultant.user_id
    )
    assert Notice.objects.filter(kind="callback.due", user_id=consultant.user_id).exists()


@ENDS
def test_a_call_that_is_over_keeps_its_owner(household, butler, manager, goes):
    from guanjia.chapters.relations.commands import drop_callback

    over = drop_callback(actor=manager, callback_id=call(household).pk, reason="other", at=MONDAY_9)

    goes(butler, manager)
    deliver_all()

    over.refresh_from_db()
    assert over.owner_id == butler.user_id


@ENDS
def test_the_household_no_longer_names_who_has_gone(household, butler, consultant, manager, goes):
    goes(butler, manager)
    deliver_all()

    household.refresh_from_db()
    assert (household.butler_id, household.consultant_id) == (None, consultant.user_id)


@ENDS
def test_a_household_that_nobody_looks_after_stands_on_the_manager_s_desk(
    household, butler, consultant, manager, goes
):
    def waiting():
        return [one for one in tasks(actor=manager, at=LATER) if one.kind == "unattended"]

    assert waiting() == []
    goes(butler, manager)
    goes(consultant, manager)
    deliver_all()

    (task,) = waiting()
    assert (task.who, task.ids) == (household.display_name, (household.pk,))
    change_household(
        actor=manager,
        household_id=household.pk,
        version=Household.objects.get(id=household.pk).version,
        consultant_id=manager.user_id,
        at=LATER,
    )
    assert waiting() == []


@ENDS
def test_a_promised_visit_to_assess_finds_somebody_else(
    household, consultant, butler, manager, goes
):
    promised = promise_appointment(
        actor=butler,
        household_id=household.pk,
        home_id=home_of(household).pk,
        starts_at=LATER + timedelta(days=1),
        at=MONDAY_9,
    )
    goes(butler, manager)
    deliver_all()

    promised.refresh_from_db()
    assert promised.assessor_id == consultant.user_id
    assert promised.status == "promised"


def test_who_holds_another_role_there_keeps_what_is_theirs(household, butler, shop, manager):
    also(butler, "care", shop)
    opened, size = call(household), ledger_size()
    role = Role.objects.get(user_id=butler.user_id, role="butler")

    org.end_role(actor=FOUNDER, role_id=role.pk, at=LATER)
    deliver_all()

    opened.refresh_from_db()
    household.refresh_from_db()
    assert (opened.owner_id, household.butler_id) == (butler.user_id, butler.user_id)
    assert ledger_size() == size + 1


def test_a_login_that_was_opened_again_before_anybody_looked_keeps_everything(
    household, butler, manager
):
    opened = call(household)
    close_login(butler, manager)
    org.reopen_login(actor=FOUNDER, user_id=butler.user_id, at=LATER)

    deliver_all()

    opened.refresh_from_db()
    household.refresh_from_db()
    assert (opened.owner_id, household.butler_id) == (butler.user_id, butler.user_id)


def test_where_nobody_is_left_the_task_stays_and_nothing_breaks(shop, consultant):
    household = open_household(shop, by=consultant)
    opened = call(household)

    close_login(consultant, None)
    deliver_all()

    opened.refresh_from_db()
    assert opened.status == "due"
    with pytest.raises(Conflict, match="Nobody in this branch"):
        call(household, at=LATER)


def test_nobody_who_is_gone_is_named_or_sent(household, butler, consultant, manager):
    close_login(butler, manager)
    deliver_all()
    household.refresh_from_db()
    size = ledger_size()

    for name in ("butler_id", "consultant_id"):
        with pytest.raises(Invalid) as refusal:
            change_household(
                actor=manager,
                household_id=household.pk,
                version=household.version,
                at=LATER,
                **{name: butler.user_id},
            )
        assert refusal.value.field == name
    with pytest.raises(Invalid) as refusal:
        promise_appointment(
            actor=manager,
            household_id=household.pk,
            home_id=home_of(household).pk,
            starts_at=LATER + timedelta(days=1),
            assessor_id=butler.user_id,
            at=LATER,
        )
    assert refusal.value.field == "assessor"
    assert ledger_size() == size
    assert not Appointment.objects.exists()
    assert not Callback.objects.exists()
