"""What a household sees of whoever comes to its next visit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.dispatch.commands import withdraw_assignment
from guanjia.chapters.org.commands import make_link
from guanjia.chapters.org.queries import token_of
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Certificate
from guanjia.doors import clock
from guanjia.ledger.models import Event
from guanjia.vault.commands import store
from guanjia.vault.intake import Prepared
from guanjia.vault.models import AccessRecord, ErasedFile
from tests.world import company, homes, people, rosters, uploads
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def sent():
    people.ready()
    branch = company.open_branch()
    worker = people.hire_worker(branch, name="陈玉莲")
    wu = homes.open_household(branch, name="吴家", consents=("service", "messages"))
    return rosters.staffed_visit(branch, household=wu, worker=worker)


def page_of(at_desk, sent):
    browser = at_desk(homes.client_actor(sent.visit.household))
    return browser.get(f"/my/coming/{sent.visit_id}/").content.decode()


def test_the_name_and_the_papers_that_were_checked_are_shown(at_desk, sent):
    verified = Certificate.objects.filter(worker=sent.worker, status="verified")
    names = set(verified.values_list("kind__name", flat=True))
    assert names

    page = page_of(at_desk, sent)

    assert "陈玉莲" in page
    assert "已核验的证件" in page
    assert all(name in page for name in names)


def test_a_paper_that_runs_out_before_the_visit_is_not_shown(at_desk, sent):
    Certificate.objects.filter(worker=sent.worker).update(
        issued_on=MONDAY_9.date() - timedelta(days=400),
        expires_on=sent.visit.on - timedelta(days=1),
    )

    assert "已核验的证件" not in page_of(at_desk, sent)


def test_another_household_sees_nobody(at_desk, sent):
    other = homes.open_household(sent.visit.branch, name="沈家")

    answer = at_desk(homes.client_actor(other)).get(f"/my/coming/{sent.visit_id}/")

    assert answer.status_code == 404


@pytest.fixture
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


@pytest.fixture
def face(sent, own_vault):
    """Keep a picture of who comes, who agrees that clients see it; return where it is shown."""
    kept = store(
        Prepared(uploads.picture(), "image/jpeg"), purpose="photo", user_id=None, at=MONDAY_9
    )
    herself = people.as_worker(sent.worker)
    workforce.set_photo(actor=herself, worker_id=sent.worker_id, file_id=kept.pk, at=MONDAY_9)
    workforce.agree_to_show_face(actor=herself, worker_id=sent.worker_id, at=MONDAY_9)
    return f"/my/coming/{sent.visit_id}/faces/{sent.worker_id}/"


def statuses(at_desk, sent, face):
    """Return whether the page shows the picture, and what its address answers."""
    answer = at_desk(homes.client_actor(sent.visit.household)).get(face)
    return face in page_of(at_desk, sent), answer.status_code


def test_the_face_is_shown_to_the_household_and_the_look_is_recorded(at_desk, sent, face):
    client = homes.client_actor(sent.visit.household)

    assert statuses(at_desk, sent, face) == (True, 200)
    [look] = AccessRecord.objects.values_list("user_id", "noun", "object_id", "field")
    assert look == (client.user_id, "worker", sent.worker_id, "face")


def test_without_a_picture_the_surname_stands_in_a_circle(at_desk, sent):
    page = page_of(at_desk, sent)

    assert '<span class="person huge" aria-hidden="true">陈</span>' in page
    assert "/faces/" not in page


def test_who_takes_their_yes_back_is_seen_no_more(at_desk, sent, face):
    herself = people.as_worker(sent.worker)
    workforce.withdraw_face(actor=herself, worker_id=sent.worker_id, at=MONDAY_9)

    assert statuses(at_desk, sent, face) == (False, 404)


def test_who_has_left_is_seen_no_more_and_is_asked_again_when_coming_back(at_desk, sent, face):
    _recruiter, manager = people.leaders(sent.worker.branch)
    workforce.part_with_worker(actor=manager, worker_id=sent.worker_id, reason="other", at=MONDAY_9)

    assert statuses(at_desk, sent, face) == (False, 404)
    sent.worker.refresh_from_db()
    assert sent.worker.face_shown_since is None


def test_a_removed_picture_leaves_the_vault(at_desk, sent, face):
    herself = people.as_worker(sent.worker)
    workforce.remove_photo(actor=herself, worker_id=sent.worker_id, at=MONDAY_9)

    assert statuses(at_desk, sent, face) == (False, 404)
    assert ErasedFile.objects.get().reason == "face"


def test_the_face_is_gone_when_somebody_else_comes(at_desk, sent, face):
    dispatcher = company.staff("dispatcher", sent.visit.branch)
    withdraw_assignment(actor=dispatcher, assignment_id=sent.pk, reason="other", at=MONDAY_9)

    assert statuses(at_desk, sent, face) == (False, 404)


def test_the_face_is_gone_when_the_visit_is_over(at_desk, sent, face):
    clock.shift_clock(sent.visit.window_end - timezone.now())

    assert statuses(at_desk, sent, face) == (False, 404)


def test_by_the_link_to_the_visit_the_face_is_shown_and_the_look_is_a_fact(client, sent, face):
    household = sent.visit.household
    link = make_link(
        actor=company.HANDOFFS,
        purpose="visit",
        subject_id=sent.visit_id,
        household_id=household.pk,
        branch_id=household.branch_id,
        phone=household.contacts.get(is_decider=True).phone,
        expires_at=sent.ends_at,
        at=MONDAY_9,
    )
    other = rosters.staffed_visit(
        sent.visit.branch,
        household=household,
        worker=sent.worker,
        starts_at=sent.starts_at + timedelta(days=1),
    )

    page = client.post(f"/go/{token_of(link.pk)}/", follow=True).content.decode()

    assert face in page
    assert client.get(face).status_code == 200
    assert Event.objects.get(kind="worker.face_seen").payload["visit_id"] == sent.visit_id
    of_another_visit = client.get(f"/my/coming/{other.visit_id}/faces/{sent.worker_id}/")
    assert of_another_visit.status_code != 200


def test_another_household_never_sees_the_face(at_desk, sent, face):
    other = homes.open_household(sent.visit.branch, name="沈家")

    assert at_desk(homes.client_actor(other)).get(face).status_code == 404


def test_the_file_is_not_handed_out_by_the_address_of_the_desk(at_desk, sent, face):
    client = at_desk(homes.client_actor(sent.visit.household))

    assert client.get(f"/workers/{sent.worker_id}/photo/").status_code == 404
