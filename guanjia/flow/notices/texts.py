"""
Every text that goes out by SMS, in one place.

Carriers in China bring only texts that were registered beforehand, so whatever is sent by SMS is one
of these, and `guanjia sms-templates` prints them for the registration. A part of a sentence that is
itself words of ours (what was changed) is no placeholder: each such sentence is a text of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from guanjia.kernel.words import _
from guanjia.outbound.links import full_address

CODE = _("%(code)s is your sign-in code. It is good for 5 minutes; tell nobody.")

VISIT_AHEAD = _(
    "%(branch)s: %(worker)s comes to you on %(day)s at %(time)s for %(service)s. Who that is:"
)
ON_THE_WAY = _("%(worker)s is on the way to you, and should be there at about %(time)s:")
VISIT_CHANGED = _("A change to your visit on %(day)s: %(worker)s comes at %(time)s. We apologise.")
VISIT_LEFT_OPEN = _(
    "Nobody can come to your visit on %(day)s as agreed. We call you to find another way."
)
SURVEY = _("How was our visit today? Three taps are enough, and a person reads your answer.")
OFFER = _("Hello, this is %(branch)s. Your service plan is ready. Please read it by %(day)s:")
APPOINTMENT_MOVED = _(
    "%(branch)s: we come to you on %(day)s at %(time)s instead of %(former_day)s at "
    "%(former_time)s. If that does not suit you, please call us: %(phone)s"
)
APPOINTMENT_NEEDLESS = _(
    "%(branch)s: your plan is agreed, so we do not come on %(day)s at %(time)s to assess. "
    "If we should come all the same, please call us: %(phone)s"
)
PAPER_CONFIRMED = _(
    "%(branch)s has your signature on paper: version %(number)s of plan %(code)s, "
    "%(fee)s a month. If you did not sign it, please call us: %(phone)s"
)
NUMBER_CHANGED = _(
    "%(branch)s has noted another phone number in place of this one. "
    "If you did not ask for that, please call us: %(phone)s"
)
DECIDER_CHANGED = _(
    "%(branch)s has noted that somebody else decides for your household from now on. "
    "If you did not ask for that, please call us: %(phone)s"
)

INVITED = _("%(place)s invites you as “%(role)s”. Sign in with this phone number and a code:")
ROLE_GIVEN = _("%(place)s has given you the role “%(role)s”:")
ROLE_OFFERED = _("%(place)s, %(by)s: we offer you the role “%(role)s”. Sign in to say yes or no:")

LOGIN_MOVED = _("Your login with us now has another phone number.")
FACTOR_TAKEN = _("The second factor of your login was taken away.")
KEY_MADE = _("A key was made with which a program acts as you.")
PASSWORD_CHANGED = _("The password of your login was changed.")
PASSWORD_SET = _("A password was set for your login.")
APP_ADDED = _("An authenticator app was added to your login.")
APP_REMOVED = _("The authenticator app was removed from your login.")
PASSKEY_ADDED = _("A passkey was added to your login.")
PASSKEY_REMOVED = _("A passkey was removed from your login.")
NEW_RECOVERY_CODES = _("New recovery codes were made for your login.")
PROTECTION_CHANGED = _("What protects your login was changed.")
ALARMS = (
    LOGIN_MOVED,
    FACTOR_TAKEN,
    KEY_MADE,
    PASSWORD_CHANGED,
    PASSWORD_SET,
    APP_ADDED,
    APP_REMOVED,
    PASSKEY_ADDED,
    PASSKEY_REMOVED,
    NEW_RECOVERY_CODES,
    PROTECTION_CHANGED,
)
"""What somebody is told of their login, in case it was not they who did it."""
IF_NOT_YOU = _("%(what)s If that was not you, call us at once. %(phone)s")

AND = _(", ")
EVERYWHERE = _("Every branch")


def alarm(what: str, *, phone: str) -> str:
    """Say what was done to somebody's login, and where to call; the number may be unknown."""
    return (gettext(IF_NOT_YOU) % {"what": gettext(what), "phone": phone}).strip()


ENTRY, SIGN_IN, ROLE_ON_OFFER = "entry", "sign in", "role on offer"
WHOLE = (
    ("CODE", CODE, ""),
    ("VISIT_AHEAD", VISIT_AHEAD, ENTRY),
    ("ON_THE_WAY", ON_THE_WAY, ENTRY),
    ("VISIT_CHANGED", VISIT_CHANGED, ENTRY),
    ("VISIT_LEFT_OPEN", VISIT_LEFT_OPEN, ENTRY),
    ("SURVEY", SURVEY, ENTRY),
    ("OFFER", OFFER, ENTRY),
    ("APPOINTMENT_MOVED", APPOINTMENT_MOVED, ""),
    ("APPOINTMENT_NEEDLESS", APPOINTMENT_NEEDLESS, ""),
    ("PAPER_CONFIRMED", PAPER_CONFIRMED, ""),
    ("NUMBER_CHANGED", NUMBER_CHANGED, ""),
    ("DECIDER_CHANGED", DECIDER_CHANGED, ""),
    ("INVITED", INVITED, SIGN_IN),
    ("ROLE_GIVEN", ROLE_GIVEN, SIGN_IN),
    ("ROLE_OFFERED", ROLE_OFFERED, ROLE_ON_OFFER),
)
"""The texts that stand for themselves, each with where its link leads, if it has one."""


@dataclass(frozen=True, slots=True)
class Text:
    """
    One text in the reader's language; a placeholder stands in it as ${code}.

    :param name: what it is for, such as "VISIT_CHANGED"
    :param is_rare: goes out only while a branch names no telephone number
    """

    name: str
    words: str
    is_rare: bool = False


class _Slots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"${{{name}}}"


def texts() -> Iterator[Text]:
    """Yield every text that can go out by SMS, in the language of now, for its registration."""
    links = {
        # A way in is a number and a key. Apart they are short enough for a placeholder each.
        ENTRY: full_address(reverse("go", args=["TOKEN"])).replace("TOKEN", "${link}-${key}"),
        SIGN_IN: full_address(reverse("account_request_login_code")),
        ROLE_ON_OFFER: full_address(reverse("role_offer", args=[0])).replace("/0/", "/${offer}/"),
    }
    for name, message, leads in WHOLE:
        words = gettext(message)
        below = f" {links[leads]}" if leads else ""
        yield Text(name, words % _Slots() + below)
        if "%(phone)s" in message:
            without = (words % _Slots(phone="")).strip()
            yield Text(f"{name}_WITHOUT_NUMBER", without + below, is_rare=True)
    for number, what in enumerate(ALARMS, 1):
        yield Text(f"ALARM_{number}", alarm(what, phone="${phone}"))
        yield Text(f"ALARM_{number}_WITHOUT_NUMBER", alarm(what, phone=""), is_rare=True)
