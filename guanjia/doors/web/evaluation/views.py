"""The evaluation page, the rows behind one figure, and the same rows as a spreadsheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_safe

from guanjia.chapters.evaluation import queries, rules
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.tables import hand_out_table
from guanjia.doors.web import show
from guanjia.doors.web.asking import address_with
from guanjia.doors.web.evaluation import people
from guanjia.doors.web.evaluation.forms import MONTHS, WEEKS, ScopeForm
from guanjia.flow.overviews.scopes import Named, Reachable, named, reachable

PER_PAGE = 500


@require_GET
def evaluation(request: HttpRequest) -> HttpResponse:
    """Show every figure of the chosen visits with its target, interval and weekly trend."""
    actor, at = actor_of(request), now()
    form = ScopeForm(request.GET)
    scope = form.scope(timezone.localtime(at).date())
    who = named(actor=actor, scope=scope)
    found = queries.evaluation(actor=actor, scope=scope, at=at, with_people=True)
    return page(
        request,
        "evaluation/evaluation.html",
        who=who,
        scope=scope,
        found=found,
        cards=[_card(figure, found, request) for figure in found.figures],
        continuity=f"{found.continuity:.2f}" if found.continuity is not None else None,
        chart=_chart(found),
        people=people.table(found, request.GET, form.order),
        periods=_periods(request, form),
        branches=_branches(request, who, scope),
    )


def _card(
    figure: queries.Figure, found: queries.Evaluation, request: HttpRequest
) -> dict[str, Any]:
    words, asked = gettext(figure.formula), address_with(request.GET, by="", answer="", q="")
    sure = _sure(figure.rate)
    formula = words % {"minutes": found.tolerance_minutes} if "%(" in words else words
    return {
        "name": gettext(figure.name),
        "value": percent(figure.rate),
        "n": figure.rate.n,
        "href": reverse("evaluation:rows", args=[figure.code]) + asked,
        "formula": f"{formula}{gettext('. ')}{sure}" if sure else formula,
        "sure": sure,
        "note": _note(figure, found.bounds),
        "tone": _tone(figure),
    }


def percent(rate: rules.Rate) -> str | None:
    """Return a rate as 95.2, or None where nothing was counted."""
    return None if rate.share is None else f"{rate.share * 100:.1f}"


def _sure(rate: rules.Rate) -> str:
    """Return between what a rate that was counted from few rows may truly lie, in words."""
    if not rate.interval:
        return ""
    low, high = rate.interval
    return gettext(
        "Counted from %(n)s: the true rate probably (95 %%) lies between %(low)s and %(high)s %%"
    ) % {"n": rate.n, "low": f"{low * 100:.0f}", "high": f"{high * 100:.0f}"}


def _note(figure: queries.Figure, bounds: rules.Bounds) -> str:
    notes = []
    if 0 < figure.rate.n < bounds.few_visits:
        notes.append(gettext("few, a hint only"))
    if figure.target is not None:
        notes.append(gettext("target %(target)s %%") % {"target": f"{figure.target * 100:.0f}"})
    return " · ".join(notes)


def _tone(figure: queries.Figure) -> str:
    if figure.target is None or figure.rate.share is None:
        return ""
    return "" if figure.rate.share >= figure.target else "amber"


def _chart(found: queries.Evaluation) -> dict[str, Any]:
    shown = [figure for figure in found.figures if figure.code in {"kept", "on_time", "csat"}]
    weeks = shown[0].weeks
    return {
        "columns": [gettext("Week from"), *(gettext(figure.name) for figure in shown)],
        "rows": [
            [
                gettext("%(day)s (week not over)") % {"day": show.day(week.monday)}
                if week.is_running
                else show.day(week.monday),
                *(_cell(figure.weeks[number].rate) for figure in shown),
            ]
            for number, week in enumerate(weeks)
        ]
        if found.visits
        else [],
        "spec": {
            "legend": {"data": [gettext(figure.name) for figure in shown]},
            "xAxis": {"type": "category", "data": [_week(week) for week in weeks]},
            "yAxis": {
                "type": "value",
                "min": 0,
                "max": 100,
                "axisLabel": {"formatter": "{value}%"},
            },
            "series": [line for figure in shown for line in _lines(figure)],
        },
    }


def _week(week: rules.Week) -> str:
    day = f"{week.monday.month}/{week.monday.day}"
    return f"{day}\n{gettext('not over yet')}" if week.is_running else day


def _lines(figure: queries.Figure) -> list[dict[str, Any]]:
    """Return the line of the weeks that are over, and the running one as a mark of its own."""
    points = [
        (number, round(week.rate.share * 100, 1) if week.rate.share is not None else None)
        for number, week in enumerate(figure.weeks)
    ]
    is_over = [not week.is_running for week in figure.weeks]
    name = gettext(figure.name)
    over = [share for (_number, share), done in zip(points, is_over, strict=True) if done]
    running = [
        list(point)
        for point, done in zip(points, is_over, strict=True)
        if not done and point[1] is not None
    ]
    line: dict[str, Any] = {"type": "line", "name": name, "connectNulls": False, "data": over}
    mark = {"type": "line", "name": name, "symbol": "emptyDiamond", "symbolSize": 11}
    return [line, mark | {"data": running}] if running else [line]


def _cell(rate: rules.Rate) -> str:
    share = percent(rate)
    if share is None:
        return show.no_data()
    return gettext("%(share)s %% (%(counted)s)") % {
        "share": share,
        "counted": people.counted(rate.n, is_few=False),
    }


def _periods(request: HttpRequest, form: ScopeForm) -> list[dict[str, Any]]:
    month = form.cleaned_data.get("month")
    weeks = None if month else form.cleaned_data.get("weeks") or 13
    months = [
        {
            "words": gettext(words),
            "href": address_with(request.GET, month=code, weeks=""),
            "on": code == month,
        }
        for code, words in MONTHS
    ]
    return months + [
        {
            "words": gettext("%(n)s weeks") % {"n": number},
            "href": address_with(request.GET, weeks=number, month=""),
            "on": number == weeks,
        }
        for number in WEEKS
    ]


def _branches(request: HttpRequest, who: Named, scope: queries.Scope) -> list[dict[str, Any]]:
    if scope.household_id or scope.worker_id or len(who.branches) < 2:
        return []
    chips = [
        {"words": name, "href": address_with(request.GET, branch=key), "on": scope.branch_id == key}
        for key, name in who.branches
    ]
    everywhere = {
        "words": gettext("All branches"),
        "href": address_with(request.GET, branch=""),
        "on": scope.branch_id is None,
    }
    return [everywhere, *chips]


@require_safe
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """List the visits behind one figure; `?answer=no` those that spoiled it; `&as=csv` as a file."""
    actor, at = actor_of(request), now()
    form = ScopeForm(request.GET)
    scope = form.scope(timezone.localtime(at).date())
    answer = {"yes": True, "no": False}.get(form.cleaned_data.get("answer", ""))
    measure = next((m for m in rules.measures(0) if m.code == code), None)
    if measure is None:
        raise Http404
    who, text = named(actor=actor, scope=scope), form.cleaned_data.get("q", "")
    lines = queries.rows_behind(
        actor=actor, scope=scope, code=code, at=at, answer=answer, text=text
    )
    known = reachable(
        actor=actor,
        worker_ids={worker_id for line in lines for worker_id, _name in line.workers},
        household_ids={line.household_id for line in lines},
    )
    formatted = [_line(line, known, request.GET) for line in lines]
    if request.GET.get("as") == "csv":
        return hand_out_table(_as_table(formatted), name=code)
    return page(
        request,
        "evaluation/rows.html",
        name=gettext(measure.name),
        who=who,
        scope=scope,
        total=len(formatted),
        rows=formatted[:PER_PAGE],
        answers=[
            {"words": words, "href": address_with(request.GET, answer=value), "on": value == chosen}
            for value, words in (
                ("", gettext("All counted")),
                ("yes", gettext("Counted as yes")),
                ("no", gettext("Counted as no")),
            )
            for chosen in (request.GET.get("answer", ""),)
        ],
        whose=_whose(who, request),
        q=text,
        kept=[(key, value) for key, value in request.GET.items() if key not in {"q", "as"}],
        back=reverse("evaluation:evaluation")
        + address_with(request.GET, answer="", q="", worker=""),
        csv=address_with(request.GET, **{"as": "csv"}),
    )


def _whose(who: Named, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the person and the home that the rows are of; pressing one takes it away."""
    return [
        {"words": f"{name} ✕", "href": address_with(request.GET, **{key: ""}), "on": True}
        for key, name in (("worker", who.worker), ("household", who.household))
        if name
    ]


def _line(line: queries.VisitLine, known: Reachable, query: QueryDict) -> dict[str, Any]:
    home: Any = line.household
    if line.household_id in known.household_ids:
        href = address_with(query, household=line.household_id)
        home = format_html('<a href="{}">{}</a>', href, line.household)
    names = [
        format_html('<a href="{}">{}</a>', address_with(query, worker=worker_id), name)
        if worker_id in known.worker_ids
        else name
        for worker_id, name in line.workers
    ]
    return {
        "href": reverse("dispatch:visit", args=[line.visit_id]),
        "day": show.day(line.on),
        "household": line.household,
        "home": home,
        "service": line.service,
        "workers": "、".join(name for _id, name in line.workers),
        "people": format_html_join("、", "{}", ((name,) for name in names)),
        "state": show.state("visit", line.status),
        "state_word": show.word("visit", line.status),
        "late": "" if line.late_minutes is None else str(max(line.late_minutes, 0)),
        "satisfaction": "" if line.satisfaction is None else str(line.satisfaction),
        "steps": line.steps,
        "trouble": _trouble(line),
        "answer": gettext("yes (counted)") if line.answer else gettext("no (counted)"),
    }


def _trouble(line: queries.VisitLine) -> str:
    words = []
    if line.incidents:
        words.append(gettext("incidents: %(n)s") % {"n": line.incidents})
    if line.is_disputed:
        words.append(gettext("work disputed"))
    return " · ".join(words)


def _as_table(lines: list[dict[str, Any]]) -> list[list[str]]:
    head = [
        gettext("Day"),
        gettext("Household"),
        gettext("Service"),
        gettext("Worker"),
        gettext("State"),
        gettext("Minutes late"),
        gettext("Answer of 5"),
        gettext("Steps"),
        gettext("Trouble"),
        gettext("Counted"),
    ]
    keys = ("day", "household", "service", "workers", "state_word", "late", "satisfaction")
    return [head, *([line[key] for key in (*keys, "steps", "trouble", "answer")] for line in lines)]
