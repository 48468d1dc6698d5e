"""Looking at the pictures of the work."""

from datetime import datetime

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.fieldwork import queries
from guanjia.kernel.actors import Actor
from guanjia.vault.commands import record_access
from guanjia.vault.files import Opened, opened
from guanjia.vault.models import File


def open_evidence(*, actor: Actor, file_id: int, at: datetime) -> Opened:
    """
    Return a picture of the work in clear. The access is recorded, unless it is the worker's or the household's own.

    :raises File.DoesNotExist: if it shows no work that the actor may see
    """
    evidence = queries.evidence_of(actor=actor, file_id=file_id)
    if evidence is None:
        raise File.DoesNotExist
    is_own = actor.worker_id == evidence.worker_id or evidence.household_id in actor.homes
    picture = opened(file_id)
    if actor.user_id is not None and not is_own:
        home = Household(pk=evidence.household_id)
        record_access(
            user_id=actor.user_id, rows=[home], field=evidence.what, purpose="work", at=at
        )
    return picture
