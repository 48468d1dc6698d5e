"""Who brings messages to people outside, as the environment says it."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

INSIDE = "guanjia.outbound.messages.Kept"
MAIL = "guanjia.outbound.messages.Mail"
WECHAT = "guanjia.outbound.messages.wechat.WeChat"
SMS = {
    "alibaba": "guanjia.outbound.messages.alibaba.Alibaba",
    "tencent": "guanjia.outbound.messages.tencent.Tencent",
}
SMS_NEEDS = ("GUANJIA_SMS_KEY", "GUANJIA_SMS_SECRET", "GUANJIA_SMS_SIGN", "GUANJIA_SMS_TEMPLATES")
NEEDS = {"alibaba": SMS_NEEDS, "tencent": (*SMS_NEEDS, "GUANJIA_SMS_APP")}
WECHAT_NEEDS = ("GUANJIA_WECHAT_APP", "GUANJIA_WECHAT_SECRET", "GUANJIA_WECHAT_TEMPLATES")


def messengers(given: Mapping[str, str]) -> dict[str, str]:
    """
    Return who brings what goes by which channel; empty where nobody does.

    :param given: the environment; GUANJIA_SMS may also name a class of one's own by its full name
    :raises ImproperlyConfigured: naming what a provider that was chosen lacks
    """
    sms = given.get("GUANJIA_SMS", "")
    if sms and sms not in SMS and "." not in sms:
        raise ImproperlyConfigured(f"GUANJIA_SMS is {sms!r}; it may be {' or '.join(SMS)}.")
    _complete("GUANJIA_SMS", NEEDS.get(sms, ()), given)
    wechat = given.get("GUANJIA_WECHAT_APP", "")
    if wechat:
        _complete("GUANJIA_WECHAT_APP", WECHAT_NEEDS, given)
    return {
        "app": INSIDE,
        "print": INSIDE,
        "sms": SMS.get(sms, sms),
        "wechat": WECHAT if wechat else "",
        "email": MAIL if given.get("GUANJIA_MAIL_HOST") else "",
    }


def _complete(chosen: str, needed: tuple[str, ...], given: Mapping[str, str]) -> None:
    missing = [name for name in needed if not given.get(name)]
    if missing:
        raise ImproperlyConfigured(f"{chosen} is set, but not {', '.join(missing)}.")


def sms_account(given: Mapping[str, str]) -> dict[str, str]:
    """Return what the adapters for SMS need to know of our account."""
    return {
        "key": given.get("GUANJIA_SMS_KEY", ""),
        "secret": given.get("GUANJIA_SMS_SECRET", ""),
        "sign": given.get("GUANJIA_SMS_SIGN", ""),
        "templates": given.get("GUANJIA_SMS_TEMPLATES", ""),
        "app": given.get("GUANJIA_SMS_APP", ""),
    }


def wechat_account(given: Mapping[str, str]) -> dict[str, str]:
    """Return what the adapter for WeChat needs to know of our service account."""
    return {
        "app": given.get("GUANJIA_WECHAT_APP", ""),
        "secret": given.get("GUANJIA_WECHAT_SECRET", ""),
        "templates": given.get("GUANJIA_WECHAT_TEMPLATES", ""),
    }
