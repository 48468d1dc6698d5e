"""Whoever leaves comes in no more: every pair of a login with what hangs on it ends together."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import ApiToken, EntryLink, RoleOffer, Session, Tie, User
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Worker
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.kernel.errors import Conflict
from guanjia.outbound.models import Notice
from tests.doors.coming_in import by_code
from tests.world import homes, people
from tests.world.company import (
    FOUNDER,
    HANDOFFS,
    MONDAY_9,
    also,
    ledger_size,
    open_branch,
    phone_number,
    staff,
)

pytestmark = pytest.mark.django_db
LATER = MONDAY_9 + timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def manager(branch):
    return staff("manager", branch)


@pytest.fixture
def worker(branch):
    return people.apply_as_worker(branch)


def handed_on(at=LATER):
    while deliver(at=at):
        pass


def equip(user, branch, *, at=MONDAY_9):
    """Give a login one of everything that lets it in."""
    Session.objects.create(
        session_key=f"visit-{user.pk}",
        session_data="",
        expire_date=at + timedelta(days=9),
        user=user,
        began_at=at,
    )
    ApiToken.objects.create(
        user=user,
        name="x",
        token_hash=queries.digest(f"token-{user.pk}"),
        scopes=["read"],
        created_at=at,
        expires_at=at + timedelta(days=9),
    )
    commands.make_link(
        actor=HANDOFFS,
        purpose="visit",
        subject_id=1,
        household_id=1,
        branch_id=branch.pk,
        phone=user.phone,
        expires_at=at + timedelta(days=9),
        at=at,
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})


def ways_left(user, number):
    """Name what still lets the login in."""
    living = {
        "visit": Session.objects.filter(user=user),
        "token": ApiToken.objects.filter(user=user, revoked_at=None),
        "link": EntryLink.objects.filter(phone_print=queries.phone_print(number), revoked_at=None),
        "factor": Authenticator.objects.filter(user=user),
        "tie": Tie.objects.filter(user=user, until=None),
        "number": User.objects.filter(id=user.pk).exclude(phone=""),
    }
    return {name for name, rows in living.items() if rows.exists()}


EVERYTHING = {"visit", "token", "link", "factor", "tie", "number"}


@pytest.mark.parametrize("act", [workforce.reject_applicant, workforce.part_with_worker])
def test_a_worker_who_goes_has_nothing_left(branch, manager, act):
    gone = (
        people.hire_worker(branch)
        if act is workforce.part_with_worker
        else (people.apply_as_worker(branch))
    )
    user, number = gone.user, gone.user.phone
    equip(user, branch)
    assert ways_left(user, number) == EVERYTHING

    act(actor=manager, worker_id=gone.pk, at=LATER)
    handed_on()

    assert ways_left(user, number) == set()
    assert queries.user_by_phone(number) is None
    assert not User.objects.get(id=user.pk).is_active


def test_a_worker_who_goes_sees_no_work_from_that_moment(branch, manager):
    """The hand-off may take seconds; the pages close at once."""
    gone = people.hire_worker(branch)
    browser = by_code(gone.user.phone)
    assert browser.get("/me/").status_code == 200
    assert browser.get("/work/").status_code == 200

    workforce.part_with_worker(actor=manager, worker_id=gone.pk, at=LATER)
    assert browser.get("/work/").status_code == 404

    handed_on()
    assert browser.get("/me/").status_code == 302


def test_whoever_has_the_number_next_is_somebody_else(branch, manager, worker):
    number = worker.user.phone
    workforce.reject_applicant(actor=manager, worker_id=worker.pk, at=LATER)
    handed_on()

    household = homes.open_household(branch, phone=number)
    next_one = User.objects.get(id=homes.client_actor(household).user_id)

    assert next_one.pk != worker.user_id
    assert not Worker.objects.filter(user=next_one).exists()


def test_a_worker_who_is_a_client_too_keeps_the_login(branch, manager, worker):
    number = worker.user.phone
    homes.client_actor(homes.open_household(branch, phone=number))
    equip(worker.user, branch)

    workforce.reject_applicant(actor=manager, worker_id=worker.pk, at=LATER)
    handed_on()

    assert ways_left(worker.user, number) == EVERYTHING
    tie = Tie.objects.get(user=worker.user, until=None)
    assert tie.kind == "client"


def test_a_relative_who_is_removed_has_nothing_left(branch):
    household = homes.open_household(branch)
    consultant = homes.consultant_of(branch)
    relative = homes.relative_actor(household, by=consultant)
    user = User.objects.get(id=relative.user_id)
    number = user.phone
    equip(user, branch)
    contact = household.contacts.get(user=user)

    dossier.remove_contact(
        actor=consultant, household_id=household.pk, contact_id=contact.pk, at=LATER
    )
    handed_on()

    assert ways_left(user, number) == set()


def test_an_old_number_of_a_contact_has_nothing_left(branch):
    household = homes.open_household(branch)
    consultant = homes.consultant_of(branch)
    user = User.objects.get(id=homes.client_actor(household).user_id)
    number = user.phone
    equip(user, branch)

    dossier.change_contact(
        actor=consultant,
        household_id=household.pk,
        contact_id=household.contacts.get().pk,
        phone=phone_number(),
        at=LATER,
    )
    handed_on()

    assert ways_left(user, number) == set()


def test_the_links_of_a_removed_contact_close_though_they_never_signed_in(branch):
    household = homes.open_household(branch)
    consultant = homes.consultant_of(branch)
    cousin = dossier.add_contact(
        actor=consultant, household_id=household.pk, name="表弟", phone=phone_number(), at=MONDAY_9
    )
    commands.make_link(
        actor=HANDOFFS,
        purpose="visit",
        subject_id=1,
        household_id=household.pk,
        branch_id=branch.pk,
        phone=cousin.phone,
        expires_at=LATER + timedelta(days=9),
        at=MONDAY_9,
    )

    dossier.remove_contact(
        actor=consultant, household_id=household.pk, contact_id=cousin.pk, at=LATER
    )
    handed_on()

    assert EntryLink.objects.get().revoked_at is not None


def test_the_last_role_ends_visits_and_keys_and_leaves_the_number(branch):
    colleague = staff("dispatcher", branch)
    user = User.objects.get(id=colleague.user_id)
    equip(user, branch)

    commands.end_role(actor=FOUNDER, role_id=user.roles.get().pk, at=LATER)
    handed_on()

    assert ways_left(user, user.phone) == {"factor", "number"}
    assert queries.user_by_phone(user.phone) == user


def test_one_role_of_two_ends_nothing_else(branch):
    colleague = also(staff("dispatcher", branch), "care", branch)
    user = User.objects.get(id=colleague.user_id)
    equip(user, branch)

    commands.end_role(actor=FOUNDER, role_id=user.roles.get(role="care").pk, at=LATER)
    handed_on()

    assert ways_left(user, user.phone) == EVERYTHING - {"tie"}


def test_a_closed_login_ends_everything_that_opens_at_once(branch, manager, worker):
    user = worker.user
    equip(user, branch)

    commands.close_login(actor=manager, user_id=user.pk, at=LATER)

    assert ways_left(user, user.phone) == {"factor", "tie", "number"}


def test_a_changed_number_ends_what_came_in_by_the_former_one_and_tells_it(branch, manager, worker):
    user, former, number = worker.user, worker.user.phone, f"+86{phone_number()}"
    equip(user, branch)

    commands.change_phone(actor=manager, user_id=user.pk, phone=number, at=LATER)
    handed_on()

    assert ways_left(user, former) == {"factor", "tie", "number"}
    worker.refresh_from_db()
    assert worker.phone == number, "the record keeps in step with the login"
    (sms,) = [one for one in Notice.objects.all() if one.address == former]
    assert "已改用另一个手机号" in sms.words


def test_a_login_that_was_given_up_is_not_opened_again(branch, manager, worker):
    workforce.reject_applicant(actor=manager, worker_id=worker.pk, at=LATER)
    handed_on()
    size = ledger_size()

    with pytest.raises(Conflict, match="its number was released"):
        commands.reopen_login(actor=manager, user_id=worker.user_id, at=LATER)

    assert ledger_size() == size


def test_an_offer_that_was_not_answered_goes_with_the_login(branch, manager, worker):
    west = open_branch()
    commands.give_role(
        actor=staff("manager", west),
        user_id=worker.user_id,
        branch_id=west.pk,
        role="trainer",
        at=MONDAY_9,
    )

    workforce.reject_applicant(actor=manager, worker_id=worker.pk, at=LATER)
    handed_on()

    assert RoleOffer.objects.get().status == "withdrawn"


def test_a_second_delivery_changes_nothing(branch, manager, worker):
    workforce.reject_applicant(actor=manager, worker_id=worker.pk, at=LATER)
    handed_on()
    size = ledger_size()

    commands.retire_login(actor=HANDOFFS, user_id=worker.user_id, at=clock.now())

    assert ledger_size() == size
