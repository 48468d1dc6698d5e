"""A fault of ours is told as one, under a reference; what is none of somebody's business is not."""

import logging
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from guanjia.chapters.fieldwork.models import StepRecord
from guanjia.chapters.org.models import User
from guanjia.doors.api.problems import InJson
from guanjia.doors.faults import fault
from guanjia.vault.commands import store
from guanjia.vault.files import place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.models import File
from tests.world import company, people, rosters, uploads, work
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r"[2-9A-HJ-NP-Z]{8}")


@pytest.fixture
def lost_picture():
    """A picture of work that a manager may see, whose file has gone from the disk."""
    people.ready()
    sent = rosters.staffed_visit(starts_at=MONDAY_9.replace(minute=30))
    attendance = work.arrived(sent, late=-35)
    work.record(attendance, work.told(work.steps_of(attendance)[0]))
    picture = Prepared(uploads.picture(), "image/jpeg")
    row = store(picture, purpose="evidence", user_id=None, at=MONDAY_9)
    StepRecord.objects.update(file_id=row.pk)
    place_of(row.stored_as).unlink()
    return sent, reverse("fieldwork:evidence", args=[row.pk])


def signed_in(actor):
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(id=actor.user_id))
    return browser


def test_what_breaks_in_our_own_code_is_our_fault_and_has_a_reference(
    lost_picture, caplog, settings
):
    sent, address = lost_picture
    settings.VAULT_ROOT = None
    manager = company.staff("manager", sent.visit.household.branch)

    with caplog.at_level(logging.ERROR):
        answer = signed_in(manager).get(address)

    assert answer.status_code == 500
    words = answer.content.decode()
    assert "这个编号" in words
    reference = REFERENCE.search(answer["X-Fault"])[0]
    assert reference in words
    [told] = [one for one in caplog.records if reference in one.getMessage()]
    assert isinstance(told.exc_info[1], TypeError)


def test_a_file_that_is_lost_is_told_in_words_and_whoever_looks_after_the_house_learns_where_it_lay(
    lost_picture, caplog
):
    sent, address = lost_picture
    manager = company.staff("manager", sent.visit.household.branch)

    with caplog.at_level(logging.ERROR):
        answer = signed_in(manager).get(address)

    number = File.objects.latest("id").pk
    assert answer.status_code == 503
    assert f"{number} 号文件已不在原处" in answer.content.decode()
    place = place_of(File.objects.get(id=number).stored_as)
    assert any(str(place) in one.getMessage() for one in caplog.records)


def test_what_somebody_may_not_see_does_not_exist_for_them_whether_it_is_lost_or_not(lost_picture):
    _sent, address = lost_picture
    stranger = company.staff("manager", company.open_branch("W", name="西店"))

    answer = signed_in(stranger).get(address)

    assert answer.status_code == 404
    assert "X-Fault" not in answer


def test_programs_are_told_the_reference_too(caplog):
    def broken(request):
        try:
            raise RuntimeError("a fault of ours")
        except RuntimeError:
            return fault(request)

    answer = InJson(broken)(RequestFactory().get("/api/v1/visits"))

    assert answer.status_code == 500
    [reference] = REFERENCE.findall(answer.content.decode())
    assert any(reference in one.getMessage() for one in caplog.records)
