"""A plan signed on paper: the scan comes in from one person and is compared by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanjia.chapters.planning import commands, queries
from guanjia.doors.files import hand_out
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web.asking import put_refusal
from guanjia.doors.web.planning.forms import BringForm, CompareForm, RefuseForm
from guanjia.doors.web.planning.views import show_plan
from guanjia.kernel.errors import Invalid, Refusal
from guanjia.vault.commands import keeping


@require_POST
def bring(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take in the scan of a version that the household signed."""
    form, status, refusal = BringForm(request.POST, request.FILES), 422, ""
    if form.is_valid():
        actor, at, typed = actor_of(request), now(), form.cleaned_data
        try:
            with keeping(
                typed["file"], purpose="signed_plan", user_id=actor.user_id, at=at
            ) as file_id:
                assert file_id is not None, "the form asks for a file"
                commands.bring_paper(
                    actor=actor,
                    version_id=version_id,
                    signed_name=typed["signed_name"],
                    signed_on=typed["signed_on"],
                    file_id=file_id,
                    at=at,
                )
        except Invalid as error:
            put_refusal(form, error)
        except Refusal as error:
            status, refusal = status_of(error), in_words(error)
        else:
            messages.success(
                request, gettext("Brought in. It counts as soon as somebody else has confirmed it.")
            )
            return redirect("planning:plan", version_id)
    return show_plan(request, version_id, status=status, refusal=refusal, paper_form=form)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Show the scan beside the offer; take the word of the second person."""
    if request.method != "POST":
        return _beside(request, signature_id)
    form = CompareForm(request.POST)
    if not form.is_valid():
        return _beside(request, signature_id, status=422, form=form)
    try:
        version = commands.confirm_paper(
            actor=actor_of(request),
            paper_id=signature_id,
            number=form.cleaned_data["number"],
            at=now(),
        )
    except Refusal as error:
        return _beside(request, signature_id, status=put_refusal(form, error), form=form)
    messages.success(
        request,
        gettext("Confirmed: version %(number)s is agreed, and the visits are opened.")
        % {"number": version.number},
    )
    return redirect("planning:plan", version.pk)


@require_POST
def refuse(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Refuse a scan with a reason, which whoever brought it reads."""
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _beside(request, signature_id, status=422, refusing=form)
    try:
        paper = commands.refuse_paper(
            actor=actor_of(request),
            paper_id=signature_id,
            reason=form.cleaned_data["reason"],
            at=now(),
        )
    except Refusal as error:
        return _beside(request, signature_id, status=put_refusal(form, error), refusing=form)
    messages.success(request, gettext("Refused. Whoever brought it reads why."))
    return redirect("planning:plan", paper.version_id)


@require_POST
def take_back(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Take a scan back, to bring a better one."""
    try:
        paper = commands.take_back_paper(actor=actor_of(request), paper_id=signature_id, at=now())
    except Refusal as error:
        return _beside(request, signature_id, status=status_of(error), refusal=in_words(error))
    return redirect("planning:plan", paper.version_id)


@require_safe
def scan(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Hand out the scan; the look is recorded."""
    file = commands.open_scan(actor=actor_of(request), paper_id=signature_id, at=now())
    return hand_out(file, name=f"{gettext('Signed on paper')} {signature_id}")


def _beside(
    request: HttpRequest,
    signature_id: int,
    *,
    status: int = 200,
    form: CompareForm | None = None,
    refusing: RefuseForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    paper = queries.paper_to_check(actor_of(request), signature_id, at=now())
    shown: dict[str, Any] = {
        "paper": paper,
        "is_waiting": paper.status == "waiting",
        "can_confirm": paper.status == "waiting"
        and paper.may_check
        and paper.is_on_offer
        and not paper.is_over,
        "can_refuse": paper.status == "waiting" and paper.may_check,
        "is_picture": paper.media_type.startswith("image/"),
        "why_not": gettext(paper.why_not) if paper.why_not else "",
    }
    return page(
        request,
        "planning/check_paper.html",
        status=status,
        form=form or CompareForm(),
        refusing=refusing or RefuseForm(),
        refusal=refusal,
        **shown,
    )
