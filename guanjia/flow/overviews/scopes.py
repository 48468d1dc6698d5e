"""Names for what is measured: a branch, a household, a worker."""

from dataclasses import dataclass

from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.evaluation.queries import Scope
from guanjia.chapters.org.policies import visible_branches
from guanjia.chapters.workforce.policies import visible_workers
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Named:
    """
    What the figures are about, in words, and the branches that the actor could choose.

    `household` and `worker` are empty unless the figures are of one.
    """

    branch: str
    household_id: int | None
    household: str
    worker_id: int | None
    worker: str
    branches: tuple[tuple[int, str], ...]

    @property
    def title(self) -> str:
        """The narrowest that is known: a worker, a household, both, or a branch."""
        return " · ".join(filter(None, (self.worker, self.household))) or self.branch


def named(*, actor: Actor, scope: Scope) -> Named:
    """
    Return the name of a scope, in one SQL query and one more for a household and for a worker.

    :raises ObjectDoesNotExist: if the household or worker does not exist for the actor
    """
    branches = tuple(visible_branches(actor).order_by("id").values_list("id", "name"))
    household = worker = ""
    if scope.household_id is not None:
        household = visible_households(actor).get(id=scope.household_id).display_name
    if scope.worker_id is not None:
        worker = visible_workers(actor).get(id=scope.worker_id).name
    return Named(
        branch=dict(branches).get(scope.branch_id or 0, ""),
        household_id=scope.household_id,
        household=household,
        worker_id=scope.worker_id,
        worker=worker,
        branches=branches,
    )


@dataclass(frozen=True, slots=True)
class Reachable:
    """Of some people and homes, those whose own figures the actor may open."""

    worker_ids: frozenset[int]
    household_ids: frozenset[int]


def reachable(*, actor: Actor, worker_ids: set[int], household_ids: set[int]) -> Reachable:
    """Return which of these workers and households exist for the actor, in two SQL queries."""
    workers = visible_workers(actor).filter(id__in=worker_ids)
    homes = visible_households(actor).filter(id__in=household_ids)
    return Reachable(
        frozenset(workers.values_list("id", flat=True)),
        frozenset(homes.values_list("id", flat=True)),
    )
