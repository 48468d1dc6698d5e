"""A plan on its pages: drafted, changed, offered at the desk; read and signed on the phone."""

import base64
import re
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import ChangeWish, PlanVersion
from guanjia.outbound.models import Notice
from tests.world import homes, people, plans
from tests.world.company import MONDAY_9, ledger_size, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


def test_the_editor_names_who_suits_them_and_who_does_not_go_to_such_a_home(desk, wu, lin, branch):
    """Requirement 3.3: what a household said counts already where its plan is made."""
    people.hire_worker(branch, name="会说的", languages=("wuu",))
    people.hire_worker(branch, name="怕狗的", languages=("wuu",), avoids=("dog",))
    people.hire_worker(branch, name="别的行当", languages=("wuu",), skills={"glass": 1})
    for kind, code in (("language", "wuu"), ("pet", "dog")):
        dossier.note_preference(actor=lin, household_id=wu.pk, kind=kind, code=code, at=MONDAY_9)
    version = plans.draft(wu, by=lin)

    shown = desk.get(f"/plans/{version.pk}/").content.decode()

    suits = shown[shown.index("谁适合这一家") :]
    assert suits.index("会说的") < suits.index("怕狗的")
    assert "会说上海话。" in suits
    assert "不去有狗的家。" in suits
    assert "别的行当" not in shown


def test_a_time_that_does_not_suit_them_is_refused_beside_it_until_somebody_says_why(desk, wu, lin):
    """Requirement 3.3: what a household said binds the times of its plan."""
    dossier.note_preference(
        actor=lin, household_id=wu.pk, kind="not_before", minute=9 * 60, at=MONDAY_9
    )
    version = plans.draft(wu, by=lin)
    line = version.lines.earliest("id")
    name = f"l{line.pk}-"
    typed = {
        f"{name}weekdays": ["2"],
        f"{name}every_weeks": "1",
        f"{name}minutes": str(line.minutes),
        f"{name}window_from": "08:00",
        f"{name}window_until": "16:00",
        f"{name}people": "1",
        f"{name}mode": "hourly",
        f"{name}edits": version.edits,
    }
    address = f"/plans/{version.pk}/lines/{line.pk}/"

    refused = desk.post(address, typed)

    assert refused.status_code == 422
    assert "客户说过：09:00 前不要来人" in refused.content.decode()
    assert f'name="{name}overruled"' in refused.content.decode()
    assert version.lines.get(id=line.pk).window_from == line.window_from
    assert desk.post(address, typed | {f"{name}overruled": "女儿要求"}).status_code == 302
    assert version.lines.get(id=line.pk).window_from == 8 * 60
    assert "女儿要求" in desk.get(f"/plans/{version.pk}/").content.decode()


def drawn():
    picture = BytesIO()
    Image.new("RGB", (60, 30), "white").save(picture, "PNG")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def test_from_assessment_to_signature_by_pages_alone(desk, wu, lin):
    """Requirement 3.3: drafted, changed, offered, read on a phone by link, signed."""
    assessment = homes.assessed(wu, by=lin)
    given = {"home": homes.home_of(wu).pk, "assessment": assessment.pk}
    drafted = desk.post(f"/households/{wu.pk}/plans/new/", given)
    version = PlanVersion.objects.get()
    assert drafted.url == f"/plans/{version.pk}/"
    assert "跌倒" in desk.get(drafted.url).content.decode()

    line = version.lines.get(service__code="CLN-D")
    name = f"l{line.pk}-"
    change = {
        f"{name}weekdays": ["2"],
        f"{name}every_weeks": "2",
        f"{name}minutes": "120",
        f"{name}window_from": "10:00",
        f"{name}window_until": "15:00",
        f"{name}people": "1",
        f"{name}mode": "hourly",
        f"{name}edits": version.edits,
    }
    desk.post(f"/plans/{version.pk}/lines/{line.pk}/", change)
    line.refresh_from_db()
    assert (line.every_weeks, line.minutes) == (2, 120)

    version.refresh_from_db()
    offered = desk.post(f"/plans/{version.pk}/offer/", {"edits": version.edits})
    link = re.search(r"http://testserver(/go/[\w-]+/)", offered.content.decode()).group(1)
    client = Client()
    client.post(link)
    card = client.get(f"/plans/{version.pk}/answer/")
    assert homes.FRAIL["goal"] not in card.content.decode(), "for whoever holds the link"
    confirm = client.post("/sign-in/mine/").url
    code = re.search(r"\d{6}", Notice.objects.get(kind="code").words).group()
    client.post(confirm, {"code": code})
    card = client.get(f"/plans/{version.pk}/answer/")
    assert homes.FRAIL["goal"] in card.content.decode()

    signed = client.post(
        f"/plans/{version.pk}/answer/",
        {"number": "1", "signed_name": "吴敏", "signature": drawn()},
    )
    assert signed.status_code == 302
    version.refresh_from_db()
    assert version.status == "accepted"
    assert version.approval.signature_file_id is not None
    assert client.get(f"/plans/{version.pk}/answer/").status_code == 200


def test_an_answer_to_an_outdated_version_is_refused_and_says_so(offer, lin, phone):
    newer = commands.revise_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
    commands.offer_plan(actor=lin, version_id=newer.pk, at=MONDAY_9)
    before = ledger_size()

    answer = phone.post(f"/plans/{offer.pk}/answer/", {"number": "1", "signed_name": "吴敏"})

    assert answer.status_code == 409
    assert f"/plans/{newer.pk}/answer/" in answer.content.decode()
    newer.refresh_from_db()
    assert newer.status == "offered"
    assert ledger_size() == before


def test_a_wish_reaches_the_consultant(offer, phone, desk):
    phone.post(f"/plans/{offer.pk}/answer/wish/", {"number": "1", "words": "周二改成周三"})
    assert ChangeWish.objects.get().words == "周二改成周三"
    assert "周二改成周三" in desk.get(f"/plans/{offer.pk}/").content.decode()


def test_the_household_reads_in_its_own_words_where_its_plan_stands(offer, phone):
    address = f"/plans/{offer.pk}/answer/"
    for page in (address, "/my/"):
        shown = phone.get(page).content.decode()
        assert "等您确认" in shown
        assert "待客户确认" not in shown

    phone.post(f"{address}no/", {"number": "1"})

    for page in (address, "/my/"):
        assert "客户未接受" not in phone.get(page).content.decode()
    assert "您没有接受" in phone.get(address).content.decode()


def test_another_household_does_not_find_the_plan(offer, branch, lin, at_desk):
    other = at_desk(homes.client_actor(homes.open_household(branch, name="李家", by=lin)))
    assert other.get(f"/plans/{offer.pk}/answer/").status_code == 404
    assert other.get(f"/plans/{offer.pk}/paper.pdf").status_code == 404


def test_a_line_that_cannot_be_kept_is_refused_in_place(desk, wu, lin):
    version = plans.draft(wu, by=lin)
    line = version.lines.get()
    name = f"l{line.pk}-"
    answer = desk.post(
        f"/plans/{version.pk}/lines/{line.pk}/",
        {
            f"{name}weekdays": ["2"],
            f"{name}every_weeks": "1",
            f"{name}minutes": "30",
            f"{name}window_from": "09:00",
            f"{name}window_until": "12:00",
            f"{name}people": "1",
            f"{name}mode": "hourly",
            f"{name}edits": version.edits,
        },
    )
    assert answer.status_code == 422
    assert f"id_{name}minutes_error" in answer.content.decode()
    line.refresh_from_db()
    assert line.minutes == 180


def test_a_service_by_the_area_of_an_unmeasured_home_is_refused_and_nothing_typed_is_lost(
    desk, wu, lin
):
    version = plans.draft(wu, by=lin)
    given = {
        "service": people.service("CLN-W").pk,
        "weekdays": ["2"],
        "every_weeks": "1",
        "minutes": "150",
        "window_from": "09:00",
        "window_until": "17:00",
        "people": "1",
        "mode": "hourly",
        "reason": "春节前要擦",
        "edits": version.edits,
    }

    answer = desk.post(f"/plans/{version.pk}/lines/add/", given)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "请先登记这处住所的面积" in shown
    assert "春节前要擦" in shown
    assert "¥0.00" not in desk.get(f"/plans/{version.pk}/").content.decode()
    assert version.lines.count() == 1


def test_two_desks_do_not_overwrite_one_another(desk, wu, lin):
    version = plans.draft(wu, by=lin)
    given = {
        "goal": "清静",
        "starts_on": "2026-12-07",
        "discount_percent": "0",
        "payment": "monthly",
        "edits": version.edits - 1,
    }
    answer = desk.post(f"/plans/{version.pk}/terms/", given)
    assert answer.status_code == 409
    assert "清静" in answer.content.decode()


def targets_of(version):
    return dict(version.targets.values_list("indicator__code", "target"))


def test_what_a_plan_promises_is_set_on_its_draft(desk, wu, lin):
    """Requirement 3.5: targets of indicators are part of the plan."""
    version = plans.draft(wu, by=lin)
    address = f"/plans/{version.pk}/"
    assert targets_of(version) == {"on_time": 95, "kept": 98, "csat": 90}
    given = {"on_time": "99.5", "kept": "", "rework": "2", "edits": version.edits}

    shown = desk.post(f"{address}targets/", given, follow=True).content.decode()

    assert "返工率" in shown
    assert 'value="99.5"' in shown
    assert targets_of(version) == {"on_time": 99.5, "rework": 2}


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [({"kept": "101"}, 422, "不能大于 100"), ({"edits": "77"}, 409, "有人改过这份方案")],
)
def test_a_promise_that_cannot_be_or_was_read_too_long_ago_changes_nothing(
    desk, wu, lin, wrong, status, words
):
    version = plans.draft(wu, by=lin)
    before = targets_of(version), ledger_size()

    given = {"on_time": "12", "edits": version.edits} | wrong
    answer = desk.post(f"/plans/{version.pk}/targets/", given)

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert 'value="12"' in answer.content.decode(), "what was typed is kept"
    assert (targets_of(version), ledger_size()) == before


def test_what_was_offered_is_promised_as_it_stands(desk, offer):
    before = targets_of(offer), ledger_size()

    answer = desk.post(f"/plans/{offer.pk}/targets/", {"on_time": "12", "edits": offer.edits})

    assert answer.status_code == 409
    assert (targets_of(offer), ledger_size()) == before


def test_the_paper_is_a_pdf(offer, desk):
    paper = desk.get(f"/plans/{offer.pk}/paper.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content[:5] == b"%PDF-"


@pytest.mark.parametrize("address", ["/plans/", "/plans/?status=offered"])
def test_plans_are_listed_by_state(offer, desk, address):
    assert "吴家" in desk.get(address).content.decode()


def test_an_order_is_cancelled_with_its_fee_told_first(wu, lin, desk):
    order = plans.booked_order(wu, by=lin)
    asked = desk.get(f"/orders/{order.pk}/cancellation/")
    assert asked.status_code == 200
    desk.post(f"/orders/{order.pk}/cancellation/", {"reason": "client"})
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_an_inspector_reads_and_is_offered_no_moves(offer, branch, at_desk):
    shown = at_desk(staff("inspector", branch)).get(f"/plans/{offer.pk}/").content.decode()
    assert "/revision/" not in shown
    assert "/withdrawal/" not in shown


@pytest.mark.parametrize("edits", ["", "²", "-1", "one"])
def test_nobody_offers_a_text_that_they_do_not_say_they_have_read(desk, wu, lin, edits):
    version = plans.draft(wu, by=lin)
    before = ledger_size()

    answer = desk.post(f"/plans/{version.pk}/offer/", {"edits": edits})

    assert answer.status_code == 422
    version.refresh_from_db()
    assert version.status == "draft"
    assert ledger_size() == before
