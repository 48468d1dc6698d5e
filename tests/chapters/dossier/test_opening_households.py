"""A household is opened by a call, and its dossier grows."""

import pytest
from django.db import connection

from guanjia.chapters.dossier import commands, queries
from guanjia.chapters.dossier.models import Contact, Household, Member
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, Stale
from guanjia.ledger.queries import facts_of_case
from tests.world import homes
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db

TODAY = local_day(MONDAY_9, "Asia/Shanghai")


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, name="吴秀英", caller="吴敏", phone="19900007788", by=lin)


def test_a_call_opens_household_contact_home_and_consent(wu, lin):
    """Requirement 2.1: from a phone number, a name and an address typed by hand."""
    contact = wu.contacts.get()
    assert (contact.name, contact.phone, contact.is_decider) == ("吴敏", "19900007788", True)
    assert wu.homes.get().address == "南京西路1234弄5号602室"
    assert {row.purpose for row in wu.consents.all()} == {"service", "health"}
    assert (wu.code, wu.consultant_id, wu.status) == (f"H{wu.pk:05}", lin.user_id, "prospect")
    kinds = [fact.kind for fact in facts_of_case(wu.case)]
    assert sorted(kinds) == ["consent.given", "consent.given", "household.opened"]


def test_what_is_encrypted_is_not_in_the_database_in_clear(wu):
    """Requirement 8.4: sensitive fields are encrypted at rest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM dossier_contact")
        phone = cursor.fetchone()[0]
        cursor.execute("SELECT address FROM dossier_home")
        address = cursor.fetchone()[0]
    assert "7788" not in phone
    assert "南京西路" not in address


def test_facts_name_nobody(wu):
    told = "".join(str(fact.payload) for fact in facts_of_case(wu.case))
    assert "吴" not in told
    assert "7788" not in told


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"name": " "}, "name"),
        ({"address": ""}, "address"),
        ({"consents": ()}, "consents"),
        ({"consents": ("photos",)}, "consents"),
    ],
)
def test_without_what_is_needed_nothing_is_kept(branch, lin, said, field):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        homes.open_household(branch, by=lin, **said)
    assert refusal.value.field == field
    assert not Household.objects.exists()
    assert ledger_size() == before


def test_an_inspector_opens_no_household(branch):
    with pytest.raises(NotAllowed):
        homes.open_household(branch, by=staff("inspector", branch))
    assert not Household.objects.exists()


def test_the_number_is_known_at_the_next_call(wu, lin):
    """Requirement 2.6: duplicates by phone."""
    found = queries.duplicates_of(lin, "+86 199-0000-7788")
    assert [(one.id, one.contact) for one in found] == [(wu.pk, "吴敏")]
    assert queries.duplicates_of(lin, "7788") == ()


def test_a_duplicate_of_another_branch_is_not_shown(wu):
    elsewhere = homes.consultant_of(open_branch())
    assert queries.duplicates_of(elsewhere, "19900007788") == ()


def test_a_member_s_lunar_birthday_is_kept_and_found_by_name(wu, lin):
    homes.with_elder(wu, by=lin)
    record = queries.household_record(lin, wu.pk, on=TODAY)
    member = record.members[0]
    assert member.birthday.isoformat() == "2027-02-05"
    assert member.age == 83
    assert queries.household_list(lin, text="wuxiuying").total == 1


def test_a_corrected_name_is_no_longer_found_under_the_old_one(wu, lin):
    commands.change_household(
        actor=lin, household_id=wu.pk, version=wu.version, name="陈家", at=MONDAY_9
    )
    contact = wu.contacts.get()
    commands.change_contact(
        actor=lin,
        household_id=wu.pk,
        contact_id=contact.pk,
        name="陈敏",
        phone="19900001111",
        at=MONDAY_9,
    )
    assert queries.household_list(lin, text="吴敏").total == 0
    assert queries.household_list(lin, text="1111").total == 1


def test_an_alias_is_what_everybody_is_shown(wu, lin):
    """Requirement 8.4: client alias."""
    commands.change_household(
        actor=lin, household_id=wu.pk, version=wu.version, alias="梧桐", at=MONDAY_9
    )
    assert queries.household_list(lin).rows[0].display_name == "梧桐"
    assert queries.names_of([wu.pk]) == {wu.pk: "梧桐"}


def test_two_people_do_not_overwrite_one_another(wu, lin):
    commands.change_household(
        actor=lin, household_id=wu.pk, version=wu.version, expectation="安静", at=MONDAY_9
    )
    before = ledger_size()
    with pytest.raises(Stale):
        commands.change_household(
            actor=lin, household_id=wu.pk, version=wu.version, expectation="热闹", at=MONDAY_9
        )
    wu.refresh_from_db()
    assert wu.expectation == "安静"
    assert ledger_size() == before


def test_a_household_has_one_decider(wu, lin):
    commands.add_contact(
        actor=lin,
        household_id=wu.pk,
        name="吴磊",
        phone="19900009999",
        is_decider=True,
        at=MONDAY_9,
    )
    assert Contact.objects.get(is_decider=True).name == "吴磊"


def test_a_household_is_never_left_without_a_decider(wu, lin):
    before = ledger_size()
    with pytest.raises(Conflict, match="has to decide"):
        commands.change_contact(
            actor=lin,
            household_id=wu.pk,
            contact_id=wu.contacts.get().pk,
            is_decider=False,
            at=MONDAY_9,
        )
    assert wu.contacts.get().is_decider
    assert ledger_size() == before


def test_somebody_for_whom_a_consent_stands_is_not_removed(wu, lin):
    elder = homes.with_elder(wu, by=lin)
    commands.give_consent(
        actor=lin, household_id=wu.pk, purpose="photos", member_id=elder.pk, at=MONDAY_9
    )
    with pytest.raises(Conflict, match="Withdraw it first"):
        commands.remove_member(actor=lin, household_id=wu.pk, member_id=elder.pk, at=MONDAY_9)
    assert Member.objects.filter(id=elder.pk).exists()


def test_the_life_of_a_household(wu, lin):
    commands.drop_household(actor=lin, household_id=wu.pk, reason="price", at=MONDAY_9)
    commands.reopen_household(actor=lin, household_id=wu.pk, at=MONDAY_9)
    commands.engage_household(actor=lin, household_id=wu.pk, at=MONDAY_9)
    before = ledger_size()
    commands.engage_household(actor=lin, household_id=wu.pk, at=MONDAY_9)
    assert ledger_size() == before
    commands.part_with_household(actor=lin, household_id=wu.pk, reason="moved", at=MONDAY_9)
    wu.refresh_from_db()
    assert wu.status == "past"
    with pytest.raises(IllegalMove):
        commands.drop_household(actor=lin, household_id=wu.pk, reason="price", at=MONDAY_9)


def test_what_nobody_has_asked_yet_is_named(wu, lin):
    gaps = queries.household_record(lin, wu.pk, on=TODAY).gaps
    assert "members" in gaps
    assert "agreement" in gaps
    commands.agree_communication(
        actor=lin,
        household_id=wu.pk,
        channel="wechat",
        every_days=14,
        quiet_from_minute=21 * 60,
        quiet_until_minute=9 * 60,
        at=MONDAY_9,
    )
    record = queries.household_record(lin, wu.pk, on=TODAY)
    assert "agreement" not in record.gaps
    assert record.agreement.every_days == 14


def test_the_record_takes_as_many_queries_as_promised(wu, lin, django_assert_num_queries):
    homes.with_elder(wu, by=lin)
    commands.add_habit(actor=lin, household_id=wu.pk, kind="pet", text="猫", at=MONDAY_9)
    with django_assert_num_queries(10):
        queries.household_record(lin, wu.pk, on=TODAY)


def test_the_list_takes_as_many_queries_as_promised(wu, lin, django_assert_num_queries):
    with django_assert_num_queries(4):
        queries.household_list(lin)
    with django_assert_num_queries(7):
        queries.household_list(lin, text="吴")


def test_nothing_but_what_is_named_can_be_changed_of_a_household(wu, lin):
    before = ledger_size()
    for column in ({"status": "parted"}, {"branch_id": 2}, {"code": "H00000"}):
        with pytest.raises(TypeError):
            commands.change_household(
                actor=lin, household_id=wu.pk, version=wu.version, at=MONDAY_9, **column
            )
    unchanged = type(wu).objects.get(id=wu.pk)
    assert (unchanged.status, unchanged.branch_id, unchanged.code, unchanged.version) == (
        wu.status,
        wu.branch_id,
        wu.code,
        wu.version,
    )
    assert ledger_size() == before
