"""One worker: who they are, what they may do, their papers, hours and history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from guanjia.chapters.org.models import User
from guanjia.chapters.org.policies import looks_after
from guanjia.chapters.workforce import policies, rules
from guanjia.chapters.workforce.models import Certificate, Leave, ScreeningStep, Worker
from guanjia.chapters.workforce.states import CERTIFICATE, LEAVE, NOT_WITH_US, WORKER
from guanjia.kernel.actors import Actor
from guanjia.vault.masking import masked_address, masked_number, masked_phone


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of screening: its outcome so far, or that its turn has come."""

    step: str
    passed: bool | None
    is_open: bool
    note: str
    file_id: int | None
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A certificate; `why_not` says why the actor cannot verify it, if it waits for that."""

    id: int
    kind: str
    kind_code: str
    level: int
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None
    days_left: int | None
    status: str
    file_id: int | None
    submitted_by: str
    verified_by: str
    verified_how: str
    decided_at: datetime | None
    can_verify: bool
    why_not: str
    can_revoke: bool


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill the worker has shown, and who saw it."""

    skill_id: int
    name: str
    level: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Time off, asked for or decided."""

    id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    status: str
    can_decide: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """An insurance policy."""

    kind: str
    insurer: str
    number: str
    valid_from: date
    valid_until: date
    days_left: int


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """All that the page of one worker shows. Phone, number and address are masked."""

    id: int
    code: str
    name: str
    status: str
    status_since: datetime | None
    branch_id: int
    branch: str
    zone: str
    phone: str
    id_number: str
    address: str
    born_on: date | None
    age: int | None
    sex: str
    photo_id: int | None
    face_shown_since: datetime | None
    mode: str
    employment: str
    introduction: str
    languages: tuple[str, ...]
    cuisines: tuple[str, ...]
    avoids: tuple[str, ...]
    smokes: bool | None
    joined_on: date | None
    version: int
    moves: tuple[str, ...]
    steps: tuple[StepRow, ...]
    papers: tuple[PaperRow, ...]
    skills: tuple[SkillRow, ...]
    hours: tuple[rules.Hours, ...]
    leaves: tuple[LeaveRow, ...]
    policies: tuple[PolicyRow, ...]
    can_keep: bool
    can_screen: bool
    can_submit: bool
    can_confirm_skill: bool
    can_set_hours: bool
    can_reveal: tuple[str, ...]
    is_self: bool
    login_id: int | None
    """Their login, for whoever may end how they come in."""


def worker_record(*, actor: Actor, worker_id: int, on: date) -> WorkerRecord:
    """
    Return everything about one worker that the actor may see, in eight SQL queries.

    :raises Worker.DoesNotExist: if there is none such among those the actor may see
    """
    worker = policies.visible_workers(actor).select_related("branch").get(id=worker_id)
    can_keep = bool(policies.may_keep(actor, worker))
    steps = list(worker.screening_steps.filter(round=worker.screening_round))
    papers = list(worker.certificates.select_related("kind").order_by("-issued_on", "-id"))
    skills = list(worker.skills.select_related("skill").order_by("-level", "skill_id"))
    names = _names(
        [
            *(step.decided_by_id for step in steps),
            *(paper.submitted_by_id for paper in papers),
            *(paper.verified_by_id for paper in papers),
            *(skill.confirmed_by_id for skill in skills),
        ]
    )
    for paper in papers:
        paper.worker = worker
    return WorkerRecord(
        id=worker.pk,
        code=worker.code,
        name=worker.name,
        status=worker.status,
        status_since=worker.status_since,
        branch_id=worker.branch_id,
        branch=worker.branch.name,
        zone=worker.branch.zone,
        phone=masked_phone(worker.phone),
        id_number=masked_number(worker.id_number),
        address=masked_address(worker.address) if worker.address else "",
        born_on=worker.born_on,
        age=rules.age_on(worker.born_on, on) if worker.born_on else None,
        sex=worker.sex,
        photo_id=worker.photo_id,
        face_shown_since=worker.face_shown_since,
        mode=worker.mode,
        employment=worker.employment,
        introduction=worker.introduction,
        languages=tuple(worker.languages),
        cuisines=tuple(worker.cuisines),
        avoids=tuple(worker.avoids),
        smokes=worker.smokes,
        joined_on=worker.joined_on,
        version=worker.version,
        moves=tuple(
            name for name in WORKER.open_to(worker.status) if policies.may_move(actor, worker, name)
        ),
        steps=_steps(steps, names, show_notes=can_keep),
        papers=tuple(_paper(actor, paper, names, on) for paper in papers),
        skills=tuple(
            SkillRow(
                skill_id=row.skill_id,
                name=row.skill.name,
                level=row.level,
                by=names.get(row.confirmed_by_id, ""),
                at=row.confirmed_at,
            )
            for row in skills
        ),
        hours=tuple(
            rules.Hours(*row)
            for row in worker.shifts.order_by("weekday", "starts_minute").values_list(
                "weekday", "starts_minute", "ends_minute"
            )
        ),
        leaves=_leaves(actor, worker),
        policies=tuple(
            PolicyRow(
                kind=row.kind,
                insurer=row.insurer,
                number=masked_number(row.number),
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                days_left=(row.valid_until - on).days,
            )
            for row in worker.policies.order_by("-valid_until", "-id")
        ),
        can_keep=can_keep,
        can_screen=bool(policies.may_screen(actor, worker)) and worker.status not in NOT_WITH_US,
        can_submit=bool(policies.may_submit(actor, worker)),
        can_confirm_skill=bool(policies.may_confirm_skill(actor, worker)),
        can_set_hours=bool(policies.may_set_hours(actor, worker)),
        can_reveal=tuple(
            field for field in rules.REVEALED if policies.may_reveal(actor, worker, field)
        ),
        is_self=policies.is_self(actor, worker),
        login_id=worker.user_id if looks_after(actor, "worker", at=worker.branch_id) else None,
    )


def document_of(*, actor: Actor, worker_id: int, file_id: int) -> Certificate | ScreeningStep:
    """
    Return the paper or the step of screening of which a file is the evidence.

    Evidence of screening is for whoever screens. Three SQL queries at most.

    :raises Worker.DoesNotExist: if it is neither, of a worker whom the actor sees
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    paper = worker.certificates.filter(file_id=file_id).first()
    if paper is not None:
        return paper
    step = worker.screening_steps.filter(file_id=file_id).first()
    if step is None or not policies.may_keep(actor, worker):
        raise Worker.DoesNotExist
    return step


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(id__in={one for one in ids if one}).values_list("id", "name"))


def _steps(
    decided: Iterable[ScreeningStep], names: dict[int, str], *, show_notes: bool
) -> tuple[StepRow, ...]:
    by_step = {row.step: row for row in decided}
    turn = rules.open_steps({name for name, row in by_step.items() if row.passed})
    rows = []
    for step in rules.STEPS:
        row = by_step.get(step)
        rows.append(
            StepRow(
                step=step,
                passed=row.passed if row else None,
                is_open=step in turn,
                note=row.note if row and show_notes else "",
                file_id=row.file_id if row and show_notes else None,
                by=names.get(row.decided_by_id, "") if row else "",
                at=row.decided_at if row else None,
            )
        )
    return tuple(rows)


def _paper(actor: Actor, paper: Certificate, names: dict[int, str], on: date) -> PaperRow:
    verdict = policies.may_verify(actor, paper)
    waits = CERTIFICATE.can(paper.status, "verify")
    can_revoke = CERTIFICATE.can(paper.status, "revoke") and policies.may_revoke(actor, paper)
    return PaperRow(
        id=paper.pk,
        kind=paper.kind.name,
        kind_code=paper.kind.code,
        level=paper.level,
        number=masked_number(paper.number),
        issuer=paper.issuer,
        issued_on=paper.issued_on,
        expires_on=paper.expires_on,
        days_left=(paper.expires_on - on).days if paper.expires_on else None,
        status=paper.status,
        file_id=paper.file_id,
        submitted_by=names.get(paper.submitted_by_id or 0, ""),
        verified_by=names.get(paper.verified_by_id or 0, ""),
        verified_how=paper.verified_how,
        decided_at=paper.status_since,
        can_verify=waits and bool(verdict),
        why_not=verdict.reason if waits else "",
        can_revoke=bool(can_revoke),
    )


def _leaves(actor: Actor, worker: Worker) -> tuple[LeaveRow, ...]:
    may_decide = policies.may_decide_leave(actor, worker)
    may_ask = policies.may_request_leave(actor, worker)
    rows: Iterable[Leave] = worker.leaves.order_by("-starts_at")[:30]
    return tuple(
        LeaveRow(
            id=row.pk,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reason=row.reason,
            status=row.status,
            can_decide=bool(may_decide) and LEAVE.can(row.status, "approve"),
            can_withdraw=bool(may_ask) and LEAVE.can(row.status, "withdraw"),
        )
        for row in rows
    )
