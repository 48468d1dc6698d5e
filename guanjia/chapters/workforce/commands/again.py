"""People who come back: recognised by their numbers, and taken up again on their old record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from guanjia.chapters.org.commands import contact_login, tie
from guanjia.chapters.org.policies import may_be_given_roles
from guanjia.chapters.org.queries import user_by_phone
from guanjia.chapters.workforce import policies, rules
from guanjia.chapters.workforce.facts import WorkerReopened
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.states import NOT_WITH_US, WORKER
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import Term, _
from guanjia.ledger.queries import facts_of_case
from guanjia.ledger.record import move
from guanjia.vault.keys import fingerprint
from guanjia.vault.search import find

BEYOND = _(
    "This number already signs in with us, elsewhere. Whoever it belongs to cannot be taken on "
    "unasked: please let an administrator of the whole company do it."
)


def print_of(id_number: str) -> str:
    """Return the fingerprint of an identity number; nothing, if none is known."""
    number = rules.plain_number(id_number)
    return fingerprint("id_number", number) if number else ""


def check_is_new(
    actor: Actor, *, id_number: str, phone: str = "", name: str = "", but: Worker | None = None
) -> None:
    """
    Pass if nobody on record has this phone number or this identity number.

    The number of somebody who went is released, and is somebody else's sooner or later: it counts
    together with their name.

    :param but: the record itself, when it is changed
    :raises Invalid: on `phone`, if it is none
    :raises OnRecord: naming who it is and what to do, as far as the actor may see the record
    """
    others = Worker.objects.select_related("branch")
    if but:
        others = others.exclude(pk=but.pk)
    user = user_by_phone(phone) if phone else None
    if user and (known := others.filter(user=user).first()):
        raise _on_record(actor, known, "phone")
    if user and not may_be_given_roles(actor, user):
        raise Invalid(BEYOND, field="phone")
    if phone and (known := _gone_with(others, phone, name)):
        raise _on_record(actor, known, "phone")
    if (id_print := print_of(id_number)) and (known := others.filter(id_print=id_print).first()):
        raise _on_record(actor, known, "id_number")


def _gone_with(others: QuerySet[Worker], phone: str, name: str) -> Worker | None:
    gone = others.filter(id__in=find("worker", phone), status__in=NOT_WITH_US)
    return gone.filter(name=name.strip()).first()


def login_again(worker: Worker, *, actor: Actor, at: datetime) -> None:
    """
    Give somebody who comes back the login of the number on their record, and tie it.

    :raises Conflict: if the number was released and is somebody else's by now
    """
    user = contact_login(actor=actor, name=worker.name, phone=worker.phone, at=at)
    is_anothers = user.pk != worker.user_id
    if is_anothers and not (user.name == worker.name and may_be_given_roles(actor, user)):
        raise Conflict(
            _(
                "The phone number on this record is somebody else's by now. Ask an administrator to "
                "settle whose it is, then reopen the record."
            )
        )
    Worker.objects.filter(pk=worker.pk).update(user=user)
    worker.user = user
    tie(user_id=user.pk, branch_id=worker.branch_id, kind="worker", row_id=worker.pk, at=at)


@contextmanager
def one_person_one_record() -> Iterator[None]:
    """
    Let the database have the last word about who is new, when two desks ask at the same moment.

    :raises Conflict: if it knows the person already
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Conflict(
            _(
                "Somebody has taken this person on at the same moment. Search for the name; "
                "nothing was written here."
            )
        ) from None


def _on_record(actor: Actor, known: Worker, field: str) -> rules.OnRecord:
    if not policies.visible_workers(actor).filter(id=known.pk).exists():
        if field == "phone":
            words = _(
                "Somebody with this phone number is among the workers already, in another branch. "
                "Ask the head office."
            )
        else:
            words = _(
                "Somebody with this identity number is on record in another branch. Ask the head "
                "office before you go on."
            )
        return rules.OnRecord(words, field=field)
    partings = facts_of_case(known.case, kinds=tuple(rules.PARTINGS), limit=1)
    since = known.status_since and local_day(known.status_since, known.branch.zone)
    if known.status in NOT_WITH_US:
        words = _(
            "%(name)s has this number and is on record: “%(state)s” since %(day)s (%(reason)s). "
            "Reopen that record instead of making a second one."
        )
    elif known.status == "suspended":
        words = _(
            "%(name)s has this number and is on record: “%(state)s” since %(day)s (%(reason)s). "
            "The branch manager decides whether they are reinstated."
        )
    else:
        words = _(
            "%(name)s has this number and is among the workers already. Go on with that record."
        )
        return rules.OnRecord(words, field=field, worker_id=known.pk, name=known.name)
    reason = str(partings[0].payload.get("reason") or "other") if partings else "other"
    return rules.OnRecord(
        words,
        field=field,
        worker_id=known.pk,
        name=known.name,
        state=Term(known.status, "worker"),
        day=since,
        reason=Term(reason, rules.PARTINGS[partings[0].kind] if partings else "leaving"),
    )


@transaction.atomic
def reopen_worker(*, actor: Actor, worker_id: int, at: datetime) -> Worker:
    """
    Take up again, as an applicant, somebody who was not taken on or who left.

    Their history, papers and skills stay. A new round of screening begins, of which nothing has
    passed yet, and until they are cleared again nobody can send them.

    :raises NotAllowed: unless the actor takes people on in the worker's branch
    :raises IllegalMove: if the worker is with us
    :raises Conflict: if their number is somebody else's by now
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_reopen(actor, worker).let(actor)
    anew = worker.screening_round + 1
    fact = WorkerReopened(worker.pk, screening_round=anew)
    move(worker, WORKER, "reopen", fact, actor=actor, at=at, screening_round=anew)
    login_again(worker, actor=actor, at=at)
    return worker
