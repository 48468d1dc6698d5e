"""A page for programs that watch: is the house well?"""

import threading
from time import monotonic

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guanjia.doors import wellbeing
from guanjia.doors.actors import actor_of
from guanjia.doors.web import reading
from guanjia.doors.web.account.nearby import is_at_the_machine

SECONDS_KEPT = 2.0
"""For how long an answer is given again: whoever asks need not be known, and asking costs a write."""

ONLY = {"web": wellbeing.OF_WEB, "": wellbeing.LOOKS}
_kept: dict[str, tuple[float, list[wellbeing.Finding]]] = {}
_looking = threading.Lock()


@login_not_required
@never_cache
@require_safe
def show(request: HttpRequest) -> JsonResponse:
    """
    Answer with each look and what it found: 503 if anything is broken, else 200.

    With `?only=web` it is about the web alone, for a proxy: sending visitors elsewhere would not
    start a worker. Whoever asks from elsewhere and has no desk learns the state and no figures.
    """
    only = reading.choice(request.GET, "only", ("web",))
    found = _found(only)
    state = wellbeing.worst(found)
    report: dict[str, object] = {"state": state}
    if _asks_for_the_house(request):
        report["looks"] = {one.look: {"state": one.state, **one.figures} for one in found}
    return JsonResponse(report, status=503 if state == "ill" else 200)


def _asks_for_the_house(request: HttpRequest) -> bool:
    """Test whether a program on this machine asks, and not for a visitor, or somebody with a desk."""
    return is_at_the_machine(request) or actor_of(request).is_staff


def _found(only: str) -> list[wellbeing.Finding]:
    with _looking:
        at, found = _kept.get(only, (0.0, []))
        if not found or monotonic() - at > SECONDS_KEPT:
            found = wellbeing.look_over(ONLY[only])
            _kept[only] = (monotonic(), found)
        return found


def look_again() -> None:
    """Forget what was found, so that whoever asks next is told how it is now."""
    with _looking:
        _kept.clear()
