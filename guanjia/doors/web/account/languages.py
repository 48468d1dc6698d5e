"""Choosing a language, and having it again wherever one signs in."""

from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from guanjia.chapters.dossier.queries import language_of, language_of_homes
from guanjia.chapters.org.commands import choose_language
from guanjia.chapters.org.models import User
from guanjia.doors.actors import actor_of
from guanjia.doors.web.languages import CHOSEN, note_language


class Language(forms.Form):
    """One of the languages that the house speaks, and where to go on."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=2000)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, and show the page again on which it was chosen."""
    form = Language(request.POST)
    where = request.POST.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(where, allowed_hosts=None):
        where = reverse("start")
    answer = HttpResponseRedirect(where)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        _keep(request, chosen)
        note_language(answer, chosen)
    return answer


def _keep(request: HttpRequest, chosen: str) -> None:
    """Keep it with the login; where nobody is signed in, with the visit, until somebody is."""
    if request.user.is_authenticated:
        choose_language(user_id=request.user.pk, language=chosen)
    elif actor_of(request).ticket is None:
        request.session[CHOSEN] = chosen


def speak_to(request: HttpRequest, answer: HttpResponse, user: User) -> None:
    """
    Speak to somebody who has just signed in as they chose, else as their household reads.

    What was chosen on the way in is their choice.
    """
    chosen = request.session.pop(CHOSEN, "")
    if chosen and chosen != user.language:
        choose_language(user_id=user.pk, language=chosen)
    note_language(answer, chosen or user.language or language_of_homes(user.pk))


def language_of_link(request: HttpRequest, household_id: int) -> str:
    """
    Return in which language to speak to whoever comes by a household's link: as the household reads.

    Nothing, if this browser was told a language already.
    """
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return ""
    return language_of(household_id)
