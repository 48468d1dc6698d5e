"""Households know who comes: from the evening before, and at once when that changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.facts import VisitAnnounced
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.rules.announcing import announced_days, announced_words
from guanjia.chapters.dossier.queries import consents_of
from guanjia.chapters.org.models import Branch
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day, minute_of
from guanjia.ledger.record import record_many

CHUNK = 200
A_DAY_OFF = timedelta(days=2)
"""No branch's tomorrow is further away, whatever its zone."""


@transaction.atomic
def announce_visits(*, actor: Actor, at: datetime) -> int:
    """
    State of each visit ahead of which its household should know by now that it is settled who comes.

    That is today's, and from the evening on tomorrow's. It is stated once, and once more whenever
    somebody else comes or at another time. Who has agreed to no messages is told nothing and counts
    for nothing. Return how many were stated; some six SQL queries a branch that has any.
    """
    waiting = Visit.objects.filter(
        status="staffed", announced_at=None, on__lte=(at + A_DAY_OFF).date(), starts_at__gt=at
    )
    branches = Branch.objects.filter(id__in=waiting.values("branch_id")).order_by("id")
    return sum(_announce_in(branch, actor=actor, at=at) for branch in branches)


def _announce_in(branch: Branch, *, actor: Actor, at: datetime) -> int:
    actor = policies.may_plan(actor, branch.pk).let(actor)
    today = local_day(at, branch.zone)
    days = announced_days(
        today,
        minute=minute_of(at, branch.zone),
        announce_minute=figures_for(branch.pk, today).announce_minute,
    )
    rows = Visit.objects.select_for_update().filter(
        branch=branch, on__in=days, status="staffed", announced_at=None, starts_at__gt=at
    )
    visits = list(rows.order_by("starts_at", "id"))
    before = {visit.pk: visit.announced_as for visit in visits}
    note_announced(visits, at=at)
    consents = consents_of({visit.household_id for visit in visits})
    # What was changed and changed back is known already.
    told = [
        visit
        for visit in visits
        if "messages" in consents[visit.household_id] and visit.announced_as != before[visit.pk]
    ]
    record_many(
        [
            (
                VisitAnnounced(
                    visit_id=visit.pk,
                    household_id=visit.household_id,
                    is_changed=bool(before[visit.pk]),
                ),
                (visit,),
            )
            for visit in told
        ],
        actor=actor,
        at=at,
    )
    return len(told)


def note_announced(visits: Iterable[Visit], *, at: datetime) -> None:
    """Note that the households of these staffed visits know who comes, or are told right now."""
    visits = list(visits)
    sent: dict[int, list[int]] = {}
    standing = Assignment.objects.filter(visit__in=visits, status="assigned")
    for visit_id, worker_id in standing.values_list("visit_id", "worker_id"):
        sent.setdefault(visit_id, []).append(worker_id)
    for visit in visits:
        assert visit.starts_at
        visit.announced_at = at
        visit.announced_as = announced_words(visit.starts_at, sent.get(visit.pk, ()))
    Visit.objects.bulk_update(visits, ["announced_at", "announced_as"], batch_size=CHUNK)
