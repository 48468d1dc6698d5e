"""Who somebody is in this house: roles, the worker they are, the homes they speak for."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import connection

from guanjia.kernel.actors import Actor, Ticket

# Asked at every request, so the four questions travel together; each is answered by an index.
WHO = """
    SELECT 'role', branch_id, role FROM org_role
     WHERE user_id = %s AND since <= %s AND (until IS NULL OR until > %s)
    UNION ALL
    SELECT 'worker', id, '' FROM workforce_worker
     WHERE user_id = %s AND status NOT IN ('rejected', 'left')
    UNION ALL
    SELECT 'home', household_id, standing FROM dossier_standing WHERE user_id = %s
    UNION ALL
    SELECT 'factor', id, type FROM mfa_authenticator WHERE user_id = %s AND type <> %s
"""
RECOVERY = "recovery_codes"
"""Codes to get in again with are no second factor by themselves."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A user as the house knows them now."""

    actor: Actor
    has_second_factor: bool


def presence_of(*, user_id: int, name: str, at: datetime, ticket: Ticket | None = None) -> Presence:
    """
    Return a user as an actor, in one SQL query.

    :param ticket: the link that they opened besides, if they opened one
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(WHO, [user_id, moment, moment, user_id, user_id, user_id, RECOVERY])
        rows = cursor.fetchall()
    by_branch: dict[int, set[str]] = {}
    everywhere: set[str] = set()
    homes: dict[int, str] = {}
    worker_id = None
    has_second_factor = False
    for question, number, word in rows:
        if question == "role" and number is None:
            everywhere.add(word)
        elif question == "role":
            by_branch.setdefault(number, set()).add(word)
        elif question == "worker":
            worker_id = number
        elif question == "home":
            homes[number] = word
        else:
            has_second_factor = True
    actor = Actor(
        user_id=user_id,
        name=name,
        roles=MappingProxyType({branch: frozenset(held) for branch, held in by_branch.items()}),
        everywhere=frozenset(everywhere),
        worker_id=worker_id,
        homes=MappingProxyType(homes),
        ticket=ticket,
    )
    return Presence(actor, has_second_factor)
