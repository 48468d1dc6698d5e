"""Who may fill a role, and how much each is liked, for all workers at once."""

import numpy as np
from numpy.typing import NDArray

from rota.checks.fit import bonds
from rota.construct.state import State
from rota.problem import Role, Visit

Numbers = NDArray[np.int64]


class Fits:
    """Answers for all workers what `rota.checks.fit` answers for one."""

    def __init__(self, state: State) -> None:
        self.state = state
        workers = state.lookup.problem.workers
        self.number = {worker.id: at for at, worker in enumerate(workers)}
        self.skills: dict[str, Numbers] = {}
        self.tags: dict[str, Numbers] = {}
        for at, worker in enumerate(workers):
            for skill in worker.skills:
                self._column(self.skills, skill.name)[at] = skill.level
            for tag in worker.tags:
                self._column(self.tags, tag)[at] = 1
        self.liked: dict[str, list[tuple[int, int]]] = {}
        for one in state.lookup.problem.affinity:
            self.liked.setdefault(one.client, []).append((self.number[one.worker], one.price))

    def mask(self, visit: Visit, role: Role) -> Numbers:
        """Return 1 for each worker who may fill `role`, else 0."""
        fits = np.ones(len(self.number), np.int64)
        lookup = self.state.lookup
        nobody = np.zeros(len(self.number), np.int64)
        for need in role.skills:
            fits &= self.skills.get(need.name, nobody) >= need.level
        for tag in role.needs:
            fits &= self.tags.get(tag, nobody)
        for tag in role.refuses:
            fits &= 1 - self.tags.get(tag, nobody)
        for worker in lookup.forbidden.get(visit.client, ()):
            fits[self.number[worker]] = 0
        allowed = lookup.allowed.get(visit.client)
        if allowed is not None:
            fits &= self._these(allowed)
        for bond in bonds(lookup, visit, role):
            if bond.worker is not None:
                fits &= self._these([bond.worker])
        return fits

    def liking(self, visit: Visit) -> Numbers:
        """Return what each worker adds to the price wherever they go: affinity and fairness."""
        liking = np.zeros(len(self.number), np.int64)
        for worker, price in self.liked.get(visit.client, ()):
            liking[worker] = price
        if visit.unpopular:
            liking += self.state.burden_prices(visit.unpopular)
        return liking

    def _these(self, workers: "frozenset[str] | list[str]") -> Numbers:
        some = np.zeros(len(self.number), np.int64)
        some[[self.number[worker] for worker in workers]] = 1
        return some

    def _column(self, table: dict[str, Numbers], name: str) -> Numbers:
        return table.setdefault(name, np.zeros(len(self.number), np.int64))
