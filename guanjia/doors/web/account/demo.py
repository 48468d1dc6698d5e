"""Trying on roles: in a demonstration only, and only for whoever started it on their machine."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import is_demo
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.sessions import BACKEND, note_arrival
from guanjia.doors.web.account.languages import speak_to
from guanjia.doors.web.account.nearby import is_at_the_machine
from guanjia.doors.web.context import DEMO_COOKIE
from guanjia.flow.overviews.demo_logins import one_of_each
from guanjia.outbound.queries import latest

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def _require_demo_here(request: HttpRequest) -> None:
    """
    Pass if this house is a demonstration and the visitor sits at its machine.

    A proxy in front also calls from the loopback address, and some send nothing that tells them
    from a browser. So whoever comes has to show what only the terminal showed, at first in the
    address, then by a cookie.

    :raises Http404: otherwise
    """
    named = request.get_host().rpartition(":")[0] or request.get_host()
    own_name = named in OWN_NAMES or request.get_host() in OWN_NAMES
    if not (settings.IS_DEMO and is_at_the_machine(request) and own_name and is_demo()):
        raise Http404
    if settings.DEMO_KEY:
        shown = request.GET.get("key") or request.COOKIES.get(DEMO_COOKIE, "")
        if not constant_time_compare(shown, settings.DEMO_KEY):
            raise Http404


@login_not_required
@require_GET
def faces(request: HttpRequest) -> HttpResponse:
    """Show one person for each role, and what was sent lately, one-time codes included."""
    _require_demo_here(request)
    if "key" in request.GET:
        answer = HttpResponseRedirect(request.path)
        answer.set_cookie(DEMO_COOKIE, settings.DEMO_KEY, httponly=True, samesite="Strict")
        return answer
    shown = [(pgettext("role", face.role), face) for face in one_of_each(at=now())]
    return page(request, "account/demo.html", faces=shown, sent=latest())


@login_not_required
@require_POST
def become(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign in as one of those people."""
    _require_demo_here(request)
    if user_id not in {face.user_id for face in one_of_each(at=now())}:
        raise Http404
    request.session.flush()
    person = User.objects.get(id=user_id, is_active=True)
    login(request, person, backend=BACKEND)
    note_arrival(request, shown_by="")
    answer = HttpResponseRedirect("/")
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak_to(request, answer, person)
    return answer
