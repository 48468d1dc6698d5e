"""What the phone itself needs so that a worker's pages open again without network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guanjia.doors.rendering import page


@require_GET
def keeper(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps pages; it stands here because it may keep only what is below."""
    return render(request, "fieldwork/keeper.js", content_type="text/javascript")


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Show what the phone shows instead of a page that it has not kept."""
    return page(request, "fieldwork/away.html")
