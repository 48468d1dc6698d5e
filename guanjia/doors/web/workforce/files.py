"""Pictures of workers and their papers, for whoever may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guanjia.chapters.workforce import commands, policies
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.files import hand_out
from guanjia.vault.files import opened


@require_safe
def photo(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Return the worker's face."""
    worker = policies.visible_workers(actor_of(request)).get(id=worker_id)
    if worker.photo_id is None:
        raise Http404
    return hand_out(opened(worker.photo_id), name=worker.code)


@require_safe
def show_file(request: HttpRequest, worker_id: int, file_id: int) -> HttpResponse:
    """Return a paper or a piece of evidence; the access is recorded."""
    file = commands.open_document(
        actor=actor_of(request), worker_id=worker_id, file_id=file_id, at=now()
    )
    return hand_out(file, name=f"{_('Paper')} {file_id}")
