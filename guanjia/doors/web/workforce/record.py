"""One worker: who they are and what may be done about them; and the worker's own page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from guanjia.chapters.clearance.queries import Fitness, fitness
from guanjia.chapters.workforce import queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.refusals import in_words
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.record import Looked, Record, Tab
from guanjia.doors.web.timeline import before, stretch
from guanjia.doors.web.workforce.forms import DAYS
from guanjia.flow.chapters.dossier import PREFERENCE_CODES
from guanjia.flow.chapters.workforce import AVOIDED
from guanjia.flow.overviews.timeline import worker_timeline
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import hours_and_minutes, local_day, whole_day

DANGEROUS = ("suspend", "leave", "reject")


@dataclass(frozen=True, slots=True)
class MoveButton:
    """A move of the worker that is open to the actor."""

    words: str
    href: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A service, and all that stands against sending the worker for it."""

    service: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate with its dates in words."""

    row: queries.PaperRow
    level: str
    dates: str
    left: str
    tone: str
    file: str
    how: str
    why_not: str


Looking = Looked[queries.WorkerRecord]


def _find(actor: Actor, worker_id: int, at: datetime) -> queries.WorkerRecord:
    return queries.worker_record(actor=actor, worker_id=worker_id, on=timezone.localtime(at).date())


def _says(looked: Looking) -> dict[str, Any]:
    record = looked.row
    return {
        "worker": record,
        "moves": _moves(record),
        "photo": photo_of(record),
        "facts": facts_of(record),
        "suits": suits_of(record),
        "mode": pgettext("mode", record.mode),
    }


def suits_of(record: queries.WorkerRecord) -> list[tuple[str, str]]:
    """Return what a worker speaks and cooks, where they do not go, and whether they smoke, in words."""
    said = [
        (_("Speaks"), [_(PREFERENCE_CODES[code]) for code in record.languages]),
        (_("Cooks"), [_(PREFERENCE_CODES[code]) for code in record.cuisines]),
        (_("Does not go to homes"), [_(AVOIDED[code]) for code in record.avoids]),
    ]
    if record.smokes is not None:
        said.append(
            (
                _("Smokes"),
                [pgettext("figure", "yes") if record.smokes else pgettext("figure", "no")],
            )
        )
    return [(about, formatting.together(words)) for about, words in said if words]


def _may(looked: Looking) -> dict[str, Any]:
    record = looked.row
    today = whole_day(local_day(looked.at, record.zone), record.zone)
    fits = fitness(actor=looked.actor, worker_id=record.id, period=today)
    skills = [
        (one.name, pgettext("level", f"level {one.level}"), one.by, plain_day(one.at))
        for one in record.skills
    ]
    return {"fits": _fits(fits), "skills": skills}


def _papers(looked: Looking) -> dict[str, Any]:
    record = looked.row
    return {
        "papers": [paper_of(record.id, row) for row in record.papers],
        "policies": policies_of(record),
    }


def _hours(looked: Looking) -> dict[str, Any]:
    return {"week": week_of(looked.row), "leaves": leaves_of(looked.row)}


def _passed(looked: Looking) -> int:
    return sum(step.passed is True for step in looked.row.steps)


def _screening(looked: Looking) -> dict[str, Any]:
    steps = [(step, pgettext("screening", step.step)) for step in looked.row.steps]
    return {"steps": steps, "passed": _passed(looked)}


def _history(looked: Looking) -> dict[str, Any]:
    query = looked.request.GET
    return stretch(
        query,
        worker_timeline(actor=looked.actor, worker_id=looked.row.id, before=before(query)),
    )


WORKER = Record(
    address="workforce:worker",
    template="workforce/worker.html",
    named="worker_id",
    find=_find,
    says=_says,
    usual=lambda record: "screening" if record.status == "applicant" else "may",
    tabs=(
        Tab("may", gettext_lazy("What may they do"), _may),
        Tab(
            "papers",
            gettext_lazy("Papers and insurance"),
            _papers,
            lambda looked: len(looked.row.papers) + len(looked.row.policies),
        ),
        Tab("hours", gettext_lazy("Hours and leave"), _hours),
        Tab(
            "screening",
            gettext_lazy("Screening"),
            _screening,
            lambda looked: f"{_passed(looked)}/{len(looked.row.steps)}",
        ),
        Tab("history", gettext_lazy("What happened"), _history),
    ),
)
worker = WORKER.view


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Show a worker their own record on the phone: papers, hours, leave."""
    actor, at = actor_of(request), now()
    if actor.worker_id is None:
        raise Http404
    on = timezone.localtime(at).date()
    record = queries.worker_record(actor=actor, worker_id=actor.worker_id, on=on)
    return page(
        request,
        "workforce/me.html",
        worker=record,
        photo=photo_of(record),
        papers=[paper_of(record.id, row) for row in record.papers],
        policies=policies_of(record),
        skills=[(one.name, pgettext("level", f"level {one.level}")) for one in record.skills],
        week=week_of(record),
        leaves=leaves_of(record),
    )


def photo_of(record: queries.WorkerRecord) -> str:
    """Return the address of the worker's face, if there is one."""
    return reverse("workforce:photo", args=[record.id]) if record.photo_id else ""


def plain_day(day: date) -> str:
    """Return a day as it stands on papers: 2026年11月6日."""
    return date_format(day, "DATE_FORMAT")


def _stretch(first: str, until: str) -> SafeString:
    """Return two days as a stretch of which neither is broken at the end of a line."""
    return format_html(
        '<span class="nowrap">{} –</span> <span class="nowrap">{}</span>', first, until
    )


def facts_of(record: queries.WorkerRecord) -> str:
    """Return the line below the name."""
    facts = [record.code, record.branch]
    if record.age is not None:
        facts.append(_("%(n)s years old") % {"n": record.age})
    facts.append(pgettext("employment", record.employment))
    if record.joined_on:
        facts.append(_("since %(day)s") % {"day": plain_day(record.joined_on)})
    return " · ".join(facts)


def _moves(record: queries.WorkerRecord) -> list[MoveButton]:
    """Return the moves open to the actor; who has not passed everything is not to be cleared."""
    has_passed = all(step.passed for step in record.steps)
    return [
        MoveButton(
            formatting.word("worker", name),
            reverse("workforce:move", args=[record.id, name]),
            "danger" if name in DANGEROUS else "primary",
        )
        for name in record.moves
        if name != "clear" or has_passed
    ]


def _fits(found: tuple[Fitness, ...]) -> list[Fit]:
    fits = [Fit(one.service, [in_words(reason) for reason in one.reasons]) for one in found]
    return sorted(fits, key=lambda fit: len(fit.reasons))


def level_of(kind_code: str, level: int) -> str:
    """Return the class of a health certificate or the grade of a trade one in words, else nothing."""
    if kind_code == "health":
        return pgettext("health class", f"class {level}")
    return pgettext("level", f"level {level}") if kind_code.endswith("_trade") else ""


def paper_of(worker_id: int, row: queries.PaperRow) -> Paper:
    """Return a certificate with its dates in words."""
    left, tone = "", ""
    if row.status == "verified" and row.days_left is not None and row.days_left <= 30:
        left = formatting.days_left(row.days_left)
        tone = "risk" if row.days_left > 0 else "late"
    until = plain_day(row.expires_on) if row.expires_on else _("without end")
    return Paper(
        row=row,
        level=level_of(row.kind_code, row.level),
        dates=_stretch(plain_day(row.issued_on), until),
        left=left,
        tone=tone,
        file=reverse("workforce:file", args=[worker_id, row.file_id]) if row.file_id else "",
        how=pgettext("verified", row.verified_how) if row.verified_how else "",
        why_not=_(row.why_not) if row.why_not else "",
    )


def policies_of(record: queries.WorkerRecord) -> list[tuple[str, str, str, str]]:
    """Return each policy as kind, insurer, days and what is left."""
    return [
        (
            pgettext("insurance", one.kind),
            one.insurer,
            _stretch(plain_day(one.valid_from), plain_day(one.valid_until)),
            formatting.days_left(one.days_left) if one.days_left < 0 else "",
        )
        for one in record.policies
    ]


def week_of(record: queries.WorkerRecord) -> list[tuple[str, str]]:
    """Return each weekday with its hours."""
    days: dict[int, list[str]] = {weekday: [] for weekday in range(7)}
    for one in record.hours:
        days[one.weekday].append(
            f"{hours_and_minutes(one.starts_minute)}–{hours_and_minutes(one.ends_minute)}"
        )
    return [
        (pgettext("weekday", DAYS[weekday]), "  ".join(spans) if spans else _("off"))
        for weekday, spans in days.items()
    ]


def leaves_of(record: queries.WorkerRecord) -> list[tuple[queries.LeaveRow, str, str]]:
    """Return each leave with its days and reason in words."""
    return [
        (one, _days(one.starts_at, one.ends_at, record.zone), pgettext("leave reason", one.reason))
        for one in record.leaves
    ]


def _days(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    first = starts_at.astimezone(ZoneInfo(zone)).date()
    last = (ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    return (
        formatting.day(first)
        if first == last
        else f"{formatting.day(first)} – {formatting.day(last)}"
    )
