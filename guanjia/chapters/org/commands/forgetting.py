"""Forgetting the logins, links and messages of a household that asked for it."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from guanjia.chapters.org.commands.logins import retire_login
from guanjia.chapters.org.models import ApiToken, EntryLink, Role, RoleOffer, Tie, User
from guanjia.kernel.actors import Actor


@transaction.atomic
def forget_logins_of(
    *, actor: Actor, household_id: int, phone_prints: Iterable[str], at: datetime
) -> tuple[int, ...]:
    """
    Forget the links of a household, and every login that was here for its sake alone.

    Whoever speaks for another household, works with us or ever did keeps theirs. Whoever calls has
    untied them from the household, and asked whether the actor may.

    :param phone_prints: the numbers of its contacts, of whom some may never have signed in
    :return: whose logins are forgotten
    """
    EntryLink.objects.filter(household_id=household_id).delete()
    here = Tie.objects.filter(kind="client", row_id=household_id)
    known = Q(id__in=here.values("user_id")) | Q(phone_print__in=tuple(phone_prints))
    users = list(User.objects.filter(known).order_by("id"))
    here.delete()
    elsewhere = {
        *Tie.objects.filter(user__in=users).values_list("user_id", flat=True),
        *Role.objects.filter(user__in=users).values_list("user_id", flat=True),
    }
    forgotten = [user for user in users if user.pk not in elsewhere]
    for user in forgotten:
        _forget(user, actor=actor, at=at)
    return tuple(user.pk for user in forgotten)


def _forget(user: User, *, actor: Actor, at: datetime) -> None:
    EntryLink.objects.filter(phone_print=user.phone_print).delete()
    retire_login(actor=actor, user_id=user.pk, at=at)
    ApiToken.objects.filter(user=user).delete()
    RoleOffer.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user_id=user.pk).delete()
    User.objects.filter(pk=user.pk).update(
        name=gettext("Erased client"), former_phone="", email="", phone=""
    )
