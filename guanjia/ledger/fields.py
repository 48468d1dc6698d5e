"""Columns and constraints for rows that live by a state machine."""

from typing import Any

from django.db import models
from django.db.models import Q

from guanjia.kernel.states import Machine


def status_of(machine: Machine) -> Any:
    """Return the column that holds a row's state in `machine`; only `ledger.record` writes it."""
    return models.CharField(
        max_length=16,
        default=machine.start,
        editable=False,
        choices=[(state, state) for state in machine.states],
    )


def known_state(machine: Machine) -> models.CheckConstraint:
    """Return the constraint that a row's state is one that its machine knows."""
    return models.CheckConstraint(
        name=f"{machine.noun.replace(' ', '_')}_status_is_a_known_state",
        condition=Q(status__in=machine.states),
    )
