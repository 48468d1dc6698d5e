"""Names for what is measured: a branch, a household, a worker."""

from dataclasses import dataclass

from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.evaluation.queries import Scope
from guanjia.chapters.org.policies import visible_branches
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Named:
    """What the figures are about, in words, and the branches that the actor could choose."""

    title: str
    household_id: int | None
    worker_id: int | None
    branches: tuple[tuple[int, str], ...]


def named(*, actor: Actor, scope: Scope) -> Named:
    """
    Return the name of a scope, in two SQL queries.

    :raises ObjectDoesNotExist: if the household or worker does not exist for the actor
    """
    branches = tuple(visible_branches(actor).order_by("id").values_list("id", "name"))
    title = dict(branches).get(scope.branch_id or 0, "")
    if scope.household_id is not None:
        title = visible_households(actor).get(id=scope.household_id).called
    elif scope.worker_id is not None:
        title = visible_workers(actor).get(id=scope.worker_id).name
    return Named(title, scope.household_id, scope.worker_id, branches)
