"""How long to wait after something was done too often, in words; the library only says: later."""

from math import ceil
from typing import Any

from allauth.account import app_settings
from allauth.core.internal.ratelimit import get_cache_key, get_rates
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from guanjia.chapters.org.queries import phone_of_link
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now

LIBRARY = "allauth.account"
MINUTE = 60


def seconds_to_wait(request: HttpRequest, *, action: str, key: str = "") -> int:
    """
    Return in how many seconds something can be done again; 0 if it can be done now.

    :param action: a name in settings.ACCOUNT_RATE_LIMITS
    :param key: what it is counted by, where it is counted by a number
    """
    by_the_machine = (now() - settings.CLOCK_AHEAD).timestamp()
    waits = [0.0]
    for rate in get_rates(app=LIBRARY, action=action):
        if (rate.per == "key" and not key) or (rate.per == "user" and not _is_in(request)):
            continue
        place = get_cache_key(request, app=LIBRARY, action=action, rate=rate, key=key)
        done_at = cache.get(place, [])
        if len(done_at) >= rate.amount:
            waits.append(done_at[rate.amount - 1] + rate.duration - by_the_machine)
    return ceil(max(waits))


def wait_in_words(seconds: int) -> str:
    """Return a wait as 40 秒, or 3 分钟 where that is exact enough; never nothing."""
    if seconds <= 2 * MINUTE:
        seconds = max(seconds, 1)
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = ceil(seconds / MINUTE)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def too_often(request: HttpRequest) -> HttpResponse:
    """Answer what was done too often, and say how long to wait before it can be done again."""
    numbers = {"", *_numbers_of(request)}
    seconds = max(
        seconds_to_wait(request, action=action, key=number)
        for action in app_settings.RATE_LIMITS
        for number in numbers
    )
    words: dict[str, Any] = {"wait": wait_in_words(seconds) if seconds > 0 else ""}
    answer = render(request, "429.html", words, status=429)
    if seconds > 0:
        answer["Retry-After"] = str(seconds)
    return answer


def _is_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def _numbers_of(request: HttpRequest) -> list[str]:
    """Return the numbers for which this request may have asked for a code."""
    own = getattr(request.user, "phone", "")
    return [number.lower() for number in (own, phone_of_link(actor_of(request))) if number]
