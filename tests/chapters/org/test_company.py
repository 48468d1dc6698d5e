"""Opening branches, letting people in, and what each may not do."""

from datetime import timedelta

import pytest

from guanjia.chapters.org import commands, policies
from guanjia.chapters.org.models import Branch, Role, Session, User
from guanjia.chapters.org.queries import user_by_phone
from guanjia.kernel.actors import STAFF_ROLES
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from tests.world.company import (
    FOUNDER,
    MONDAY_9,
    actor_of_user,
    also,
    ledger_size,
    login,
    open_branch,
    phone_number,
    staff,
)

pytestmark = pytest.mark.django_db
LATER = MONDAY_9 + timedelta(hours=1)


def grant(actor, user, branch, role="consultant", at=LATER):
    return commands.grant_role(
        actor=actor, user_id=user.pk, branch_id=branch.pk if branch else None, role=role, at=at
    )


def test_a_branch_opens_with_its_own_clock():
    before = ledger_size()

    branch = open_branch("jingan")

    assert Branch.objects.get().zone == "Asia/Shanghai"
    assert branch.case == f"branch/{branch.pk}"
    assert ledger_size() == before + 1


def test_two_branches_cannot_share_a_code():
    open_branch("jingan")
    before = ledger_size()

    with pytest.raises(Invalid) as refusal:
        open_branch("jingan")

    assert refusal.value.field == "code"
    assert (Branch.objects.count(), ledger_size()) == (1, before)


def test_a_manager_opens_no_branch():
    manager = staff("manager", open_branch())
    before = ledger_size()

    with pytest.raises(NotAllowed):
        commands.open_branch(
            actor=manager, code="new", name="新店", latitude=31.0, longitude=121.0, at=LATER
        )

    assert (Branch.objects.count(), ledger_size()) == (1, before)


def test_a_phone_number_is_one_person_however_it_is_written():
    """Requirement 8.3: the phone number is the identity."""
    known = login("周敏", phone="199-0000-0001")

    again = login("周小敏", phone="+86 199 0000 0001")

    assert again == known
    assert (again.name, User.objects.count()) == ("周敏", 1)


def test_a_phone_number_is_kept_encrypted():
    """Requirement 8.4: phones are encrypted at rest."""
    from django.db import connection

    user = login(phone="19900000001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM org_user WHERE id = %s", [user.pk])
        (stored,) = cursor.fetchone()

    assert "19900000001" not in stored
    assert User.objects.get().phone == "+8619900000001"


@pytest.mark.parametrize("phone", ["", "12345", "not a number", "+1"])
def test_what_is_no_phone_number_makes_no_login(phone):
    before = ledger_size()

    with pytest.raises(Invalid) as refusal:
        commands.invite_user(actor=FOUNDER, name="周敏", phone=phone, at=MONDAY_9)

    assert refusal.value.field == "phone"
    assert (User.objects.count(), ledger_size()) == (0, before)


def test_a_manager_gives_roles_in_their_branch_and_nowhere_else():
    """Requirement 8.3: branches are kept apart."""
    east, west = open_branch(), open_branch()
    manager, newcomer = staff("manager", east), login("林悦")
    grant(manager, newcomer, east)
    before = ledger_size()

    with pytest.raises(Branch.DoesNotExist):
        grant(manager, newcomer, west)
    with pytest.raises(NotAllowed):
        grant(manager, newcomer, None)
    with pytest.raises(NotAllowed):
        grant(manager, newcomer, east, role="owner")

    assert actor_of_user(newcomer, at=LATER).roles == {east.pk: {"consultant"}}
    assert ledger_size() == before


@pytest.mark.parametrize("role", ["consultant", "dispatcher", "finance", "care", "butler"])
def test_whoever_manages_nothing_gives_no_roles(role):
    branch = open_branch()
    actor, newcomer = staff(role, branch), login("林悦")
    before = ledger_size()

    with pytest.raises(NotAllowed):
        grant(actor, newcomer, branch)
    with pytest.raises(NotAllowed):
        commands.invite_user(actor=actor, name="林悦", phone=phone_number(), at=LATER)

    assert (Role.objects.filter(user=newcomer).count(), ledger_size()) == (0, before)


def test_a_role_given_twice_is_held_once():
    branch, newcomer = open_branch(), login()
    first = grant(FOUNDER, newcomer, branch)
    before = ledger_size()

    assert grant(FOUNDER, newcomer, branch) == first
    assert ledger_size() == before


def test_an_ended_role_is_gone_at_once():
    branch = open_branch()
    dispatcher = staff("dispatcher", branch)
    role = Role.objects.get(user_id=dispatcher.user_id)

    commands.end_role(actor=staff("manager", branch), role_id=role.pk, at=LATER)

    assert actor_of_user(User.objects.get(id=dispatcher.user_id), at=LATER).roles == {}


def test_a_role_ends_once():
    branch = open_branch()
    role = Role.objects.get(user_id=staff("dispatcher", branch).user_id)
    commands.end_role(actor=FOUNDER, role_id=role.pk, at=LATER)
    before = ledger_size()

    with pytest.raises(Conflict):
        commands.end_role(actor=FOUNDER, role_id=role.pk, at=LATER)

    assert ledger_size() == before


def test_somebody_always_remains_who_administers_the_company():
    role = Role.objects.get(user_id=staff("administrator").user_id)
    before = ledger_size()

    with pytest.raises(Conflict, match="Somebody must remain"):
        commands.end_role(actor=FOUNDER, role_id=role.pk, at=LATER)

    role.refresh_from_db()
    assert (role.until, ledger_size()) == (None, before)


def test_the_manager_of_another_branch_does_not_see_the_role():
    role = Role.objects.get(user_id=staff("dispatcher", open_branch()).user_id)
    stranger = staff("manager", open_branch())
    before = ledger_size()

    with pytest.raises(Role.DoesNotExist):
        commands.end_role(actor=stranger, role_id=role.pk, at=LATER)

    assert ledger_size() == before


def visit_of(user):
    return Session.objects.create(
        session_key=f"visit-{user.pk}", session_data="", expire_date=LATER, user=user
    )


def test_a_new_phone_number_ends_all_visits_and_must_be_shown():
    branch, number = open_branch(), phone_number()
    colleague = User.objects.get(id=staff("dispatcher", branch).user_id)
    commands.note_phone_verified(user_id=colleague.pk, at=MONDAY_9)
    visit_of(colleague)

    changed = commands.change_phone(
        actor=staff("manager", branch), user_id=colleague.pk, phone=number, at=LATER
    )

    assert user_by_phone(number) == changed
    assert changed.phone_verified_at is None
    assert not Session.objects.filter(user=colleague).exists()


def test_nobody_takes_over_another_s_phone_number():
    branch = open_branch()
    colleague = staff("dispatcher", branch)
    login("吴女士", phone="199-0000-6001")
    manager, size = staff("manager", branch), ledger_size()

    with pytest.raises(Invalid) as refusal:
        commands.change_phone(
            actor=manager, user_id=colleague.user_id, phone="199 0000 6001", at=LATER
        )

    assert refusal.value.field == "phone"
    assert ledger_size() == size
    assert user_by_phone("19900006001").name == "吴女士"


def test_a_closed_login_ends_its_visits_and_can_be_opened_again():
    branch = open_branch()
    colleague = User.objects.get(id=staff("dispatcher", branch).user_id)
    manager = staff("manager", branch)
    visit_of(colleague)

    commands.close_login(actor=manager, user_id=colleague.pk, at=LATER)
    assert not Session.objects.exists()
    assert not User.objects.get(id=colleague.pk).is_active
    with pytest.raises(Conflict):
        commands.close_login(actor=manager, user_id=colleague.pk, at=LATER)

    commands.reopen_login(actor=manager, user_id=colleague.pk, at=LATER)
    assert User.objects.get(id=colleague.pk).is_active


def test_nobody_closes_their_own_login():
    manager = staff("manager", open_branch())
    size = ledger_size()

    with pytest.raises(Conflict):
        commands.close_login(actor=manager, user_id=manager.user_id, at=LATER)

    assert ledger_size() == size


def test_a_manager_does_not_close_the_login_of_the_owner():
    """Whoever holds a role that the actor may not give is beyond the actor."""
    branch = open_branch()
    owner = also(staff("owner"), "consultant", branch)
    manager = staff("manager", branch)
    size = ledger_size()

    for act in (commands.close_login, commands.reopen_login):
        with pytest.raises(NotAllowed):
            act(actor=manager, user_id=owner.user_id, at=LATER)

    assert (User.objects.get(id=owner.user_id).is_active, ledger_size()) == (True, size)


MAY_INVITE = {"owner", "administrator", "manager"}
MAY_OPEN_DOORS = MAY_INVITE | {"consultant", "butler", "dispatcher", "recruiter", "care", "trainer"}


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_what_each_role_may_do_with_people_and_ways_in(role):
    """Requirement 8.3: role by noun by verb."""
    branch, elsewhere = open_branch(), open_branch()
    actor = staff(role, branch)
    over_all = staff(role)
    user = login()

    assert bool(policies.may_invite(actor)) == (role in MAY_INVITE)
    assert bool(policies.may_open_doors(actor)) == (role in MAY_OPEN_DOORS)
    assert bool(policies.may_administer(actor, branch)) == (role in MAY_INVITE)
    assert not policies.may_administer(actor, elsewhere)
    assert not policies.may_administer(actor, None)
    assert bool(policies.may_administer(over_all, None)) == (role in {"owner", "administrator"})
    assert bool(policies.may_give_role(actor, "care", branch)) == (role in MAY_INVITE)
    assert not policies.may_give_role(actor, "owner", branch)
    assert policies.may_hold_token(actor)
    assert not policies.may_look_after(actor, user)
    assert set(policies.visible_branches(actor)) == {branch}
    assert set(policies.visible_branches(over_all)) == {branch, elsewhere}
    assert user not in policies.visible_users(actor)
