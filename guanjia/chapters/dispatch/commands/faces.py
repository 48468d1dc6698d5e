"""Who comes, for the household to look at."""

from datetime import datetime

from guanjia.chapters.dispatch import policies
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.policies import shown_to_clients
from guanjia.kernel.actors import Actor
from guanjia.vault.files import Opened


def open_visitors_face(*, actor: Actor, visit_id: int, worker_id: int, at: datetime) -> Opened:
    """
    Return the picture of somebody who comes to a visit of the actor's own; the look is recorded.

    :raises Worker.DoesNotExist: unless they come, the visit is ahead, and they agreed to be seen
    """
    coming = policies.visitors_to_come(actor, at=at).filter(visit_id=visit_id)
    worker: Worker = shown_to_clients().get(id=worker_id, id__in=coming.values("worker_id"))
    return workforce.open_face(actor=actor, worker=worker, visit_id=visit_id, at=at)
