"""Putting right at the desk when somebody left, and noting that somebody never came."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from guanjia.chapters.dispatch.policies import visible_assignments
from guanjia.chapters.fieldwork import commands, queries
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.fieldwork.policies import may_correct, may_note_no_show, visible_attendances
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web import show
from guanjia.doors.web.dispatch.words import ABSENT_FOR, CORRECTED_FOR
from guanjia.doors.web.reading import MomentField
from guanjia.kernel.errors import Invalid, Refusal

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
    form, refusal, status = HoursForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.correct_departure(
                    actor=actor, attendance_id=attendance_id, at=at, **form.cleaned_data
                )
            except Refusal as error:
                refusal, status = in_words(error), status_of(error)
                if isinstance(error, Invalid) and error.field in form.fields:
                    form.add_error(error.field, refusal)
                    refusal = ""
            else:
                messages.success(request, gettext("It is noted with your name."))
                return redirect("dispatch:visit", attendance.assignment.visit_id)
    else:
        form = HoursForm(initial=_as_it_stands(attendance))
    done = queries.done_visit(actor=actor, attendance_id=attendance_id)
    return page(
        request,
        "dispatch/hours.html",
        status=status,
        done=done,
        planned=show.when(attendance.assignment.starts_at, attendance.assignment.ends_at),
        there=_there(done),
        form=form,
        refusal=refusal,
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
        return gettext("since %(time)s, not checked out") % {"time": show.when(came)}
    minutes = int((left - came).total_seconds() // 60)
    return gettext("%(came)s to %(left)s, %(lasting)s") % {
        "came": show.when(came),
        "left": show.when(left),
        "lasting": show.lasting(minutes),
    }


@require_http_methods(["GET", "POST"])
def absent(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Ask why, then note that somebody who was sent never came."""
    actor = actor_of(request)
    sent = visible_assignments(actor).select_related("worker", "visit").get(id=assignment_id)
    may_note_no_show(actor, sent).require()
    given = request.POST.get("reason", "")
    reason = given if given in dict(ABSENT_FOR) else ""
    refusal, status = "", 200
    if request.method == "POST" and not reason:
        refusal, status = gettext("Please choose a reason."), 422
    elif request.method == "POST":
        try:
            commands.note_no_show(actor=actor, assignment_id=assignment_id, reason=reason, at=now())
        except Refusal as error:
            refusal, status = in_words(error), status_of(error)
        else:
            messages.success(request, gettext("It is noted with your name."))
            return redirect("dispatch:visit", sent.visit_id)
    return page(
        request,
        "dispatch/absent.html",
        status=status,
        sent=sent,
        time=show.when(sent.starts_at, sent.ends_at),
        reasons=[(code, gettext(words)) for code, words in ABSENT_FOR],
        refusal=refusal,
    )
