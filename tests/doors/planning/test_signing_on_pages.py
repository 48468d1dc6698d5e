"""Signing on the phone: by drawing or typing, by whom, by which link, and until when."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import PlanVersion
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.doors.planning.test_plan_pages import drawn
from tests.world import homes
from tests.world.company import MONDAY_9, ledger_size

LATER = MONDAY_9 + timedelta(minutes=10)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


def test_a_second_press_is_harmless(offer, phone):
    given = {"number": "1", "signed_name": "吴敏"}
    assert phone.post(f"/plans/{offer.pk}/answer/", given).status_code == 302
    before = ledger_size()
    assert phone.post(f"/plans/{offer.pk}/answer/", given).status_code == 302
    assert ledger_size() == before


def test_a_typed_name_is_enough_and_none_is_not(offer, phone):
    empty = phone.post(f"/plans/{offer.pk}/answer/", {"number": "1", "signed_name": ""})
    assert empty.status_code == 422
    assert "id_signed_name_error" in empty.content.decode()
    assert 'href="#sign"' in empty.content.decode(), "the way to the field, which is far below"


def test_a_drawing_is_enough_and_bears_the_name_of_who_signed_in(offer, wu, phone):
    signed = phone.post(f"/plans/{offer.pk}/answer/", {"number": "1", "signature": drawn()})

    assert signed.status_code == 302
    approval = PlanVersion.objects.get(id=offer.pk).approval
    assert approval.signed_name == homes.client_actor(wu).name
    assert approval.signature_file_id is not None


def test_a_refused_signature_stays_as_it_was_drawn_and_typed(offer, phone):
    given = {"number": "9", "signed_name": "吴敏", "signature": drawn()}

    refused = phone.post(f"/plans/{offer.pk}/answer/", given)

    assert refused.status_code == 409
    assert given["signature"] in refused.content.decode()
    assert 'value="吴敏"' in refused.content.decode()


def test_a_drawing_that_is_none_is_refused(offer, phone):
    given = {"number": "1", "signed_name": "吴敏", "signature": "data:image/png;base64,%%%"}
    assert phone.post(f"/plans/{offer.pk}/answer/", given).status_code == 422
    offer.refresh_from_db()
    assert offer.status == "offered"


def test_a_relative_reads_and_is_told_who_signs(offer, wu, lin, at_desk):
    son = at_desk(homes.relative_actor(wu, by=lin))
    assert 'id="sign"' not in son.get(f"/plans/{offer.pk}/answer/").content.decode()
    given = {"number": "1", "signed_name": "吴磊"}
    assert son.post(f"/plans/{offer.pk}/answer/", given).status_code == 403


def test_three_wrong_codes_lead_back_to_the_offer_and_say_so(offer, lin):
    link = commands.make_answer_link(actor=lin, version_id=offer.pk, at=MONDAY_9)
    client = Client()
    client.post(link.path)
    confirm = client.post("/sign-in/mine/").url
    code = re.search(r"\d{6}", Notice.objects.get(kind="code").words).group()
    wrong = "000000" if code != "000000" else "111111"
    for _guess in range(3):
        led = client.post(confirm, {"code": wrong}, follow=True)

    assert led.redirect_chain[-1][0] == f"/plans/{offer.pk}/answer/"
    assert "三次都不对" in led.content.decode()
    assert "给我发验证码" in led.content.decode()


def test_an_offer_that_has_run_out_shows_whom_to_call(offer, lin, branch):
    branch.phone = "021-0000-0001"
    branch.save()
    link = commands.make_answer_link(actor=lin, version_id=offer.pk, at=MONDAY_9)
    clock.shift_clock(offer.answer_by - timezone.now() + timedelta(minutes=1))

    over = Client().get(link.path)

    assert over.status_code == 409
    assert "tel:021-0000-0001" in over.content.decode()


def test_a_link_lives_as_long_as_the_offer_and_its_last_day_is_said_by_its_name(
    offer, lin, desk, phone
):
    """Midnight at the start of the 30th is the end of the 29th to whoever reads it."""
    address = f"/plans/{offer.pk}/answer/"
    assert offer.answer_by == MONDAY_9.replace(hour=0) + timedelta(days=7)
    assert "11月29日 周日 当天结束前" in desk.get(f"/plans/{offer.pk}/").content.decode()
    page = phone.get(address).content.decode()
    assert "签字截止：11月29日 周日 当天结束前。" in page, re.findall("第 1 版[^<]*", page)
    handed_on = desk.post(f"/plans/{offer.pk}/link/").content.decode()
    assert "答复截止：11月29日 周日 当天结束前。" in handed_on
    commands.make_answer_link(actor=lin, version_id=offer.pk, by_sms=True, at=LATER)
    deliver(at=LATER)
    assert "请不晚于11月29日查看" in Notice.objects.get(kind="plan.offer_sent").words
    link = commands.make_answer_link(actor=lin, version_id=offer.pk, at=MONDAY_9)
    clock.shift_clock(offer.answer_by - timezone.now() - timedelta(minutes=1))

    assert Client().get(link.path).status_code == 200
