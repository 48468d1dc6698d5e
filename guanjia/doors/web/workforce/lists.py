"""Many workers: the list, and what ends soon or waits to be verified."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_safe

from guanjia.chapters.catalog.queries import skill_choices
from guanjia.chapters.workforce import policies, queries
from guanjia.chapters.workforce.queries import WorkerRow
from guanjia.chapters.workforce.states import WORKER
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.listing import (
    Asked,
    Column,
    Empty,
    Listing,
    Select,
    Toggle,
    state_column,
    state_filter,
)
from guanjia.doors.web.reading import row_id
from guanjia.kernel.listed import Listed


def _workers(asked: Asked) -> Listed[WorkerRow]:
    return queries.worker_list(
        actor=asked.actor,
        on=timezone.localtime(asked.at).date(),
        text=asked.text,
        status=asked["status"],
        skill_id=row_id(asked["skill"]),
        expiring=bool(asked["ends"]),
        sort=asked.sort,
        number=asked.number,
        size=asked.size,
    )


def _face(row: WorkerRow) -> SafeString:
    if not row.photo_id:
        return format_html('<span class="person little" aria-hidden="true">{}</span>', row.name[:1])
    return format_html(
        '<span class="person little" aria-hidden="true">{}<img src="{}" alt="" loading="lazy"></span>',
        row.name[:1],
        reverse("workforce:photo", args=[row.id]),
    )


def _level(level: int) -> str:
    return pgettext("short level", f"level {level}")


def _to_see_to(row: WorkerRow) -> str:
    """Say what ends soon, or how far the screening of somebody who applies has come."""
    if row.status == "applicant":
        words = _("Screening %(passed)s of %(steps)s") % {"passed": row.passed, "steps": row.steps}
        return formatting.mark("waiting", words)
    if row.ends is None:
        return ""
    what, last = row.ends
    is_over = last < timezone.localtime(now()).date()
    return formatting.mark(
        "late" if is_over else "risk", f"{what} {date_format(last, 'DATE_FORMAT')}"
    )


WORKERS = Listing(
    name="workers",
    title=lazy("Workers"),
    address="workforce:workers",
    export_at="workforce:export",
    find=_workers,
    href=lambda row: reverse("workforce:worker", args=[row.id]),
    before=_face,
    aside=lambda row: row.code,
    sort="state",
    size=queries.PAGE,
    searches=lazy("Name, pinyin, phone or its last four digits"),
    filters=(
        Select(
            "skill",
            lazy("Skill"),
            lazy("Any skill"),
            lambda: ((one.id, one.name) for one in skill_choices()),
        ),
        state_filter("worker", WORKER.states),
        Toggle("ends", lazy("State"), lazy("Papers end soon"), count=queries.EXPIRING),
    ),
    columns=(
        Column(lazy("Number"), lambda row: row.code, is_shown=False),
        Column(lazy("Name"), lambda row: row.name, sorts=("name", "-name")),
        state_column("worker", sorts=("state", "-state")),
        Column(
            lazy("Skills"),
            lambda row: " · ".join(f"{name} {_level(n)}" for name, n in row.skills[:4]),
            lambda row: " ".join(f"{name}{_level(n)}" for name, n in row.skills),
        ),
        Column(lazy("Phone number"), lambda row: row.phone, kind="num"),
        Column(
            lazy("To see to"),
            _to_see_to,
            lambda row: f"{row.ends[0]} {row.ends[1].isoformat()}" if row.ends else "",
        ),
        Column(
            lazy("Branch"),
            lambda row: row.branch,
            sorts=("branch", "-branch"),
            kind="soft nowrap",
            is_exported=False,
        ),
    ),
    none_yet=Empty(
        "people",
        lazy("Nobody here fits"),
        lazy("Try another name or state. Whoever applies is taken on here first."),
        action=lazy("Show all workers"),
    ),
    template="workforce/workers.html",
)


@require_GET
def workers(request: HttpRequest) -> HttpResponse:
    """Show the workers of the branches where the actor deals with people."""
    actor = actor_of(request)
    can_take_on = any(policies.may_take_on(actor, branch_id) for branch_id in actor.branches)
    is_keeper = bool(actor.everywhere & frozenset(policies.KEEPERS))
    return WORKERS.answer(request, can_take_on=can_take_on or is_keeper)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Return the list as it is filtered, all pages of it, as a table for a spreadsheet."""
    return WORKERS.hand_out(request)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to see to, in words."""

    href: str
    who: str
    what: str
    day: str
    left: str
    tone: str


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Show the papers that wait to be verified, and what ends soon."""
    actor, today = actor_of(request), timezone.localtime(now()).date()
    waiting = [
        Due(
            href=f"{reverse('workforce:worker', args=[one.worker_id])}?tab=papers",
            who=one.worker,
            what=one.kind,
            day=formatting.when(one.handed_in_at),
            left="",
            tone="",
        )
        for one in queries.to_verify(actor=actor)
    ]
    ending = [_due(one) for one in queries.reminders_due(actor=actor, on=today)]
    return page(request, "workforce/due.html", waiting=waiting, ending=ending)


def _due(one: queries.Reminder) -> Due:
    return Due(
        href=f"{reverse('workforce:worker', args=[one.worker_id])}?tab=papers",
        who=one.worker,
        what=pgettext("insurance", one.what) if one.sort == "insurance" else one.what,
        day=date_format(one.last_day, "DATE_FORMAT"),
        left=formatting.days_left(one.days_left),
        tone="risk" if one.days_left > 0 else "late",
    )
