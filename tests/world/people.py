"""The catalogue, and people who passed everything, or lack exactly one thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from guanjia.chapters.catalog import commands as catalog
from guanjia.chapters.catalog.models import CertificateKind, ServiceType, Skill
from guanjia.chapters.org.models import Branch, Setting
from guanjia.chapters.workforce import commands
from guanjia.chapters.workforce.models import Certificate, Worker
from guanjia.chapters.workforce.rules import STEPS, Hours, Person
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from tests.world import company
from tests.world.company import FOUNDER, MONDAY_9

NINE_TO_SIX = tuple(Hours(weekday, 9 * 60, 18 * 60) for weekday in range(6))
"""Monday to Saturday."""

EVERY_DAY = tuple(Hours(weekday, 6 * 60, 22 * 60) for weekday in range(7))


@dataclass(frozen=True, slots=True)
class Paper:
    """
    A certificate to hand in and verify.

    :param kind: its code in the catalogue
    :param issued_days_ago: counted back from the day of hiring
    :param days_left: until its last day; None lets its kind decide
    """

    kind: str
    level: int = 1
    issued_days_ago: int = 60
    days_left: int | None = 200
    is_verified: bool = True


HEALTH = Paper("health", level=4)
MINORS_CHECK = Paper("minors_check")
USUAL_PAPERS = (HEALTH, MINORS_CHECK)
"""What everybody may be sent with: the highest health class and a fresh check of records."""

SKILLS_FOR_CLEANING = {"housework": 2}


def service(code: str = "CLN-D") -> ServiceType:
    """Return a service of the catalogue, which is brought in first if need be."""
    ready()
    return ServiceType.objects.get(code=code)


def ready() -> None:
    """Bring in the catalogue and the figures of the trade, as a new house has them, once."""
    if not ServiceType.objects.exists():
        catalog.seed_catalogue(actor=FOUNDER, at=MONDAY_9)
    if not Setting.objects.exists():
        company.seed()


def leaders(branch: Branch) -> tuple[Actor, Actor]:
    """Return a recruiter who enters and a manager who verifies and decides, new to the branch."""
    return (
        company.staff("recruiter", branch, name="招募 何静"),
        company.staff("manager", branch, name="店长 陆远"),
    )


def apply_as_worker(
    branch: Branch,
    *,
    name: str = "王桂兰",
    phone: str = "",
    at: datetime = MONDAY_9,
    recruiter: Actor | None = None,
    **person: Any,
) -> Worker:
    """Take somebody on who has not been screened yet."""
    ready()
    person = {"id_number": f"DEMO-{company.phone_number()}", "born_on": date(1980, 5, 6)} | person
    return commands.take_on(
        actor=recruiter or company.staff("recruiter", branch, name="招募 何静"),
        branch_id=branch.pk,
        phone=phone or company.phone_number(),
        person=Person(name=name, **person),
        at=at,
    )


def screen(worker: Worker, *, by: Actor, steps: Sequence[str] = STEPS, at: datetime) -> None:
    """Let these steps of the screening pass, in order."""
    for step in steps:
        commands.decide_screening_step(
            actor=by, worker_id=worker.pk, step=step, passed=True, note="已核对原件", at=at
        )


def hand_in(
    worker: Worker, paper: Paper, *, by: Actor, verified_by: Actor, at: datetime
) -> Certificate:
    """Hand in a paper and have it verified by somebody else, if it says so."""
    today = local_day(at, worker.branch.zone)
    certificate = commands.submit_certificate(
        actor=by,
        worker_id=worker.pk,
        kind_id=CertificateKind.objects.get(code=paper.kind).pk,
        number=f"DEMO-{worker.pk}-{paper.kind}",
        issuer="示例发证机构",
        level=paper.level,
        issued_on=today - timedelta(days=paper.issued_days_ago),
        expires_on=None if paper.days_left is None else today + timedelta(days=paper.days_left),
        at=at,
    )
    if paper.is_verified:
        certificate = commands.verify_certificate(
            actor=verified_by, certificate_id=certificate.pk, at=at
        )
    return certificate


def hire_worker(
    branch: Branch,
    *,
    name: str = "王桂兰",
    phone: str = "",
    skills: Mapping[str, int] | None = None,
    certificates: Sequence[Paper | str] = (),
    hours: Sequence[Hours] = NINE_TO_SIX,
    insured_days: int | None = 330,
    usual_papers: Sequence[Paper] = USUAL_PAPERS,
    at: datetime = MONDAY_9,
    by: tuple[Actor, Actor] | None = None,
    **person: Any,
) -> Worker:
    """
    Take somebody on, let them pass the whole screening and clear them, all by commands.

    :param skills: skill code -> level; without it, what regular cleaning asks for
    :param certificates: papers beyond the usual two, as `Paper` or by code at level 3
    :param insured_days: how long the policy runs from the day of hiring; None for no policy
    :param by: a recruiter and a manager; new ones are let in if none are given
    :param person: further fields of `Person` (mode, employment, latitude, longitude …)
    """
    recruiter, manager = by or leaders(branch)
    worker = apply_as_worker(branch, name=name, phone=phone, recruiter=recruiter, at=at, **person)
    screen(worker, by=recruiter, at=at)
    for paper in (*usual_papers, *certificates):
        given = Paper(paper, level=3) if isinstance(paper, str) else paper
        hand_in(worker, given, by=recruiter, verified_by=manager, at=at)
    for code, level in (SKILLS_FOR_CLEANING if skills is None else skills).items():
        commands.confirm_skill(
            actor=manager,
            worker_id=worker.pk,
            skill_id=Skill.objects.get(code=code).pk,
            level=level,
            at=at,
        )
    commands.set_hours(actor=recruiter, worker_id=worker.pk, hours=hours, at=at)
    if insured_days is not None:
        insure(worker, by=recruiter, days=insured_days, at=at)
    commands.clear_worker(actor=manager, worker_id=worker.pk, at=at)
    worker.refresh_from_db()
    return worker


def insure(worker: Worker, *, by: Actor, days: int, at: datetime) -> None:
    """Cover the worker from the day of hiring by what their kind of contract asks for."""
    first = local_day(at, worker.branch.zone)
    commands.record_insurance(
        actor=by,
        worker_id=worker.pk,
        kind="employer" if worker.employment == "employee" else "accident",
        insurer="示例保险",
        valid_from=first,
        valid_until=first + timedelta(days=days),
        at=at,
    )


def suspend(worker: Worker, *, at: datetime = MONDAY_9) -> None:
    """Suspend the worker."""
    _recruiter, manager = leaders(worker.branch)
    commands.suspend_worker(actor=manager, worker_id=worker.pk, reason="complaint", at=at)
    worker.refresh_from_db()


def revoke_paper(worker: Worker, kind: str, *, at: datetime = MONDAY_9) -> None:
    """Declare the worker's verified paper of this kind void."""
    _recruiter, manager = leaders(worker.branch)
    paper = worker.certificates.get(kind__code=kind, status="verified")
    commands.revoke_certificate(actor=manager, certificate_id=paper.pk, at=at)


def forget_skill(worker: Worker, code: str, *, at: datetime = MONDAY_9) -> None:
    """Take back that the worker has this skill."""
    _recruiter, manager = leaders(worker.branch)
    skill = Skill.objects.get(code=code)
    commands.withdraw_skill(actor=manager, worker_id=worker.pk, skill_id=skill.pk, at=at)


def as_worker(worker: Worker) -> Actor:
    """Return the worker as who signs in on the phone."""
    return company.actor_of_user(worker.user, worker_id=worker.pk)
