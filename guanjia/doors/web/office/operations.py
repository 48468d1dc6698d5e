"""What got stuck, and how the house runs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from guanjia.doors import wellbeing
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting as shown
from guanjia.doors.web.forms import press, to, turned_down
from guanjia.doors.web.office import tabs
from guanjia.flow.delivery import try_again
from guanjia.flow.overviews.health import parked


def _case(case: str) -> str:
    """Return whose life a fact belongs to: a household and its number, or the company."""
    noun, _slash, number = case.partition("/")
    return f"{pgettext('noun', noun)} {number}"


@require_GET
def stuck(request: HttpRequest) -> HttpResponse:
    """Show the hand-offs that failed so often that a person must look."""
    actor = tabs.enter_as_administrator(request)
    rows = [
        {
            "id": row.delivery_id,
            "what": row.words,
            "step": f"{row.kind} → {row.reaction}",
            "case": _case(row.case),
            "when": shown.when(row.occurred_at),
            "failure": row.failure,
        }
        for row in parked()
    ]
    words: dict[str, Any] = {"rows": rows, "tabs": tabs.tabs("stuck", actor)}
    return page(request, "office/stuck.html", **words)


LOOKS = (*wellbeing.LOOKS, wellbeing.rotation)
TONES = {"well": "good", "mind": "risk", "ill": "late"}


@require_GET
def running(request: HttpRequest) -> HttpResponse:
    """Show how the house runs: each look, what it found, and what to do about it."""
    actor = tabs.enter_as_administrator(request)
    found = wellbeing.look_over(LOOKS)
    state_words = {
        "well": pgettext("look", "well"),
        "mind": pgettext("look", "look after it"),
        "ill": pgettext("look", "broken"),
    }
    worst_first = sorted(found, key=lambda one: -wellbeing.STATES.index(one.state))
    rows = [
        {
            "tone": TONES[finding.state],
            "state": state_words[finding.state],
            "words": finding.words,
            "mend": finding.mend if finding.state != "well" else "",
        }
        for finding in worst_first
    ]
    words: dict[str, Any] = {
        "rows": rows,
        "worst": wellbeing.worst(found),
        "when": shown.when(now()),
        "tabs": tabs.tabs("wellbeing", actor),
    }
    return page(request, "office/running.html", **words)


@require_POST
def retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Take a hand-off up again."""
    tabs.enter_as_administrator(request)
    sent = press(request, lambda: try_again(delivery_id=delivery_id), onward=to("stuck"))
    return sent.answer or turned_down(request, sent)
