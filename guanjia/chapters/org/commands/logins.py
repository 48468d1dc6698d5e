"""Logins: whose number it is, what ties them to us, and the end of it."""

import secrets
import sqlite3
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from guanjia.chapters.org import policies, rules
from guanjia.chapters.org.commands.roles import withdraw_all_offers
from guanjia.chapters.org.commands.tokens import revoke_all_tokens
from guanjia.chapters.org.commands.ways_in import end_links_to
from guanjia.chapters.org.facts import (
    FactorReset,
    PhoneChanged,
    UserClosed,
    UserInvited,
    UserReopened,
    UserRetired,
    VisitsEnded,
)
from guanjia.chapters.org.models import Role, Session, Tie, User
from guanjia.chapters.org.queries import user_by_phone
from guanjia.db.ours import ours
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.vault.keys import fingerprint


def login_of(actor: Actor, name: str, phone: str, at: datetime) -> User:
    """
    Return the login with this number, made if there is none.

    :raises Invalid: on `phone` or `name`
    """
    known = user_by_phone(phone)
    if known:
        return known
    if not name.strip():
        raise Invalid(_("Please give a name."), field="name")
    number = rules.normal_phone(phone)
    user = User(
        handle=secrets.token_hex(12),
        name=name.strip(),
        phone=number,
        phone_print=fingerprint("phone", number),
    )
    user.set_unusable_password()
    user.save()
    record(UserInvited(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def invite_user(*, actor: Actor, name: str, phone: str, at: datetime) -> User:
    """
    Return the user with this phone number, made if there is none; roles are granted separately.

    :raises NotAllowed: if the actor administers no branch
    :raises Invalid: on `phone` or `name`
    """
    actor = policies.may_invite(actor).let(actor)
    return login_of(actor, name, phone, at)


@transaction.atomic
def contact_login(*, actor: Actor, name: str, phone: str, at: datetime) -> User:
    """
    Return the login of a client or worker with this phone number, made if there is none.

    It opens nothing by itself: a later chapter says what its owner may do, once they have shown
    with a code that the number is theirs.

    :raises NotAllowed: if the actor does not deal with clients or workers
    :raises Invalid: on `phone` or `name`
    """
    actor = policies.may_open_doors(actor).let(actor)
    return login_of(actor, name, phone, at)


def note_phone_verified(*, user_id: int, at: datetime) -> None:
    """Note that somebody has shown, with a code, that the phone number is theirs; once."""
    User.objects.filter(id=user_id, phone_verified_at=None).update(phone_verified_at=at)


def choose_language(*, user_id: int, language: str) -> None:
    """Note in which language somebody reads from now on, wherever they sign in."""
    User.objects.filter(id=user_id).update(language=language)


@transaction.atomic
def change_phone(*, actor: Actor, user_id: int, phone: str, at: datetime) -> User:
    """
    Give somebody another phone number, by which they sign in from now on.

    The former number is told. All that came in by it ends, their password too: the new number is
    theirs only once they have shown it with a code.

    :raises NotAllowed: unless all that the user is here lies in the actor's reach
    :raises Invalid: on `phone`, if it is none, or somebody else's
    :raises Conflict: if they speak for a household: there the number is changed
    """
    actor, user = _looked_after(actor, user_id)
    number = rules.normal_phone(phone)
    if number == user.phone:
        return user
    if user_by_phone(number):
        raise Invalid(_("Somebody else has this phone number."), field="phone")
    if Tie.objects.filter(user=user, kind="client", until=None).exists():
        raise Conflict(
            _(
                "This person speaks for a household. Change the number with the household's "
                "contacts first, then here."
            )
        )
    _end_ways_in(user, actor=actor, at=at)
    user.former_phone, user.phone = user.phone, number
    user.phone_print, user.phone_verified_at = fingerprint("phone", number), None
    user.set_unusable_password()
    user.save(
        update_fields=["phone", "phone_print", "phone_verified_at", "former_phone", "password"]
    )
    record(PhoneChanged(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def close_login(*, actor: Actor, user_id: int, at: datetime) -> User:
    """
    Close a login: visits, links and programs' keys end; roles stay on record and open nothing.

    :raises NotAllowed: unless all that the user is here lies in the actor's reach
    :raises Conflict: if it is the actor's own, or is closed already
    """
    actor, user = _looked_after(actor, user_id)
    if user.pk == actor.user_id:
        raise Conflict(_("Nobody closes their own login."))
    if not User.objects.filter(id=user.pk, is_active=True).update(is_active=False):
        raise Conflict(_("This login is closed already."))
    _end_ways_in(user, actor=actor, at=at)
    user.is_active = False
    record(UserClosed(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def reopen_login(*, actor: Actor, user_id: int, at: datetime) -> User:
    """
    Open a login again that was closed.

    :raises NotAllowed: unless all that the user is here lies in the actor's reach
    :raises Conflict: if it is open, or its number was given up
    """
    actor, user = _looked_after(actor, user_id)
    if not user.phone:
        raise Conflict(
            _("This login has ended and its number was released. Invite the person anew.")
        )
    if not User.objects.filter(id=user.pk, is_active=False).update(is_active=True):
        raise Conflict(_("This login is open already."))
    user.is_active = True
    record(UserReopened(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def end_visits(
    *,
    actor: Actor,
    user_id: int,
    at: datetime,
    began_at: datetime | None = None,
    but_key: str = "",
) -> int:
    """
    Sign somebody out: of one visit, or everywhere; and return of how many visits.

    :param began_at: the one visit that is meant; all of them without it
    :param but_key: the key of a visit that goes on, such as the one in which this is asked
    :raises NotAllowed: unless it is the actor, or somebody within reach
    """
    user = policies.visible_users(actor).get(id=user_id)
    actor = policies.may_end_ways_in(actor, user).let(actor)
    visits = Session.objects.filter(user=user)
    if began_at is not None:
        visits = visits.filter(began_at=began_at)
    if but_key:
        visits = visits.exclude(session_key=but_key)
    count, _rows = visits.delete()
    if began_at is None:
        _trust_no_browser(user, at)
    if count:
        record(VisitsEnded(user_id=user.pk, count=count), user, actor=actor, at=at)
    return count


def end_all_visits() -> int:
    """End every visit of everybody, and return how many; where a house is older than it was."""
    return Session.objects.all().delete()[0]


def end_all_visits_in(copy: sqlite3.Connection) -> None:
    """End every visit of everybody in a copy of the database: a copy lets nobody in."""
    table = Session._meta.db_table
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608  (a name of ours)
        copy.commit()


def note_seen(*, session_key: str, at: datetime) -> None:
    """Note that a visit still goes on. It says so for whoever asks who is signed in, and is no fact."""
    Session.objects.filter(session_key=session_key).update(seen_at=at)


@transaction.atomic
def reset_factor(*, actor: Actor, user_id: int, at: datetime) -> User:
    """
    Take away a second factor that somebody has lost; at their next page they set up another.

    They are signed out everywhere and told: a factor that was found is worth nothing.

    :raises NotAllowed: unless the actor is an administrator within whose reach the user is
    :raises Conflict: if there is none
    """
    user = policies.visible_users(actor).get(id=user_id)
    actor = policies.may_reset_factor(actor, user).let(actor)
    count, _rows = Authenticator.objects.filter(user_id=user.pk).delete()
    if not count:
        raise Conflict(_("No second factor is set up."))
    _end_ways_in(user, actor=actor, at=at)
    record(FactorReset(user_id=user.pk), user, actor=actor, at=at)
    return user


@transaction.atomic
def tie(*, user_id: int, branch_id: int, kind: str, row_id: int, at: datetime) -> None:
    """
    Note that a login now belongs to a client or a worker of a branch; twice is once.

    :param kind: "client" or "worker"
    :param row_id: the household or the worker; the chapter that keeps it calls this
    """
    known = Tie.objects.filter(user_id=user_id, kind=kind, row_id=row_id, until=None)
    if not known.exists():
        Tie.objects.create(user_id=user_id, branch_id=branch_id, kind=kind, row_id=row_id, since=at)


@transaction.atomic
def untie(*, user_id: int, kind: str, row_id: int, at: datetime) -> None:
    """Note that a login no longer belongs to that client or worker; the chapter that knows calls this."""
    Tie.objects.filter(user_id=user_id, kind=kind, row_id=row_id, until=None).update(until=at)


@transaction.atomic
def end_visits_of_nobody(*, actor: Actor, user_id: int, at: datetime) -> bool:
    """
    Sign somebody out who has no role and no tie left, and return whether that was so.

    Their number stays theirs: they may be asked back.
    """
    user = ours(User.objects.all(), id=user_id)
    if _is_tied(user):
        return False
    _end_ways_in(user, actor=actor, at=at)
    return True


@transaction.atomic
def retire_login(*, actor: Actor, user_id: int, at: datetime) -> bool:
    """
    Give up a login that has no role and no tie left, and return whether that was so.

    Every way in ends and the number is released: numbers are given to new people after a while,
    and whoever has it next is somebody else.
    """
    user = ours(User.objects.all(), id=user_id)
    if _is_tied(user) or not user.phone:
        return False
    _end_ways_in(user, actor=actor, at=at)
    withdraw_all_offers(user=user, actor=actor, at=at)
    Authenticator.objects.filter(user_id=user.pk).delete()
    user.former_phone, user.phone = user.phone, ""
    user.phone_print, user.phone_verified_at = f"{rules.RELEASED}{user.pk}", None
    user.is_active = False
    user.set_unusable_password()
    user.save()
    record(UserRetired(user_id=user.pk), user, actor=actor, at=at)
    return True


def _is_tied(user: User) -> bool:
    return (
        Role.objects.filter(user=user, until=None).exists()
        or Tie.objects.filter(user=user, until=None).exists()
    )


def _end_ways_in(user: User, *, actor: Actor, at: datetime) -> None:
    """End the visits of a login, the keys of its programs, and the links to its number."""
    Session.objects.filter(user=user).delete()
    _trust_no_browser(user, at)
    revoke_all_tokens(user=user, actor=actor, at=at)
    end_links_to(phone_print=user.phone_print, actor=actor, at=at)


def _trust_no_browser(user: User, at: datetime) -> None:
    """Ask for the second factor again in every browser: whoever has lost one signs out everywhere."""
    user.trusts_since = at
    user.save(update_fields=["trusts_since"])


def _looked_after(actor: Actor, user_id: int) -> tuple[Actor, User]:
    take_turn(f"user/{user_id}")
    user = policies.visible_users(actor).get(id=user_id)
    actor = policies.may_look_after(actor, user).let(actor)
    return actor, user
