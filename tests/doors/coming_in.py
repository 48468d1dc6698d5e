"""Coming in as people do: a code asked for, read from the telephone, and typed."""

import re

from django.core.cache import cache
from django.test import Client

from guanjia.chapters.org.models import User
from guanjia.chapters.org.rules import normal_phone
from guanjia.outbound.models import Notice

CHROME_ON_ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36"
)
WECHAT_ON_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "Mobile/15E148 MicroMessenger/8.0.54"
)


def last_code(phone: str) -> str:
    """Return the code in the last SMS to a number."""
    number = normal_phone(phone)
    sent = [
        one for one in Notice.objects.filter(kind="code").order_by("-id") if one.address == number
    ]
    return re.search(r"\d{6}", sent[0].words)[0]


def by_code(phone: str, client: Client | None = None, *, agent: str = CHROME_ON_ANDROID) -> Client:
    """Sign in with a number and the code that is sent to it, in a browser of one's own."""
    cache.clear()
    browser = client or Client(headers={"User-Agent": agent})
    browser.post("/sign-in/", {"phone": phone})
    browser.post("/sign-in/code/", {"code": last_code(phone), "action": "verify"})
    return browser


def long_signed_in(user: User) -> Client:
    """Return the browser of somebody who signed in days ago and has shown nothing since."""
    browser = Client()
    browser.force_login(user)
    return browser


def show_again(browser: Client, phone: str, *, then: str) -> object:
    """Show by a code, in a visit that is going on, that it is still oneself; return the last answer."""
    cache.clear()
    browser.post("/me/again/code/", {"action": "send", "next": then})
    given = {"action": "verify", "code": last_code(phone), "next": then}
    return browser.post("/me/again/code/", given)
