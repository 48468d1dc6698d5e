"""Letting a colleague in: one press, one command."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.org import policies
from guanjia.chapters.org.commands.logins import login_of
from guanjia.chapters.org.commands.roles import give_role
from guanjia.chapters.org.models import Role, RoleOffer
from guanjia.chapters.org.queries import user_by_phone
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _


class NumberInUse(Conflict):
    """The number already signs in with us: whoever invites has to say that they mean that person."""


@transaction.atomic
def invite_colleague(
    *,
    actor: Actor,
    name: str,
    phone: str,
    branch_id: int | None,
    role: str,
    at: datetime,
    is_known: bool = False,
) -> Role | RoleOffer:
    """
    Let somebody in with a first role; whoever signs in here already is asked, unless within reach.

    :param is_known: whether the actor was told that the number is in use, and means its owner
    :raises NotAllowed: if the actor may not give this role there
    :raises NumberInUse: if the number is in use and the actor was not told
    :raises Invalid: on `phone`, `name` or `role`
    """
    actor = policies.may_invite(actor).let(actor)
    known = user_by_phone(phone)
    if known and not is_known:
        if policies.may_be_given_roles(actor, known):
            raise NumberInUse(
                _("This number is that of %(name)s. Give them this role, too?"), name=known.name
            )
        raise NumberInUse(
            _(
                "This number already signs in with us. Its owner is asked by SMS and gets the role "
                "once they have agreed."
            )
        )
    user = known or login_of(actor, name, phone, at)
    return give_role(actor=actor, user_id=user.pk, branch_id=branch_id, role=role, at=at)
