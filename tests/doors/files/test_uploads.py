"""Whatever is sent where a file is asked for: kept if it is one of ours, else refused in words."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.urls import reverse
from PIL import Image

from guanjia.chapters.assessment.models import Photo
from guanjia.chapters.catalog.models import CertificateKind
from guanjia.chapters.dossier.commands import give_consent
from guanjia.chapters.fieldwork.models import Acceptance, Incident, StepRecord
from guanjia.chapters.planning.models import Approval, PaperSignature
from guanjia.chapters.workforce.models import Certificate, ScreeningStep, Worker
from guanjia.kernel.errors import Conflict
from guanjia.ledger.models import Event
from guanjia.vault.files import opened
from guanjia.vault.models import File
from tests.world import company, homes, people, plans, rosters, uploads, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
TYPED = "长宁路 1 号"


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"


@dataclass(frozen=True)
class Form:
    """
    A form that takes a file.

    :param post: sends it with this content, under the type and name that the sender claims
    :param kept: how many things exist that the form makes
    """

    post: Callable[..., HttpResponse]
    kept: Callable[[], int]


def by_form(browser, address, field, typed, kept):
    def post(content, media_type="image/jpeg", name="photo.jpg"):
        sent = content if isinstance(content, list) else uploads.sent(content, media_type, name)
        return browser.post(address, typed | {field: sent})

    return Form(post, kept)


def by_pad(browser, address, typed, kept):
    def post(content, *_claimed):
        return browser.post(address, typed | {"signature": uploads.drawn(content)})

    return Form(post, kept)


def new_worker(at_desk):
    people.ready()
    recruiter, _ = people.leaders(company.open_branch())
    typed = {
        "name": "王桂兰",
        "phone": "19900001234",
        "id_number": "DEMO-1",
        "born_on": "1980-05-06",
        "mode": "e_bike",
        "employment": "employee",
        "address": TYPED,
    }
    return by_form(
        at_desk(recruiter), reverse("workforce:new"), "photo", typed, Worker.objects.count
    )


def known_worker(at_desk):
    people.ready()
    branch = company.open_branch()
    recruiter, _ = people.leaders(branch)
    worker = people.apply_as_worker(branch, recruiter=recruiter)
    typed = {
        "name": worker.name,
        "born_on": "1980-05-06",
        "mode": "e_bike",
        "employment": "employee",
        "introduction": TYPED,
        "version": worker.version,
    }
    faces = Worker.objects.filter(photo_id__isnull=False).count
    return by_form(
        at_desk(recruiter), reverse("workforce:edit", args=[worker.pk]), "photo", typed, faces
    )


def paper(at_desk):
    people.ready()
    branch = company.open_branch()
    recruiter, _ = people.leaders(branch)
    worker = people.apply_as_worker(branch, recruiter=recruiter)
    typed = {
        "kind": CertificateKind.objects.get(code="health").pk,
        "level": "2",
        "issued_on": "2026-11-01",
        "number": "DEMO-9",
        "issuer": TYPED,
    }
    address = reverse("workforce:hand_in", args=[worker.pk])
    return by_form(at_desk(recruiter), address, "file", typed, Certificate.objects.count)


def screening(at_desk):
    people.ready()
    branch = company.open_branch()
    recruiter, _ = people.leaders(branch)
    worker = people.apply_as_worker(branch, recruiter=recruiter)
    address = reverse("workforce:screen", args=[worker.pk, "identity"])
    typed = {"passed": "yes", "note": TYPED}
    return by_form(at_desk(recruiter), address, "file", typed, ScreeningStep.objects.count)


def _sent(*consents):
    household = rosters.served_household(company.open_branch(), consents=("service", *consents))
    return rosters.staffed_visit(household=household, starts_at=MONDAY_9.replace(minute=30))


def step(at_desk):
    sent = _sent("photos")
    attendance = work.arrived(sent, late=-35)
    asked = next(step for step in work.steps_of(attendance) if step.evidence == "photo")
    address = reverse("fieldwork:step", args=[sent.pk, asked.pk])
    phone = at_desk(people.as_worker(sent.worker))
    return by_form(phone, address, "photo", {"is_done": "yes"}, StepRecord.objects.count)


def incident(at_desk):
    sent = _sent()
    address = reverse("fieldwork:incident", args=[sent.pk])
    typed = {"key": "k1", "kind": "damage", "severity": "minor", "note": TYPED}
    phone = at_desk(people.as_worker(sent.worker))
    return by_form(phone, address, "photo", typed, Incident.objects.count)


def acceptance(at_desk):
    sent = _sent()
    work.left(work.arrived(sent, late=-35))
    address = reverse("fieldwork:acceptance", args=[sent.pk])
    typed = {"is_accepted": "no", "remark": TYPED}
    return by_pad(at_desk(people.as_worker(sent.worker)), address, typed, Acceptance.objects.count)


def assessed_home(at_desk):
    people.ready()
    branch = company.open_branch()
    lin = homes.consultant_of(branch)
    wu = homes.open_household(branch, name="吴家", by=lin, audience="older")
    begun = homes.begun_assessment(wu, by=lin)
    give_consent(actor=lin, household_id=wu.pk, purpose="photos", at=MONDAY_9)
    address = reverse("assessment:add_photo", args=[begun.pk, "home"])
    return by_form(at_desk(lin), address, "photo", {"caption": TYPED}, Photo.objects.count)


def plan(at_desk):
    people.ready()
    branch = company.open_branch()
    lin = homes.consultant_of(branch)
    wu = homes.open_household(branch, name="吴家", by=lin, audience="older")
    offer = plans.offered_plan(wu, by=lin)
    phone = at_desk(homes.client_actor(wu))
    typed = {"number": "1", "signed_name": TYPED}
    address = reverse("planning:answer", args=[offer.pk])
    return by_pad(phone, address, typed, Approval.objects.count)


def signed_plan(at_desk):
    people.ready()
    branch = company.open_branch()
    lin = homes.consultant_of(branch)
    offer = plans.offered_plan(homes.open_household(branch, name="吴家", by=lin), by=lin)
    typed = {"signed_name": TYPED, "signed_on": "2026-11-23"}
    address = reverse("planning:bring_paper", args=[offer.pk])
    return by_form(at_desk(lin), address, "file", typed, PaperSignature.objects.count)


PICTURES = (new_worker, known_worker, step, incident, assessed_home)
PAPERS = (paper, screening, signed_plan)
PADS = (acceptance, plan)
FORMS = (*PICTURES, *PAPERS, *PADS)

WRONG = {
    "empty": (b"", "image/jpeg"),
    "truncated": (uploads.truncated(), "image/jpeg"),
    "text": (b"hello", "text/plain"),
    "text that says it is a picture": (b"hello", "image/jpeg"),
    "page": (uploads.HTML, "text/html"),
    "page that says it is a picture": (uploads.HTML, "image/png"),
    "script": (uploads.SCRIPT, "text/javascript"),
    "drawing with a script": (uploads.SVG, "image/svg+xml"),
    "program for Ghostscript": (uploads.POSTSCRIPT, "image/png"),
    "gif and archive": (uploads.gif_and_archive(), "image/gif"),
    "100 megapixels": (uploads.huge(), "image/png"),
    "moving": (uploads.moving(), "image/png"),
    "too large": (uploads.picture() + b"\0" * 12_000_000, "image/jpeg"),
    "PDF of 15 bytes": (uploads.SMALL_PDF, "application/pdf"),
}


def words(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def form(request, at_desk) -> Form:
    return request.param(at_desk)


def every(*forms):
    return pytest.mark.parametrize("form", forms, indirect=True, ids=lambda made: made.__name__)


def is_said(answer) -> bool:
    """Test whether the refusal stands beside the field, in Chinese, and what was typed is there."""
    if answer.status_code == 400:
        return True  # larger than any pad can send: the page says so, the form is not reached
    shown = words(answer)
    beside = re.search(r'class="error"[^>]*>\s*<p>[^<]*[\u4e00-\u9fff]', shown)
    return bool(
        answer.status_code == 422 and beside and (TYPED in shown or 'name="photo"' in shown)
    )


@every(*FORMS)
def test_what_is_no_file_of_ours_is_refused_in_words_beside_the_field(form, tmp_path):
    before = (form.kept(), ledger_size())

    answers = {wrong: form.post(*sent) for wrong, sent in WRONG.items()}

    assert [wrong for wrong, answer in answers.items() if not is_said(answer)] == []
    assert (form.kept(), ledger_size()) == before
    assert not File.objects.exists()
    assert not list((tmp_path / "vault").rglob("*"))


@every(*PICTURES, *PAPERS)
def test_a_photo_loses_what_the_camera_noted_and_what_is_hidden_behind_it(form):
    """The sender calls it a page; what it is, its content says."""
    answer = form.post(uploads.with_place() + uploads.HTML, "text/html", "photo.html")

    assert answer.status_code == 302
    kept = opened(File.objects.get().pk)
    shown = Image.open(io.BytesIO(kept.content))
    assert kept.media_type == "image/jpeg"
    assert shown.size == (800, 1600), "upright and no larger than needed"
    assert not shown.getexif()
    assert not {"comment", "exif", "icc_profile"} & set(shown.info)
    assert b"script" not in kept.content


@every(assessed_home)
def test_a_photo_is_a_photo_whatever_it_is_called(form):
    claims = ("image/jpg", "image/pjpeg", "application/octet-stream", "text/javascript", "")

    assert {form.post(uploads.with_place(), claim).status_code for claim in claims} == {302}

    kept = [opened(pk) for pk in File.objects.values_list("pk", flat=True)]
    assert len(kept) == 1, "the same picture is kept once, however often it is sent"
    assert {file.media_type for file in kept} == {"image/jpeg"}


@every(incident, paper)
def test_an_iphones_own_format_is_made_a_jpeg(form):
    assert form.post(uploads.IPHONE, "image/heic", "IMG_1.HEIC").status_code == 302

    kept = opened(File.objects.get().pk)
    assert kept.media_type == "image/jpeg"
    assert Image.open(io.BytesIO(kept.content)).size == (64, 48)


@every(*PICTURES)
def test_a_pdf_is_no_picture(form):
    assert is_said(form.post(uploads.paper(), "image/jpeg"))
    assert not File.objects.exists()


@every(assessed_home)
def test_one_bad_picture_takes_no_good_one_along(form):
    several = [uploads.sent(uploads.picture()), uploads.sent(uploads.HTML, name="b.html")]

    answer = form.post(several)

    assert is_said(answer)
    assert "b.html" in words(answer), "which one it was"
    assert form.kept() == 1


@every(*PAPERS)
def test_a_pdf_is_a_paper_and_keeps_nothing_but_its_pages(form):
    answer = form.post(uploads.paper(active=True) + uploads.HTML, "application/pdf", "a.pdf")

    assert answer.status_code == 302
    kept = opened(File.objects.get().pk)
    assert kept.media_type == "application/pdf"
    for trace in (b"/JavaScript", b"/JS", b"/EmbeddedFile", b"/AA", b"<script", b"/OpenAction"):
        assert trace not in kept.content


@every(*PAPERS)
def test_a_pdf_that_does_not_open_is_refused(form):
    for wrong in (uploads.paper(password="1234"), uploads.paper()[:200], uploads.paper(pages=61)):
        assert is_said(form.post(wrong, "application/pdf"))
    assert not File.objects.exists()


@every(*PADS)
def test_a_signature_is_kept_as_a_picture(form):
    assert form.post(None).status_code == 302
    assert opened(File.objects.get().pk).media_type in ("image/png", "image/jpeg")


@every(*FORMS)
def test_of_a_form_that_is_refused_for_something_else_no_file_stays(form, monkeypatch, tmp_path):
    """A file without a row that names it would be personal data that nobody finds again."""

    def refuse(*_args, **_kwargs):
        raise Conflict("Not now.")

    for place in ("workforce.commands.people", "workforce.commands.papers",
                  "fieldwork.commands.steps", "fieldwork.commands.acceptance",
                  "fieldwork.commands.incidents",
                  "planning.commands.agreements", "planning.commands.papers"):  # fmt: skip
        for name in ("record", "record_many", "change", "move"):
            monkeypatch.setattr(f"guanjia.chapters.{place}.{name}", refuse, raising=False)
    monkeypatch.setattr("guanjia.chapters.assessment.models.Photo.objects.create", refuse)
    events = Event.objects.count()

    assert form.post(uploads.picture("PNG")).status_code == 409

    assert Event.objects.count() == events
    assert not File.objects.exists()
    assert not [path for path in (tmp_path / "vault").rglob("*") if path.is_file()]


def test_of_a_file_that_is_far_too_large_no_more_is_kept_than_it_takes_to_say_so(rf):
    """A form is read before anybody knows who sent it."""
    request = rf.post("/", {"photo": uploads.sent(uploads.picture() + b"\0" * 40_000_000)})

    size = request.FILES["photo"].size
    request.close()

    assert 12_000_000 < size < 12_200_000


def test_a_photo_on_its_way_is_written_to_no_disk_in_clear(rf):
    request = rf.post("/", {"photo": uploads.sent(uploads.picture() + b"\0" * 9_000_000)})

    is_on_disk = hasattr(request.FILES["photo"], "temporary_file_path")
    request.close()

    assert not is_on_disk
