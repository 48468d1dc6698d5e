"""Every file that leaves: it cannot run on our pages, is kept by no browser, and who looked is known."""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from guanjia.chapters.dossier.commands import give_consent
from guanjia.chapters.fieldwork import commands as fieldwork
from guanjia.chapters.fieldwork.models import StepRecord
from guanjia.chapters.workforce import commands as workforce
from guanjia.doors.files import hand_out
from guanjia.kernel.actors import Actor
from guanjia.vault.commands import store
from guanjia.vault.files import Opened, place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import encrypt_bytes
from guanjia.vault.models import AccessRecord, File
from tests.world import company, homes, papers, people, plans, rosters, uploads, work
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


def kept(content: bytes | None = None, media_type: str = "image/jpeg") -> int:
    """Put a file into the vault, as it may lie there since before there was an intake."""
    prepared = Prepared(uploads.picture() if content is None else content, media_type)
    return store(prepared, purpose="test", user_id=None, at=MONDAY_9).pk


@dataclass(frozen=True)
class Way:
    """An address that answers with the file `file_id`, who asks there, and whose the file is."""

    address: str
    reader: Actor
    owner: Actor
    looks: tuple[tuple[str, str], ...] = ()


def face(file_id: int) -> Way:
    branch = _branch()
    recruiter, manager = people.leaders(branch)
    worker = people.hire_worker(branch, by=(recruiter, manager))
    workforce.set_photo(actor=recruiter, worker_id=worker.pk, file_id=file_id, at=MONDAY_9)
    return Way(reverse("workforce:photo", args=[worker.pk]), manager, people.as_worker(worker))


def paper(file_id: int) -> Way:
    branch = _branch()
    recruiter, manager = people.leaders(branch)
    worker = people.apply_as_worker(branch, recruiter=recruiter)
    handed_in = people.hand_in(
        worker, people.Paper("health"), by=recruiter, verified_by=manager, at=MONDAY_9
    )
    type(handed_in).objects.update(file_id=file_id)
    address = reverse("workforce:file", args=[worker.pk, file_id])
    return Way(address, manager, people.as_worker(worker), (("certificate", "file"),))


def screening(file_id: int) -> Way:
    branch = _branch()
    recruiter, manager = people.leaders(branch)
    worker = people.apply_as_worker(branch, recruiter=recruiter)
    workforce.decide_screening_step(
        actor=recruiter,
        worker_id=worker.pk,
        step="identity",
        passed=True,
        file_id=file_id,
        at=MONDAY_9,
    )
    address = reverse("workforce:file", args=[worker.pk, file_id])
    return Way(address, manager, recruiter, (("screeningstep", "file"),))


def evidence(file_id: int) -> Way:
    sent = _sent()
    attendance = work.arrived(sent, late=-35)
    work.record(attendance, work.told(work.steps_of(attendance)[0]))
    StepRecord.objects.update(file_id=file_id)
    return _of_work(file_id, sent, "evidence")


def incident(file_id: int) -> Way:
    sent = _sent()
    fieldwork.report_incident(
        actor=people.as_worker(sent.worker),
        assignment_id=sent.pk,
        key="k1",
        kind="damage",
        severity="minor",
        note="碰碎一个杯子",
        happened_at=MONDAY_9,
        file_id=file_id,
        at=MONDAY_9,
    )
    return _of_work(file_id, sent, "incident")


def signature(file_id: int) -> Way:
    sent = _sent()
    attendance = work.left(work.arrived(sent, late=-35))
    fieldwork.accept_work(
        actor=people.as_worker(sent.worker),
        attendance_id=attendance.pk,
        is_accepted=True,
        signature_file_id=file_id,
        at=sent.ends_at,
    )
    return _of_work(file_id, sent, "signature")


def home(file_id: int) -> Way:
    branch = _branch()
    lin = homes.consultant_of(branch)
    wu = homes.open_household(branch, name="吴家", by=lin, audience="older")
    give_consent(actor=lin, household_id=wu.pk, purpose="photos", at=MONDAY_9)
    begun = homes.begun_assessment(wu, by=lin)
    shown = begun.photos.create(group="home", file_id=file_id, taken_at=MONDAY_9)
    address = reverse("assessment:photo", args=[shown.pk])
    return Way(address, lin, lin, (("household", "photo"),))


def signed_plan(file_id: int) -> Way:
    branch = _branch()
    lin = homes.consultant_of(branch)
    offer = plans.offered_plan(homes.open_household(branch, name="吴家", by=lin), by=lin)
    brought = papers.brought(offer, by=lin, file_id=file_id)
    address = reverse("planning:scan", args=[brought.pk])
    manager = company.staff("manager", branch)
    return Way(address, manager, lin, (("papersignature", "file"),))


def _branch():
    people.ready()
    return company.open_branch()


def _sent():
    return rosters.staffed_visit(starts_at=MONDAY_9.replace(minute=30))


def _of_work(file_id: int, sent, what: str) -> Way:
    address = reverse("fieldwork:evidence", args=[file_id])
    reader = company.staff("manager", sent.visit.household.branch)
    return Way(address, reader, people.as_worker(sent.worker), (("household", what),))


WAYS = (face, paper, screening, evidence, incident, signature, home, signed_plan)
every = pytest.mark.parametrize("way", WAYS)


def is_safe(answer) -> bool:
    """Test what holds for every file, shown or saved."""
    return (
        answer["X-Content-Type-Options"] == "nosniff"
        and answer["Cache-Control"] == "no-store"
        and answer["Cross-Origin-Resource-Policy"] == "same-origin"
        and "default-src 'none'" in answer["Content-Security-Policy"]
    )


@every
def test_a_picture_of_ours_is_shown_in_place(way, at_desk):
    asked = way(kept())

    answer = at_desk(asked.reader).get(asked.address)

    assert is_safe(answer)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" not in answer["Content-Security-Policy"]


OLD = [
    (uploads.HTML, "text/html"),
    (uploads.SCRIPT, "text/javascript"),
    (uploads.SVG, "image/svg+xml"),
    ("吴敏".encode(), "text/plain"),
    (uploads.HTML, "image/jpeg"),
    (uploads.HTML, "application/pdf"),
]


@every
def test_a_page_that_lies_there_from_before_is_saved_and_never_runs(way, at_desk):
    """A stored page with a stored script, shown from our own address, once acted for whoever looked."""
    asked = way(kept(uploads.HTML, "text/html"))

    assert is_only_saved(at_desk(asked.reader).get(asked.address))


@pytest.mark.parametrize("content, media_type", OLD)
def test_only_what_is_what_it_says_is_shown_in_place(content, media_type):
    assert is_only_saved(hand_out(Opened(content, media_type), name="old"))


def is_only_saved(answer) -> bool:
    return (
        is_safe(answer)
        and answer["Content-Type"] == "application/octet-stream"
        and answer["Content-Disposition"].startswith("attachment")
        and answer["Content-Security-Policy"].startswith("sandbox")
    )


@every
def test_who_looks_at_what_is_personal_is_on_record(way, at_desk):
    """Requirement 8.3: every look at sensitive data is recorded."""
    asked = way(kept())

    at_desk(asked.reader).get(asked.address)

    seen = AccessRecord.objects.filter(user_id=asked.reader.user_id)
    assert tuple(seen.values_list("noun", "field")) == asked.looks


@every
@pytest.mark.parametrize("stands_there", [None, b"spoilt", encrypt_bytes(b"of somebody else")])
def test_a_file_that_is_lost_is_said_to_be_in_words_and_nobody_has_seen_it(
    way, at_desk, stands_there
):
    asked = way(kept())
    place = place_of(File.objects.latest("id").stored_as)
    place.unlink()
    if stands_there:
        place.write_bytes(stands_there)

    answer = at_desk(asked.reader).get(asked.address)

    assert answer.status_code == 503
    assert "备份中也许还有" in answer.content.decode()
    assert not AccessRecord.objects.filter(user_id=asked.reader.user_id).exists()


@pytest.mark.parametrize("way", [face, paper, evidence, incident, signature])
def test_whoever_looks_at_their_own_is_not_recorded(way, at_desk):
    asked = way(kept())

    assert at_desk(asked.owner).get(asked.address).status_code == 200
    assert not AccessRecord.objects.filter(user_id=asked.owner.user_id).exists()


@every
def test_to_others_the_file_does_not_exist(way, at_desk):
    asked = way(kept())
    stranger = company.staff("manager", company.open_branch("W", name="西店"))

    assert at_desk(stranger).get(asked.address).status_code == 404
    assert Client().get(asked.address).status_code == 302
    assert not AccessRecord.objects.filter(user_id=stranger.user_id).exists()


def test_the_household_reads_that_somebody_looked_at_pictures_of_its_home(at_desk):
    asked = evidence(kept())
    at_desk(asked.reader).get(asked.address)
    household_id = AccessRecord.objects.get().object_id

    text = (
        at_desk(asked.reader)
        .get(reverse("dossier:access_records", args=[household_id]))
        .content.decode()
    )

    assert "服务照片" in text
    assert "查看服务情况" in text


def test_a_file_is_asked_for_its_head_and_answers_a_range_with_all_of_it(at_desk):
    asked = evidence(kept())
    desk = at_desk(asked.reader)

    whole = desk.get(asked.address)
    part = desk.get(asked.address, headers={"range": "bytes=0-9"})
    head = desk.head(asked.address)

    assert (part.status_code, part.content) == (200, whole.content)
    assert part["Accept-Ranges"] == "none"
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == "image/jpeg"


def test_a_plan_on_paper_is_shown_in_place(at_desk):
    branch = _branch()
    lin = homes.consultant_of(branch)
    wu = homes.open_household(branch, name="吴家", by=lin, audience="older")
    offer = plans.offered_plan(wu, by=lin)

    answer = at_desk(lin).get(reverse("planning:paper", args=[offer.pk]))

    assert is_safe(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert re.match(r'inline; filename="[\w-]+\.pdf"', answer["Content-Disposition"])


@pytest.mark.parametrize(
    "name, said",
    [
        ("证件 7", "inline; filename*=utf-8''%E8%AF%81%E4%BB%B6%207.jpg"),
        ('a"\r\nSet-Cookie: x', 'inline; filename="a---Set-Cookie- x.jpg"'),
        ("../../etc/passwd", 'inline; filename="etc-passwd.jpg"'),
        ("\u202egpj.exe", 'inline; filename="gpj.exe.jpg"'),
        ("", 'inline; filename="file.jpg"'),
    ],
)
def test_a_name_ends_no_header_names_no_folder_and_turns_no_letters_round(name, said):
    answer = hand_out(Opened(uploads.picture(), "image/jpeg"), name=name)
    assert answer["Content-Disposition"] == said
