"""Whom a home suits and who suits a home, in a branch's days as they stand."""

from collections.abc import Iterable, Mapping

from guanjia.chapters.dispatch.queries.solver_input import Person, Scene, SolverTask
from guanjia.chapters.dispatch.rules import suiting
from guanjia.chapters.dispatch.rules.reasons import Reason
from guanjia.chapters.dossier.queries import NOTHING_SAID


def matches_of(days: Scene, person: Person, task: SolverTask) -> tuple[Reason, ...]:
    """Return what counts for or against a person by what the household of a visit said."""
    said = days.said.get(task.household_id, NOTHING_SAID).codes
    return suiting.matches(person.suits, said, cooks=task.service_id in days.cooking)


def stays_away(days: Scene, person: Person, task: SolverTask) -> tuple[Reason, ...]:
    """Return why a person does not go to the home of a visit; none if they do."""
    said = days.said.get(task.household_id, NOTHING_SAID).codes
    return suiting.stays_away(person.suits, said)


def willing(
    days: Scene, tasks: Iterable[SolverTask], allowed: Mapping[int, frozenset[int]]
) -> dict[int, frozenset[int]]:
    """Return visit -> who may be sent there and goes to such homes."""
    people = {person.id: person for person in days.people}
    return {
        task.id: frozenset(
            worker_id
            for worker_id in allowed.get(task.id, frozenset())
            if worker_id in people and not stays_away(days, people[worker_id], task)
        )
        for task in tasks
    }
