"""Who of a branch suits a household by what both said, before there is any visit to staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from guanjia.chapters.catalog.queries import requirements, services_of_skill
from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.queries.solver_input import suits_by_worker
from guanjia.chapters.dispatch.rules.reasons import Reason
from guanjia.chapters.dispatch.rules.suiting import SPEAK_FOR, matches, stays_away
from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.dossier.queries import said_of
from guanjia.chapters.workforce.models import Worker, WorkerSkill
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Suited:
    """Somebody with the skills for one of the services, why they suit the home, or why they stay away."""

    worker_id: int
    name: str
    suits: tuple[Reason, ...]
    stays_away: tuple[Reason, ...]


def suited(actor: Actor, household_id: int, service_ids: Iterable[int]) -> tuple[Suited, ...]:
    """
    Return who suits a household best among those with the skills for one of the services, then who
    does not go to such a home, in ten SQL queries. Of whom nothing is to be said is not there.

    :raises Household.DoesNotExist: if the actor cannot see it
    """
    household = visible_households(actor).get(id=household_id)
    said = said_of(household_id).codes
    services = requirements(service_ids)
    if not said or not services or not policies.may_open(actor, household.branch_id):
        return ()
    workers = Worker.objects.filter(branch_id=household.branch_id, status="active").order_by("id")
    levels: dict[int, dict[int, int]] = {}
    rows = WorkerSkill.objects.filter(worker__in=workers).values_list(
        "worker_id", "skill_id", "level"
    )
    for worker_id, skill_id, level in rows:
        levels.setdefault(worker_id, {})[skill_id] = level
    cooking = services_of_skill("cooking")
    found = []
    known = list(workers)
    suits = suits_by_worker(known)
    for worker in known:
        can = levels.get(worker.pk, {})
        able = {
            service_id
            for service_id, service in services.items()
            if all(can.get(one.id, 0) >= one.least_level for one in service.skills)
        }
        if able:
            counts = matches(suits[worker.pk], said, cooks=bool(able & cooking))
            good = tuple(reason for reason in counts if reason.code in SPEAK_FOR)
            away = stays_away(suits[worker.pk], said)
            found.append(Suited(worker.pk, worker.name, () if away else good, away))
    told = [one for one in found if one.suits or one.stays_away]
    return tuple(sorted(told, key=lambda one: (bool(one.stays_away), -len(one.suits))))
