"""Adopting a proposed roster, all at once; and taking it back while that can be done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guanjia.chapters.clearance.commands import Wanted, grant_passes
from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.commands.assigning import (
    Placement,
    place,
    release_expired,
    withdraw,
)
from guanjia.chapters.dispatch.facts import RosterAdopted, RosterTakenBack
from guanjia.chapters.dispatch.models import (
    STANDING,
    Assignment,
    Proposal,
    RosterDay,
    SolverRun,
    Visit,
)
from guanjia.chapters.dispatch.queries.cleared import reasons_against_each
from guanjia.chapters.dispatch.queries.solver_input import SUITS, suits_by_worker
from guanjia.chapters.dispatch.queries.versions import staffing_version
from guanjia.chapters.dispatch.rules.fitting import Place, fitting
from guanjia.chapters.dispatch.rules.reasons import Reason, because
from guanjia.chapters.dispatch.rules.suiting import stays_away
from guanjia.chapters.dispatch.states import SOLVER_RUN
from guanjia.chapters.dossier.queries import NOTHING_SAID, said_by
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.queries import leave_over
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.periods import Period
from guanjia.kernel.words import _
from guanjia.ledger.record import move

CHUNK = 200
TAKEN_BACK = (because("taken_back"),)
Dropped = Mapping[int, tuple[Reason, ...]]
"""Visit -> why what was proposed for it cannot be had."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of adopting: who was sent, and which visits could not be had and why."""

    run: SolverRun
    assignments: tuple[Assignment, ...]
    dropped: Dropped


@transaction.atomic
def adopt_roster(
    *,
    actor: Actor,
    run_id: int,
    staffing: int,
    at: datetime,
    visit_ids: Collection[int] | None = None,
) -> Adoption:
    """
    Send everybody whom a run proposed, for all of its visits or those that were chosen.

    What no longer fits (a certificate that ran out, leave, another visit) is left out and named;
    everything else is adopted together. A visit that somebody was to go to already changes hands.
    As many statements for one visit as for two hundred: about seventy, savepoints apart.

    :param staffing: the staffing version of the days that the dispatcher has read
    :param visit_ids: the visits to adopt; None for all that somebody is proposed for
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises IllegalMove: if the roster was adopted or put aside already
    :raises Stale: if anything about who goes when changed after it was read
    :raises Invalid: if nothing is chosen
    :raises Conflict: if nothing of it fits any more
    """
    actor, run = _locked_run(actor, run_id)
    SOLVER_RUN.after(run.status, "adopt")
    _check_version(run, staffing)
    chosen = Q(worker__isnull=False)
    if visit_ids is not None:
        chosen &= Q(visit_id__in=tuple(visit_ids))
    proposals = list(run.proposals.filter(chosen).order_by("starts_at", "id"))
    if not proposals:
        raise Invalid(_("Choose at least one proposal."), field="visits")
    placements = _placements(proposals)
    release_expired({one.worker_id for one in placements}, actor=actor, at=at)
    sent, dropped = _have(placements, actor=actor, at=at, reason="roster", run=run)
    if not sent:
        raise Conflict(_("None of these proposals fits any more. Ask for a new roster."))
    _mark(run, proposals, dropped)
    had = {row.visit_id for row in sent}
    move(
        run,
        SOLVER_RUN,
        "adopt",
        RosterAdopted(run_id=run.pk, adopted=len(had), dropped=len(dropped)),
        actor=actor,
        at=at,
        summary=run.summary | {"adopted": len(had), "dropped": len(dropped)},
    )
    return Adoption(run, tuple(sent), dropped)


def _locked_run(actor: Actor, run_id: int) -> tuple[Actor, SolverRun]:
    run = policies.visible_runs(actor).select_for_update(of=("self",)).get(id=run_id)
    actor = policies.may_adopt(actor, run).let(actor)
    return actor, run


def _check_version(run: SolverRun, staffing: int) -> None:
    days = RosterDay.objects.filter(
        branch_id=run.branch_id, day__gte=run.first_day, day__lt=run.until_day
    )
    list(days.order_by("day").select_for_update())
    if staffing_version(run.branch_id, run.first_day, run.until_day) != staffing:
        raise Stale(_("Who goes when has changed since you read this. Please read it again."))


def _placements(proposals: Iterable[Proposal]) -> list[Placement]:
    """Return what is proposed as what is to be done, without those that name nobody."""
    proposals = list(proposals)
    visits = Visit.objects.in_bulk({one.visit_id for one in proposals})
    return [
        Placement(
            visits[one.visit_id],
            one.worker_id,
            one.starts_at,
            reasons=tuple(Reason.read(reason) for reason in one.reasons),
        )
        for one in proposals
        if one.worker_id is not None and one.starts_at is not None
    ]


def _have(
    placements: Sequence[Placement],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    run: SolverRun | None = None,
) -> tuple[list[Assignment], dict[int, tuple[Reason, ...]]]:
    """Place whatever fits together; return who was sent, and what was dropped and why."""
    visits = {one.visit.pk: one.visit for one in placements}
    standing = _standing(placements)
    for row in standing:
        row.visit = visits.get(row.visit_id, row.visit)
    dropped = _dropped(placements, standing, at)
    had = [one for one in placements if one.visit.pk not in dropped]
    same = _unchanged(had, standing)
    had_ids = {one.visit.pk for one in had}
    leaving = [
        row
        for row in standing
        if row.visit_id in had_ids and row.status != "completed" and row.pk not in same.values()
    ]
    withdraw(leaving, reason=reason, actor=actor, at=at, replaced=had_ids)
    new = [one for one in had if (one.visit.pk, one.worker_id) not in same]
    passes = grant_passes(actor=actor, wanted=[_wanted(one) for one in new], at=at)
    sent = place(
        [
            Placement(
                one.visit,
                one.worker_id,
                one.starts_at,
                passes[_wanted(one)],
                one.reasons,
                one.overrides,
            )
            for one in new
        ],
        actor=actor,
        at=at,
        run=run,
    )
    return sent, dropped


def _wanted(one: Placement) -> Wanted:
    return Wanted(one.worker_id, one.visit.service_id, one.visit.household_id, one.period)


def _standing(placements: Sequence[Placement]) -> list[Assignment]:
    """Return what stands at the visits in question, and what else takes up these people's time."""
    first = min(one.starts_at for one in placements)
    last = max(one.ends_at for one in placements)
    theirs = Q(
        worker_id__in={one.worker_id for one in placements},
        starts_at__lt=last,
        ends_at__gt=first,
    )
    there = Q(visit_id__in={one.visit.pk for one in placements})
    rows = Assignment.objects.filter(theirs | there, status__in=STANDING)
    return list(rows.select_related("visit", "worker"))


def _dropped(
    placements: Sequence[Placement], standing: Sequence[Assignment], at: datetime
) -> dict[int, tuple[Reason, ...]]:
    places = [Place(one.visit.pk, one.worker_id, one.period) for one in placements]
    keys = [
        (one.worker_id, one.visit.service_id, one.visit.household_id, one.period)
        for one in placements
    ]
    gate = reasons_against_each(keys)
    said = said_by({one.visit.household_id for one in placements})
    workers = Worker.objects.filter(id__in={one.worker_id for one in placements})
    suits = suits_by_worker(workers.only(*SUITS))
    barred: dict[Place, list[Reason]] = defaultdict(list)
    for one, placed, key in zip(placements, places, keys, strict=True):
        if one.visit.status not in ("open", "staffed"):
            barred[placed].append(because("visit_gone"))
        elif one.starts_at < at:
            barred[placed].append(because("in_the_past"))
        if gate[key]:
            barred[placed].append(because("not_cleared"))
        codes = said.get(one.visit.household_id, NOTHING_SAID).codes
        barred[placed] += stays_away(suits[one.worker_id], codes)
    return fitting(
        places,
        standing=[
            Place(row.visit_id, row.worker_id, Period(row.starts_at, row.ends_at))
            for row in standing
        ],
        away=_away(placements),
        barred=barred,
        people={one.visit.pk: one.visit.people for one in placements},
    )


def _away(placements: Sequence[Placement]) -> dict[int, list[Period]]:
    leaves = leave_over(
        min(one.starts_at for one in placements), max(one.ends_at for one in placements)
    ).filter(worker_id__in={one.worker_id for one in placements})
    away = defaultdict(list)
    for worker_id, starts_at, ends_at in leaves.values_list("worker_id", "starts_at", "ends_at"):
        away[worker_id].append(Period(starts_at, ends_at))
    return away


def _unchanged(
    had: Sequence[Placement], standing: Sequence[Assignment]
) -> dict[tuple[int, int], int]:
    """Return (visit, worker) -> the assignment that stands exactly as it is wanted."""
    wanted = {(one.visit.pk, one.worker_id): one.starts_at for one in had}
    return {
        (row.visit_id, row.worker_id): row.pk
        for row in standing
        if row.status == "assigned" and wanted.get((row.visit_id, row.worker_id)) == row.starts_at
    }


def _mark(run: SolverRun, proposals: Sequence[Proposal], dropped: Dropped) -> None:
    """Note with every proposal what became of it."""
    for one in proposals:
        reasons = dropped.get(one.visit_id, ())
        one.outcome = "dropped" if reasons else "adopted"
        one.dropped_for = [reason.kept() for reason in reasons]
    Proposal.objects.bulk_update(proposals, ["outcome", "dropped_for"], batch_size=CHUNK)
    run.proposals.filter(outcome="").update(outcome="left")


@transaction.atomic
def take_back_roster(*, actor: Actor, run_id: int, at: datetime) -> Adoption:
    """
    Undo an adoption: whoever it sent to visits still ahead is taken off, whoever went before
    goes again where that still fits.

    :returns: who was sent again; and the visits that had somebody before and now have nobody
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises IllegalMove: if the roster was not adopted or was taken back already
    :raises Conflict: if nothing of it is left to take back
    """
    actor, run = _locked_run(actor, run_id)
    SOLVER_RUN.after(run.status, "take_back")
    sent = list(
        run.assignments.filter(
            status="assigned", starts_at__gt=at, visit__status="staffed"
        ).select_related("visit", "worker")
    )
    if not sent:
        raise Conflict(_("Nothing of this roster is left to take back."))
    visits = {row.visit_id: row.visit for row in sent}
    for row in sent:
        row.visit = visits[row.visit_id]
    before = Assignment.objects.filter(
        visit_id__in=visits, status="withdrawn", status_since=run.status_since
    ).exclude(run=run)
    again = [
        Placement(visits[row.visit_id], row.worker_id, row.starts_at, reasons=TAKEN_BACK)
        for row in before.order_by("starts_at", "id")
        if row.starts_at > at and row.hold_until is None
    ]
    withdraw(sent, reason="taken_back", actor=actor, at=at)
    restored, lost = _have(again, actor=actor, at=at, reason="roster") if again else ([], {})
    move(
        run,
        SOLVER_RUN,
        "take_back",
        RosterTakenBack(run_id=run.pk, withdrawn=len(sent), restored=len(restored)),
        actor=actor,
        at=at,
    )
    return Adoption(run, tuple(restored), lost)
