"""Workers in pages: found, taken on, screened, their papers verified, and looked at with care."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from guanjia.chapters.catalog.models import CertificateKind
from guanjia.chapters.workforce.models import Certificate, Leave, ScreeningStep, Worker
from guanjia.doors.web.formatting import days_left
from guanjia.outbound.commands import MESSENGER, queue_notice, send_due
from guanjia.outbound.messages import Memory, carried_by
from guanjia.vault.models import AccessRecord
from tests.world import uploads
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff
from tests.world.people import Paper, apply_as_worker, as_worker, hand_in, hire_worker


def picture() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return SimpleUploadedFile("paper.jpg", drawn.getvalue(), content_type="image/jpeg")


def person(**changes):
    typed = {
        "name": "王桂兰",
        "phone": "19900001234",
        "id_number": "DEMO-1",
        "born_on": "1980-05-06",
        "mode": "e_bike",
        "employment": "employee",
    }
    return typed | changes


def test_a_recruiter_takes_somebody_on_step_by_step(shop, at_desk):
    """Requirement 1.5: the guided form leads from who they are to papers, hours and screening."""
    browser = at_desk(shop.recruiter)
    answer = browser.post(reverse("workforce:new"), person() | {"photo": picture()}, follow=True)
    worker = Worker.objects.get()
    assert answer.redirect_chain == [
        (reverse("workforce:hand_in", args=[worker.pk]) + "?guided=1", 302)
    ]
    assert worker.name in answer.content.decode()
    assert browser.get(reverse("workforce:photo", args=[worker.pk])).status_code == 200

    hours = {"from_0_1": "09:00", "until_0_1": "18:00", "from_6_1": "20:00", "until_6_1": "23:59"}
    answer = browser.post(reverse("workforce:hours", args=[worker.pk]) + "?guided=1", hours)
    assert answer.url.endswith("?tab=screening")
    assert list(worker.shifts.values_list("weekday", "ends_minute")) == [(0, 1080), (6, 1440)]


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"name": ""}, "This field is required"),
        ({"phone": "123"}, "not a phone number"),
        ({"born_on": "2015-01-01"}, "from the age of 18"),
        ({"id_number": "110101198005060012"}, "cannot be right"),
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field_and_what_was_typed_is_kept(
    shop, at_desk, typed, words
):
    before = ledger_size()
    answer = at_desk(shop.recruiter).post(
        reverse("workforce:new"), person(address="长宁路 1 号") | typed
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "长宁路 1 号" in text
    assert (Worker.objects.count(), ledger_size()) == (0, before)


def test_a_file_that_is_no_picture_is_refused_and_nobody_is_taken_on(shop, at_desk):
    fake = SimpleUploadedFile("paper.jpg", b"not a picture", content_type="image/jpeg")
    answer = at_desk(shop.recruiter).post(reverse("workforce:new"), person() | {"photo": fake})
    assert answer.status_code == 422
    assert "This is no picture" in answer.content.decode()
    assert not Worker.objects.exists()


def test_a_worker_is_found_by_the_last_digits_of_the_phone(shop, at_desk):
    """Requirement 1.4: the list is searched as people remember."""
    hire_worker(shop.branch, name="王桂兰", phone="19900004321", by=shop.by)
    hire_worker(shop.branch, name="李秀珍", by=shop.by)
    text = at_desk(shop.manager).get(reverse("workforce:workers"), {"q": "4321"}).content.decode()
    assert "王桂兰" in text
    assert "李秀珍" not in text
    assert "19900004321" not in text


def test_the_list_is_taken_along_as_a_table_without_numbers_in_clear(shop, at_desk):
    """Requirement 8.4: an export is masked like the page it comes from."""
    hire_worker(shop.branch, name="=王桂兰", phone="19900004321", by=shop.by)
    apply_as_worker(shop.branch, name="李秀珍", recruiter=shop.recruiter)
    answer = at_desk(shop.manager).get(reverse("workforce:export"), {"status": "active"})
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == 2
    assert "'=王桂兰" in rows[1]
    assert "199••••4321" in rows[1]


def test_an_empty_list_offers_the_first_step(shop, at_desk):
    text = at_desk(shop.recruiter).get(reverse("workforce:workers")).content.decode()
    assert reverse("workforce:new") in text
    assert "Nobody here fits" in text


@pytest.mark.parametrize("tab", ["may", "papers", "hours", "screening", "history"])
def test_every_tab_of_a_record_is_shown(shop, at_desk, tab):
    worker = hire_worker(shop.branch, by=shop.by)
    answer = at_desk(shop.manager).get(reverse("workforce:worker", args=[worker.pk]), {"tab": tab})
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.content.decode()


@pytest.mark.usefixtures("monday_morning")
def test_papers_of_several_people_are_not_put_on_one(shop, at_desk):
    first = hire_worker(shop.branch, by=shop.by, certificates=[Paper("first_aid", days_left=3)])
    desk = at_desk(shop.recruiter)
    assert "and others" not in desk.get("/today/").content.decode()

    hire_worker(
        shop.branch, name="何秀兰", by=shop.by, certificates=[Paper("first_aid", days_left=9)]
    )

    today = desk.get("/today/").content.decode()
    assert f"{first.name} and others, 2 people" in today
    assert "2 papers end soon or have ended" in today


@pytest.mark.usefixtures("monday_morning")
def test_today_and_the_list_of_papers_count_the_same_days(shop, at_desk):
    hire_worker(shop.branch, by=shop.by, certificates=[Paper("first_aid", days_left=3)])
    desk = at_desk(shop.recruiter)
    assert "3 days left" in desk.get(reverse("workforce:due")).content.decode()
    assert "3 days left" in desk.get("/today/").content.decode()
    assert [days_left(days) for days in (-36, 0, 1)] == [
        "ended 36 days ago",
        "ends today",
        "1 day left",
    ]


@pytest.mark.usefixtures("monday_morning")
def test_a_paper_that_ends_today_says_so_on_the_record_too(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by, certificates=[Paper("first_aid", days_left=0)])

    text = (
        at_desk(shop.recruiter)
        .get(reverse("workforce:worker", args=[worker.pk]), {"tab": "papers"})
        .content.decode()
    )

    assert "ends today" in text
    assert "0 days left" not in text


def test_the_history_tells_what_was_decided_and_no_messages(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    queue_notice(
        actor=MESSENGER,
        key="told/1",
        kind="leave.decided",
        channel="app",
        about=f"worker/{worker.pk}",
        words="批了",
        at=MONDAY_9,
        user_id=worker.user_id,
    )
    with carried_by(Memory(), "app"):
        send_due(at=MONDAY_9)

    address = reverse("workforce:worker", args=[worker.pk])
    told = at_desk(shop.manager).get(address, {"tab": "history"}).context["moments"]

    assert told
    assert not [one["words"] for one in told if "notice" in one["words"]]
    assert not [one["words"] for one in told if re.search(r"\d-\d\d-\d\d", one["words"])]


def test_a_record_of_another_branch_is_not_there(shop, at_desk):
    """Requirement 8.3: others' branches do not exist."""
    worker = hire_worker(shop.branch, by=shop.by)
    stranger = staff("manager", open_branch(name="城西店"))
    address = reverse("workforce:worker", args=[worker.pk])
    assert at_desk(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_step_out_of_turn_is_refused_with_its_reason(shop, at_desk):
    """Requirement 1.5: 409, and the note that was typed is kept."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    answer = at_desk(shop.recruiter).post(
        reverse("workforce:screen", args=[worker.pk, "references"]),
        {"passed": "yes", "note": "电话核实"},
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "comes after" in text
    assert "电话核实" in text
    assert not ScreeningStep.objects.exists()


def test_a_step_is_decided_with_a_picture_as_evidence(shop, at_desk):
    """Requirement 1.5: evidence for each step."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    browser = at_desk(shop.recruiter)
    browser.post(
        reverse("workforce:screen", args=[worker.pk, "identity"]),
        {"passed": "yes", "file": picture()},
    )
    step = worker.screening_steps.get()
    assert step.passed
    address = reverse("workforce:file", args=[worker.pk, step.file_id])
    assert browser.get(address)["Content-Type"] == "image/jpeg"
    trainer = staff("trainer", shop.branch)
    assert at_desk(trainer).get(address).status_code == 404


def paper_form(**changes):
    typed = {
        "kind": CertificateKind.objects.get(code="health").pk,
        "level": "2",
        "issued_on": "2026-11-01",
        "number": "DEMO-9",
    }
    return typed | changes


def test_a_worker_hands_in_a_paper_from_the_phone_and_the_recruiter_verifies_it(shop, at_desk):
    """Requirement 1.4: scan, number, issuer, dates, and verification by somebody else."""
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    phone = at_desk(as_worker(worker))
    answer = phone.post(
        reverse("workforce:hand_in", args=[worker.pk]), paper_form() | {"file": picture()}
    )
    assert answer.url == reverse("workforce:me")
    paper = Certificate.objects.get()
    assert phone.get(reverse("workforce:verify", args=[paper.pk])).status_code == 404

    desk = at_desk(shop.recruiter)
    assert "DEMO-9" in desk.get(reverse("workforce:verify", args=[paper.pk])).content.decode()
    desk.post(reverse("workforce:verify", args=[paper.pk]), {"how": "original"})

    paper.refresh_from_db()
    assert paper.status == "verified"
    assert paper.expires_on == date(2027, 10, 31)


def test_a_paper_with_impossible_dates_is_refused_beside_the_date(shop, at_desk):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    answer = at_desk(shop.recruiter).post(
        reverse("workforce:hand_in", args=[worker.pk]), paper_form(issued_on="2027-01-01")
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "lies in the future" in text
    assert 'value="DEMO-9"' in text
    assert not Certificate.objects.exists()


def test_what_waits_and_what_ends_stands_on_the_desk(shop, at_desk):
    """Requirement 1.4: reminders ahead of expiry, and papers that wait to be verified."""
    worker = hire_worker(
        shop.branch,
        name="王桂兰",
        by=shop.by,
        usual_papers=[Paper("health", level=4, days_left=5), Paper("minors_check")],
    )
    unverified = Paper("first_aid", is_verified=False)
    hand_in(worker, unverified, by=shop.recruiter, verified_by=shop.manager, at=MONDAY_9)
    text = at_desk(shop.manager).get(reverse("workforce:due")).content.decode()
    assert "5 days left" in text
    assert "First aid certificate" in text


def test_a_phone_number_is_shown_after_a_reason_and_the_look_is_kept(shop, at_desk):
    """Requirement 8.3: masked by default; every look is recorded."""
    worker = hire_worker(shop.branch, phone="19900004321", by=shop.by)
    browser, address = at_desk(shop.manager), reverse("workforce:reveal", args=[worker.pk, "phone"])

    assert "19900004321" not in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 422
    assert not AccessRecord.objects.exists()

    answer = browser.post(address, {"purpose": "call"})
    assert "19900004321" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert AccessRecord.objects.get().purpose == "call"


def test_the_manager_suspends_with_a_reason(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    browser, address = at_desk(shop.manager), reverse("workforce:move", args=[worker.pk, "suspend"])
    assert "taken off all visits" in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 422
    browser.post(address, {"reason": "complaint"})
    worker.refresh_from_db()
    assert worker.status == "suspended"


def test_a_recruiter_is_told_that_the_manager_decides(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    before = ledger_size()
    address = reverse("workforce:move", args=[worker.pk, "suspend"])
    answer = at_desk(shop.recruiter).post(address, {"reason": "complaint"})
    assert answer.status_code == 403
    assert "Only the branch manager decides this." in answer.content.decode()
    worker.refresh_from_db()
    assert (worker.status, ledger_size()) == ("active", before)


def test_two_managers_suspend_at_once_and_one_is_told(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    browser, address = at_desk(shop.manager), reverse("workforce:move", args=[worker.pk, "suspend"])
    assert browser.post(address, {"reason": "complaint"}).status_code == 302
    assert browser.post(address, {"reason": "complaint"}).status_code == 409


def test_a_worker_asks_for_leave_and_the_manager_gives_it(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    phone = at_desk(as_worker(worker))
    asked = {"starts_at": "2026-12-01", "ends_at": "2026-12-02", "reason": "family"}
    phone.post(reverse("workforce:leave", args=[worker.pk]), asked)
    leave = Leave.objects.get()
    assert (leave.ends_at - leave.starts_at).days == 2
    assert "Dec" in phone.get(reverse("workforce:me")).content.decode()

    address = reverse("workforce:decide_leave", args=[leave.pk])
    assert phone.post(address, {"approved": "yes"}).status_code == 404
    at_desk(shop.manager).post(address, {"approved": "yes"})
    leave.refresh_from_db()
    assert leave.status == "approved"


def test_leave_that_ends_before_it_starts_is_refused_beside_the_day(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    answer = at_desk(shop.manager).post(
        reverse("workforce:leave", args=[worker.pk]),
        {"starts_at": "2026-12-05", "ends_at": "2026-12-01", "reason": "sick"},
    )
    assert answer.status_code == 422
    assert "Leave ends after it starts" in answer.content.decode()
    assert not Leave.objects.exists()


def test_half_a_stretch_of_hours_is_refused(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    answer = at_desk(shop.manager).post(
        reverse("workforce:hours", args=[worker.pk]), {"from_0_1": "09:00"}
    )
    assert answer.status_code == 422
    assert "Give both ends" in answer.content.decode()
    assert worker.shifts.count() == 6


def test_a_client_has_no_page_of_workers(shop, at_desk):
    worker = hire_worker(shop.branch, by=shop.by)
    other = hire_worker(shop.branch, by=shop.by)
    phone = at_desk(as_worker(worker))
    assert phone.get(reverse("workforce:worker", args=[other.pk])).status_code == 404
    assert at_desk(shop.manager).get(reverse("workforce:me")).status_code == 404


def test_a_paper_that_is_a_pdf_is_opened_beside_its_data_and_not_drawn_as_a_broken_picture(
    shop, at_desk
):
    worker = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    pdf = uploads.sent(uploads.paper(), "application/pdf", "paper.pdf")
    at_desk(shop.recruiter).post(
        reverse("workforce:hand_in", args=[worker.pk]), paper_form(file=pdf)
    )
    certificate = Certificate.objects.get()
    desk = at_desk(shop.manager)

    text = desk.get(reverse("workforce:verify", args=[certificate.pk])).content.decode()

    address = reverse("workforce:file", args=[worker.pk, certificate.file_id])
    assert f'src="{address}"' not in text
    assert f'href="{address}"' in text
    assert desk.get(address)["Content-Type"] == "application/pdf"
