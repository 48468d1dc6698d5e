"""Coming in by a link, seeing one's own account, and choosing a language."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core.ratelimit import consume_or_429
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.org.commands import open_link
from guanjia.chapters.org.models import EntryLink
from guanjia.chapters.org.queries import link_by_token, offers_to, require_good
from guanjia.doors.actors import actor_of, has_second_factor
from guanjia.doors.clock import now
from guanjia.doors.refusals import status_of
from guanjia.doors.rendering import page
from guanjia.doors.sessions import hold_ticket
from guanjia.doors.web import navigation
from guanjia.doors.web.account.languages import language_of_link
from guanjia.doors.web.account.own import words_of_offer
from guanjia.doors.web.account.reach import start_of_link
from guanjia.doors.web.account.ways import groups_of
from guanjia.doors.web.languages import note_language
from guanjia.flow.overviews.ways_in import ways_in_of
from guanjia.kernel.errors import Conflict
from guanjia.outbound.commands import read_notices
from guanjia.outbound.queries import notices_to


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def go(request: HttpRequest, token: str) -> HttpResponse:
    """
    Say what a link is for, and open it when somebody asks for that.

    Message services and their robots fetch every address that they carry: that opens nothing.
    """
    try:
        if request.method == "POST":
            link = open_link(token=token, at=now())
        else:
            link = link_by_token(token)
            require_good(link, at=now())
    except EntryLink.DoesNotExist:
        limited = consume_or_429(request, action="bad_link", limit_get=True)
        if limited:
            return limited
        return page(request, "account/link_over.html", status=404, phone="", purpose="")
    except Conflict as refusal:
        over = link_by_token(token)
        return page(
            request,
            "account/link_over.html",
            status=status_of(refusal),
            purpose=over.purpose,
            branch=over.branch.name,
            phone=over.branch.phone,
        )
    read = language_of_link(request, link.household_id)
    if request.method == "POST":
        hold_ticket(request, link)
        answer = HttpResponseRedirect(start_of_link(link.purpose, link.subject_id))
        if read:
            note_language(answer, read)
        return answer
    if read:
        translation.activate(read)
    return page(
        request,
        "account/link.html",
        purpose=link.purpose,
        branch=link.branch.name,
        phone=link.branch.phone,
    )


@login_not_required
@never_cache
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """
    Send a code to whom the link was made for, and ask for it; then the page is theirs to act on.

    The number is never shown: whoever holds the link may be somebody else.
    """
    ticket = actor_of(request).ticket
    if ticket is None or request.user.is_authenticated:
        return HttpResponseRedirect(reverse("start"))
    link = EntryLink.objects.get(id=ticket.link_id)
    where = start_of_link(ticket.purpose, ticket.subject_id)
    limited = consume_or_429(request, action="request_login_code", key=link.phone.lower())
    if limited:
        return limited
    user = get_adapter(request).get_user_by_phone(link.phone)
    LoginCodeVerificationProcess.initiate(request=request, user=user, phone=link.phone)
    asked = urlencode({REDIRECT_FIELD_NAME: where})
    return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?{asked}")


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead to where the actor's day begins; somebody who has nothing here yet is told so."""
    actor = actor_of(request)
    where = navigation.start_of(actor)
    if where != request.path:
        return HttpResponseRedirect(where)
    asked = [words_of_offer(offer) for offer in offers_to(actor=actor, at=now())]
    return page(request, "account/nothing_yet.html", offers=asked)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Show the actor their own account: what protects it, and every way in, with its end."""
    actor, user = actor_of(request), request.user
    key = request.session.session_key or ""
    person = ways_in_of(actor=actor, user_id=actor.user_id or 0, at=now(), here=key)
    return page(
        request,
        "account/me.html",
        is_secured=has_second_factor(request),
        has_password=user.is_authenticated and user.has_usable_password(),
        phone=person.phone,
        groups=groups_of(person),
        may_make_key=actor.is_staff,
        offers=[words_of_offer(offer) for offer in offers_to(actor=actor, at=now())],
    )


@require_GET
def still_here(request: HttpRequest) -> JsonResponse:
    """
    Answer a page on which somebody is at work: who is signed in, and what its forms have to show.

    That they ask keeps the visit alive. Who signed in anew in another window has another token.
    """
    return JsonResponse({"person": actor_of(request).user_id, "token": get_token(request)})


@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """Show what the actor was told, and note that they have seen it."""
    actor = actor_of(request)
    notices = notices_to(user_id=actor.user_id) if actor.user_id is not None else ()
    read_notices(actor=actor, at=now())
    return page(request, "account/messages.html", notices=notices)
