"""The branches, and opening one more."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guanjia.chapters.org import commands
from guanjia.chapters.org.policies import may_administer, visible_branches
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import submit
from guanjia.doors.web.office import tabs


class NewBranch(forms.Form):
    """A branch that opens."""

    name = forms.CharField(label=_("Name of the branch"), max_length=60)
    code = forms.SlugField(label=_("Short code"), max_length=20)
    phone = forms.CharField(label=_("Phone number"), max_length=30, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)


@require_http_methods(["GET", "POST"])
def branches(request: HttpRequest) -> HttpResponse:
    """Show the branches, and open one more."""
    actor = tabs.enter(request)
    may_open = bool(may_administer(actor, None))
    form = NewBranch(request.POST or None)
    sent = submit(
        request,
        form,
        lambda data: commands.open_branch(actor=actor, at=now(), **data),
        onward=reverse("branches"),
    )
    found = list(visible_branches(actor).order_by("id"))
    words = {
        "form": form,
        "branches": found,
        "may_open": may_open,
        "tabs": tabs.tabs("branches", actor),
    }
    return sent.answer or page(request, "office/branches.html", status=sent.status, **words)
