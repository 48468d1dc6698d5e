"""When a message is tried again, when it is given up, and whom a channel can reach."""

import re
from datetime import datetime, timedelta

MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(seconds=30)
GIVEN_UP_AS_LOST = timedelta(minutes=5)
"""How long a message may be on its way before its carrier is taken to have died."""
CARRIED = ("sms", "wechat", "email")
"""The channels that leave the house; the others are read in the product, or printed."""
SETTINGS_OF = {"sms": "GUANJIA_SMS", "wechat": "GUANJIA_WECHAT_APP", "email": "GUANJIA_MAIL_HOST"}
"""The variable that names who serves a channel."""
GOOD_FOR = timedelta(days=3)
"""How long something is still news to somebody outside, unless whoever tells it knows better."""


OPENID = re.compile(r"o[A-Za-z0-9_-]{27}")
"""By what a WeChat service account knows somebody who follows it."""


def is_openid(address: str) -> bool:
    """Test whether an address may be an openid, and is no phone number."""
    return OPENID.fullmatch(address) is not None


def wait_after(attempts: int) -> timedelta:
    """
    Return how long to wait after so many failed attempts: 30 s, then twice as long each time.

    No longer than 16 minutes: a provider that was down for an hour is found again soon.
    """
    return FIRST_WAIT * 2 ** (min(attempts, MOST_ATTEMPTS) - 1)


def is_hopeless(attempts: int, *, is_refused: bool, is_unreachable: bool = False) -> bool:
    """
    Test whether a message that failed so often, or was refused for good, is given up.

    Not while nobody's messages get through: it then waits as long as it is of use.
    """
    return is_refused or (attempts >= MOST_ATTEMPTS and not is_unreachable)


def good_until(channel: str, *, due_at: datetime, known: datetime | None) -> datetime | None:
    """
    Return from when on a message is not sent any more, if that ever is.

    :param known: what whoever tells it knows of that, such as the end of a code's life
    """
    if channel not in CARRIED:
        return None
    return known or due_at + GOOD_FOR
