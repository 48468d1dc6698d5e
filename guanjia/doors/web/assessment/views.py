"""Assessing in somebody's home: saved as one goes, on a phone or at a desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from guanjia.chapters.assessment import commands, queries
from guanjia.chapters.assessment.policies import ASSESSORS
from guanjia.chapters.assessment.rules import AnsweredOtherwise, Known, unseen
from guanjia.chapters.dossier.queries import household_record
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.files import hand_out
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.assessment.forms import AnswersForm, PhotosForm, StartForm
from guanjia.doors.web.assessment.phones import ASSESSMENTS
from guanjia.doors.web.dossier.labels import SAYERS, said
from guanjia.doors.web.forms import (
    NOT_SENT,
    Onward,
    Sent,
    is_part,
    press,
    require,
    submit,
    to,
    turned_down,
)
from guanjia.doors.web.forms.inputs import local_today
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

FINISHED = "finished"
PLEASE_CHOOSE = _("Please choose a picture.")


def _language() -> str:
    return get_language() or ""


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, household_id: int) -> HttpResponse:
    """Choose a form and begin; one that is open already is gone on with."""
    actor = actor_of(request)
    record = household_record(actor, household_id, on=local_today(now()))
    require(actor.holds(*ASSESSORS, at=record.branch_id))
    form = StartForm(
        request.POST or None,
        forms_known=[
            (code, queries.form_of(code).words.read(_language())) for code in queries.form_codes()
        ],
        members=[(member.id, member.name) for member in record.members],
        initial={"member": record.members[0].id if record.members else ""},
    )
    sent = submit(
        request,
        form,
        lambda data: commands.start_assessment(
            actor=actor,
            household_id=household_id,
            form=data["form"],
            member_id=data["member"],
            at=now(),
        ),
        onward=lambda begun: to("assessment:begin_at", begun.pk),
    )
    return sent.answer or page(
        request,
        "assessment/start.html",
        status=sent.status,
        form=form,
        household_id=household_id,
        display_name=record.display_name,
        asks_for_health="health" in record.not_asked,
    )


@require_GET
def begin_at(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Lead to the first step that misses something; whoever only reads, to what there is to read."""
    sheet = queries.assessment_sheet(actor_of(request), assessment_id, "", language=_language())
    if sheet.status == FINISHED or not sheet.may_assess:
        return redirect("assessment:result", assessment_id)
    return redirect("assessment:step", assessment_id, sheet.group)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, assessment_id: int, group: str) -> HttpResponse:
    """Show one step and keep its answers; a single answer is kept as soon as it is given."""
    if request.method == "GET":
        return _sheet(request, assessment_id, group)
    actor = actor_of(request)
    sheet = queries.assessment_sheet(actor, assessment_id, group, language=_language())
    form = AnswersForm(request.POST)
    form.is_valid()  # what cannot be right of the phone's key and clock counts as not said
    answers, seen = form.given(sheet.questions), form.seen(sheet.questions)

    def onward(_kept: object) -> Onward:
        if is_part(request):
            return _sheet(request, assessment_id, group, part="#progress")
        if "finish" in request.POST or not sheet.after:
            return to("assessment:finish", assessment_id)
        return to("assessment:step", assessment_id, sheet.after)

    sent = press(
        request,
        lambda: ASSESSMENTS.take(
            request,
            assessment_id,
            about=f"answers/{sheet.group}",
            form=form,
            act=lambda happened_at: commands.save_answers(
                actor=actor,
                assessment_id=assessment_id,
                answers=answers,
                seen=seen,
                at=min(happened_at, now()),
            ),
        ),
        onward=onward,
    )
    return sent.answer or _sheet(request, assessment_id, group, sent, given=answers, seen=seen)


def _sheet(
    request: HttpRequest,
    assessment_id: int,
    group: str,
    sent: Sent = NOT_SENT,
    *,
    part: str = "",
    given: dict[str, str] | None = None,
    seen: dict[str, str] | None = None,
) -> HttpResponse:
    sheet = queries.assessment_sheet(actor_of(request), assessment_id, group, language=_language())
    if sheet.status == FINISHED and sent.refusal is None:
        return redirect("assessment:result", assessment_id)
    sheet.may_assess.require()
    if not part:
        commands.note_sheet_read(actor=actor_of(request), sheet=sheet, at=now())
    stands = isinstance(sent.refusal, AnsweredOtherwise)
    return page(
        request,
        f"assessment/step.html{part}",
        status=sent.status,
        sheet=sheet,
        steps=_steps(sheet),
        stands=_standing(sheet, given or {}, seen or {}) if stands else [],
        questions=[
            _question(question, given, sent.at(question.code)) for question in sheet.questions
        ],
        needed=[_missing(sheet.id, line) for line in sheet.missing if line.is_required],
        optional=[_missing(sheet.id, line) for line in sheet.missing if not line.is_required],
        answered=sum(one.answered for one in sheet.steps),
        of=sum(one.of for one in sheet.steps),
        no_photo_rooms=gettext(", ").join(sheet.no_photo_rooms),
        refusal="" if sent.field else sent.words,
        photo_error=sent.at("photo"),
        caption=request.POST.get("caption", "") if sent.refusal else "",
        saved=part == "#progress",
    )


def _standing(
    sheet: queries.Sheet, given: dict[str, str], seen: dict[str, str]
) -> list[dict[str, str]]:
    """Return what is recorded where somebody else has answered meanwhile, in words."""
    recorded = {question.code: question.value for question in sheet.questions}
    codes = unseen(given, seen=seen, recorded=recorded)
    return [
        {"code": question.code, "value": question.value, "words": _in_words(question)}
        for question in sheet.questions
        if question.code in codes
    ]


def _in_words(question: queries.Asked) -> str:
    chosen = [option.words for option in question.options if option.is_chosen]
    answer = gettext(", ").join(chosen) or question.value or gettext("open")
    colon = pgettext("between a label and its text", ": ")
    return f"{question.words}{colon}{answer}"


def _steps(sheet: queries.Sheet) -> list[dict[str, str]]:
    found = []
    for one in sheet.steps:
        if one.code == sheet.group:
            stands = "now"
        elif one.needed and one.answered:
            stands = "missing"
        else:
            stands = "later" if one.needed or not one.answered else "done"
        href = reverse("assessment:step", args=[sheet.id, one.code])
        found.append({"words": one.words, "href": href, "is": stands})
    return found


def _question(
    question: queries.Asked, given: dict[str, str] | None, error: str
) -> dict[str, object]:
    known = question.known if given is None else None
    value = question.value if given is None else given.get(question.code, question.value)
    value = known.answer if known else value
    picked = value.split(",")
    return {
        "code": question.code,
        "kind": question.kind,
        "words": question.words,
        "help": question.help,
        "unit": question.unit,
        "is_required": question.is_required,
        "value": value,
        "seen": question.value,
        "known": known.answer if known else None,
        "known_from": _source(known) if known else "",
        "least": question.least,
        "most": question.most,
        "error": error,
        "options": [
            {
                "code": one.code,
                "words": one.words,
                "on": one.code in picked,
                "id": f"{question.code}-{one.code}",
            }
            for one in question.options
        ],
    }


def _source(known: Known) -> str:
    """Return who said it, and when, of what the dossier knows."""
    if known.at is None:
        return gettext("from the household's file")
    return gettext("%(who)s said so on %(day)s") % {
        "who": said(SAYERS, known.by),
        "day": formatting.day(known.at),
    }


def _missing(assessment_id: int, line: queries.MissingLine) -> dict[str, str]:
    href = reverse("assessment:step", args=[assessment_id, line.group])
    return {"words": line.words, "href": f"{href}#q-{line.question}"}


@require_POST
def add_photo(request: HttpRequest, assessment_id: int, group: str) -> HttpResponse:
    """Keep pictures of a step, each one that can be read, and say which cannot."""
    form = PhotosForm(request.POST, request.FILES)

    def act(data: dict[str, Any]) -> None:
        good, bad = data["photo"]
        ASSESSMENTS.take(
            request,
            assessment_id,
            about=f"photos/{group}",
            form=form,
            act=lambda happened_at: commands.add_photos(
                actor=actor_of(request),
                assessment_id=assessment_id,
                group=group,
                pictures=good,
                caption=data["caption"],
                at=min(happened_at, now()),
            ),
        )
        if bad or not good:
            raise Invalid(" ".join(bad) or PLEASE_CHOOSE, field="photo")

    sent = submit(
        request, form, act, onward=to("assessment:step", assessment_id, group, at="pictures")
    )
    return sent.answer or _sheet(request, assessment_id, group, sent)


@require_POST
def remove_photo(request: HttpRequest, assessment_id: int, photo_id: int) -> HttpResponse:
    """Take a picture out again."""
    sent = press(
        request,
        lambda: commands.remove_photo(
            actor=actor_of(request), assessment_id=assessment_id, photo_id=photo_id, at=now()
        ),
        onward=to("assessment:begin_at", assessment_id),
    )
    return sent.answer or turned_down(request, sent)


@require_safe
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Hand out a picture to those who may see the assessment; the access is recorded."""
    picture = commands.open_photo(actor=actor_of(request), photo_id=photo_id, at=now())
    return hand_out(picture, name=f"{gettext('Photo')} {photo_id}")


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show what is answered and what is missing before it is finished; then finish it."""
    actor = actor_of(request)
    sent = press(
        request,
        lambda: commands.finish_assessment(actor=actor, assessment_id=assessment_id, at=now()),
        onward=to("assessment:result", assessment_id),
        said=gettext("The assessment is finished."),
        undo=to("assessment:reopen", assessment_id),
    )
    if sent.answer:
        return sent.answer
    sheet = queries.assessment_sheet(actor, assessment_id, "", language=_language())
    if sheet.status == FINISHED:
        return redirect("assessment:result", assessment_id)
    sheet.may_assess.require()
    return page(
        request,
        "assessment/finish.html",
        status=sent.status,
        sheet=sheet,
        steps=[one | {"is": "later" if one["is"] == "now" else one["is"]} for one in _steps(sheet)],
        needed=[_missing(sheet.id, line) for line in sheet.missing if line.is_required],
        optional=[_missing(sheet.id, line) for line in sheet.missing if not line.is_required],
        answered=sum(one.answered for one in sheet.steps),
        of=sum(one.of for one in sheet.steps),
        refusal=sent.words,
    )
