"""Putting right at the desk when somebody left, and noting that somebody never came."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from guanjia.chapters.dispatch.policies import visible_assignments
from guanjia.chapters.fieldwork import commands, queries
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.fieldwork.policies import may_correct, may_note_no_show, visible_attendances
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.dispatch.forms import CHOOSE_WHY, WhyForm
from guanjia.doors.web.dispatch.labels import ABSENT_FOR, CORRECTED_FOR
from guanjia.doors.web.forms import posted, submit, to
from guanjia.doors.web.reading import MomentField
from guanjia.kernel.errors import Refusal

WHY = tuple((code, gettext_lazy(words)) for code, words in CORRECTED_FOR)
AS_TYPED = "%Y-%m-%dT%H:%M"


class HoursForm(forms.Form):
    """When somebody left, why this is put right, and what stood there when it was read."""

    left_at = MomentField(
        label=gettext_lazy("Left at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AS_TYPED),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=WHY, widget=forms.RadioSelect)
    before = MomentField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, attendance_id: int) -> HttpResponse:
    """Show how long somebody was there, and put right when they left."""
    actor, at = actor_of(request), now()
    attendance = (
        visible_attendances(actor).select_related("assignment__visit").get(id=attendance_id)
    )
    may_correct(actor, attendance).require()
    form = HoursForm(posted(request), initial=_as_it_stands(attendance))
    sent = submit(
        request,
        form,
        lambda data: commands.correct_departure(
            actor=actor, attendance_id=attendance_id, at=at, **data
        ),
        onward=to("dispatch:visit", attendance.assignment.visit_id),
        said=gettext("It is noted with your name."),
        page_says=Refusal,
    )
    if sent.answer:
        return sent.answer
    done = queries.done_visit(actor=actor, attendance_id=attendance_id)
    return page(
        request,
        "dispatch/hours.html",
        status=sent.status,
        done=done,
        planned=formatting.when(attendance.assignment.starts_at, attendance.assignment.ends_at),
        there=_there(done),
        form=form,
        refusal=sent.words,
    )


def _as_it_stands(attendance: Attendance) -> dict[str, object]:
    """Return what the form begins with: what was told, or the agreed end where nothing was."""
    left = attendance.checked_out_at
    proposed = attendance.assignment.ends_at
    return {
        "left_at": timezone.localtime(proposed),
        "before": left.isoformat() if left else "",
    }


def _there(done: queries.DoneVisit) -> str:
    """Return from when until when somebody was there, with the days, and for how long."""
    came, left = done.checked_in_at, done.checked_out_at
    if left is None:
        return gettext("since %(time)s, not checked out") % {"time": formatting.when(came)}
    minutes = int((left - came).total_seconds() // 60)
    return gettext("%(came)s to %(left)s, %(lasting)s") % {
        "came": formatting.when(came),
        "left": formatting.when(left),
        "lasting": formatting.lasting(minutes),
    }


@require_http_methods(["GET", "POST"])
def absent(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask why, then note that somebody who was sent never came."""
    actor = actor_of(request)
    assigned = visible_assignments(actor).select_related("worker", "visit").get(id=assignment_id)
    may_note_no_show(actor, assigned).require()
    sent = submit(
        request,
        WhyForm(posted(request), reasons=ABSENT_FOR),
        lambda data: commands.note_no_show(
            actor=actor, assignment_id=assignment_id, reason=data["reason"], at=now()
        ),
        onward=to("dispatch:visit", assigned.visit_id),
        said=gettext("It is noted with your name."),
        unread=gettext(CHOOSE_WHY),
    )
    return sent.answer or page(
        request,
        "dispatch/absent.html",
        status=sent.status,
        sent=assigned,
        time=formatting.when(assigned.starts_at, assigned.ends_at),
        reasons=[(code, gettext(words)) for code, words in ABSENT_FOR],
        chosen=request.POST.get("reason", ""),
        refusal=sent.words,
    )
