"""Many workers: the list, and what ends soon or waits to be verified."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_safe

from guanjia.chapters.catalog.queries import skill_choices
from guanjia.chapters.workforce import policies, queries
from guanjia.chapters.workforce.states import WORKER
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.tables import hand_out_table
from guanjia.doors.web import reading, show


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in words."""

    href: str
    photo: str
    first: str
    name: str
    code: str
    state: SafeString
    phone: str
    skills: str
    ends: str
    tone: str
    branch: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that lives in the address."""

    words: str
    href: str
    on: bool
    count: int | str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a long list goes on."""

    number: int
    of: int
    back: str
    on: str


ASKED = ("q", "status", "skill", "ends", "page")
MOST_ROWS = 5000


def _found(request: HttpRequest, asked: dict[str, str], *, size: int) -> queries.WorkerList:
    return queries.worker_list(
        actor=actor_of(request),
        on=timezone.localtime(now()).date(),
        text=asked["q"],
        status=asked["status"] if asked["status"] in WORKER.states else "",
        skill_id=reading.row_id(asked["skill"]),
        expiring=bool(asked["ends"]),
        page=reading.page_number(asked),
        size=size,
    )


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Return the list as it is filtered, all pages of it, as a table for a spreadsheet."""
    asked = {name: request.GET.get(name, "") for name in ASKED} | {"page": ""}
    found = _found(request, asked, size=MOST_ROWS)
    head = [_("Number"), _("Name"), _("State"), _("Skills"), _("Phone number"), _("To see to")]
    return hand_out_table([head, *map(_exported, found.rows)], name="workers")


def _exported(row: queries.WorkerRow) -> list[str]:
    skills = " ".join(f"{name}{pgettext('short level', f'level {n}')}" for name, n in row.skills)
    ends = f"{row.ends[0]} {row.ends[1].isoformat()}" if row.ends else ""
    return [row.code, row.name, show.word("worker", row.status), skills, row.phone, ends]


@require_GET
def workers(request: HttpRequest) -> HttpResponse:
    """Show the workers of the branches where the actor deals with people."""
    actor, today = actor_of(request), timezone.localtime(now()).date()
    asked = {name: request.GET.get(name, "") for name in ASKED}
    found = _found(request, asked, size=queries.PAGE)
    skills = skill_choices()
    return page(
        request,
        "workforce/workers.html",
        rows=[_row(row, today) for row in found.rows],
        total=found.total,
        q=asked["q"],
        keep=[(name, asked[name]) for name in ("status", "skill", "ends") if asked[name]],
        states=_states(asked, found),
        skills=[(str(one.id), one.name) for one in skills],
        skill=asked["skill"],
        pages=Pages(
            found.page,
            found.pages,
            _address(asked, page=str(found.page - 1)) if found.page > 1 else "",
            _address(asked, page=str(found.page + 1)) if found.page < found.pages else "",
        ),
        export=_address(asked, page="").replace(
            reverse("workforce:workers"), reverse("workforce:export"), 1
        ),
        can_take_on=any(policies.may_take_on(actor, branch_id) for branch_id in actor.branches)
        or bool(actor.everywhere & frozenset(policies.KEEPERS)),
    )


def _address(asked: dict[str, str], **changed: str) -> str:
    words = {name: value for name, value in (asked | changed).items() if value}
    address = reverse("workforce:workers")
    return f"{address}?{urlencode(words)}" if words else address


def _states(asked: dict[str, str], found: queries.WorkerList) -> list[Chip]:
    plain = asked | {"page": ""}
    everyone = sum(found.counts.values())
    chips = [
        Chip(
            _("All"),
            _address(plain, status="", ends=""),
            not (asked["status"] or asked["ends"]),
            everyone,
        )
    ]
    chips += [
        Chip(
            show.word("worker", state),
            _address(plain, status=state, ends=""),
            asked["status"] == state and not asked["ends"],
            found.counts.get(state, 0),
        )
        for state in WORKER.states
    ]
    chips.append(
        Chip(
            _("Papers end soon"),
            _address(plain, ends="1", status=""),
            bool(asked["ends"]),
            found.expiring,
        )
    )
    return chips


def _row(row: queries.WorkerRow, on: date) -> Row:
    skills = [
        f"{name} {pgettext('short level', f'level {level}')}" for name, level in row.skills[:4]
    ]
    ends, tone = "", ""
    if row.ends:
        what, last = row.ends
        ends = f"{what} {date_format(last, 'DATE_FORMAT')}"
        tone = "late" if last < on else "risk"
    if row.status == "applicant":
        ends = _("Screening %(passed)s of %(steps)s") % {"passed": row.passed, "steps": row.steps}
        tone = "waiting"
    return Row(
        href=reverse("workforce:worker", args=[row.id]),
        photo=reverse("workforce:photo", args=[row.id]) if row.photo_id else "",
        first=row.name[:1],
        name=row.name,
        code=row.code,
        state=show.state("worker", row.status),
        phone=row.phone,
        skills=" · ".join(skills),
        ends=ends,
        tone=tone,
        branch=row.branch,
    )


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
            day=show.when(one.handed_in_at),
            left="",
            tone="",
        )
        for one in queries.to_verify(actor=actor)
    ]
    ending = [_due(one) for one in queries.reminders_due(actor=actor, on=today)]
    return page(request, "workforce/due.html", waiting=waiting, ending=ending)


def _due(one: queries.Reminder) -> Due:
    if one.days_left < 0:
        left, tone = _("ended %(n)s days ago") % {"n": -one.days_left}, "late"
    elif one.days_left == 0:
        left, tone = _("ends today"), "late"
    else:
        left, tone = _("%(n)s days left") % {"n": one.days_left}, "risk"
    return Due(
        href=f"{reverse('workforce:worker', args=[one.worker_id])}?tab=papers",
        who=one.worker,
        what=pgettext("insurance", one.what) if one.sort == "insurance" else one.what,
        day=date_format(one.last_day, "DATE_FORMAT"),
        left=left,
        tone=tone,
    )
