"""What a login may do for a household follows from its contacts, and changes with them."""

from datetime import timedelta
from random import Random

import pytest

from guanjia.chapters.dossier import commands, queries
from guanjia.chapters.dossier.models import Contact, Standing
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import phone_print
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.planning.models import Approval
from guanjia.chapters.survey.models import Invitation
from guanjia.doors.clock import now
from guanjia.flow.delivery import deliver
from guanjia.flow.overviews.request_actor import presence_of
from guanjia.kernel.errors import Conflict, NotAllowed, Refusal
from guanjia.outbound.models import Notice
from tests.world import company, homes, people, plans, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = pytest.mark.django_db

HIS, HERS, ANOTHER = "13712341001", "13712341002", "13712341005"
NUMBERS = (HIS, HERS, "13712341003", "13712341004", ANOTHER)


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(
        branch, by=lin, phone=HIS, consents=("service", "health", "messages")
    )


def who_signs_in(number):
    """Return whoever has shown the number to be theirs, as they are with their next page."""
    user = User.objects.get(phone_print=phone_print(number))
    return presence_of(user_id=user.pk, name=user.name, at=now()).actor


def signed_in_by(number, household):
    homes.signed_in(household.contacts.get(phone_print=phone_print(number)))
    return who_signs_in(number)


def add(household, lin, number, *, name="周女士", is_decider=False):
    return commands.add_contact(
        actor=lin,
        household_id=household.pk,
        name=name,
        phone=number,
        is_decider=is_decider,
        at=MONDAY_9,
    )


def test_a_number_given_to_somebody_else_opens_one_home_and_not_the_former(wu, branch, lin):
    """The old login keeps nothing of the first home, whatever is opened with its number later."""
    signed_in_by(HIS, wu)
    contact = wu.contacts.get()
    commands.change_contact(
        actor=lin, household_id=wu.pk, contact_id=contact.pk, phone=ANOTHER, at=MONDAY_9
    )
    other = homes.open_household(branch, name="李家", by=lin, phone=HIS)

    former, anew = signed_in_by(HIS, other), signed_in_by(ANOTHER, wu)

    assert dict(former.homes) == {other.pk: "decider"}
    assert dict(anew.homes) == {wu.pk: "decider"}


def test_a_number_is_one_contact_of_a_household_and_whoever_decides_keeps_it(wu, lin):
    before = ledger_size()
    with pytest.raises(Conflict, match="Correct that contact"):
        add(wu, lin, HIS, name="儿子")
    assert wu.contacts.count() == 1
    assert ledger_size() == before
    assert dict(signed_in_by_any(HIS).homes) == {wu.pk: "decider"}


def signed_in_by_any(number):
    homes.signed_in(Contact.objects.filter(phone_print=phone_print(number)).first())
    return who_signs_in(number)


@pytest.fixture
def parted(wu, lin):
    """Return the former husband and the wife, both signed in, after she was noted as who decides."""
    signed_in_by(HIS, wu)
    add(wu, lin, HERS, is_decider=True)
    return who_signs_in(HIS), signed_in_by(HERS, wu)


def test_of_two_only_the_new_one_decides(wu, parted):
    his, hers = parted
    assert (his.homes[wu.pk], hers.homes[wu.pk]) == ("family", "decider")


def test_the_former_one_decides_nothing_even_before_the_new_one_has_signed_in(wu, lin):
    signed_in_by(HIS, wu)
    add(wu, lin, HERS, is_decider=True)
    assert who_signs_in(HIS).homes[wu.pk] == "family"
    assert not Standing.objects.filter(household=wu, standing="decider").exists()


def test_the_former_one_accepts_no_plan_and_she_does(wu, lin, parted):
    his, hers = parted
    offer = plans.offered_plan(wu, by=lin)
    sign = {"version_id": offer.pk, "number": 1, "signed_name": "周敏", "at": MONDAY_9}
    before = ledger_size()

    for refused in (
        lambda: planning.accept_plan(actor=his, **sign),
        lambda: planning.decline_plan(actor=his, version_id=offer.pk, number=1, at=MONDAY_9),
    ):
        with pytest.raises(NotAllowed):
            refused()

    assert not Approval.objects.exists()
    assert ledger_size() == before
    tomorrow = sign | {"at": MONDAY_9 + timedelta(days=1)}
    assert planning.accept_plan(actor=hers, **tomorrow).status == "accepted"


def test_the_former_one_is_shown_nothing_in_clear(wu, parted):
    his, hers = parted
    address = {"household_id": wu.pk, "part": "home.address", "row_id": homes.home_of(wu).pk}
    before = ledger_size()

    with pytest.raises(NotAllowed):
        commands.reveal(actor=his, **address, at=MONDAY_9)

    assert ledger_size() == before
    assert commands.reveal(actor=hers, **address, at=MONDAY_9)


def test_survey_offer_and_notices_go_to_her(wu, lin, parted):
    _his, hers = parted
    offer = plans.offered_plan(wu, by=lin)

    link = planning.make_answer_link(actor=lin, version_id=offer.pk, by_sms=True, at=MONDAY_9)
    work.asked(wu, at=MONDAY_9)
    deliver(at=MONDAY_9)

    assert link.phone == wu.contacts.get(is_decider=True).phone
    assert Invitation.objects.get().user_id == hers.user_id
    told = Notice.objects.filter(kind__in=("plan.offer_sent", "survey.sent"))
    assert {notice.kind for notice in told} == {"plan.offer_sent", "survey.sent"}
    assert {notice.address for notice in told} == {link.phone}


def test_a_removed_contact_may_do_nothing(wu, lin, parted):
    his = wu.contacts.get(is_decider=False)
    commands.remove_contact(actor=lin, household_id=wu.pk, contact_id=his.pk, at=MONDAY_9)
    assert dict(who_signs_in(HIS).homes) == {}


@pytest.mark.parametrize("seed", range(12))
def test_no_sequence_of_changes_makes_two_deciders_or_a_right_without_a_contact(branch, lin, seed):
    """Contacts are added, changed and removed, and codes typed, in any order."""
    random = Random(seed)
    households = [
        homes.open_household(branch, name=name, by=lin, phone=number)
        for name, number in (("吴家", HIS), ("李家", HERS))
    ]
    for _step in range(25):
        household = random.choice(households)
        number = random.choice(NUMBERS)
        contact = random.choice(list(household.contacts.all()))
        where = {"actor": lin, "household_id": household.pk, "at": MONDAY_9}
        change = random.choice(("add", "number", "decider", "remove", "code"))
        try:
            if change == "add" and household.contacts.count() < 5:
                commands.add_contact(
                    **where, name="某人", phone=number, is_decider=random.random() < 0.5
                )
            elif change == "number":
                commands.change_contact(**where, contact_id=contact.pk, phone=number)
            elif change == "decider":
                commands.change_contact(**where, contact_id=contact.pk, is_decider=True)
            elif change == "remove":
                commands.remove_contact(**where, contact_id=contact.pk)
            elif change == "code":
                homes.signed_in(contact)
        except Refusal:
            continue
        finally:
            for one in households:
                _rights_follow(one)


def _rights_follow(household):
    standings = dict(
        Standing.objects.filter(household=household).values_list("user_id", "standing")
    )
    bound: dict[int, bool] = {}
    for row in household.contacts.exclude(user=None):
        bound[row.user_id] = bound.get(row.user_id, False) or row.is_decider
    assert standings == {
        user_id: "decider" if decides else "family" for user_id, decides in bound.items()
    }
    assert household.contacts.filter(is_decider=True).count() == 1
    assert list(standings.values()).count("decider") <= 1
    assert queries.deciders_of([household.pk])[household.pk].phone
