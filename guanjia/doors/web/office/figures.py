"""The figures of the trade and the holidays."""

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import Holiday
from guanjia.chapters.org.policies import may_administer
from guanjia.db.brought import in_readers_language
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting as shown
from guanjia.doors.web import reading
from guanjia.doors.web.forms import posted, submit, to
from guanjia.doors.web.office import tabs, values
from guanjia.doors.web.office.people import EVERYWHERE, offer, places
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day


class Decision(forms.Form):
    """A new value of a figure, for whom, from when, and why."""

    place = forms.ChoiceField(label=_("Holds for"))
    valid_from = reading.DayField(label=_("In force since"))
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=300,
        help_text=_(
            "A law, a contract, a decision of the house: whoever asks later reads it here."
        ),
    )

    def __init__(
        self, *arguments: Any, actor: Actor, value: Any, named: queries.FigureName, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        asked = values.fields_for(value, named)
        self.fields = asked | self.fields
        self.asked = [self[name] for name in asked]
        offer(self, "place", places(actor))


class DayOff(forms.Form):
    """A day of the holiday table."""

    day = reading.DayField(label=_("Day"))
    name = forms.CharField(label=_("Holiday"), max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind of day"),
        choices=[("holiday", _("a day off")), ("workday", _("worked instead"))],
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show every figure in force with its source, by what it is about."""
    actor = tabs.enter(request)
    search = reading.search_words(request.GET)
    named = queries.names_of_figures()
    rows = [
        {
            "area": figure.key.partition(".")[0],
            "title": gettext(named[figure.key].title),
            "href": reverse("figure", args=[figure.key]),
            "name": pgettext("figure", named[figure.key].name),
            "key": figure.key,
            "value": values.in_words(figure.value, named[figure.key]),
            "since": shown.dated(figure.valid_from),
            "source": figure.source,
        }
        for figure in queries.figures_in_force(on=local_day(now(), queries.HOUSE_ZONE))
        if figure.key in named
    ]
    rows = [row for row in rows if any(search in row[part] for part in ("name", "key", "source"))]
    rows.sort(key=lambda row: settings.CHAPTERS.index(row["area"]))
    words: dict[str, Any] = {
        "areas": [
            {"name": title, "rows": list(found)}
            for title, found in groupby(rows, key=lambda row: row["title"])
        ],
        "q": search,
        "tabs": tabs.tabs("figures", actor),
    }
    return page(request, "office/figures.html", **words)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was decided about a figure, and decide it anew."""
    actor = tabs.enter(request)
    history = queries.history_of(actor=actor, key=key)
    named = queries.names_of_figures().get(key)
    if not history or not named:
        raise Http404
    value = history[0].value
    form = Decision(
        posted(request),
        actor=actor,
        value=value,
        named=named,
        initial={"valid_from": local_day(now(), queries.HOUSE_ZONE)},
    )
    sent = submit(
        request,
        form,
        lambda data: _decide(actor, key, data, values.value_of(data, value, named)),
        onward=to("figure", key),
    )
    if sent.answer:
        return sent.answer
    rows = [
        {
            "value": values.in_words(figure.value, named),
            "branch": figure.branch,
            "since": shown.dated(figure.valid_from),
            "source": figure.source,
            "by": figure.decided_by or gettext("came with the system"),
        }
        for figure in history
    ]
    words: dict[str, Any] = {
        "name": pgettext("figure", named.name),
        "key": key,
        "form": form,
        "rows": rows,
        "tabs": tabs.tabs("figures", actor),
    }
    return page(request, "office/figure.html", status=sent.status, **words)


def _decide(actor: Actor, key: str, given: dict[str, Any], value: Any) -> None:
    commands.decide_setting(
        actor=actor,
        key=key,
        branch_id=None if given["place"] == EVERYWHERE else int(given["place"]),
        value=value,
        valid_from=given["valid_from"],
        source=given["source"],
        at=now(),
    )


@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """Show the holidays of this year and the next, and enter or correct one."""
    actor = tabs.enter(request)
    form = DayOff(posted(request))
    may_decide = may_administer(actor, None)
    if request.method == "POST":
        may_decide.require()
    sent = submit(
        request,
        form,
        lambda data: commands.set_holiday(actor=actor, at=now(), **data),
        onward=to("holidays"),
    )
    if sent.answer:
        return sent.answer
    kinds = {"holiday": gettext("a day off"), "workday": gettext("worked instead")}
    year = local_day(now(), queries.HOUSE_ZONE).year
    days = Holiday.objects.filter(day__year__in=(year, year + 1)).order_by("day")
    rows = [
        {
            "day": shown.dated(row.day),
            "name": in_readers_language(row.name),
            "kind": "" if row.name == kinds[row.kind] else kinds[row.kind],
        }
        for row in days
    ]
    words: dict[str, Any] = {"form": form if may_decide else None, "rows": rows}
    words["tabs"] = tabs.tabs("holidays", actor)
    return page(request, "office/holidays.html", status=sent.status, **words)
