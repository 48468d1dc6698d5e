"""The evaluation page, the rows behind one figure, and the same rows as a spreadsheet."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from guanjia.chapters.evaluation import queries, rules
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.web import show
from guanjia.doors.web.evaluation.forms import WEEKS, ScopeForm
from guanjia.flow.overviews.scopes import Named, named

PER_PAGE = 500


@require_GET
def evaluation(request: HttpRequest) -> HttpResponse:
    """Show every figure of the chosen visits with its target, interval and weekly trend."""
    actor, at = actor_of(request), now()
    form = ScopeForm(request.GET)
    scope = form.scope(timezone.localtime(at).date())
    who = named(actor=actor, scope=scope)
    found = queries.evaluation(actor=actor, scope=scope, at=at)
    return page(
        request,
        "evaluation/evaluation.html",
        who=who,
        scope=scope,
        found=found,
        cards=[_card(figure, found, request) for figure in found.figures],
        continuity=f"{found.continuity:.2f}" if found.continuity is not None else None,
        chart=_chart(found),
        periods=_periods(request, form),
        branches=_branches(request, who, scope),
    )


def _card(
    figure: queries.Figure, found: queries.Evaluation, request: HttpRequest
) -> dict[str, Any]:
    words = gettext(figure.formula)
    return {
        "name": gettext(figure.name),
        "value": percent(figure.rate),
        "n": figure.rate.n,
        "href": f"{reverse('evaluation:rows', args=[figure.code])}?{request.GET.urlencode()}",
        "formula": words % {"minutes": found.tolerance_minutes} if "%(" in words else words,
        "note": _note(figure),
        "tone": _tone(figure),
    }


def percent(rate: rules.Rate) -> str | None:
    """Return a rate as 95.2, or None where nothing was counted."""
    return None if rate.share is None else f"{rate.share * 100:.1f}"


def _note(figure: queries.Figure) -> str:
    notes = []
    if figure.rate.interval:
        low, high = figure.rate.interval
        notes.append(
            gettext("between %(low)s and %(high)s %%")
            % {"low": f"{low * 100:.0f}", "high": f"{high * 100:.0f}"}
        )
    if figure.target is not None:
        notes.append(gettext("target %(target)s %%") % {"target": f"{figure.target * 100:.0f}"})
    return " · ".join(notes)


def _tone(figure: queries.Figure) -> str:
    if figure.target is None or figure.rate.share is None:
        return ""
    return "" if figure.rate.share >= figure.target else "amber"


def _chart(found: queries.Evaluation) -> dict[str, Any]:
    shown = [figure for figure in found.figures if figure.code in {"kept", "on_time", "csat"}]
    mondays = [week.monday for week in shown[0].weeks]
    return {
        "columns": [gettext("Week from"), *(gettext(figure.name) for figure in shown)],
        "rows": [
            [
                show.day(monday),
                *(_cell(figure.weeks[number].rate) for figure in shown),
            ]
            for number, monday in enumerate(mondays)
        ]
        if found.visits
        else [],
        "spec": {
            "legend": {"data": [gettext(figure.name) for figure in shown]},
            "xAxis": {"type": "category", "data": [f"{day.month}/{day.day}" for day in mondays]},
            "yAxis": {
                "type": "value",
                "min": 0,
                "max": 100,
                "axisLabel": {"formatter": "{value}%"},
            },
            "series": [
                {
                    "type": "line",
                    "name": gettext(figure.name),
                    "connectNulls": False,
                    "data": [
                        None if week.rate.share is None else round(week.rate.share * 100, 1)
                        for week in figure.weeks
                    ],
                }
                for figure in shown
            ],
        },
    }


def _cell(rate: rules.Rate) -> str:
    share = percent(rate)
    return show.no_data() if share is None else f"{share}% (n={rate.n})"


def _periods(request: HttpRequest, form: ScopeForm) -> list[dict[str, Any]]:
    chosen = form.cleaned_data.get("weeks") or 13
    return [
        {
            "words": gettext("%(n)s weeks") % {"n": weeks},
            "href": "?" + _with(request, weeks=weeks),
            "on": weeks == chosen,
        }
        for weeks in WEEKS
    ]


def _branches(request: HttpRequest, who: Named, scope: queries.Scope) -> list[dict[str, Any]]:
    if scope.household_id or scope.worker_id or len(who.branches) < 2:
        return []
    chips = [
        {"words": name, "href": "?" + _with(request, branch=key), "on": scope.branch_id == key}
        for key, name in who.branches
    ]
    everywhere = {
        "words": gettext("All branches"),
        "href": "?" + _with(request, branch=""),
        "on": scope.branch_id is None,
    }
    return [everywhere, *chips]


def _with(request: HttpRequest, **changed: object) -> str:
    asked = {**request.GET.dict(), **{key: str(value) for key, value in changed.items()}}
    return urlencode({key: value for key, value in asked.items() if value})


@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """List the visits behind one figure; `?answer=no` those that spoiled it; `&as=csv` as a file."""
    actor, at = actor_of(request), now()
    form = ScopeForm(request.GET)
    scope = form.scope(timezone.localtime(at).date())
    answer = {"yes": True, "no": False}.get(form.cleaned_data.get("answer", ""))
    measure = next((m for m in rules.measures(0) if m.code == code), None)
    if measure is None:
        raise Http404
    lines = queries.rows_behind(actor=actor, scope=scope, code=code, at=at, answer=answer)
    formatted = [_line(line) for line in lines]
    if request.GET.get("as") == "csv":
        return _as_csv(code, formatted)
    return page(
        request,
        "evaluation/rows.html",
        name=gettext(measure.name),
        who=named(actor=actor, scope=scope),
        scope=scope,
        total=len(formatted),
        rows=formatted[:PER_PAGE],
        answers=[
            {"words": words, "href": "?" + _with(request, answer=value), "on": value == chosen}
            for value, words in (
                ("", gettext("All counted")),
                ("yes", gettext("Counted as yes")),
                ("no", gettext("Counted as no")),
            )
            for chosen in (request.GET.get("answer", ""),)
        ],
        back=f"{reverse('evaluation:evaluation')}?{_with(request, answer='')}",
        csv="?" + _with(request, **{"as": "csv"}),
    )


def _line(line: queries.VisitLine) -> dict[str, Any]:
    return {
        "href": reverse("dispatch:visit", args=[line.visit_id]),
        "day": show.day(line.on),
        "household": line.household,
        "service": line.service,
        "workers": line.workers,
        "state": show.state("visit", line.status),
        "state_word": show.word("visit", line.status),
        "late": "" if line.late_minutes is None else str(max(line.late_minutes, 0)),
        "satisfaction": "" if line.satisfaction is None else str(line.satisfaction),
        "steps": line.steps,
        "answer": gettext("yes (counted)") if line.answer else gettext("no (counted)"),
    }


def _as_csv(code: str, lines: list[dict[str, Any]]) -> HttpResponse:
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{code}.csv"'},
    )
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(
        [
            gettext("Day"),
            gettext("Household"),
            gettext("Service"),
            gettext("Worker"),
            gettext("State"),
            gettext("Minutes late"),
            gettext("Answer of 5"),
            gettext("Steps"),
            gettext("Counted"),
        ]
    )
    keys = ("day", "household", "service", "workers", "state_word", "late", "satisfaction")
    for line in lines:
        writer.writerow([_safe(line[key]) for key in (*keys, "steps", "answer")])
    return answer


def _safe(cell: str) -> str:
    """Return a cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell
