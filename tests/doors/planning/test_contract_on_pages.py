"""The contract on pages and on paper: what it names, that it stays as it was, and who signed it."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org.commands import decide_setting
from guanjia.chapters.planning import commands
from guanjia.chapters.planning.commands import forget_household
from guanjia.vault.models import AccessRecord
from tests.doors.planning.test_plan_pages import drawn
from tests.world import homes, plans
from tests.world.company import FOUNDER, HANDOFFS, MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
NAME, PLACE = "上海安适家政服务有限公司", "上海市静安区南京西路一号"


def decide(key, value, branch=None):
    decide_setting(
        actor=FOUNDER,
        key=key,
        branch_id=branch.pk if branch else None,
        value=value,
        valid_from=date(2026, 11, 23),
        source="营业执照",
        at=MONDAY_9,
    )


def name_company(branch):
    decide("org.legal_name", NAME, branch)
    decide("org.legal_address", PLACE, branch)


def text_of(answer):
    pages = PdfReader(BytesIO(answer.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def pictures_of(answer):
    return {one.name for page in PdfReader(BytesIO(answer.content)).pages for one in page.images}


def test_the_household_reads_the_terms_before_it_signs(branch, wu, lin, phone):
    """Requirement 3.3: the plan is offered with all that is agreed."""
    name_company(branch)
    offer = plans.offered_plan(wu, by=lin)

    card = phone.get(f"/plans/{offer.pk}/answer/").content.decode()

    assert NAME in card
    assert PLACE in card
    assert homes.home_of(wu).address in card
    assert "提前 24 小时取消不收费" in card
    assert "提前 30 天通知对方结束本方案" in card
    assert "按平日价的 200% 计" in card
    assert "含税" in card
    assert "依法承担责任" in card
    assert "保存 10 年" in card


def test_whoever_holds_the_link_alone_reads_the_terms_and_learns_nobodys_address(wu, lin):
    offer = plans.offered_plan(wu, by=lin)
    link = commands.make_answer_link(actor=lin, version_id=offer.pk, at=MONDAY_9)
    stranger = Client()
    stranger.post(link.path)

    card = stranger.get(f"/plans/{offer.pk}/answer/").content.decode()

    assert "提前 24 小时取消不收费" in card
    assert homes.home_of(wu).address not in card
    assert offer.contract["client"] not in card


def test_what_was_offered_stays_as_it_was(branch, wu, lin, phone):
    name_company(branch)
    offer = plans.offered_plan(wu, by=lin)
    decide("planning.notice_days", 60)
    decide("org.legal_name", "另一家公司", branch)

    card = phone.get(f"/plans/{offer.pk}/answer/").content.decode()

    assert "提前 30 天通知对方结束本方案" in card
    assert NAME in card
    assert "另一家公司" not in card


def test_the_page_that_sends_the_offer_says_that_the_company_has_no_name(branch, wu, lin, desk):
    version = plans.draft(wu, by=lin)
    address = f"/plans/{version.pk}/"

    assert "合同上还没有公司登记的名称或地址" in desk.get(address).content.decode()
    name_company(branch)
    assert "合同上还没有公司登记的名称或地址" not in desk.get(address).content.decode()


def test_an_offer_on_paper_names_the_parties_and_leaves_room_to_sign(branch, wu, lin, desk):
    name_company(branch)
    offer = plans.offered_plan(wu, by=lin)

    paper = text_of(desk.get(f"/plans/{offer.pk}/paper.pdf"))

    assert NAME in paper
    assert homes.home_of(wu).address in paper
    assert "合同条款" in paper
    assert "合计（每月，含税）" in paper


def test_a_signed_paper_shows_the_drawing_and_no_empty_line(wu, lin, phone):
    offer = plans.offered_plan(wu, by=lin)
    before = pictures_of(phone.get(f"/plans/{offer.pk}/paper.pdf"))
    given = {"number": "1", "signed_name": "吴敏", "signature": drawn()}
    phone.post(f"/plans/{offer.pk}/answer/", given)

    paper = phone.get(f"/plans/{offer.pk}/paper.pdf")

    assert len(pictures_of(paper)) == len(before) + 1
    assert "客户签字吴敏" in text_of(paper)
    assert "凭本人手机验证码在手机上签字" in text_of(paper)
    assert "公司（盖章）" not in text_of(paper)


def test_a_typed_name_stands_where_it_was_signed(wu, lin, phone):
    version = plans.accepted_plan(wu, by=lin)

    assert "客户签字吴敏" in text_of(phone.get(f"/plans/{version.pk}/paper.pdf"))


def test_printing_a_contract_is_a_look_at_the_address(wu, lin, desk, phone):
    offer = plans.offered_plan(wu, by=lin)
    looks = AccessRecord.objects.filter(field="address", purpose="contract")

    phone.get(f"/plans/{offer.pk}/paper.pdf")
    assert not looks.exists(), "it is their own"
    desk.get(f"/plans/{offer.pk}/paper.pdf")
    assert looks.get().user_id == lin.user_id


def test_the_contract_forgets_the_household_and_keeps_its_figures(wu, lin):
    version = plans.accepted_plan(wu, by=lin)

    forget_household(actor=HANDOFFS, household_id=wu.pk, at=MONDAY_9 + timedelta(days=1))

    version.refresh_from_db()
    assert (version.contract["client"], version.contract["home"]) == ("", "")
    assert version.contract["figures"]["notice_days"] == 30


def test_the_page_of_a_version_that_was_replaced_leads_to_the_new_one(wu, lin, phone):
    old = plans.accepted_plan(wu, by=lin)
    draft = commands.revise_plan(actor=lin, version_id=old.pk, at=MONDAY_9)
    new = plans.accept(commands.offer_plan(actor=lin, version_id=draft.pk, at=MONDAY_9))

    page = phone.get(f"/plans/{old.pk}/answer/").content.decode()

    assert f'href="/plans/{new.pk}/answer/"' in page


def test_a_home_without_name_and_district_is_never_nameless(wu, lin, desk):
    home = homes.home_of(wu)
    dossier.change_home(
        actor=lin, household_id=wu.pk, home_id=home.pk, name="", district="", at=MONDAY_9
    )
    offer = plans.offered_plan(wu, by=lin)
    order = plans.booked_order(wu, by=lin, service="CLN-D")

    assert home.address not in desk.get(f"/plans/{offer.pk}/").content.decode(), "it is masked"
    assert home.address in text_of(desk.get(f"/plans/{offer.pk}/paper.pdf"))
    assert home.address[:4] in desk.get(f"/plans/{offer.pk}/").content.decode()
    assert home.address[:4] in desk.get(f"/orders/{order.pk}/").content.decode()
