"""A plan signed on paper: the scan comes in from one person and is compared by another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanjia.chapters.planning import commands, queries
from guanjia.chapters.planning.models import PaperSignature
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.files import hand_out
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import NOT_SENT, Sent, posted, press, submit, to
from guanjia.doors.web.planning.forms import BringForm, CompareForm, RefuseForm
from guanjia.doors.web.planning.views import show_plan
from guanjia.kernel.errors import Conflict, NotAllowed, NotNow
from guanjia.vault.commands import keeping


@require_POST
def bring(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take in the scan of a version that the household signed."""
    actor, at = actor_of(request), now()
    form = BringForm(request.POST, request.FILES)

    def act(data: dict[str, Any]) -> PaperSignature:
        with keeping(data["file"], purpose="signed_plan", user_id=actor.user_id, at=at) as file_id:
            assert file_id is not None, "the form asks for a file"
            return commands.bring_paper(
                actor=actor,
                version_id=version_id,
                signed_name=data["signed_name"],
                signed_on=data["signed_on"],
                file_id=file_id,
                at=at,
            )

    sent = submit(
        request,
        form,
        act,
        onward=to("planning:plan", version_id),
        said=gettext("Brought in. It counts as soon as somebody else has confirmed it."),
        undo=lambda paper: to("planning:take_back_paper", paper.pk),
        page_says=(NotAllowed, Conflict, NotNow),
    )
    return sent.answer or show_plan(
        request, version_id, status=sent.status, refusal=sent.words, paper_form=form
    )


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Show the scan beside the offer; take the word of the second person."""
    form = CompareForm(posted(request))
    sent = submit(
        request,
        form,
        lambda data: commands.confirm_paper(
            actor=actor_of(request), paper_id=signature_id, number=data["number"], at=now()
        ),
        onward=lambda version: to("planning:plan", version.pk),
        said=lambda version: (
            gettext("Confirmed: version %(number)s is agreed, and the visits are opened.")
            % {"number": version.number}
        ),
    )
    return sent.answer or _beside(request, signature_id, sent, form=form)


@require_POST
def refuse(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Refuse a scan with a reason, which whoever brought it reads."""
    form = RefuseForm(request.POST)
    sent = submit(
        request,
        form,
        lambda data: commands.refuse_paper(
            actor=actor_of(request), paper_id=signature_id, reason=data["reason"], at=now()
        ),
        onward=lambda paper: to("planning:plan", paper.version_id),
        said=gettext("Refused. Whoever brought it reads why."),
    )
    return sent.answer or _beside(request, signature_id, sent, refusing=form)


@require_POST
def take_back(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Take a scan back, to bring a better one."""
    sent = press(
        request,
        lambda: commands.take_back_paper(actor=actor_of(request), paper_id=signature_id, at=now()),
        onward=lambda paper: to("planning:plan", paper.version_id),
    )
    return sent.answer or _beside(request, signature_id, sent)


@require_safe
def scan(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Hand out the scan; the access is recorded."""
    file = commands.open_scan(actor=actor_of(request), paper_id=signature_id, at=now())
    return hand_out(file, name=f"{gettext('Signed on paper')} {signature_id}")


def _beside(
    request: HttpRequest,
    signature_id: int,
    sent: Sent = NOT_SENT,
    *,
    form: CompareForm | None = None,
    refusing: RefuseForm | None = None,
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
        status=sent.status,
        form=form or CompareForm(),
        refusing=refusing or RefuseForm(),
        refusal=sent.words,
        **shown,
    )
