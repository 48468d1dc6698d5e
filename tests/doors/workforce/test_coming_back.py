"""People who come back, at the desk: named with what was, and taken up again on the old record."""

from django.urls import reverse

from guanjia.chapters.workforce.models import Worker
from tests.world.company import ledger_size
from tests.world.people import apply_as_worker, hire_worker


def person(**changes):
    typed = {
        "name": "王桂兰",
        "phone": "19900001234",
        "born_on": "1980-05-06",
        "mode": "e_bike",
        "employment": "employee",
    }
    return typed | changes


def test_who_comes_back_is_recognised_and_taken_up_again_on_the_old_record(shop, at_desk):
    browser, manager = at_desk(shop.recruiter), at_desk(shop.manager)
    worker = hire_worker(shop.branch, by=shop.by, phone="19900001234")
    gone = manager.post(reverse("workforce:move", args=[worker.pk, "leave"]), {"reason": "conduct"})
    assert gone.status_code == 302

    answer = browser.post(reverse("workforce:new"), person(name="王桂兰"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "conduct" in text
    assert reverse("workforce:worker", args=[worker.pk]) in text
    assert Worker.objects.count() == 1

    asked = browser.get(reverse("workforce:move", args=[worker.pk, "reopen"])).content.decode()
    assert "Left the company: broke the conduct standard" in asked
    again = browser.post(reverse("workforce:move", args=[worker.pk, "reopen"]))
    worker.refresh_from_db()
    assert (again.status_code, worker.status) == (302, "applicant")
    page = browser.get(reverse("workforce:worker", args=[worker.pk])).content.decode()
    assert "0/6" in page


def test_leaving_and_not_taking_on_ask_for_a_reason(shop, at_desk):
    browser = at_desk(shop.manager)
    applicant = apply_as_worker(shop.branch, recruiter=shop.recruiter)
    before = ledger_size()

    answer = browser.post(reverse("workforce:move", args=[applicant.pk, "reject"]))

    applicant.refresh_from_db()
    assert answer.status_code == 422
    assert (applicant.status, ledger_size()) == ("applicant", before)


def test_an_identity_number_that_is_known_is_said_beside_its_field(shop, at_desk):
    apply_as_worker(shop.branch, recruiter=shop.recruiter, id_number="DEMO-1")
    before = ledger_size()

    answer = at_desk(shop.recruiter).post(reverse("workforce:new"), person(id_number="demo 1"))

    assert answer.status_code == 422
    assert "is among the workers already" in answer.content.decode()
    assert (Worker.objects.count(), ledger_size()) == (1, before)
