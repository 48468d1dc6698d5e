"""From the application to the last day: who is taken on, screened, cleared, suspended."""

import secrets
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from guanjia.chapters.org.commands import contact_login, tie
from guanjia.chapters.org.policies import visible_branches
from guanjia.chapters.org.queries import figures
from guanjia.chapters.workforce import policies, rules
from guanjia.chapters.workforce.commands.again import (
    check_is_new,
    one_person_one_record,
    print_of,
)
from guanjia.chapters.workforce.facts import (
    ScreeningStepDecided,
    WorkerApplied,
    WorkerChanged,
    WorkerCleared,
    WorkerLeft,
    WorkerReinstated,
    WorkerRejected,
    WorkerRevealed,
    WorkerSuspended,
)
from guanjia.chapters.workforce.models import ScreeningStep, Worker
from guanjia.chapters.workforce.states import NOT_WITH_US, WORKER
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import differs
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import IllegalMove, Invalid
from guanjia.kernel.words import Term, _
from guanjia.ledger.record import change, move, record
from guanjia.vault.commands import erase_files, record_access, remember


@transaction.atomic
def take_on(
    *,
    actor: Actor,
    branch_id: int,
    phone: str,
    person: rules.Person,
    at: datetime,
    code: str = "",
    photo_id: int | None = None,
) -> Worker:
    """
    Open the record of somebody who applies, and the login by which they will see their work.

    :param code: the company's own number for them; one is made if it is empty
    :raises NotAllowed: if the actor takes nobody on in this branch
    :raises OnRecord: on `phone` or `id_number`, if somebody with it is on record already
    :raises Invalid: on what cannot be right
    """
    branch = visible_branches(actor).get(id=branch_id)
    actor = policies.may_take_on(actor, branch_id).let(actor)
    on = local_day(at, branch.zone)
    known = rules.Figures.of(figures(rules.FIGURES, branch_id=branch_id, on=on))
    person = rules.settled(person, on=on, figures=known)
    check_is_new(actor, phone=phone, name=person.name, id_number=person.id_number)
    if code and Worker.objects.filter(code=code).exists():
        raise Invalid(_("Another worker has this number."), field="code")
    with one_person_one_record():
        user = contact_login(actor=actor, name=person.name, phone=phone, at=at)
        worker = Worker.objects.create(
            branch=branch,
            user=user,
            code=code or secrets.token_hex(16),
            phone=user.phone,
            id_print=print_of(person.id_number),
            photo_id=photo_id,
            status_since=at,
            **asdict(person),
        )
    if not code:
        worker.code = f"W{worker.pk:05}"
        Worker.objects.filter(pk=worker.pk).update(code=worker.code)
    tie(user_id=user.pk, branch_id=branch_id, kind="worker", row_id=worker.pk, at=at)
    remember(worker, name=worker.name, phone=worker.phone)
    record(WorkerApplied(worker.pk), worker, actor=actor, at=at)
    return worker


@transaction.atomic
def change_worker(
    *,
    actor: Actor,
    worker_id: int,
    version: int,
    person: rules.Person,
    at: datetime,
    photo_id: int | None = None,
) -> Worker:
    """
    Set what is written down about a worker. The phone number is changed with the login.

    :param photo_id: a picture in the vault that takes the place of the one before, if there is one
    :param version: the version that the actor read
    :raises NotAllowed: if the actor keeps no records in the worker's branch
    :raises Stale: if somebody changed the record after it was read
    :raises OnRecord: on `id_number`, if it is somebody else's
    :raises Invalid: on what cannot be right
    """
    worker = policies.visible_workers(actor).select_related("branch").get(id=worker_id)
    actor = policies.may_keep(actor, worker).let(actor)
    on = local_day(at, worker.branch.zone)
    known = rules.Figures.of(figures(rules.FIGURES, branch_id=worker.branch_id, on=on))
    person = rules.settled(person, on=on, figures=known)
    check_is_new(actor, id_number=person.id_number, but=worker)
    columns = asdict(person) | {"id_print": print_of(person.id_number)}
    if photo_id is not None:
        columns["photo_id"] = photo_id
        erase_files([worker.photo_id], reason="face", at=at)
    with one_person_one_record():
        change(worker, version, WorkerChanged(worker.pk), actor=actor, at=at, **columns)
    remember(worker, name=worker.name)
    return worker


@transaction.atomic
def decide_screening_step(
    *,
    actor: Actor,
    worker_id: int,
    step: str,
    passed: bool,
    at: datetime,
    note: str = "",
    file_id: int | None = None,
) -> ScreeningStep:
    """
    Write down the outcome of one step of screening, in place of an earlier outcome of it; the
    same again is no second outcome.

    :param note: what was seen or heard; encrypted
    :param file_id: the evidence in the vault
    :raises NotAllowed: if the actor screens nobody in the worker's branch, or is the worker
    :raises Conflict: if an earlier step has not passed, or the worker is no longer with us
    :raises Invalid: if nothing shows the outcome, or the identity is to pass without a number
    """
    take_turn(f"worker/{worker_id}")
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_screen(actor, worker).let(actor)
    by = policies.person_behind(actor)
    if worker.status in NOT_WITH_US:
        raise IllegalMove(
            _("This %(noun)s is “%(state)s”, so nothing is left to decide."),
            noun=Term("worker"),
            state=Term(worker.status, "worker"),
        )
    this_time = worker.screening_steps.filter(round=worker.screening_round)
    outcomes = dict(this_time.values_list("step", "passed"))
    rules.check_turn(step, {name for name, good in outcomes.items() if good})
    if not (note.strip() or file_id):
        raise Invalid(
            _("Say what shows it: add a picture of the paper, or a note of what you were told."),
            field="note",
        )
    if step == "identity" and passed and not worker.id_number:
        raise Invalid(
            _("Write the identity number into the record before this step passes."), field="step"
        )
    said = {"passed": passed, "note": note.strip(), "file_id": file_id, "decided_by_id": by}
    before = this_time.filter(step=step).first()
    if before and not differs(before, said):
        return before
    outcome, _made = ScreeningStep.objects.update_or_create(
        worker=worker,
        round=worker.screening_round,
        step=step,
        defaults=said | {"decided_at": at},
    )
    fact = ScreeningStepDecided(worker.pk, step=step, passed=passed)
    record(fact, worker, actor=actor, at=at)
    return outcome


@transaction.atomic
def clear_worker(*, actor: Actor, worker_id: int, at: datetime) -> Worker:
    """
    Decide that somebody who passed every step of screening may be sent to homes.

    :raises NotAllowed: unless the actor leads the branch
    :raises Conflict: if a step of screening has not passed
    :raises IllegalMove: unless the worker is an applicant
    """
    worker = policies.visible_workers(actor).select_related("branch").get(id=worker_id)
    actor = policies.may_decide(actor, worker).let(actor)
    WORKER.after(worker.status, "clear")
    this_time = worker.screening_steps.filter(round=worker.screening_round, passed=True)
    rules.check_all_passed(worker.name, set(this_time.values_list("step", flat=True)))
    on = local_day(at, worker.branch.zone)
    fact = WorkerCleared(worker.pk)
    move(worker, WORKER, "clear", fact, actor=actor, at=at, joined_on=on)
    return worker


@transaction.atomic
def reject_applicant(
    *, actor: Actor, worker_id: int, at: datetime, reason: str = "other"
) -> Worker:
    """
    Decide that an applicant is not taken on.

    :raises NotAllowed: unless the actor leads the branch
    :raises Invalid: if there is no such reason
    :raises IllegalMove: unless the worker is an applicant
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_decide(actor, worker).let(actor)
    rules.check_reason("reject", reason)
    fact = WorkerRejected(worker.pk, reason=reason)
    move(worker, WORKER, "reject", fact, actor=actor, at=at)
    return worker


@transaction.atomic
def suspend_worker(*, actor: Actor, worker_id: int, at: datetime, reason: str = "other") -> Worker:
    """
    Send the worker nowhere until reinstated; standing passes fall with it, by hand-off.

    :raises NotAllowed: unless the actor leads the branch
    :raises Invalid: if there is no such reason
    :raises IllegalMove: unless the worker is active
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_decide(actor, worker).let(actor)
    rules.check_reason("suspend", reason)
    fact = WorkerSuspended(worker.pk, reason=reason)
    move(worker, WORKER, "suspend", fact, actor=actor, at=at)
    return worker


@transaction.atomic
def reinstate_worker(*, actor: Actor, worker_id: int, at: datetime) -> Worker:
    """
    Let a suspended worker be sent again.

    :raises NotAllowed: unless the actor leads the branch
    :raises IllegalMove: unless the worker is suspended
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_decide(actor, worker).let(actor)
    move(worker, WORKER, "reinstate", WorkerReinstated(worker.pk), actor=actor, at=at)
    return worker


@transaction.atomic
def part_with_worker(
    *, actor: Actor, worker_id: int, at: datetime, reason: str = "other"
) -> Worker:
    """
    Write down that the worker has left the company; clients no longer see their face.

    :raises NotAllowed: unless the actor leads the branch
    :raises Invalid: if there is no such reason
    :raises IllegalMove: unless the worker is active or suspended
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_decide(actor, worker).let(actor)
    rules.check_reason("leave", reason)
    fact = WorkerLeft(worker.pk, reason=reason)
    move(worker, WORKER, "leave", fact, actor=actor, at=at, face_shown_since=None)
    return worker


@transaction.atomic
def reveal(*, actor: Actor, worker_id: int, field: str, purpose: str, at: datetime) -> str:
    """
    Return a masked value in clear, and record who looked at it and why.

    :param field: phone, id_number or address
    :raises NotAllowed: if the actor's role does not include it
    :raises Invalid: if there is no such field or purpose
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    if field not in rules.REVEALED:
        raise Invalid(_("This cannot be revealed."), field="field")
    actor = policies.may_reveal(actor, worker, field).let(actor)
    if purpose not in rules.PURPOSES:
        raise Invalid(_("Say why you need to see it."), field="purpose")
    if actor.user_id is not None:
        record_access(user_id=actor.user_id, rows=[worker], field=field, purpose=purpose, at=at)
    fact = WorkerRevealed(worker.pk, field=field, purpose=purpose)
    record(fact, worker, actor=actor, at=at)
    return str(getattr(worker, field))
