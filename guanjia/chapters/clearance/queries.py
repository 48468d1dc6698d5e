"""Asking the gate: about one person or a thousand, always in the same few SQL queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from guanjia.chapters.catalog.queries import Service, offered_services, requirements
from guanjia.chapters.clearance import rules
from guanjia.chapters.dossier.models import Consent, Contact, Household, Member, WorkerWish
from guanjia.chapters.dossier.queries import BORN, born_on
from guanjia.chapters.org.queries import figures
from guanjia.chapters.workforce.models import (
    Certificate,
    Insurance,
    ScreeningStep,
    Worker,
    WorkerSkill,
)
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.periods import Period

Key = tuple[int, int, int]
"""Worker, service, household."""

WorkerBy = dict[int | str, int]
"""A login, or the fingerprint of a number -> the worker to whom it belongs."""

HOUSE_ZONE = "Asia/Shanghai"
NEWCOMER = 0
"""In place of a household's id: one that is not kept yet, and will agree to being served."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that the gate knows of some workers, services and households."""

    workers: Mapping[int, rules.Candidate]
    services: Mapping[int, rules.Demand]
    households: Mapping[int, rules.Family]
    figures: rules.Figures


def reasons_against(
    *, worker_ids: Iterable[int], service_id: int, household_id: int, period: Period
) -> dict[int, tuple[rules.Reason, ...]]:
    """
    Return every reason why each worker may not be sent; none means that they may.

    Fourteen SQL queries, however many workers.
    """
    found = matrix(worker_ids, [(service_id, household_id)], period)
    return {key[0]: outcome.reasons for key, outcome in found.items()}


def matrix(
    worker_ids: Iterable[int], pairs: Iterable[tuple[int, int]], period: Period
) -> dict[Key, rules.Outcome]:
    """
    Ask the gate about every worker for every pair of service and household, over one period.

    An outcome that is not clear says by its windows on which parts of the period it is. Fourteen
    SQL queries, however many workers and pairs.

    :returns: (worker, service, household) -> outcome, for those that exist
    """
    workers, wanted = tuple(worker_ids), tuple(dict.fromkeys(pairs))
    known = everything_known(
        worker_ids=workers,
        service_ids=[service_id for service_id, _household in wanted],
        household_ids=[household_id for _service, household_id in wanted],
        period=period,
    )
    asked = [
        (worker_id, service_id, household_id)
        for worker_id in workers
        for service_id, household_id in wanted
        if worker_id in known.workers
        and service_id in known.services
        and household_id in known.households
    ]
    return outcomes(known, asked, period)


def outcomes(known: Known, keys: Iterable[Key], period: Period) -> dict[Key, rules.Outcome]:
    """
    Decide from what is known, without SQL; what keys share is worked out once.

    A worker's own requirements depend on the household only by whether minors may live there, and
    a household's on the worker only by the zone in which days begin.
    """
    own: dict[tuple[int, int, bool], rules.Folded] = {}
    theirs: dict[tuple[int, str], rules.Folded] = {}
    found = {}
    for key in keys:
        worker, demand, family = (
            known.workers[key[0]],
            known.services[key[1]],
            known.households[key[2]],
        )
        asked = rules.days_of(period, worker.zone)
        minors = family.has_minors(asked[0])
        if (mine := (worker.id, demand.id, minors)) not in own:
            met = rules.of_worker(
                worker, demand, with_minors=minors, figures=known.figures, period=period
            )
            own[mine] = rules.folded(met, asked)
        if (home := (family.id, worker.zone)) not in theirs:
            met = rules.of_household(family, period=period, zone=worker.zone)
            theirs[home] = rules.folded(met, asked)
        found[key] = rules.decided(
            own[mine],
            theirs[home],
            worker=worker,
            family=family,
            period=period,
            longest_days=known.figures.longest_pass_days,
        )
    return found


@dataclass(frozen=True, slots=True)
class Fitness:
    """Whether a worker may be sent for a service, were the household without any wish or child."""

    service_id: int
    service: str
    reasons: tuple[rules.Reason, ...]


def fitness(*, actor: Actor, worker_id: int, period: Period) -> tuple[Fitness, ...]:
    """
    Return for each service on offer what stands against sending the worker; twelve SQL queries.

    :raises Worker.DoesNotExist: if the actor may not see the worker
    """
    visible_workers(actor).get(id=worker_id)
    services = offered_services(actor)
    on = local_day(period.start, HOUSE_ZONE)
    known = rules.Figures.of(figures(rules.FIGURES, branch_id=None, on=on))
    worker = _candidates({worker_id})[0][worker_id]
    asked = rules.days_of(period, worker.zone)
    found = []
    for service in services:
        met = rules.of_worker(
            worker, _demand(service), with_minors=False, figures=known, period=period
        )
        found.append(Fitness(service.id, service.name, rules.folded(met, asked).reasons))
    return tuple(found)


def everything_known(
    *,
    worker_ids: Iterable[int],
    service_ids: Iterable[int],
    household_ids: Iterable[int],
    period: Period,
) -> Known:
    """Return all that the gate needs to know, in fourteen SQL queries."""
    on = local_day(period.start, HOUSE_ZONE)
    workers, worker_by = _candidates(set(worker_ids))
    return Known(
        workers=workers,
        services={service.id: _demand(service) for service in requirements(service_ids).values()},
        households=_families(set(household_ids), worker_by),
        figures=rules.Figures.of(figures(rules.FIGURES, branch_id=None, on=on)),
    )


def _candidates(ids: set[int]) -> tuple[dict[int, rules.Candidate], WorkerBy]:
    """Return what is known of workers, and which of them a login or a number belongs to."""
    rows = Worker.objects.filter(id__in=ids).values_list(
        "id", "name", "status", "employment", "branch__zone", "user_id", "user__phone_print"
    )
    of_them: dict[str, Any] = {"worker_id__in": ids}
    this_time = ScreeningStep.objects.filter(round=F("worker__screening_round"), **of_them)
    outcomes = this_time.values_list("worker_id", "step", "passed")
    papers = Certificate.objects.filter(**of_them).values_list(
        "worker_id", "kind__code", "level", "status", "issued_on", "expires_on"
    )
    skills = WorkerSkill.objects.filter(**of_them).values_list("worker_id", "skill_id", "level")
    covers = Insurance.objects.filter(**of_them).values_list(
        "worker_id", "kind", "valid_from", "valid_until"
    )
    by_worker = [_by_first(each) for each in (outcomes, papers, skills, covers)]
    worker_by: WorkerBy = {mark: row[0] for row in rows for mark in row[5:] if mark}
    candidates = {
        row[0]: rules.Candidate(
            *row[:5],
            outcomes=dict(by_worker[0].get(row[0], ())),
            papers=tuple(rules.Paper(*paper) for paper in by_worker[1].get(row[0], ())),
            skills=dict(by_worker[2].get(row[0], ())),
            policies=tuple(rules.Policy(*cover) for cover in by_worker[3].get(row[0], ())),
        )
        for row in rows
    }
    return candidates, worker_by


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = {}
    for first, *rest in rows:
        grouped.setdefault(first, []).append(tuple(rest))
    return grouped


def _demand(service: Service) -> rules.Demand:
    return rules.Demand(
        id=service.id,
        name=service.name,
        skills=tuple(rules.Need(one.id, one.name, one.least_level) for one in service.skills),
        papers=tuple(
            rules.Need(one.code, one.name, one.least_level) for one in service.certificates
        ),
        health_class=service.health_class,
        minors_check=service.minors_check,
    )


def _at_home(household_ids: set[int], worker_by: WorkerBy) -> dict[int, set[int]]:
    """Return for each household the workers who have the number, or the login, of a contact."""
    contacts = Contact.objects.filter(household_id__in=household_ids)
    found: dict[int, set[int]] = {}
    for household_id, *marks in contacts.values_list("household_id", "phone_print", "user_id"):
        theirs = {worker_by[mark] for mark in marks if mark in worker_by}
        found.setdefault(household_id, set()).update(theirs)
    return found


def _families(ids: set[int], worker_by: WorkerBy) -> dict[int, rules.Family]:
    rows = list(Household.objects.filter(id__in=ids))
    standing = Consent.objects.filter(
        household_id__in=ids, purpose__in=("service", "minors"), withdrawn_at=None
    ).values_list("household_id", "purpose", "member_id")
    people = Member.objects.filter(household_id__in=ids).only("household_id", *BORN)
    births = [(member.household_id, member.pk, *born_on(member)) for member in people]
    never = WorkerWish.objects.filter(household_id__in=ids, kind="never").values_list(
        "household_id", "worker_id"
    )
    own = _at_home(ids, worker_by)
    consents, members, refused = _by_first(standing), _by_first(births), _by_first(never)
    known = {
        row.pk: rules.Family(
            id=row.pk,
            name=row.display_name,
            has_consented=("service", None) in consents.get(row.pk, ()),
            births=tuple(rules.Birth(*member) for member in members.get(row.pk, ())),
            guarded=frozenset(
                member for purpose, member in consents.get(row.pk, ()) if purpose == "minors"
            ),
            never=frozenset(worker for (worker,) in refused.get(row.pk, ())),
            own=frozenset(own.get(row.pk, ())),
        )
        for row in rows
    }
    if NEWCOMER in ids:
        known[NEWCOMER] = rules.Family(NEWCOMER, "", has_consented=True)
    return known
