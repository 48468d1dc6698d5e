"""Certificates and insurance: handing in, verifying, refusing, revoking."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guanjia.chapters.catalog.queries import certificate_choices
from guanjia.chapters.workforce import commands, policies
from guanjia.chapters.workforce.models import Certificate
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import Question, confirm, posted, submit, to, uploaded
from guanjia.doors.web.workforce.forms import InsuranceForm, PaperForm, VerifyForm
from guanjia.doors.web.workforce.guide import stages
from guanjia.doors.web.workforce.record import level_of
from guanjia.kernel.actors import Actor, Verdict
from guanjia.vault.commands import keeping
from guanjia.vault.files import is_picture


def papers_of(actor: Actor, worker_id: int) -> str:
    """Return where the papers of a worker are shown to the actor."""
    if actor.worker_id == worker_id and not actor.is_staff:
        return reverse("workforce:me")
    return f"{reverse('workforce:worker', args=[worker_id])}?tab=papers"


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Hand in a certificate with its picture."""
    actor, at = actor_of(request), now()
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_submit(actor, worker).require()
    kinds, guided = certificate_choices(), "guided" in request.GET
    form = PaperForm(posted(request), uploaded(request), kinds=kinds)

    def act(data: dict[str, Any]) -> None:
        with keeping(data["file"], purpose="certificate", user_id=actor.user_id, at=at) as file_id:
            commands.submit_certificate(
                actor=actor,
                worker_id=worker_id,
                kind_id=data["kind"],
                number=data["number"],
                issuer=data["issuer"],
                level=data["level"],
                issued_on=data["issued_on"],
                expires_on=data["expires_on"],
                file_id=file_id,
                at=at,
            )

    sent = submit(
        request,
        form,
        act,
        onward=request.get_full_path() if guided else papers_of(actor, worker_id),
        said=_("Handed in. It counts as soon as somebody else has verified it."),
    )
    return sent.answer or page(
        request,
        "workforce/paper.html",
        status=sent.status,
        form=form,
        name=worker.name,
        back=papers_of(actor, worker_id),
        stages=stages("papers", worker_id) if guided else [],
        go_on=to("workforce:hours", worker_id, guided=1) if guided else "",
    )


@require_http_methods(["GET", "POST"])
def insure(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Record a policy."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_keep(actor, worker).require()
    form = InsuranceForm(posted(request))
    sent = submit(
        request,
        form,
        lambda data: commands.record_insurance(actor=actor, worker_id=worker_id, at=now(), **data),
        onward=papers_of(actor, worker_id),
        said=_("The policy is on record."),
    )
    return sent.answer or page(
        request,
        "workforce/form.html",
        status=sent.status,
        form=form,
        title=_("Insurance of %(name)s") % {"name": worker.name},
        verb=_("Record the policy"),
        back=papers_of(actor, worker_id),
    )


def _paper(actor: Actor, paper_id: int) -> Certificate:
    rows = policies.visible_certificates(actor).select_related("kind", "worker")
    return rows.get(id=paper_id)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Show a paper beside its data, and confirm it."""
    actor = actor_of(request)
    paper = commands.open_certificate(actor=actor, certificate_id=paper_id, at=now())
    form = VerifyForm(posted(request))
    sent = submit(
        request,
        form,
        lambda data: commands.verify_certificate(
            actor=actor, certificate_id=paper_id, how=data["how"], at=now()
        ),
        onward=papers_of(actor, paper.worker_id),
        said=_("Verified. It counts from now on."),
    )
    return sent.answer or page(
        request,
        "workforce/verify.html",
        status=sent.status,
        form=form,
        paper=paper,
        name=paper.worker.name,
        kind=paper.kind.name,
        level=level_of(paper.kind.code, paper.level),
        file=reverse("workforce:file", args=[paper.worker_id, paper.file_id])
        if paper.file_id
        else "",
        is_picture=paper.file_id is not None and is_picture(paper.file_id),
        back=papers_of(actor, paper.worker_id),
    )


def _asked(
    request: HttpRequest,
    paper_id: int,
    command: Callable[..., Certificate],
    may: Callable[[Actor, Certificate], Verdict],
    *,
    title: str,
    words: str,
    verb: str,
) -> HttpResponse:
    actor = actor_of(request)
    paper = _paper(actor, paper_id)
    back = papers_of(actor, paper.worker_id)

    def ask() -> Question:
        may(actor, paper).require()
        names = {"paper": paper.kind.name, "name": paper.worker.name}
        return Question(title % names, words, verb, back=back)

    return confirm(
        request,
        ask,
        lambda: command(actor=actor, certificate_id=paper_id, at=now()),
        onward=back,
    )


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Ask, then turn a paper down."""
    return _asked(
        request,
        paper_id,
        commands.refuse_certificate,
        policies.may_verify,
        title=_("Refuse “%(paper)s” of %(name)s?"),
        words=_("It does not count. A better one can be handed in at any time."),
        verb=_("Refuse the paper"),
    )


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Ask, then declare a verified paper void."""
    return _asked(
        request,
        paper_id,
        commands.revoke_certificate,
        policies.may_revoke,
        title=_("Declare “%(paper)s” of %(name)s void?"),
        words=_("Whoever may no longer be sent without it is taken off the visits ahead."),
        verb=_("Declare it void"),
    )
