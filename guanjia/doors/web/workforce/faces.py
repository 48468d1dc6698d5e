"""The picture of somebody who is sent, at the desk and on their own phone."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.workforce import commands, policies, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import (
    Question,
    Sent,
    confirm,
    posted,
    press,
    submit,
    to,
    uploaded,
)
from guanjia.doors.web.uploads import PictureField
from guanjia.doors.web.workforce.record import photo_of
from guanjia.vault.commands import keeping
from guanjia.vault.files import is_kept


class FaceForm(forms.Form):
    """A picture of somebody's face."""

    photo = PictureField(
        label=lazy("Picture"),
        error_messages={"required": lazy("Take a picture, or choose one.")},
    )


@require_http_methods(["GET", "POST"])
def portrait(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Show the picture and whether clients see it; take a new one."""
    actor, at = actor_of(request), now()
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_submit(actor, worker).require()
    form = FaceForm(posted(request), uploaded(request))

    def act(data: dict[str, Any]) -> None:
        if is_kept(data["photo"], among=[worker.photo_id or 0]):
            return
        with keeping(data["photo"], purpose="photo", user_id=actor.user_id, at=at) as file_id:
            commands.set_photo(actor=actor, worker_id=worker_id, file_id=file_id, at=at)

    here = to("workforce:portrait", worker_id)
    sent = submit(request, form, act, onward=here, said=_("The picture is saved."))
    return sent.answer or _shown(request, worker_id, form, sent)


def _shown(request: HttpRequest, worker_id: int, form: FaceForm, sent: Sent) -> HttpResponse:
    actor = actor_of(request)
    on = timezone.localtime(now()).date()
    record = queries.worker_record(actor=actor, worker_id=worker_id, on=on)
    is_on_phone = record.is_self and not actor.is_staff
    return page(
        request,
        "workforce/portrait.html",
        status=sent.status,
        refusal=sent.words,
        form=form,
        worker=record,
        photo=photo_of(record),
        back=reverse("workforce:me")
        if is_on_phone
        else reverse("workforce:worker", args=[worker_id]),
    )


@require_POST
def shown(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Note that the worker agrees to be seen by clients."""
    sent = press(
        request,
        lambda: commands.agree_to_show_face(actor=actor_of(request), worker_id=worker_id, at=now()),
        onward=to("workforce:portrait", worker_id),
        said=_("Clients see the picture before a visit."),
    )
    return sent.answer or _shown(request, worker_id, FaceForm(), sent)


@require_POST
def hidden(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Note that the worker no longer agrees."""
    sent = press(
        request,
        lambda: commands.withdraw_face(actor=actor_of(request), worker_id=worker_id, at=now()),
        onward=to("workforce:portrait", worker_id),
        said=_("No client sees the picture any more."),
    )
    return sent.answer or _shown(request, worker_id, FaceForm(), sent)


@require_http_methods(["GET", "POST"])
def removed(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Ask once, then erase the picture."""
    actor = actor_of(request)

    def ask() -> Question:
        worker = policies.visible_workers(actor).get(id=worker_id)
        policies.may_submit(actor, worker).require()
        return Question(
            _("Remove the picture of %(name)s?") % {"name": worker.name},
            _("It is erased, here and for clients. A new one can be taken at any time."),
            _("Remove the picture"),
            back=to("workforce:portrait", worker_id),
        )

    return confirm(
        request,
        ask,
        lambda: commands.remove_photo(actor=actor, worker_id=worker_id, at=now()),
        onward=to("workforce:portrait", worker_id),
        said=_("The picture is removed."),
    )
