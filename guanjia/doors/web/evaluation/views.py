"""The evaluation page: every indicator, its target and its trend."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from guanjia.chapters.evaluation import queries, rules
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.evaluation import people
from guanjia.doors.web.evaluation.forms import MONTHS, WEEKS, ScopeForm
from guanjia.doors.web.reading import address_with
from guanjia.flow.overviews.scopes import Named, named


@require_GET
def evaluation(request: HttpRequest) -> HttpResponse:
    """Show every indicator of the chosen visits with its target, interval and weekly trend."""
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
        cards=[_card(indicator, found, request) for indicator in found.indicators],
        continuity=f"{found.continuity:.2f}" if found.continuity is not None else None,
        chart=_chart(found),
        people=people.table(found, request.GET, form.order),
        periods=_periods(request, form),
        branches=_branches(request, who, scope),
    )


def _card(
    indicator: queries.IndicatorResult, found: queries.Evaluation, request: HttpRequest
) -> dict[str, Any]:
    words, asked = gettext(indicator.formula), address_with(request.GET, by="", answer="", q="")
    sure = _sure(indicator.rate)
    formula = words % {"minutes": found.tolerance_minutes} if "%(" in words else words
    return {
        "name": gettext(indicator.name),
        "value": percent(indicator.rate),
        "n": indicator.rate.n,
        "href": reverse("evaluation:rows", args=[indicator.code]) + asked,
        "formula": f"{formula}{gettext('. ')}{sure}" if sure else formula,
        "sure": sure,
        "note": _note(indicator, found.bounds),
        "tone": _tone(indicator),
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


def _note(indicator: queries.IndicatorResult, bounds: rules.Bounds) -> str:
    notes = []
    if 0 < indicator.rate.n < bounds.few_visits:
        notes.append(gettext("few, a hint only"))
    if indicator.target is not None:
        notes.append(gettext("target %(target)s %%") % {"target": f"{indicator.target * 100:.0f}"})
    return " · ".join(notes)


def _tone(indicator: queries.IndicatorResult) -> str:
    if indicator.target is None or indicator.rate.share is None:
        return ""
    return "" if indicator.rate.share >= indicator.target else "amber"


def _chart(found: queries.Evaluation) -> dict[str, Any]:
    shown = [
        indicator for indicator in found.indicators if indicator.code in {"kept", "on_time", "csat"}
    ]
    weeks = shown[0].weeks
    return {
        "columns": [gettext("Week from"), *(gettext(indicator.name) for indicator in shown)],
        "rows": [
            [
                gettext("%(day)s (week not over)") % {"day": formatting.day(week.monday)}
                if week.is_running
                else formatting.day(week.monday),
                *(_cell(indicator.weeks[number].rate) for indicator in shown),
            ]
            for number, week in enumerate(weeks)
        ]
        if found.visits
        else [],
        "spec": {
            "legend": {"data": [gettext(indicator.name) for indicator in shown]},
            "xAxis": {"type": "category", "data": [_week(week) for week in weeks]},
            "yAxis": {
                "type": "value",
                "min": 0,
                "max": 100,
                "axisLabel": {"formatter": "{value}%"},
            },
            "series": [line for indicator in shown for line in _lines(indicator)],
        },
    }


def _week(week: rules.Week) -> str:
    day = f"{week.monday.month}/{week.monday.day}"
    return f"{day}\n{gettext('not over yet')}" if week.is_running else day


def _lines(indicator: queries.IndicatorResult) -> list[dict[str, Any]]:
    """Return the line of the weeks that are over, and the running one as a mark of its own."""
    points = [
        (number, round(week.rate.share * 100, 1) if week.rate.share is not None else None)
        for number, week in enumerate(indicator.weeks)
    ]
    is_over = [not week.is_running for week in indicator.weeks]
    name = gettext(indicator.name)
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
        return formatting.no_data()
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
            "words": ngettext("%(n)s week", "%(n)s weeks", number) % {"n": number},
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
