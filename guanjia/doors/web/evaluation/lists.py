"""The visits behind one figure, as a list."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from guanjia.chapters.evaluation import queries, rules
from guanjia.chapters.evaluation.queries import Scope, VisitLine
from guanjia.doors.web import formatting
from guanjia.doors.web.evaluation.forms import ScopeForm
from guanjia.doors.web.listing import (
    Asked,
    Chip,
    Choice,
    Column,
    Empty,
    Group,
    Listing,
    state_column,
)
from guanjia.doors.web.reading import address_with
from guanjia.flow.overviews.scopes import Named, Reachable, named, reachable
from guanjia.kernel.listed import Listed, listed, ordered

ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Line:
    """A visit, with what of it the reader may narrow the list to."""

    visit: VisitLine
    known: Reachable
    query: QueryDict


def _scope(asked: Asked) -> Scope:
    return ScopeForm(asked.query).scope(timezone.localtime(asked.at).date())


def _lines(asked: Asked) -> Listed[Line]:
    visits = queries.rows_behind(
        actor=asked.actor,
        scope=_scope(asked),
        code=asked.path["code"],
        at=asked.at,
        answer=ANSWERS.get(asked["answer"]),
        text=asked.text,
    )
    found = listed(
        ordered(visits, queries.LINE_ORDERS, asked.sort), number=asked.number, size=asked.size
    )
    known = reachable(
        actor=asked.actor,
        worker_ids={worker_id for visit in found.rows for worker_id, _name in visit.workers},
        household_ids={visit.household_id for visit in found.rows},
    )
    rows = tuple(Line(visit, known, asked.query) for visit in found.rows)
    return Listed(rows, found.total, found.number, found.of)


def _home(line: Line) -> str:
    visit = line.visit
    if visit.household_id not in line.known.household_ids:
        return visit.household
    href = address_with(line.query, household=visit.household_id)
    return format_html('<a href="{}">{}</a>', href, visit.household)


def _people(line: Line) -> SafeString:
    names = [
        format_html('<a href="{}">{}</a>', address_with(line.query, worker=worker_id), name)
        if worker_id in line.known.worker_ids
        else name
        for worker_id, name in line.visit.workers
    ]
    return format_html_join(gettext(", "), "{}", ((name,) for name in names))


def _late(line: Line) -> str:
    minutes = line.visit.late_minutes
    return "" if minutes is None else str(max(minutes, 0))


def _rating(line: Line) -> str:
    rating = line.visit.satisfaction
    return "" if rating is None else str(rating)


def _answer(line: Line) -> str:
    return gettext("yes (counted)") if line.visit.answer else gettext("no (counted)")


def _trouble(line: Line) -> str:
    words = []
    if line.visit.incidents:
        words.append(gettext("incidents: %(n)s") % {"n": line.visit.incidents})
    if line.visit.is_disputed:
        words.append(gettext("work disputed"))
    return " · ".join(words)


ROWS = Listing(
    name="rows",
    title=_("Visits"),
    address="evaluation:rows",
    find=_lines,
    href=lambda line: reverse("dispatch:visit", args=[line.visit.visit_id]),
    sort="-day",
    size=100,
    searches=_("Name of a worker or a household"),
    filters=(
        Choice(
            "answer",
            _("Counted"),
            lambda: (("yes", _("Counted as yes")), ("no", _("Counted as no"))),
            everything=_("All counted"),
        ),
    ),
    columns=(
        Column(
            _("Day"),
            lambda line: formatting.day(line.visit.on),
            lambda line: f"{line.visit.on:%Y-%m-%d}",
            sorts=("day", "-day"),
        ),
        Column(
            _("Household"),
            _home,
            lambda line: line.visit.household,
            sorts=("household", "-household"),
        ),
        Column(_("Service"), lambda line: line.visit.service, sorts=("service", "-service")),
        Column(
            _("Worker"),
            _people,
            lambda line: gettext(", ").join(name for _id, name in line.visit.workers),
        ),
        state_column("visit", status=lambda line: line.visit.status),
        Column(_("Minutes late"), _late, sorts=("late", "-late"), kind="num", is_labelled=True),
        Column(
            _("Answer of 5"), _rating, sorts=("rating", "-rating"), kind="num", is_labelled=True
        ),
        Column(_("Steps"), lambda line: line.visit.steps, kind="num", is_labelled=True),
        Column(_("Trouble"), _trouble),
        Column(_("Counted"), _answer),
    ),
    none_yet=Empty("chart", _("No data"), _("No visit was counted this way.")),
    template="evaluation/rows.html",
)


@require_safe
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """List the visits behind one figure; `?answer=no` those that spoiled it; `&as=csv` as a file."""
    measure = next((one for one in rules.measures(0) if one.code == code), None)
    if measure is None:
        raise Http404
    asked = ROWS.asked(request, code=code)
    scope = _scope(asked)
    who = named(actor=asked.actor, scope=scope)
    return ROWS.answer(
        request,
        path={"code": code},
        title=gettext(measure.name),
        saved_as=code,
        groups=_whose(who, asked),
        who=who,
        scope=scope,
        back=reverse("evaluation:evaluation")
        + address_with(asked.query, answer="", q="", worker="", sort=""),
    )


def _whose(who: Named, asked: Asked) -> tuple[Group, ...]:
    """Return the person and the home that the rows are of; pressing one takes it away."""
    chips = [
        Chip(f"{name} ✕", address_with(asked.query, **{key: ""}), on=True)
        for key, name in (("worker", who.worker), ("household", who.household))
        if name
    ]
    return (Group(gettext("Only"), chips),) if chips else ()
