"""Granting passes at the gate, and taking them back when the world has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanjia.chapters.clearance import policies, rules
from guanjia.chapters.clearance.facts import PassExtended, PassGranted, PassRevoked
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.clearance.queries import Key, Known, everything_known, outcomes
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day, whole_day
from guanjia.kernel.periods import Period
from guanjia.ledger.record import change, record_many

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is to be sent to a household for a service, during a period."""

    worker_id: int
    service_id: int
    household_id: int
    period: Period

    @property
    def key(self) -> Key:
        """Worker, service and household."""
        return (self.worker_id, self.service_id, self.household_id)


@transaction.atomic
def grant_pass(
    *,
    actor: Actor,
    worker_id: int,
    service_id: int,
    household_id: int,
    period: Period,
    at: datetime,
) -> Pass:
    """
    Return a standing pass that covers the period, granted or extended now if there is none.

    :raises Worker.DoesNotExist, Household.DoesNotExist: if the actor cannot reach them
    :raises NotAllowed: if the actor sends nobody to the household
    :raises NotCleared: with every reason why the worker may not be sent
    """
    wanted = Wanted(worker_id, service_id, household_id, period)
    return grant_passes(actor=actor, wanted=[wanted], at=at)[wanted]


@transaction.atomic
def grant_passes(*, actor: Actor, wanted: Iterable[Wanted], at: datetime) -> dict[Wanted, Pass]:
    """
    Return for each of the wanted a standing pass that covers its period.

    All are granted or none. Those that stand are looked at anew as well: no pass is returned for
    somebody who may not be sent now. The workers and households are locked, so that a review that
    begins meanwhile waits and sees these passes. Some twenty statements for every 200 passes, and
    four for each that is extended.

    :raises Worker.DoesNotExist, Household.DoesNotExist: if the actor cannot reach one of them
    :raises NotAllowed: if the actor sends nobody to one of the households
    :raises NotCleared: with every reason against any of them
    """
    wishes = sorted(set(wanted), key=lambda one: (one.key, one.period))
    if not wishes:
        return {}
    workers = _locked_workers(actor, {one.worker_id for one in wishes})
    households = _locked_households(actor, {one.household_id for one in wishes})
    for household in households.values():
        actor = policies.may_grant(actor, household).let(actor)
    known = _known([one.key for one in wishes], min(one.period for one in wishes))
    _require_clear(known, wishes)
    standing = _standing([one.key for one in wishes])
    passes = {}
    new: list[Pass] = []
    grown: dict[int, tuple[Pass, Period]] = {}
    for one in wishes:
        theirs = standing.setdefault(one.key, [])
        covering = next((each for each in theirs if _stretch(each).covers(one.period)), None)
        if covering is None:
            covering = _grown(known, one, theirs, at)
            if covering and covering.pk:
                grown[covering.pk] = (covering, _stretch(covering))
        if covering is None:
            covering = _fresh(known, one, workers, households, at)
            theirs.append(covering)
            new.append(covering)
        passes[one] = covering
    _write(new, grown.values(), actor=actor, at=at)
    return passes


@transaction.atomic
def review_passes(
    *,
    actor: Actor,
    at: datetime,
    worker_id: int | None = None,
    household_id: int | None = None,
    service_id: int | None = None,
) -> int:
    """
    Revoke the passes that no longer hold for all of the time ahead of them; return how many.

    Without a worker, household or service every standing pass within reach is looked at. Doing it
    twice revokes nothing twice. Sixteen SQL queries for every 200 passes, and four for each that
    is revoked.
    """
    passes = policies.visible_passes(actor).filter(revoked_at=None, valid_until__gt=at)
    for column, value in (
        ("worker_id", worker_id),
        ("household_id", household_id),
        ("service_id", service_id),
    ):
        if value is not None:
            passes = passes.filter(**{column: value})
    Worker.objects.select_for_update(no_key=True).filter(
        id__in=[worker_id] if worker_id else []
    ).first()
    Household.objects.select_for_update(no_key=True).filter(
        id__in=[household_id] if household_id else []
    ).first()
    ids = list(passes.order_by("id").values_list("id", flat=True))
    revoked = 0
    for first in range(0, len(ids), CHUNK):
        rows = Pass.objects.filter(id__in=ids[first : first + CHUNK], revoked_at=None)
        revoked += _review(list(rows.select_related("worker", "household")), actor=actor, at=at)
    return revoked


def _locked_workers(actor: Actor, ids: set[int]) -> dict[int, Worker]:
    rows = policies.sendable_workers(actor).filter(id__in=ids).order_by("id")
    found = {row.pk: row for row in rows.select_for_update(no_key=True)}
    if ids - set(found):
        raise Worker.DoesNotExist
    return found


def _locked_households(actor: Actor, ids: set[int]) -> dict[int, Household]:
    rows = policies.served_households(actor).filter(id__in=ids).order_by("id")
    found = {row.pk: row for row in rows.select_for_update(no_key=True)}
    if ids - set(found):
        raise Household.DoesNotExist
    return found


def _known(keys: Sequence[Key], period: Period) -> Known:
    return everything_known(
        worker_ids=[key[0] for key in keys],
        service_ids=[key[1] for key in keys],
        household_ids=[key[2] for key in keys],
        period=period,
    )


def _require_clear(known: Known, wishes: Iterable[Wanted]) -> None:
    reasons: list[rules.Reason] = []
    for one in wishes:
        against = outcomes(known, [one.key], one.period)[one.key].reasons
        reasons += [reason for reason in against if reason not in reasons]
    if reasons:
        raise rules.NotCleared(reasons)


def _standing(keys: Sequence[Key]) -> dict[Key, list[Pass]]:
    rows = Pass.objects.filter(
        revoked_at=None,
        worker_id__in={key[0] for key in keys},
        household_id__in={key[2] for key in keys},
    ).select_related("worker", "household")
    found: dict[Key, list[Pass]] = {}
    for row in rows:
        found.setdefault((row.worker_id, row.service_id, row.household_id), []).append(row)
    return found


def _stretch(one: Pass) -> Period:
    return Period(one.valid_from, one.valid_until)


def _clear_until(known: Known, key: Key, period: Period) -> datetime | None:
    return outcomes(known, [key], period)[key].until


def _grown(known: Known, one: Wanted, theirs: Iterable[Pass], at: datetime) -> Pass | None:
    """Stretch the pass that can be made to cover the period too without a gap, if there is one."""
    for each in theirs:
        if each.valid_until <= at:
            continue
        ahead = Period(
            min(max(each.valid_from, at), one.period.start), max(each.valid_until, one.period.end)
        )
        until = _clear_until(known, one.key, ahead)
        if until:
            each.valid_from = min(each.valid_from, ahead.start)
            each.valid_until = max(until, ahead.end)
            return each
    return None


def _fresh(
    known: Known,
    one: Wanted,
    workers: dict[int, Worker],
    households: dict[int, Household],
    at: datetime,
) -> Pass:
    """Return a new pass for as long as all holds, from today on where that is clear as well."""
    zone = known.workers[one.worker_id].zone
    day = whole_day(local_day(one.period.start, zone), zone)
    today = whole_day(local_day(at, zone), zone)
    start = min(today.start, day.start)
    until = _clear_until(known, one.key, Period(start, one.period.end))
    if until is None:
        start = day.start
        until = _clear_until(known, one.key, one.period)
    return Pass(
        worker=workers[one.worker_id],
        service_id=one.service_id,
        household=households[one.household_id],
        valid_from=start,
        valid_until=max(until or one.period.end, one.period.end),
        granted_at=at,
    )


def _write(
    new: list[Pass],
    grown: Iterable[tuple[Pass, Period]],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    Pass.objects.bulk_create(new, batch_size=CHUNK)
    granted = [
        (
            PassGranted(one.worker_id, one.service_id, one.household_id),
            (one, one.worker, one.household),
        )
        for one in new
    ]
    record_many(granted, actor=actor, at=at)
    for one, stretch in grown:
        change(
            one,
            one.version,
            PassExtended(one.pk, one.worker_id, one.service_id, one.household_id),
            one.worker,
            one.household,
            actor=actor,
            at=at,
            valid_from=stretch.start,
            valid_until=stretch.end,
        )


def _review(passes: Sequence[Pass], *, actor: Actor, at: datetime) -> int:
    if not passes:
        return 0
    keys = [(one.worker_id, one.service_id, one.household_id) for one in passes]
    known = _known(keys, min(_ahead(one, at) for one in passes))
    revoked = 0
    for one, key in zip(passes, keys, strict=True):
        against = outcomes(known, [key], _ahead(one, at))[key].reasons
        if not against:
            continue
        change(
            one,
            one.version,
            PassRevoked(one.pk, *key, reason=against[0].code),
            one.worker,
            one.household,
            actor=actor,
            at=at,
            revoked_at=at,
        )
        revoked += 1
    return revoked


def _ahead(one: Pass, at: datetime) -> Period:
    return Period(max(one.valid_from, at), one.valid_until)
