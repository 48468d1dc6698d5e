"""The picture of somebody who is sent: set, shown to clients as long as they agree, taken away."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.workforce import policies
from guanjia.chapters.workforce.facts import (
    FaceAgreed,
    FaceRemoved,
    FaceSeen,
    FaceWithdrawn,
    WorkerChanged,
)
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor
from guanjia.ledger.record import change, record
from guanjia.vault.commands import erase_files, record_access
from guanjia.vault.files import Opened, opened


@transaction.atomic
def set_photo(*, actor: Actor, worker_id: int, file_id: int, at: datetime) -> Worker:
    """
    Give the worker a face: a picture in the vault. The one before is erased.

    :raises NotAllowed: unless the actor is the worker or keeps the branch's records
    """
    actor, worker = _own(actor, worker_id)
    erase_files([worker.photo_id], reason="face", at=at)
    fact = WorkerChanged(worker.pk)
    change(worker, worker.version, fact, actor=actor, at=at, photo_id=file_id)
    return worker


@transaction.atomic
def remove_photo(*, actor: Actor, worker_id: int, at: datetime) -> Worker:
    """
    Erase the worker's picture; without one this does nothing.

    :raises NotAllowed: unless the actor is the worker or keeps the branch's records
    """
    actor, worker = _own(actor, worker_id)
    if worker.photo_id is not None:
        erase_files([worker.photo_id], reason="face", at=at)
        fact = FaceRemoved(worker.pk)
        change(worker, worker.version, fact, actor=actor, at=at, photo_id=None)
    return worker


@transaction.atomic
def agree_to_show_face(*, actor: Actor, worker_id: int, at: datetime) -> Worker:
    """
    Note that the worker agrees that clients to whom they come see their picture.

    :raises NotAllowed: unless the actor is the worker or keeps the branch's records
    """
    actor, worker = _own(actor, worker_id)
    if worker.face_shown_since is None:
        fact = FaceAgreed(worker.pk)
        change(worker, worker.version, fact, actor=actor, at=at, face_shown_since=at)
    return worker


@transaction.atomic
def withdraw_face(*, actor: Actor, worker_id: int, at: datetime) -> Worker:
    """
    Note that the worker no longer agrees: from now on no client sees their picture.

    :raises NotAllowed: unless the actor is the worker or keeps the branch's records
    """
    actor, worker = _own(actor, worker_id)
    if worker.face_shown_since is not None:
        fact = FaceWithdrawn(worker.pk)
        change(worker, worker.version, fact, actor=actor, at=at, face_shown_since=None)
    return worker


def _own(actor: Actor, worker_id: int) -> tuple[Actor, Worker]:
    worker = policies.visible_workers(actor).get(id=worker_id)
    return policies.may_submit(actor, worker).let(actor), worker


@transaction.atomic
def open_face(*, actor: Actor, worker: Worker, visit_id: int, at: datetime) -> Opened:
    """
    Return the picture of whoever comes, for a client whom a later chapter let see it; who looked is
    recorded, or by which household's link somebody did.
    """
    picture = opened(worker.photo_id or 0)
    if actor.user_id is None:
        record(FaceSeen(worker.pk, visit_id=visit_id), worker, actor=actor, at=at)
    else:
        record_access(user_id=actor.user_id, rows=[worker], field="face", purpose="visit", at=at)
    return picture
