"""The list of households, the record, and what is written into it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.dossier.models import Member
from guanjia.vault.models import AccessRecord
from tests.world import homes, people
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff
from tests.world.plans import booked_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def desk(lin, at_desk):
    return at_desk(lin)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, name="吴秀英", phone="199-0000-7788", by=lin)


@pytest.mark.parametrize("text", ["吴秀英", "wuxiuying", "wxy", "吴", "7788", "19900007788"])
def test_a_household_is_found_by(desk, wu, branch, lin, text):
    homes.open_household(branch, name="李家", by=lin)
    shown = desk.get("/households/", {"q": text}).content.decode()
    assert "吴秀英" in shown
    assert "李家" not in shown


def test_the_list_is_filtered_by_its_address(desk, wu):
    assert "吴秀英" not in desk.get("/households/?status=client").content.decode()
    assert (
        "吴秀英" in desk.get("/households/?status=prospect&whose=mine&sort=name").content.decode()
    )


def test_an_export_has_no_phone_numbers(desk, wu):
    sheet = desk.get("/households/export/").content.decode()
    assert "吴秀英" in sheet
    assert "7788" not in sheet
    assert desk.get("/households/export/?as=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("tab", ["know", "agreed", "happened", "due"])
def test_every_tab_of_the_record_is_shown(desk, wu, lin, tab):
    homes.with_elder(wu, by=lin)
    assert desk.get(f"/households/{wu.pk}/?tab={tab}").status_code == 200


def test_a_number_is_masked_until_somebody_looks_on_record(desk, wu, lin):
    """Requirement 8.3: every look at sensitive data is recorded."""
    assert "19900007788" not in desk.get(f"/households/{wu.pk}/").content.decode()
    shown = desk.post(
        f"/households/{wu.pk}/reveal/", {"part": "contact.phone", "row": wu.contacts.get().pk}
    )
    assert "19900007788" in shown.content.decode()
    look = AccessRecord.objects.get()
    assert (look.user_id, look.field) == (lin.user_id, "phone")


def test_those_who_answer_for_it_read_who_has_looked(desk, wu, branch, at_desk):
    """Requirement 8.3: every look at sensitive data is recorded, and the record can be read."""
    desk.post(
        f"/households/{wu.pk}/reveal/", {"part": "contact.phone", "row": wu.contacts.get().pk}
    )
    shown = at_desk(staff("inspector", branch)).get(f"/households/{wu.pk}/access-records/")

    page = shown.content.decode()
    assert [said in page for said in ("林晓", "电话号码", "吴秀英")] == [True, True, True]
    assert "19900007788" not in page


def test_who_has_looked_is_not_for_everybody(desk, wu, at_desk):
    assert desk.get(f"/households/{wu.pk}/access-records/").status_code == 403
    elsewhere = at_desk(staff("inspector", open_branch()))
    assert elsewhere.get(f"/households/{wu.pk}/access-records/").status_code == 404


def test_an_inspector_sees_the_household_and_reveals_nothing(wu, branch, at_desk):
    desk = at_desk(staff("inspector", branch))
    assert desk.get(f"/households/{wu.pk}/").status_code == 200
    answer = desk.post(
        f"/households/{wu.pk}/reveal/", {"part": "contact.phone", "row": wu.contacts.get().pk}
    )
    assert answer.status_code == 403
    assert not AccessRecord.objects.exists()


def test_another_branch_finds_no_household(wu, at_desk):
    elsewhere = at_desk(homes.consultant_of(open_branch()))
    assert elsewhere.get(f"/households/{wu.pk}/").status_code == 404
    assert "吴秀英" not in elsewhere.get("/households/").content.decode()


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("member", {"name": "吴秀英", "birth_month": "12", "birth_day": "30", "is_lunar": "on"}),
        ("habit", {"kind": "pet", "text": "有一只猫", "is_for_workers": "on"}),
        ("preference", {"kind": "not_before", "time": "09:00", "said_by": "family"}),
        ("diet", {"kind": "allergy:peanut", "text": "", "source": "family"}),
        ("contact", {"name": "吴磊", "phone": "19900009999", "channel": "wechat"}),
        ("home", {"name": "老房子", "kind": "flat", "address": "巨鹿路1号", "rooms": "客厅、卧室"}),
        ("consent", {"purpose": "photos", "how": "phone"}),
        (
            "agreement",
            {
                "channel": "wechat",
                "every_days": "14",
                "quiet_from": "21:00",
                "quiet_until": "09:00",
            },
        ),
    ],
)
def test_the_dossier_is_written_part_by_part(desk, wu, part, given):
    """Requirement 2.1: members, habits, homes, contacts, consents, how we speak."""
    address = f"/households/{wu.pk}/{part}/add/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, given).status_code == 302
    assert desk.get(f"/households/{wu.pk}/").status_code == 200


def test_an_allergy_is_shown_with_who_is_told_and_every_look_is_kept(desk, wu):
    """Requirement 2.1: habits and taboos of the household."""
    typed = {"kind": "allergy:peanut", "text": "一点点就肿", "source": "family"}
    desk.post(f"/households/{wu.pk}/diet/add/", typed)

    shown = desk.get(f"/households/{wu.pk}/").content.decode()

    assert "花生，一点点就肿" in shown
    assert "告诉上门做饭、备餐的人" in shown
    assert AccessRecord.objects.filter(field="text", noun="dietnote").exists()


def test_what_they_said_about_times_is_shown_with_who_said_it_until_it_no_longer_holds(desk, wu):
    """Requirement 5.2: needs before and after a change, dated."""
    typed = {"kind": "not_before", "time": "09:00", "said_by": "family"}
    desk.post(f"/households/{wu.pk}/preference/add/", typed)
    shown = desk.get(f"/households/{wu.pk}/").content.decode()
    said = wu.preferences.get()

    desk.post(f"/households/{wu.pk}/preference/{said.pk}/removal/")

    assert "最早几点来人" in shown
    assert "有约束力" in shown
    assert "家里人" in shown
    assert "不用于选人" in shown
    ended = desk.get(f"/households/{wu.pk}/").content.decode()
    assert "有约束力" not in ended
    assert "不再适用的" in ended


@pytest.mark.parametrize(
    "born",
    [
        {"birth_month": "12", "birth_day": "31", "is_lunar": "on"},
        {"birth_year": "1990", "birth_month": "4", "birth_day": "31"},
        {"birth_year": "1995", "birth_month": "2", "birth_day": "29"},
        {"birth_year": "2026", "birth_month": "12", "birth_day": "31"},
        {"birth_year": "1996", "birth_month": "8", "birth_day": "1", "is_lunar": "on",
         "is_leap_month": "on"},
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_refused_with_what_was_typed(desk, wu, born):
    before = ledger_size()
    answer = desk.post(f"/households/{wu.pk}/member/add/", {"name": "吴秀英"} | born)
    assert answer.status_code == 422
    assert "吴秀英" in answer.content.decode()
    assert not Member.objects.exists()
    assert ledger_size() == before


def test_a_time_that_has_passed_is_refused_beside_the_day_and_can_be_undone_once_it_is_right(
    desk, wu
):
    typed = {"home": wu.homes.get().pk, "day": "2020-01-01", "time": "10:00", "minutes": "45"}
    address = f"/households/{wu.pk}/appointments/"
    before = ledger_size()

    refused = desk.post(address, typed)

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"day": ["这个时间已经过了，请选晚一点。"]}
    assert 'value="45"' in refused.content.decode()
    assert ledger_size() == before

    led = desk.post(address, typed | {"day": "2026-11-30"}, follow=True).content.decode()
    assert "撤销" in led
    promised = Appointment.objects.get(household=wu)
    undo = f"/appointments/{promised.pk}/call-off/"
    assert f'action="{undo}"' in led
    desk.post(undo)
    promised.refresh_from_db()
    assert promised.status == "called_off"


def test_correcting_a_home_without_typing_the_address_keeps_it(desk, wu):
    home = homes.home_of(wu)
    address = f"/households/{wu.pk}/home/{home.pk}/"
    assert home.address not in desk.get(address).content.decode()
    desk.post(address, {"name": "家", "kind": "flat", "address": "", "rooms": "客厅"})
    kept = homes.home_of(wu)
    assert (kept.name, kept.rooms, kept.address) == ("家", ["客厅"], home.address)


def test_a_prospect_is_given_up_with_a_reason(desk, wu):
    address = f"/households/{wu.pk}/moves/drop/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {}).status_code == 422
    desk.post(address, {"reason": "price"})
    wu.refresh_from_db()
    assert wu.status == "dropped"


def test_withdrawing_a_consent_is_one_press(desk, wu):
    """Requirement 8.4: withdrawal is as easy as giving."""
    consent = wu.consents.get(purpose="health")
    desk.post(f"/households/{wu.pk}/consents/{consent.pk}/withdrawal/")
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    again = desk.post(f"/households/{wu.pk}/consents/{consent.pk}/withdrawal/")
    assert again.status_code == 409


def test_a_contact_is_told_where_to_sign_in_and_nobody_is_let_in_by_it(desk, wu):
    shown = desk.post(f"/households/{wu.pk}/link/", {"contact": wu.contacts.get().pk})
    words = shown.content.decode()
    assert "http://testserver/sign-in/" in words
    assert "/go/" not in words
    assert wu.contacts.get().phone not in words


def test_the_list_takes_six_queries(desk, wu, django_assert_num_queries):
    with django_assert_num_queries(6):
        desk.get("/households/")


def test_a_household_of_many_orders_is_shown_by_as_many_queries(desk, wu):
    """Requirement 5.2: the record of who has been with us for years opens as one of yesterday does."""

    def queries(tab):
        with CaptureQueriesContext(connection) as made:
            assert desk.get(f"/households/{wu.pk}/?tab={tab}").status_code == 200
        return len(made)

    for day in range(1, 3):
        booked_order(wu, starts_at=MONDAY_9 + timedelta(days=day))
    before = {tab: queries(tab) for tab in ("know", "agreed", "happened", "due")}
    for day in range(3, 26):
        booked_order(wu, starts_at=MONDAY_9 + timedelta(days=day))

    assert {tab: queries(tab) for tab in before} == before
    first = desk.get(f"/households/{wu.pk}/?tab=agreed").content.decode()
    last = desk.get(f"/households/{wu.pk}/?tab=agreed&page=2").content.decode()
    shown = [set(re.findall(r'href="(/orders/\d+/)"', page)) for page in (first, last)]
    assert [len(one) for one in shown] == [20, 5]
    assert not shown[0] & shown[1]
    assert "?tab=agreed&amp;page=2" in first


def test_a_name_that_nobody_sees_is_none_and_what_is_kept_has_no_such_sign(desk, wu):
    refused = desk.post(f"/households/{wu.pk}/member/add/", {"name": "\u200b"})
    assert refused.status_code == 422
    assert not Member.objects.exists()

    desk.post(f"/households/{wu.pk}/member/add/", {"name": "\u202d王秀英\u202c\u200b"})

    assert Member.objects.get().name == "王秀英"
