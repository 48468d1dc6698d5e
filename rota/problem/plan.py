"""A plan: who starts what when. Everything else follows from it and the problem."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rota.problem.fields import told
from rota.units import Moment


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """A worker fills one role of a visit, starting then."""

    visit: str = told("id of the visit")
    role: str = told("id of the role")
    worker: str = told("id of the worker")
    starts: Moment = told("when the role starts")


@dataclass(frozen=True, slots=True)
class Plan:
    """Assignments, kept in order of visit and role, so that equal plans are equal."""

    assignments: tuple[Assignment, ...] = told("who starts what when", default=())

    @classmethod
    def of(cls, assignments: Iterable[Assignment]) -> "Plan":
        """Return the plan made of `assignments`, put in order."""
        return cls(tuple(sorted(assignments)))

    def __iter__(self) -> Iterator[Assignment]:
        return iter(self.assignments)

    def __len__(self) -> int:
        return len(self.assignments)

    def visits(self) -> frozenset[str]:
        """Return the ids of the visits with at least one role filled."""
        return frozenset(assignment.visit for assignment in self.assignments)
