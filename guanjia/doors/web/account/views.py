"""Coming in by a link, seeing one's own account, and choosing a language."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.org.commands import open_link
from guanjia.chapters.org.models import EntryLink
from guanjia.doors.manners import actor_of, has_second_factor, in_words, now, page, status_of
from guanjia.doors.visits import began_by_link, begin_by_link
from guanjia.doors.web import navigation
from guanjia.kernel.errors import Conflict
from guanjia.outbound.commands import read_notices
from guanjia.outbound.queries import told


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def go(request: HttpRequest, token: str) -> HttpResponse:
    """
    Let in whoever holds the link and lead them on.

    The answer is a small page that names where it leads, so that message services have something
    to show; people are taken on at once. Somebody who is signed in as another person is asked
    first, since coming in by the link would sign them out.
    """
    try:
        entry = open_link(token=token, at=now())
    except EntryLink.DoesNotExist:
        raise Http404 from None
    except Conflict as refusal:
        status = status_of(refusal)
        return page(request, "account/link_over.html", status=status, refusal=in_words(refusal))
    here = actor_of(request)
    if here.user_id == entry.user.pk and not began_by_link(request):
        return HttpResponseRedirect(entry.target)
    is_other = here.user_id is not None and here.user_id != entry.user.pk
    if is_other and request.method == "GET":
        other = entry.user.name
        return page(request, "account/link_asks.html", here=here.name, other=other)
    begin_by_link(request, entry.link)
    del request.presence  # type: ignore[attr-defined]  # whoever was here before has gone
    return page(request, "account/link.html", target=entry.target, name=entry.user.name)


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead to where the actor's day begins; somebody who has nothing here yet is told so."""
    where = navigation.start_of(actor_of(request))
    if where != request.path:
        return HttpResponseRedirect(where)
    return page(request, "account/nothing_yet.html")


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Show the actor their own account."""
    return page(
        request,
        "account/me.html",
        is_secured=has_second_factor(request),
        by_link=began_by_link(request),
        has_password=request.user.is_authenticated and request.user.has_usable_password(),
    )


@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """Show what the actor was told, and note that they have seen it."""
    actor = actor_of(request)
    notices = told(user_id=actor.user_id) if actor.user_id is not None else ()
    read_notices(actor=actor, at=now())
    return page(request, "account/messages.html", notices=notices)
