"""The words of the dossier: kinds, channels, purposes and what is read out to ask for consent."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanjia.chapters.dossier.models import DIET_CODES, TIMES
from guanjia.chapters.dossier.models import PREFERENCES as SAID
from guanjia.flow.chapters import dossier

ASKED_BY = tuple((how, _(said)) for how, said in dossier.ASKED_BY.items())
AUDIENCES = tuple((code, _(said)) for code, said in dossier.AUDIENCES.items())
SOURCES = (
    ("phone", _("Called us")),
    ("referral", _("Recommended by somebody")),
    ("walk_in", _("Came to the shop")),
    ("platform", _("Online platform")),
    ("video", _("Short video")),
)
CHANNELS = (
    ("phone", _("Telephone")),
    ("wechat", _("WeChat")),
    ("sms", _("Text message")),
    ("email", _("E-mail")),
    ("app", _("In the app")),
)
TOPICS = (
    ("schedule", _("Times and people")),
    ("money", _("Money")),
    ("health", _("Health")),
    ("emergency", _("Emergencies")),
)
HABIT_KINDS = tuple((code, _(said)) for code, said in dossier.HABITS.items())
SAYERS = tuple((code, _(said)) for code, said in dossier.SAYERS.items())
PREFERENCES = (
    *((kind, _(dossier.PREFERENCES[kind])) for kind in TIMES),
    *(
        (
            _(dossier.PREFERENCES[kind]),
            tuple((f"{kind}:{code}", _(dossier.PREFERENCE_CODES[code])) for code in codes),
        )
        for kind, codes in SAID.items()
    ),
)
"""What a household may say that is reckoned with: times, then codes grouped by what they are about."""

DIETS = tuple(
    (
        _(dossier.DIETS[kind]),
        (
            *((f"{kind}:{code}", _(dossier.DIET_CODES[code])) for code in codes),
            (f"{kind}:", _("something else, in words")),
        ),
    )
    for kind, codes in DIET_CODES.items()
)
DIET_PURPOSES = tuple((code, _(said)) for code, said in dossier.DIET_PURPOSES.items())
DIET_SOURCES = tuple((code, _(said)) for code, said in dossier.DIET_SOURCES.items())


def choices_of(kind: str) -> tuple[tuple[str, object], ...]:
    """Return what can be said of one kind, as choices."""
    return tuple((code, _(dossier.PREFERENCE_CODES[code])) for code in SAID[kind])


ACCESSED_FIELDS = {
    "contact.phone": _("Phone number"),
    "home.address": _("Address"),
    "home.access_note": _("How to get in"),
    "member.health": _("Health"),
    "habit.text": _("Allergies"),
    "dietnote.text": _("Diets and allergies"),
    "household.extract": _("What those who come may know"),
    "household.assessment": _("Answers about health"),
    "household.photo": _("Pictures of the home"),
    "household.evidence": _("Pictures of the work"),
    "household.incident": _("Picture of an incident"),
    "household.signature": _("Signature"),
}
ACCESS_PURPOSES = {
    "dossier": _("keeping the record"),
    "visit": _("coming for a visit"),
    "assessment": _("reading what came out of the assessment"),
    "work": _("looking at the work done"),
    "call-back": _("calling back"),
    "contract": _("printing the contract"),
}
SEXES = (("", _("not noted")), ("f", _("female")), ("m", _("male")))
HOME_KINDS = (
    ("flat", _("Flat")),
    ("house", _("House")),
    ("villa", _("Villa")),
    ("old_house", _("Old lane house")),
)
HOW = (("phone", _("by phone")), ("paper", _("on paper")), ("person", _("in person")))
REASONS = (
    ("price", _("The price")),
    ("quality", _("The quality")),
    ("staff", _("The people who came")),
    ("moved", _("They moved")),
    ("need_ended", _("They no longer need it")),
    ("other", _("Something else")),
)
PURPOSES = {
    "service": _("Keeping name, phone and address to serve the household"),
    "health": _("Noting health, to plan and give care"),
    "minors": _("Noting what concerns a child under 14 (guardian)"),
    "photos": _("Taking pictures of rooms before and after the work"),
    "messages": _("Sending messages about visits"),
    "marketing": _("Sending offers"),
}
PURPOSE_NAMES = {
    "service": pgettext_lazy("consent", "Service"),
    "health": pgettext_lazy("consent", "Health"),
    "minors": pgettext_lazy("consent", "Child under 14"),
    "photos": pgettext_lazy("consent", "Pictures"),
    "messages": pgettext_lazy("consent", "Messages"),
    "marketing": pgettext_lazy("consent", "Offers"),
}
READ_OUT = tuple(
    (PURPOSE_NAMES[purpose], said) for purpose, said in PURPOSES.items() if purpose != "service"
)
"""What is asked on the telephone beside the first consent: its name, and what it is for."""
GAPS = {
    "members": _("Who lives there"),
    "birthdays": _("Birthdays"),
    "habits": _("How they live"),
    "rooms": _("The rooms"),
    "access": _("How to get in"),
    "place": _("The place on the map"),
    "agreement": _("How we speak with one another"),
    "expectation": _("What they expect"),
    "butler": _("Who is their butler"),
}
GAP_PARTS = {
    "members": "member",
    "habits": "habit",
    "agreement": "agreement",
    "expectation": "household",
    "butler": "household",
}
"""Where something missing is filled in, by what is missing."""


def said(pairs: tuple[tuple[str, object], ...], code: str) -> str:
    """Return the words of a code; the code itself if it has none."""
    return str(dict(pairs).get(code, code))


APPOINTMENT = _("Promise an assessment at home")
