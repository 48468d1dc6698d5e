"""Who may come in: nobody unknown, and no staff without a second factor."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from guanjia.doors.actors import actor_of, has_second_factor
from guanjia.doors.rendering import page
from guanjia.doors.sessions import forget_who_visits, is_over_for_desks, note_visit_goes_on
from guanjia.doors.web.account.reach import is_opened_by, is_there_for
from guanjia.doors.web.forms import is_part

API = "/api/"
UNREADABLE = ValueError | KeyError | TypeError | AttributeError | RecursionError
WITHOUT_SECOND_FACTOR = ("mfa_", "account_logout", "account_reauthenticate", "prove_again")
"""The pages, by the beginning of their names, that lead to a second factor or out."""


class RequireSignIn(LoginRequiredMiddleware):
    """
    Every page wants to know who asks, unless it says that it is for everybody.

    Whoever came by a link finds the pages that it opens; whoever is signed in, those that are
    there for people like them.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        """
        Lead whoever is unknown to the sign-in page; programs show the API their tokens.

        A desk's visit that was left alone ends at any address, so that none brings it back to life.

        :raises Http404: if the page is not there for whoever asks
        """
        was_left_alone = _is_desk_left_alone(request)
        if was_left_alone:
            forget_who_visits(request)
        if request.path.startswith(API):
            return None
        match = request.resolver_match
        if match is None or not getattr(view_func, "login_required", True):
            return None
        if was_left_alone:
            return _sign_in_again(request)
        note_visit_goes_on(request)
        actor = actor_of(request)
        if not request.user.is_authenticated and is_opened_by(actor.ticket, match):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and not is_there_for(actor, match):
            raise Http404
        return answer


def _is_desk_left_alone(request: HttpRequest) -> bool:
    signed_in = request.user.is_authenticated
    return signed_in and is_over_for_desks(request) and actor_of(request).is_staff


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """
    Lead whoever was left alone at a desk to the sign-in page, and from there to where they were.

    Whoever sent a form is told that it was not taken; where scripts run, the page asks before it
    sends (static/js/session.js), and nothing that was typed is lost.
    """
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=401)
    if request.method != "GET":
        return render(request, "account/left_alone.html", status=401)
    came_from = (
        request.headers.get("HX-Current-URL", "") if is_part(request) else request.get_full_path()
    )
    try:
        where = urlsplit(came_from)
    except ValueError:
        where = urlsplit("/")
    path = urlunsplit(("", "", where.path or "/", where.query, ""))
    query = {REDIRECT_FIELD_NAME: path, "why": "left_alone"}
    address = f"{reverse('account_request_login_code')}?{urlencode(query)}"
    if is_part(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


class RequireSecondFactor:
    """Whoever has a desk sets up a second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Lead staff without a second factor to where they set one up."""
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if not actor_of(request).is_staff or has_second_factor(request):
            return None
        match = request.resolver_match
        name = match.url_name if match else ""
        if name and name.startswith(WITHOUT_SECOND_FACTOR):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))


class SayWhatWasWrong:
    """A form of the sign-in library that was filled in wrongly is answered with 422, as ours are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Mark the answer, if its form has errors."""
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form and form.errors:
            response.status_code = 422
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say of a second factor that cannot be read that it cannot: the library lets such through."""
        match = request.resolver_match
        name = match.url_name or "" if match else ""
        unreadable = isinstance(error, UNREADABLE)
        if request.method != "POST" or not name.startswith("mfa_") or not unreadable:
            return None
        words = gettext("This passkey could not be read. Please try again.")
        return page(request, "refusal.html", status=422, refusal=words)
