"""Crews: one slot for each role, different people in all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rota.construct.state import Part

MOST_CREWS = 2_000
"""How many crews are tried at one start; if there are more, those of the cheapest first roles."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One role filled by one worker at a time, legal for the worker, and what it adds to cost."""

    part: Part
    cost: int


def distinct(
    choices: Sequence[Sequence[Slot | None]], sent: frozenset[str]
) -> Iterator[tuple[Slot | None, ...]]:
    """Yield crews of different people, one choice for each role, the first choices first."""
    if not choices:
        yield ()
        return
    for slot in choices[0]:
        if slot is None:
            yield from ((None, *rest) for rest in distinct(choices[1:], sent))
        elif slot.part.worker not in sent:
            others = distinct(choices[1:], sent | {slot.part.worker})
            yield from ((slot, *rest) for rest in others)


def cost_of_crew(crew: Sequence[Slot | None]) -> tuple[int, int]:
    """Return what crews are ordered by: roles left empty, then cost."""
    empty = sum(slot is None for slot in crew)
    return empty, sum(slot.cost for slot in crew if slot is not None)
