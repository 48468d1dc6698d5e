"""A household that asked for it is forgotten: no column and no file says any more who it was."""

from datetime import timedelta

import pytest
from django.apps import apps

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Erasure, Household
from guanjia.chapters.org.models import Tie, User
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.doors.jobs import upkeep
from guanjia.flow import journeys
from guanjia.flow.overviews.erasing import what_stands_against
from guanjia.kernel.errors import Conflict
from guanjia.ledger.models import Event
from guanjia.outbound.commands import queue_notice
from guanjia.outbound.models import Notice
from guanjia.vault.commands import remove_erased
from guanjia.vault.files import Erased, content_of, opened, place_of
from guanjia.vault.models import ErasedFile, File, SearchToken
from guanjia.vault.search import find
from guanjia.vault.soundness import looked_through
from tests.world import company, homes, plans
from tests.world.forgetting import (
    ASKED,
    DUE,
    PHONE,
    WORD,
    asked,
    forgotten,
    handed_on,
    known,
    of_household,
)

pytestmark = pytest.mark.django_db


def tells(value):
    return WORD in str(value) or PHONE in str(value) or str(value) == "172.25"


def where_it_is_told():
    """Return every column that still tells of the household, read as the program reads it."""
    found = set()
    for model in apps.get_models():
        names = [one.attname for one in model._meta.concrete_fields]
        for row in model._base_manager.all():
            found |= {f"{model._meta.label}.{one}" for one in names if tells(getattr(row, one))}
    return found


def files_that_tell():
    told = set()
    for row in File.objects.all():
        if place_of(row.stored_as).exists() and WORD in content_of(row).decode(errors="replace"):
            told.add(row.pk)
    return told


def test_no_column_and_no_file_says_any_more_who_it_was():
    """Requirement 8.4: erasure on request."""
    of = known()
    before = where_it_is_told()
    encrypted_of_it = {model._meta.label for model, _way in of_household()} & {
        label.rpartition(".")[0] for label in before
    }
    assert {"planning.Approval.signed_name", "planning.PlanLine.overruled"} <= before
    assert len(before) > 30, "the household has said something everywhere"
    assert {
        "dossier.Contact",
        "dossier.DietNote",
        "assessment.Answer",
        "fieldwork.StepRecord",
    } <= encrypted_of_it
    assert len(files_that_tell()) >= 4

    forgotten(of)

    assert where_it_is_told() == set()
    assert files_that_tell() == set()
    home, member = of.household.homes.get(), of.household.members.get()
    assert (home.latitude, home.longitude, home.area_m2) == (None, None, None)
    assert (member.birth_year, member.birth_month, member.birth_day) == (None, None, None)
    left = ("contacts", "standings", "habits", "preferences", "diets", "wishes")
    assert not any(getattr(of.household, one).exists() for one in left)


def test_what_was_agreed_and_done_stays_with_its_days_and_prices():
    of = known()
    orders = list(Order.objects.values_list("code", "price_fen", "starts_at", "status"))
    versions = list(PlanVersion.objects.values_list("number", "monthly_fee_fen", "starts_on"))

    forgotten(of)

    household = Household.objects.get(id=of.household.pk)
    assert household.status == "erased"
    assert household.display_name == f"已删除的家庭 · {household.code}"
    assert list(Order.objects.values_list("code", "price_fen", "starts_at", "status")) == orders
    kept = list(PlanVersion.objects.values_list("number", "monthly_fee_fen", "starts_on"))
    assert kept == versions
    assert Erasure.objects.get().kept_until.year == DUE.year + 11


def test_nobody_is_found_by_what_they_were_called():
    of = forgotten()
    for text in (f"{WORD}家", PHONE, PHONE[-4:], f"{WORD}母", of.household.code):
        assert not [noun for noun in ("household", "contact", "member") if find(noun, text)]
    nouns = SearchToken.objects.filter(noun__in=("household", "contact", "member"))
    assert not nouns.exists()


def test_who_speaks_for_another_household_keeps_their_login():
    of = known()
    other = homes.open_household(of.household.branch, name="沈家", phone=PHONE, is_other=True)
    homes.client_actor(other)

    forgotten(of)

    user = User.objects.get(id=of.client.user_id)
    assert user.phone.endswith(PHONE)
    assert user.is_active
    assert list(Tie.objects.filter(user=user).values_list("row_id", flat=True)) == [other.pk]


def test_who_works_with_us_keeps_their_name():
    of = known()
    company.also(of.client, "care", of.household.branch)
    forgotten(of)
    assert User.objects.get(id=of.client.user_id).name


def test_what_still_waits_to_be_sent_goes_out_no_more():
    of = known()
    queue_notice(
        actor=of.manager,
        key="a-greeting",
        kind="greeting",
        channel="sms",
        about=of.household.case,
        words=f"{WORD}家，节日好",
        address=PHONE,
        at=ASKED,
    )

    forgotten(of)

    notice = Notice.objects.get(key="a-greeting")
    assert (notice.status, notice.words, notice.address) == ("cancelled", "", "")


def test_the_same_people_may_come_again_as_a_new_household():
    of = forgotten()
    anew = homes.open_household(of.household.branch, name=f"{WORD}家", phone=PHONE)
    assert anew.pk != of.household.pk
    assert homes.client_actor(anew).user_id != of.client.user_id


def test_before_its_time_nothing_is_erased():
    of = known()
    asked(of)
    journeys.confirm_erasure(actor=of.manager, household_id=of.household.pk, at=ASKED)

    early = ASKED + timedelta(days=6, hours=23)
    assert not journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=early)

    of.household.refresh_from_db()
    assert of.household.name == f"{WORD}家"


def test_what_nobody_confirmed_is_not_erased():
    of = known()
    asked(of)
    assert not journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=DUE)
    assert not Event.objects.filter(kind="household.erased").exists()


def test_what_is_not_over_stands_against_it():
    of = known()
    asked(of)
    plans.booked_order(of.household, starts_at=DUE + timedelta(days=1), at=ASKED, by=of.manager)
    handed_on(ASKED)
    assert {one.kind for one in what_stands_against(of.household.pk)} == {"visit", "order"}

    with pytest.raises(Conflict):
        journeys.confirm_erasure(actor=of.manager, household_id=of.household.pk, at=ASKED)

    assert Erasure.objects.get().status == "asked"


def test_what_is_booked_after_the_yes_stands_against_it_too():
    of = known()
    asked(of)
    journeys.confirm_erasure(actor=of.manager, household_id=of.household.pk, at=ASKED)
    plans.booked_order(of.household, starts_at=DUE + timedelta(days=1), at=ASKED, by=of.manager)
    assert not journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=DUE)


def test_while_a_fact_of_it_is_still_to_be_handed_on_it_waits():
    of = known()
    asked(of)
    journeys.confirm_erasure(actor=of.manager, household_id=of.household.pk, at=ASKED)
    dossier.withdraw_consent(
        actor=of.client,
        household_id=of.household.pk,
        consent_id=of.household.consents.get(purpose="messages").pk,
        at=ASKED,
    )
    assert not journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=DUE)

    handed_on(DUE)
    for is_first in (True, False):
        done = journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=DUE)
        assert done is is_first


def test_it_can_be_taken_back_until_it_is_carried_out():
    of = known()
    asked(of)
    journeys.confirm_erasure(actor=of.manager, household_id=of.household.pk, at=ASKED)

    dossier.take_back_erasure(actor=of.client, household_id=of.household.pk, at=ASKED)

    assert not journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=DUE)
    assert Erasure.objects.get().status == "taken_back"
    asked(of)
    assert Erasure.objects.filter(status="asked").count() == 1


def test_an_erased_file_says_when_and_why_and_nobody_misses_it():
    of = known()
    number = File.objects.count()
    files = files_that_tell()

    forgotten(of)

    erased = ErasedFile.objects.all()
    assert {row.file_id for row in erased} >= files
    assert all(row.removed_at == DUE and row.reason == "household" for row in erased)
    count, amiss = looked_through(reads=lambda _id: True)
    assert (count, amiss) == (number - len(erased), ())
    with pytest.raises(Erased):
        opened(erased[0].file_id)


def test_who_is_killed_before_the_files_are_gone_is_told_to_go_on(monkeypatch):
    of = known()
    forgotten(of)
    row = ErasedFile.objects.first()
    ErasedFile.objects.filter(pk=row.pk).update(removed_at=None)
    place = place_of(row.file.stored_as)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"still there")

    assert remove_erased(at=DUE) == 1
    assert not place.exists()
    assert remove_erased(at=DUE) == 0


def test_what_was_on_its_way_in_at_that_moment_is_forgotten_by_the_next_night():
    of = forgotten()
    order = Order.objects.get()
    order.pk, order.code, order.key, order.status = None, "D261205-LATE", "late", "booked"
    order.starts_at = order.latest_start_at = DUE + timedelta(days=2)
    order.note = f"{WORD}的备注"
    order.save(force_insert=True)

    for _time in range(2):
        upkeep.households_to_forget(DUE + timedelta(hours=12))
        handed_on(DUE + timedelta(hours=12))

    order.refresh_from_db()
    assert (order.status, order.note) == ("cancelled", "")
    assert where_it_is_told() == set()
    assert of.household.pk == order.household_id
