"""The live board of a branch's day, as a list and by who goes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2s
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_GET

from guanjia.chapters.dispatch.policies import may_plan
from guanjia.chapters.dispatch.queries import DayBranch, day_version, readable_branches
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dispatch.labels import STANDINGS, standing_words
from guanjia.doors.web.forms import is_part
from guanjia.flow.overviews.board import ATTENTION, OVER, THERE, Board, Row, board, lanes
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day, minute_of
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.shelves import Shelf
from guanjia.kernel.words import _

SHOWN = (
    ("", _("All"), tuple(STANDINGS)),
    ("attention", _("Needs attention"), ATTENTION),
    ("open", _("Nobody yet"), ("open", "uncovered")),
    ("ahead", _("Ahead"), ("staffed", "at_risk", "late")),
    ("there", _("There now"), THERE),
    ("over", _("Over"), OVER),
)
STANDINGS_SHOWN = {name: standings for name, _words, standings in SHOWN}
FIRST_HOUR, LAST_HOUR = 6, 22
ONE_DAY = timedelta(days=1)
MOST_DRAWN = 64
QUARTERS = (LAST_HOUR - FIRST_HOUR) * 4


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """
    Show a branch's day, in seven SQL queries; in four, where somebody has just looked at it.

    What has not changed within a minute is neither worked out nor sent again. `on` is the day,
    `branch` the branch, `show` the filter, `view=people` the timeline by worker.
    """
    actor, at = actor_of(request), now()
    branches = readable_branches(actor)
    if not branches:
        raise NotAllowed(_("The board is for those who plan and look after visits."))
    wanted = request.GET.get("branch", "")
    branch = next((one for one in branches if str(one.id) == wanted), branches[0])
    today = local_day(at, branch.zone)
    on = reading.day_of_work(request.GET.get("on", ""), today=today)
    seen = _Seen(
        branch.code,
        actor.roles_at(branch.id),
        on,
        day_version(branch.id, on),
        f"{at:%d%H%M}",
        get_language() or "",
    )
    tag = _tag(request, seen)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    chosen = reading.choice(request.GET, "show", STANDINGS_SHOWN)
    by_people = request.GET.get("view") == "people"
    address = _Addresses(branch.id, on, chosen, by_people)
    rows = _rows(seen, actor, branch, at, chosen=chosen, by_people=by_people)
    answer = page(
        request,
        "dispatch/board.html#day" if is_part(request) else "dispatch/board.html",
        on=on,
        branch=branch.name,
        branches=_choices(branches, branch.id, address),
        branch_id=branch.id,
        before=address(on=on - ONE_DAY),
        after=address(on=on + ONE_DAY),
        today=address(on=today),
        is_today=on == today,
        as_of=formatting.clock(at),
        here=address(),
        morning=_morning(actor, branch.id, on, today),
        chips=_chips(rows.counts, address, chosen),
        views=_views(address, by_people),
        rows=rows.html,
    )
    answer["ETag"] = tag
    if is_part(request):
        # Asked for every half minute, and answered from the browser's own copy while it holds. The
        # page around it is not kept: after signing out, the way back leads to nothing.
        answer["Cache-Control"], answer["Vary"] = "private, no-cache", "HX-Request, Cookie"
    return answer


def _morning(actor: Actor, branch_id: int, on: date, today: date) -> str:
    """Return where a day that goes otherwise than planned is put right, for those who plan it."""
    if on < today or not may_plan(actor, branch_id):
        return ""
    asked = urlencode({"branch": branch_id, "on": on.isoformat()})
    return f"{reverse('dispatch:morning')}?{asked}"


class _Seen(NamedTuple):
    """
    What the rows of a day depend on, and nothing else; names may be a minute old.

    `reach` is all by which the reader sees the branch: who has another may see other rows.
    """

    branch: str
    reach: frozenset[str]
    on: date
    version: int
    minute: str
    language: str


class _DrawnRows(NamedTuple):
    """The rows of a day, drawn, and how many there are of each standing."""

    html: SafeString
    counts: Mapping[str, int]


_drawn: Shelf[_DrawnRows] = Shelf(MOST_DRAWN)


def _rows(
    seen: _Seen,
    actor: Actor,
    branch: DayBranch,
    at: datetime,
    *,
    chosen: str,
    by_people: bool,
) -> _DrawnRows:
    """Draw the rows, or take them as they were drawn for somebody else a moment ago."""

    def drawn() -> _DrawnRows:
        found = board(actor=actor, branch_id=branch.id, on=seen.on, at=at)
        shown = STANDINGS_SHOWN[chosen]
        rows = [] if by_people else [visit_row(row) for row in found.rows if row.standing in shown]
        html = render_to_string(
            "dispatch/board.html#rows",
            {
                "rows": rows,
                "total": len(found.rows),
                "timeline": _timeline(found, branch.zone, at) if by_people else None,
                "came": gettext("Came"),
                "left": gettext("Left"),
            },
        )
        return _DrawnRows(html, found.counts)

    return _drawn.take((seen, chosen, by_people), drawn)


def _tag(request: HttpRequest, seen: _Seen) -> str:
    """Return what changes with the day, the minute, the reader and what they asked for."""
    asked = f"{request.get_full_path()} {is_part(request)}"
    reader = f"{actor_of(request).user_id} {request.COOKIES.get('theme', '')}"
    depends = map(str, (*seen._replace(reach=frozenset()), *sorted(seen.reach)))
    whole = " ".join((*depends, asked, reader))
    return f'"{blake2s(whole.encode(), digest_size=12).hexdigest()}"'


class _Addresses:
    """Addresses of this page with one thing changed."""

    def __init__(self, branch_id: int, on: date, chosen: str, by_people: bool) -> None:
        self._asked = {"on": on.isoformat(), "branch": branch_id}
        if chosen:
            self._asked["show"] = chosen
        if by_people:
            self._asked["view"] = "people"

    def __call__(self, **changes: object) -> str:
        asked = self._asked | {name: str(value) for name, value in changes.items()}
        return f"{reverse('dispatch:board')}?{urlencode({k: v for k, v in asked.items() if v})}"


def _choices(
    branches: tuple[DayBranch, ...], branch_id: int, address: _Addresses
) -> list[dict[str, object]]:
    if len(branches) == 1:
        return []
    return [
        {"words": one.name, "href": address(branch=one.id), "on": one.id == branch_id}
        for one in branches
    ]


def _chips(counts: Mapping[str, int], address: _Addresses, chosen: str) -> list[dict[str, object]]:
    return [
        {
            "words": gettext(words),
            "href": address(show=key),
            "on": key == chosen,
            "count": sum(counts.get(standing, 0) for standing in standings),
        }
        for key, words, standings in SHOWN
    ]


def _views(address: _Addresses, by_people: bool) -> list[dict[str, object]]:
    return [
        {"words": gettext("List"), "href": address(view=""), "on": not by_people},
        {"words": gettext("By worker"), "href": address(view="people"), "on": by_people},
    ]


def _address_of(row: Row) -> str:
    return _visit_page().replace("/0/", f"/{row.id}/")


@cache
def _visit_page() -> str:
    """Return the address of visit 0; looked up once, since a day has many visits."""
    return reverse("dispatch:visit", args=[0])


def visit_row(row: Row) -> dict[str, object]:
    """Return a visit of the day as plain words."""
    names = [
        gettext("%(name)s (held)") % {"name": one.name} if one.is_held else one.name
        for one in row.going
    ]
    if row.lacks and row.standing not in OVER:
        lacks = ngettext("%(n)s more needed", "%(n)s more needed", row.lacks)
        names.append(lacks % {"n": row.lacks} if names else gettext("nobody yet"))
    came = [formatting.clock(one.came_at) for one in row.going if one.came_at]
    came += [
        gettext("on the way, about %(time)s") % {"time": formatting.clock(one.arrives_at)}
        for one in row.going
        if one.arrives_at and not one.came_at and row.standing not in OVER
    ]
    left = [formatting.clock(one.left_at) for one in row.going if one.left_at]
    return {
        "href": _address_of(row),
        "time": formatting.span(row.starts_at, row.ends_at),
        "kind": "" if row.is_planned else "open",
        "household": row.household,
        "fixed": formatting.sign("lock", gettext("Must not be moved")) if row.is_fixed else "",
        "district": row.district,
        "service": row.service,
        "lasts": formatting.lasting(row.minutes),
        "names": gettext(", ").join(names),
        "state": formatting.mark(
            STANDINGS[row.standing][0], standing_words(row.standing, row.delay)
        ),
        "came": " ".join(came),
        "left": " ".join(left),
    }


def _timeline(seen: Board, zone: str, at: datetime) -> Mapping[str, object]:
    """Return the day by who goes, on a grid of quarters of an hour."""
    return {
        "hours": [f"{hour:02}" for hour in range(FIRST_HOUR, LAST_HOUR)],
        "now": _quarter(at, zone) if local_day(at, zone) == seen.on else None,
        "lanes": [
            {
                "name": lane.name or gettext("Nobody yet"),
                "initial": lane.name[:1],
                "is_open": lane.worker_id is None,
                "slots": [_slot(row, zone) for row in lane.rows],
            }
            for lane in lanes(seen)
        ],
    }


def _slot(row: Row, zone: str) -> dict[str, object]:
    first = _quarter(row.starts_at, zone)
    until = max(first + 2, _quarter(row.ends_at, zone))
    tone, _words = STANDINGS[row.standing]
    words = standing_words(row.standing, row.delay)
    return {
        "href": _address_of(row),
        "place": f"b{first} l{min(until, QUARTERS) - first}",
        "tone": tone,
        "time": formatting.clock(row.starts_at),
        "household": row.household,
        "label": f"{formatting.span(row.starts_at, row.ends_at)} {row.household} {row.service} {words}",
    }


def _quarter(at: datetime, zone: str) -> int:
    return max(0, min(QUARTERS - 2, (minute_of(at, zone) - FIRST_HOUR * 60) // 15))
