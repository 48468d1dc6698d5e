"""The login by which a worker sees their work."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.org.models import User
from guanjia.chapters.workforce.facts import WorkerChanged
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.states import NOT_WITH_US
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor
from guanjia.ledger.record import change
from guanjia.vault.commands import remember


@transaction.atomic
def follow_number(*, actor: Actor, user_id: int, at: datetime) -> None:
    """
    Write the number by which somebody signs in into the record of the worker that they are.

    Does nothing where nobody is a worker, or the record has it already.
    """
    user = ours(User.objects.all(), id=user_id)
    for worker in Worker.objects.filter(user=user).exclude(status__in=NOT_WITH_US):
        if user.phone and worker.phone != user.phone:
            fact = WorkerChanged(worker.pk)
            change(worker, worker.version, fact, actor=actor, at=at, phone=user.phone)
            remember(worker, phone=worker.phone)
