"""One's own ways in: keys for programs, and roles that one is asked to take."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import RoleOffer
from guanjia.chapters.org.policies import may_hold_token
from guanjia.chapters.org.queries import Offer, offers_to
from guanjia.chapters.org.rules import TOKEN_SCOPES
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.account.ways import SCOPES
from guanjia.doors.web.forms import press, submit, to, turned_down

LASTS = ((30, _("30 days")), (90, _("90 days")), (365, _("a year")))


class NewKey(forms.Form):
    """A key for a program: what it is called, what it may do, for how long."""

    name = forms.CharField(label=_("What the program is called"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    days = forms.TypedChoiceField(
        label=_("Good for"), coerce=int, choices=LASTS, initial=90, widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(scope, SCOPES[scope]) for scope in TOKEN_SCOPES]


@never_cache
@require_http_methods(["GET", "POST"])
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key with which a program acts as oneself; it is shown this once."""
    actor = actor_of(request)
    may_hold_token(actor).require()
    form = NewKey(request.POST or None)
    sent = submit(
        request,
        form,
        lambda data: commands.make_token(actor=actor, at=now(), **data),
        onward=lambda made: page(request, "account/key.html", key=made[1], name=made[0].name),
    )
    return sent.answer or page(request, "account/key.html", status=sent.status, form=form)


def words_of_offer(offer: Offer) -> dict[str, Any]:
    """Return an offer as pages show it."""
    return {
        "id": offer.id,
        "role": pgettext("role", offer.role),
        "place": offer.branch or gettext("Every branch"),
        "by": offer.by,
        "phone": offer.phone,
        "offered_at": offer.offered_at,
        "expires_at": offer.expires_at,
        "href": reverse("role_offer", args=[offer.id]),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """
    Say who offers which role where, and take it; a yes is given by somebody who has just shown who they are.

    :raises ReauthenticationRequired: before a yes, if that was some time ago
    """
    actor = actor_of(request)
    if request.method == "POST" and get_adapter(request).is_reauthentication_required(
        app="guanjia"
    ):
        raise ReauthenticationRequired
    sent = press(
        request,
        lambda: commands.accept_offer(actor=actor, offer_id=offer_id, at=now()),
        onward=to("me"),
        said=gettext("The role is yours from now on."),
    )
    if sent.refusal:
        return turned_down(request, sent)
    if sent.answer:
        return sent.answer
    asked = next((one for one in offers_to(actor=actor, at=now()) if one.id == offer_id), None)
    if asked is None:
        raise RoleOffer.DoesNotExist
    return page(request, "account/offer.html", offer=words_of_offer(asked))


@require_POST
def decline(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Say no to a role."""
    sent = press(
        request,
        lambda: commands.decline_offer(actor=actor_of(request), offer_id=offer_id, at=now()),
        onward=to("me"),
        said=gettext("You have said no. Nothing changes."),
    )
    return sent.answer or turned_down(request, sent)
