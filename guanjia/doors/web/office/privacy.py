"""The privacy notice, as the company words it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guanjia.chapters.org import commands
from guanjia.chapters.org.queries import privacy_notices
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import posted, submit
from guanjia.doors.web.office import tabs


class NoticeForm(forms.Form):
    """The words of a new version."""

    words = forms.CharField(
        label=_("What households are told"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
    )


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Show the versions there are, and publish a new one."""
    actor = tabs.enter_as_administrator(request)
    published = privacy_notices()
    latest = published[0].words if published else ""
    form = NoticeForm(posted(request), initial={"words": latest})
    sent = submit(
        request,
        form,
        lambda data: commands.publish_privacy_notice(actor=actor, words=data["words"], at=now()),
        onward=reverse("privacy_notice"),
        said=gettext("The notice is published. Every household finds it from its own pages."),
    )
    return sent.answer or page(
        request,
        "office/privacy.html",
        status=sent.status,
        form=form,
        published=published,
        tabs=tabs.tabs("privacy_notice", actor),
    )
