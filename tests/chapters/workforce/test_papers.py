"""Certificates are handed in by one and verified by another, and end on their day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from guanjia.chapters.catalog.models import CertificateKind
from guanjia.chapters.workforce import commands, queries
from guanjia.chapters.workforce.models import Certificate
from guanjia.kernel.actors import house_actor
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed
from guanjia.ledger.queries import facts_about
from guanjia.vault.models import AccessRecord
from tests.world.company import MONDAY_9, ledger_size
from tests.world.people import Paper, apply_as_worker, as_worker, hand_in, hire_worker

TODAY = date(2026, 11, 23)
EXPIRY = house_actor("expiry", "manager")


def submit(shop, worker, *, by=None, kind="health", issued_on=TODAY, **paper):
    return commands.submit_certificate(
        actor=by or shop.recruiter,
        worker_id=worker.pk,
        kind_id=CertificateKind.objects.get(code=kind).pk,
        issued_on=issued_on,
        at=MONDAY_9,
        **paper,
    )


def verify(paper, *, by, how="original"):
    return commands.verify_certificate(actor=by, certificate_id=paper.pk, how=how, at=MONDAY_9)


@pytest.fixture
def applicant(shop):
    return apply_as_worker(shop.branch, recruiter=shop.recruiter)


def test_a_paper_counts_once_somebody_else_has_verified_it(shop, applicant):
    """Requirement 1.4: verification says who, when and how."""
    paper = submit(shop, applicant, level=2, number="DEMO-1")
    assert (paper.status, paper.expires_on) == ("submitted", date(2027, 11, 22))

    paper = verify(paper, by=shop.manager, how="register")

    assert (paper.status, paper.verified_by_id) == ("verified", shop.manager.user_id)
    assert (paper.verified_how, paper.status_since) == ("register", MONDAY_9)
    assert [fact.kind for fact in facts_about("certificate", paper.pk)] == [
        "certificate.verified",
        "certificate.submitted",
    ]


def test_who_handed_a_paper_in_does_not_verify_it(shop, applicant):
    """Requirement 1.4: four eyes, by rule."""
    paper = submit(shop, applicant)
    before = ledger_size()
    with pytest.raises(NotAllowed, match="yourself"):
        verify(paper, by=shop.recruiter)
    paper.refresh_from_db()
    assert (paper.status, ledger_size()) == ("submitted", before)


def test_the_database_does_not_take_a_paper_verified_by_its_submitter(shop, applicant):
    """Requirement 1.4: four eyes, by constraint."""
    paper = submit(shop, applicant)
    with (
        pytest.raises(IntegrityError, match="verified_by_another"),
        transaction.atomic(),
    ):
        Certificate.objects.filter(pk=paper.pk).update(verified_by_id=shop.recruiter.user_id)
    paper.refresh_from_db()
    assert paper.verified_by_id is None


def test_a_worker_hands_in_their_own_paper_and_cannot_verify_it(shop, applicant):
    """Requirement 1.4: from the worker's phone, with a photo."""
    me = as_worker(applicant)
    paper = submit(shop, applicant, by=me)
    with pytest.raises(NotAllowed):
        verify(paper, by=me)
    assert verify(paper, by=shop.recruiter).status == "verified"


def test_a_program_verifies_nothing(shop, applicant):
    paper = submit(shop, applicant)
    with pytest.raises(NotAllowed, match="A person"):
        verify(paper, by=EXPIRY)
    paper.refresh_from_db()
    assert paper.status == "submitted"


def test_the_same_paper_is_on_file_once(shop, applicant):
    submit(shop, applicant)
    before = ledger_size()
    with pytest.raises(Conflict, match="on file already"):
        submit(shop, applicant)
    assert (Certificate.objects.count(), ledger_size()) == (1, before)


@pytest.mark.parametrize(
    "paper, field",
    [
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"level": 5}, "level"),
    ],
)
def test_a_paper_that_cannot_be_right_is_refused_beside_the_field(shop, applicant, paper, field):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        submit(shop, applicant, **paper)
    assert refusal.value.field == field
    assert (Certificate.objects.count(), ledger_size()) == (0, before)


def test_opening_a_paper_to_verify_it_is_recorded(shop, applicant):
    """Requirement 8.3: the number is sensitive; who saw it is kept."""
    paper = submit(shop, applicant, number="DEMO-77")
    opened = commands.open_certificate(actor=shop.manager, certificate_id=paper.pk, at=MONDAY_9)
    assert opened.number == "DEMO-77"
    assert AccessRecord.objects.get().user_id == shop.manager.user_id


def test_a_revoked_paper_is_not_verified_again(shop, applicant):
    paper = verify(submit(shop, applicant), by=shop.manager)
    commands.revoke_certificate(actor=shop.manager, certificate_id=paper.pk, at=MONDAY_9)
    with pytest.raises(IllegalMove):
        verify(paper, by=shop.manager)


def test_papers_expire_on_the_day_after_their_last_and_only_once(shop):
    """Requirement 1.4: a certificate does not announce its expiry; the job records it, once."""
    worker = hire_worker(
        shop.branch,
        by=shop.by,
        usual_papers=[Paper("health", level=4, days_left=5), Paper("minors_check")],
    )
    last = TODAY + timedelta(days=5)

    assert commands.expire_certificates(actor=EXPIRY, on=last, at=MONDAY_9) == 0
    day_after = last + timedelta(days=1)
    assert commands.expire_certificates(actor=EXPIRY, on=day_after, at=MONDAY_9) == 1
    before = ledger_size()
    assert commands.expire_certificates(actor=EXPIRY, on=day_after, at=MONDAY_9) == 0

    assert ledger_size() == before
    assert worker.certificates.get(kind__code="health").status == "expired"
    assert worker.certificates.get(kind__code="minors_check").status == "verified"


def test_what_ends_soon_is_due_until_something_newer_takes_its_place(shop):
    """Requirement 1.4: reminders ahead of expiry."""
    worker = hire_worker(
        shop.branch,
        by=shop.by,
        usual_papers=[Paper("health", level=4, days_left=10), Paper("minors_check")],
    )
    due = queries.reminders_due(actor=shop.recruiter, on=TODAY)
    assert [(one.what, one.days_left) for one in due] == [("健康证", 10)]

    fresh = Paper("health", level=4, issued_days_ago=0, days_left=300)
    hand_in(worker, fresh, by=shop.recruiter, verified_by=shop.manager, at=MONDAY_9)

    assert queries.reminders_due(actor=shop.recruiter, on=TODAY) == ()


def test_a_policy_that_ends_soon_is_due_as_well(shop):
    hire_worker(shop.branch, by=shop.by, insured_days=30)
    hire_worker(shop.branch, by=shop.by, insured_days=31)
    due = queries.reminders_due(actor=shop.recruiter, on=TODAY)
    assert [(one.sort, one.what, one.days_left) for one in due] == [("insurance", "employer", 30)]


def test_reminders_take_three_queries(shop, django_assert_num_queries):
    hire_worker(shop.branch, by=shop.by)
    with django_assert_num_queries(3):
        queries.reminders_due(actor=shop.recruiter, on=TODAY)


def test_papers_wait_for_everybody_but_who_handed_them_in(shop, applicant):
    paper = submit(shop, applicant)
    assert queries.to_verify(actor=shop.recruiter) == ()
    assert [one.certificate_id for one in queries.to_verify(actor=shop.manager)] == [paper.pk]


def test_insurance_that_ends_before_it_begins_is_refused(shop, applicant):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        commands.record_insurance(
            actor=shop.recruiter,
            worker_id=applicant.pk,
            kind="employer",
            valid_from=TODAY,
            valid_until=TODAY - timedelta(days=1),
            at=MONDAY_9,
        )
    assert refusal.value.field == "valid_until"
    assert ledger_size() == before
