"""A plan signed on paper, on its pages: printed, brought in, compared by somebody else, refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import Approval, PaperSignature
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from guanjia.vault.models import AccessRecord, File
from tests.world import homes, uploads
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def lu(branch):
    return staff("manager", branch, name="店长 陆远")


@pytest.fixture
def manager(lu, at_desk):
    return at_desk(lu)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, name="吴家", by=lin)


def signed_page(content=None, name="signed.png"):
    return SimpleUploadedFile(name, uploads.picture() if content is None else content, "image/png")


def bring(desk, offer, **given):
    typed = {"signed_name": "吴敏", "signed_on": "2026-11-23", "file": signed_page()} | given
    return desk.post(f"/plans/{offer.pk}/signed-papers/", typed)


def nothing_was_brought(offer, before):
    assert not PaperSignature.objects.exists()
    assert not File.objects.exists()
    assert ledger_size() == before


def test_from_paper_to_promise_by_pages_alone(offer, desk, manager, lin, lu):
    """Requirement 3.3: a client who uses no phone signs on paper."""
    shown = desk.get(f"/plans/{offer.pk}/").content.decode()
    assert "客户要在纸上签字" in shown
    assert "店长 陆远" in shown, "who will have to confirm is said before"

    assert bring(desk, offer).url == f"/plans/{offer.pk}/"
    paper = PaperSignature.objects.get()
    assert "纸质签字待核对" in desk.get(f"/plans/{offer.pk}/").content.decode()

    today = manager.get("/today/").content.decode()
    assert f"/signed-papers/{paper.pk}/" in today
    assert "纸质签字待第二个人核对" in today
    assert f"/signed-papers/{paper.pk}/" not in desk.get("/today/").content.decode()

    beside = manager.get(f"/signed-papers/{paper.pk}/").content.decode()
    assert f"/signed-papers/{paper.pk}/scan/" in beside
    for agreed in ("吴敏", "吴家", f"第 {offer.number} 版", offer.plan.code):
        assert agreed in beside
    scan = manager.get(f"/signed-papers/{paper.pk}/scan/")
    assert scan["Content-Type"].startswith("image/")
    assert AccessRecord.objects.filter(user_id=lu.user_id, object_id=paper.pk).exists()

    compared = {"number": offer.number, "name_agrees": "on", "signature_agrees": "on"}
    assert manager.post(f"/signed-papers/{paper.pk}/", compared).url == f"/plans/{offer.pk}/"

    offer.refresh_from_db()
    assert offer.status == "accepted"
    shown = desk.get(f"/plans/{offer.pk}/").content.decode()
    assert lin.name in shown
    assert f"{lu.name}于" in shown
    assert f"/signed-papers/{paper.pk}/" not in manager.get("/today/").content.decode()


def test_who_decides_is_told_that_the_paper_counts(offer, desk, manager, wu):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    commands.confirm_paper(actor=_second(offer), paper_id=paper.pk, number=1, at=MONDAY_9)

    deliver(at=MONDAY_9)

    notice = Notice.objects.get(kind="plan.paper_confirmed")
    assert notice.address == wu.contacts.get(is_decider=True).phone
    assert "如果不是您签的" in notice.words


def _second(offer):
    return staff("manager", offer.plan.household.branch, name="店长 白薇")


def test_whoever_brought_it_is_offered_no_confirmation(offer, desk):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    before = ledger_size()

    beside = desk.get(f"/signed-papers/{paper.pk}/").content.decode()
    compared = {"number": "1", "name_agrees": "on", "signature_agrees": "on"}
    answer = desk.post(f"/signed-papers/{paper.pk}/", compared)

    assert "id_number" not in beside
    assert answer.status_code == 403
    assert "须由另一位同事与方案核对" in answer.content.decode()
    assert not Approval.objects.exists()
    assert ledger_size() == before


@pytest.mark.parametrize(
    "left_out, given",
    [
        ("number", {"name_agrees": "on", "signature_agrees": "on"}),
        ("number", {"number": "7", "name_agrees": "on", "signature_agrees": "on"}),
        ("name_agrees", {"number": "1", "signature_agrees": "on"}),
        ("signature_agrees", {"number": "1", "name_agrees": "on"}),
    ],
)
def test_everything_has_to_be_compared(offer, desk, manager, left_out, given):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    before = ledger_size()

    answer = manager.post(f"/signed-papers/{paper.pk}/", given)

    assert answer.status_code == 422
    assert f"id_{left_out}_error" in answer.content.decode()
    assert not Approval.objects.exists()
    assert ledger_size() == before


def test_a_refused_paper_waits_on_the_desk_of_who_brought_it(offer, desk, manager):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    assert manager.post(f"/signed-papers/{paper.pk}/refusal/", {"reason": ""}).status_code == 422
    paper.refresh_from_db()
    assert paper.status == "waiting"

    manager.post(f"/signed-papers/{paper.pk}/refusal/", {"reason": "版本号看不清"})

    assert "您上传的纸质签字被退回了" in desk.get("/today/").content.decode()
    assert "版本号看不清" in desk.get(f"/plans/{offer.pk}/").content.decode()
    assert bring(desk, offer).status_code == 302
    assert "您上传的纸质签字被退回了" not in desk.get("/today/").content.decode()


def test_a_scan_can_be_taken_back_and_brought_again(offer, desk, manager):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    assert manager.post(f"/signed-papers/{paper.pk}/taking-back/").status_code == 403
    assert desk.post(f"/signed-papers/{paper.pk}/taking-back/").status_code == 302
    assert bring(desk, offer).status_code == 302


def test_pressing_twice_brings_one_paper(offer, desk):
    assert bring(desk, offer).status_code == 302
    second = bring(desk, offer, signed_name="吴敏二")
    assert second.status_code == 409
    assert PaperSignature.objects.count() == 1
    assert "已经有一份纸质签字在等待核对" in second.content.decode()


@pytest.mark.parametrize(
    "given, field",
    [
        ({"file": ""}, "file"),
        ({"file": signed_page(b"")}, "file"),
        ({"file": signed_page(uploads.HTML)}, "file"),
        ({"file": signed_page(uploads.SMALL_PDF)}, "file"),
        ({"file": signed_page(uploads.truncated())}, "file"),
        ({"signed_name": " "}, "signed_name"),
        ({"signed_on": "2026-11-24"}, "signed_on"),
        ({"signed_on": "²"}, "signed_on"),
    ],
)
def test_what_cannot_be_taken_is_said_in_place_and_what_was_typed_stays(offer, desk, given, field):
    before = ledger_size()
    answer = bring(desk, offer, **given)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}_error"' in shown or f"id_{field}_error" in shown
    if field != "signed_name":
        assert 'value="吴敏"' in shown
    nothing_was_brought(offer, before)


def test_a_pdf_is_taken_as_well_and_opened_apart(offer, desk, manager):
    page = SimpleUploadedFile("signed.pdf", uploads.paper(active=True), "application/pdf")
    assert bring(desk, offer, file=page).status_code == 302
    paper = PaperSignature.objects.get()

    beside = manager.get(f"/signed-papers/{paper.pk}/").content.decode()
    scan = manager.get(f"/signed-papers/{paper.pk}/scan/")

    assert "打开 PDF" in beside
    assert scan["Content-Type"] == "application/pdf"
    assert scan["Cache-Control"] == "no-store"
    assert b"/JavaScript" not in scan.content


def test_a_paper_lapsed_meanwhile_says_so(offer, desk, manager, lin):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    commands.withdraw_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
    before = ledger_size()

    compared = {"number": "1", "name_agrees": "on", "signature_agrees": "on"}
    answer = manager.post(f"/signed-papers/{paper.pk}/", compared)

    assert answer.status_code == 409
    assert "已作废" in answer.content.decode()
    assert ledger_size() == before


def test_in_a_shop_of_one_the_page_says_what_to_do(offer, desk):
    assert "这里没有别的同事可以核对纸质签字" in desk.get(f"/plans/{offer.pk}/").content.decode()


def test_the_household_reads_who_brought_and_who_compared(
    offer, desk, manager, wu, at_desk, lin, lu
):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    commands.confirm_paper(actor=lu, paper_id=paper.pk, number=1, at=MONDAY_9)
    shown = at_desk(homes.client_actor(wu)).get(f"/plans/{offer.pk}/answer/").content.decode()
    assert f"由{lin.name}带回、{lu.name}核对" in shown


def test_for_clients_and_other_branches_the_scan_does_not_exist(offer, desk, wu, at_desk):
    bring(desk, offer)
    paper = PaperSignature.objects.get()
    outside = [homes.client_actor(wu), staff("manager", open_branch())]
    for actor in outside:
        browser = at_desk(actor)
        assert browser.get(f"/signed-papers/{paper.pk}/").status_code == 404
        assert browser.get(f"/signed-papers/{paper.pk}/scan/").status_code == 404
    assert not AccessRecord.objects.exists()
