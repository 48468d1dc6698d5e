"""Phone numbers, link targets and figures: what may be written into the company's tables."""

from collections.abc import Iterable
from datetime import date, timedelta

import phonenumbers

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

HOME_REGION = "CN"
LONGEST_LINK = timedelta(days=60)
LONGEST_TOKEN = timedelta(days=366)
OFFER_LASTS = timedelta(days=30)
"""How long somebody may think about a role before they have to be asked again."""
TOKEN_SCOPES = ("read", "write")
"""What a program may be allowed to do for whoever made its key."""
RELEASED = "released/"
"""What stands in place of a number's fingerprint once the number is nobody's here."""
ABOVE_BRANCHES = ("owner", "head_office", "administrator")
"""Roles that only somebody who administers the whole company may give or end."""


def normal_phone(text: str) -> str:
    """
    Return a phone number as +8613800138000, however it was written.

    Numbers without a country are read as Chinese.

    :raises Invalid: on `phone`, if it cannot be a phone number
    """
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Invalid(_("This is not a phone number. Please check the digits."), field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken_phone(phone: str) -> str:
    """Return +8613800138000 as 138 0013 8000: as it is written where it is at home."""
    number = phonenumbers.parse(phone, HOME_REGION)
    is_home = number.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if is_home else style.INTERNATIONAL)


def require_length(length: timedelta, longest: timedelta) -> None:
    """
    Pass if something that gives access lasts for a while, and not for too long.

    :raises Invalid: on `days` otherwise
    """
    if not timedelta() < length <= longest:
        raise Invalid(
            _("Access can be given for 1 to %(days)s days."), field="days", days=longest.days
        )


def require_figure(value: object, *, like: object) -> None:
    """
    Pass if a new value of a setting has the shape of the value it takes the place of.

    Whole numbers stay whole numbers, lists keep to their length and tables to their keys.

    :raises Invalid: on `value` otherwise
    """
    if not _fits(value, like):
        raise Invalid(_("The value must have the same form as the one in force."), field="value")


def _fits(value: object, like: object) -> bool:
    if isinstance(like, dict):
        return (
            isinstance(value, dict)
            and value.keys() == like.keys()
            and all(_fits(value[key], like[key]) for key in like)
        )
    if isinstance(like, list):
        return isinstance(value, list) and (not like or all(_fits(item, like[0]) for item in value))
    if isinstance(like, bool) or isinstance(value, bool):
        return isinstance(like, bool) and isinstance(value, bool)
    if isinstance(like, float):
        return isinstance(value, int | float)
    return type(value) is type(like)


def require_day_to_come(day: date, *, today: date) -> None:
    """
    Pass if a figure is to hold from today on or later: days that have passed were reckoned already.

    :raises Invalid: on `valid_from` otherwise
    """
    if day < today:
        raise Invalid(
            _("A figure can change from today on, not for days that have passed."),
            field="valid_from",
        )


BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
"""Signs by which a browser and its system are told; each names others too, so the first one counts."""


def device_of(user_agent: str) -> str:
    """Return browser and system in two words, such as "Chrome/Android"; empty where neither is told."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return "/".join(filter(None, (browser, system)))


def require_scopes(scopes: Iterable[str]) -> None:
    """
    Pass if these are rights that a program can be given, and at least one.

    :raises Invalid: on `scopes` otherwise
    """
    chosen = tuple(scopes)
    if not chosen or not set(chosen) <= set(TOKEN_SCOPES):
        raise Invalid(_("Choose what the program may do."), field="scopes")
