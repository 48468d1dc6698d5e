"""Pictures of workers and their papers, for whoever may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from guanjia.chapters.workforce import policies, queries
from guanjia.doors.manners import actor_of
from guanjia.vault.files import opened
from guanjia.vault.models import File

HOURS_KEPT = 3600


def _answer(file_id: int) -> HttpResponse:
    try:
        file = opened(file_id)
    except (File.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer["Cache-Control"] = f"private, max-age={HOURS_KEPT}"
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
def photo(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Return the worker's face."""
    worker = policies.visible_workers(actor_of(request)).get(id=worker_id)
    if worker.photo_id is None:
        raise Http404
    return _answer(worker.photo_id)


@require_GET
def show_file(request: HttpRequest, worker_id: int, file_id: int) -> HttpResponse:
    """Return a paper or a piece of evidence."""
    return _answer(queries.file_of(actor=actor_of(request), worker_id=worker_id, file_id=file_id))
