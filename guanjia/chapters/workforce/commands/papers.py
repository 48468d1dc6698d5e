"""Certificates and insurance: handed in, verified by somebody else, expired, revoked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.catalog.models import CertificateKind
from guanjia.chapters.workforce import policies, queries, rules
from guanjia.chapters.workforce.facts import (
    CertificateExpired,
    CertificateRefused,
    CertificateRevoked,
    CertificateSubmitted,
    CertificateVerified,
    InsuranceRecorded,
)
from guanjia.chapters.workforce.models import INSURANCE_KINDS, Certificate, Insurance
from guanjia.chapters.workforce.states import CERTIFICATE
from guanjia.db.apart import all_or_each
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import differs
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, move_many, record
from guanjia.vault.commands import record_access
from guanjia.vault.files import Opened, opened


@transaction.atomic
def submit_certificate(
    *,
    actor: Actor,
    worker_id: int,
    kind_id: int,
    issued_on: date,
    at: datetime,
    expires_on: date | None = None,
    level: int = 1,
    number: str = "",
    issuer: str = "",
    file_id: int | None = None,
) -> Certificate:
    """
    Hand in a paper of a worker's. It counts for nothing until somebody else has verified it.

    :param level: the class of a health certificate (1 to 4), else the grade printed on it (1 to 5)
    :param expires_on: the last day it counts; worked out from its kind if the paper does not say
    :raises NotAllowed: unless the actor is the worker or keeps the branch's records
    :raises Invalid: naming what cannot be right
    :raises Conflict: if the same paper is on file already
    """
    worker = policies.visible_workers(actor).select_related("branch").get(id=worker_id)
    actor = policies.may_submit(actor, worker).let(actor)
    kind = CertificateKind.objects.filter(id=kind_id).first()
    if kind is None:
        raise Invalid(_("Choose what kind of paper it is."), field="kind")
    highest = 4 if kind.code == "health" else 5
    if not 1 <= level <= highest:
        raise Invalid(
            _("The class or level is a number from 1 to %(highest)s."),
            field="level",
            highest=highest,
        )
    expires_on = rules.good_until(
        issued_on=issued_on,
        expires_on=expires_on,
        months_valid=kind.months_valid,
        today=local_day(at, worker.branch.zone),
    )
    take_turn(f"worker/{worker_id}")
    same = worker.certificates.filter(kind=kind, level=level, issued_on=issued_on)
    if same.filter(status__in=("submitted", "verified")).exists():
        raise Conflict(_("This paper is on file already."))
    certificate = Certificate.objects.create(
        worker=worker,
        kind=kind,
        number=number.strip(),
        issuer=issuer.strip(),
        level=level,
        issued_on=issued_on,
        expires_on=expires_on,
        file_id=file_id,
        submitted_by_id=actor.user_id,
        status_since=at,
    )
    fact = CertificateSubmitted(worker.pk, certificate.pk, kind.code)
    record(fact, certificate, worker, actor=actor, at=at)
    return certificate


def _seen(actor: Actor, certificate_id: int) -> Certificate:
    rows = policies.visible_certificates(actor).select_related("kind", "worker__branch")
    return rows.get(id=certificate_id)


def open_certificate(*, actor: Actor, certificate_id: int, at: datetime) -> Certificate:
    """
    Return a paper with its number in clear, to be compared with the original; the access is recorded.

    :raises NotAllowed: if the actor handed it in, is its worker, or verifies nothing here
    """
    certificate = _seen(actor, certificate_id)
    actor = policies.may_verify(actor, certificate).let(actor)
    by = policies.person_behind(actor)
    record_access(user_id=by, rows=[certificate], field="number", purpose="check", at=at)
    return certificate


def open_document(*, actor: Actor, worker_id: int, file_id: int, at: datetime) -> Opened:
    """
    Return a picture of a paper, or what shows a step of screening, in clear; the access is recorded.

    :raises Worker.DoesNotExist: if there is none that the actor may see
    """
    row = queries.document_of(actor=actor, worker_id=worker_id, file_id=file_id)
    document = opened(file_id)
    if actor.user_id is not None and actor.worker_id != worker_id:
        record_access(user_id=actor.user_id, rows=[row], field="file", purpose="check", at=at)
    return document


@transaction.atomic
def verify_certificate(
    *, actor: Actor, certificate_id: int, at: datetime, how: str = "original"
) -> Certificate:
    """
    Confirm a paper after seeing the original, a public register or asking the issuer.

    :raises NotAllowed: if the actor handed it in, is its worker, or verifies nothing here
    :raises Invalid: if there is no such way, or the paper has ended
    :raises IllegalMove: unless it was handed in and not decided yet
    """
    certificate = _seen(actor, certificate_id)
    actor = policies.may_verify(actor, certificate).let(actor)
    by = policies.person_behind(actor)
    CERTIFICATE.after(certificate.status, "verify")
    if how not in rules.WAYS_TO_VERIFY:
        raise Invalid(_("Say how you verified it."), field="how")
    today = local_day(at, certificate.worker.branch.zone)
    if certificate.expires_on and certificate.expires_on < today:
        raise Invalid(
            _("This paper ended on %(day)s. Ask for a new one."),
            field="expires_on",
            day=certificate.expires_on,
        )
    fact = CertificateVerified(certificate.worker_id, certificate.pk, certificate.kind.code)
    move(
        certificate,
        CERTIFICATE,
        "verify",
        fact,
        certificate.worker,
        actor=actor,
        at=at,
        verified_by_id=by,
        verified_how=how,
    )
    return certificate


@transaction.atomic
def refuse_certificate(*, actor: Actor, certificate_id: int, at: datetime) -> Certificate:
    """
    Turn down a paper that was handed in.

    :raises NotAllowed: if the actor handed it in, is its worker, or verifies nothing here
    :raises IllegalMove: unless it was handed in and not decided yet
    """
    certificate = _seen(actor, certificate_id)
    actor = policies.may_verify(actor, certificate).let(actor)
    fact = CertificateRefused(certificate.worker_id, certificate.pk, certificate.kind.code)
    move(certificate, CERTIFICATE, "refuse", fact, certificate.worker, actor=actor, at=at)
    return certificate


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate_id: int, at: datetime) -> Certificate:
    """
    Declare a verified paper void, be it forged or withdrawn; passes that rest on it fall.

    :raises NotAllowed: if the actor verifies nothing in the worker's branch
    :raises IllegalMove: unless it was verified
    """
    certificate = _seen(actor, certificate_id)
    actor = policies.may_revoke(actor, certificate).let(actor)
    fact = CertificateRevoked(certificate.worker_id, certificate.pk, certificate.kind.code)
    move(certificate, CERTIFICATE, "revoke", fact, certificate.worker, actor=actor, at=at)
    return certificate


@transaction.atomic
def expire_certificates(*, actor: Actor, on: date, at: datetime) -> int:
    """
    Record of every paper whose last day was before `on` that it has expired; return how many.

    Doing it twice records nothing twice. A few statements for every 200 papers.
    """
    ended = (
        policies.visible_certificates(actor)
        .filter(Q(status="submitted") | Q(status="verified"), expires_on__lt=on)
        .select_related("kind", "worker")
        .order_by("id")
    )

    def expire(papers: Sequence[Certificate]) -> int:
        events = move_many(
            papers,
            CERTIFICATE,
            "expire",
            lambda paper: CertificateExpired(paper.worker_id, paper.pk, paper.kind.code),
            actor=actor,
            at=at,
            about=lambda paper: (paper.worker,),
        )
        return len(events)

    return all_or_each(list(ended), expire, doing="Expiring certificates")


@transaction.atomic
def record_insurance(
    *,
    actor: Actor,
    worker_id: int,
    kind: str,
    valid_from: date,
    valid_until: date,
    at: datetime,
    number: str = "",
    insurer: str = "",
) -> Insurance:
    """
    Write down a policy that covers the worker from one day until another, both inclusive.

    :raises NotAllowed: if the actor keeps no records in the worker's branch
    :raises Invalid: naming what cannot be right
    :raises Conflict: if just this policy is written down already
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_keep(actor, worker).let(actor)
    if kind not in INSURANCE_KINDS:
        raise Invalid(_("Choose what the policy covers."), field="kind")
    if valid_until < valid_from:
        raise Invalid(_("A policy ends after it begins."), field="valid_until")
    take_turn(f"worker/{worker_id}")
    said: dict[str, Any] = {
        "kind": kind,
        "number": number.strip(),
        "insurer": insurer.strip(),
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    if not all(differs(known, said) for known in worker.policies.filter(kind=kind)):
        raise Conflict(_("This policy is on record already. Nothing was written twice."))
    insurance = Insurance.objects.create(worker=worker, **said)
    fact = InsuranceRecorded(worker.pk, insurance=kind, valid_until=valid_until.isoformat())
    record(fact, worker, insurance, actor=actor, at=at)
    return insurance
