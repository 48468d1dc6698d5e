"""What the flow knows of households: how their facts are told, and who has nobody of ours."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext, pgettext

from guanjia.chapters.dossier.models import Member
from guanjia.chapters.dossier.policies import READERS, visible_households
from guanjia.chapters.dossier.queries import erasures_to_see_to
from guanjia.flow.chapter import (
    MOST_TASKS,
    Chapter,
    Counting,
    Duty,
    Kept,
    Tally,
    Task,
    month_around,
)
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import hours_and_minutes
from guanjia.kernel.words import _

PARTINGS = {
    "price": _("the price"),
    "quality": _("the quality"),
    "staff": _("the people who came"),
    "moved": _("they moved"),
    "need_ended": _("they no longer need it"),
    "other": _("another reason"),
}
PARTS = {
    "household": _("household"),
    "member": _("members"),
    "habit": _("habits"),
    "preference": _("what they said about times, language and pets"),
    "diet": _("diets and allergies"),
    "home": _("home"),
    "contact": _("contacts"),
    "agreement": _("communication agreement"),
    "wish": _("wishes"),
    "contact.phone": _("phone number of a contact"),
    "home.address": _("address"),
    "home.access_note": _("how to get in"),
    "member.health": _("health data"),
}
PURPOSES = {
    "service": _("service purpose"),
    "health": _("health data"),
    "minors": _("data of minors"),
    "photos": _("photos during work"),
    "messages": _("messages"),
    "marketing": _("offers"),
}
ASKED_BY = {
    "page": _("on its own page"),
    "phone": _("on the telephone"),
    "wechat": _("by WeChat"),
    "visit": _("in person"),
    "letter": _("in writing"),
}
MESSAGES = {
    "household.opened": Message(_("The household was opened.")),
    "household.engaged": Message(_("The household became a client.")),
    "household.parted": Message(_("The household left: %(reason)s."), codes={"reason": PARTINGS}),
    "household.dropped": Message(
        _("The enquiry was closed: %(reason)s."), codes={"reason": PARTINGS}
    ),
    "household.reopened": Message(_("The enquiry was taken up again.")),
    "household.dossier_changed": Message(
        _("The dossier was changed: %(part)s."), codes={"part": PARTS}
    ),
    "household.communication_agreed": Message(_("Agreed: contact every %(every_days)s days.")),
    "household.data_taken": Message(_("The household took a file of all that we keep of it.")),
    "erasure.asked": Message(
        _("The household asked to be forgotten: %(how)s."), codes={"how": ASKED_BY}
    ),
    "erasure.confirmed": Message(_("That the household is forgotten was confirmed.")),
    "erasure.taken_back": Message(_("The household no longer asks to be forgotten.")),
    "household.erased": Message(_("The household was erased.")),
    "household.revealed": Message(
        _("A masked value was looked at: %(part)s."), codes={"part": PARTS}
    ),
    "consent.given": Message(_("Consent given: %(purpose)s."), codes={"purpose": PURPOSES}),
    "consent.withdrawn": Message(_("Consent withdrawn: %(purpose)s."), codes={"purpose": PURPOSES}),
}


AUDIENCES = {
    "general": _("Ordinary household"),
    "older": _("Older people"),
    "infant": _("Mother and infant"),
    "patient": _("Somebody who is ill"),
    "wealthy": _("Premium household"),
}
HABITS = {
    "rhythm": _("Daily rhythm"),
    "taboo": _("Must not be"),
    "pet": _("Pets"),
    "language": _("Language"),
    "wish": _("Wish"),
}
PREFERENCES = {
    "not_before": _("Nobody before"),
    "not_after": _("Gone by"),
    "language": _("Language"),
    "cuisine": _("Cuisine"),
    "pet": _("Pets"),
    "smoking": _("Smoking"),
}
CUISINES = {
    "shanghai": _("Shanghai food"),
    "jiangsu": _("Jiangsu food"),
    "zhejiang": _("Zhejiang food"),
    "sichuan": _("Sichuan food"),
    "canton": _("Cantonese food"),
    "hunan": _("Hunan food"),
    "shandong": _("Shandong food"),
    "dongbei": _("food of the north-east"),
    "western": _("western food"),
}
PREFERENCE_CODES = {
    "cmn": _("Mandarin"),
    "wuu": _("Shanghainese"),
    "yue": _("Cantonese"),
    "nan": _("Hokkien"),
    "hak": _("Hakka"),
    "cdo": _("Fuzhou dialect"),
    "eng": _("English"),
    "cat": _("a cat"),
    "dog": _("a dog"),
    "other": _("another animal"),
    "no": _("nobody who smokes"),
    "yes": _("somebody smokes there"),
    **CUISINES,
}
SAYERS = {
    "client": _("the household"),
    "family": _("somebody of the family"),
    "staff": _("we noticed it"),
}
WISHES = {"ask": _("asked for"), "never": _("not to be sent again")}


DIETS = {"diet": _("Food"), "allergy": _("Allergy")}
DIET_CODES = {
    "gluten": _("wheat and other gluten"),
    "shellfish": _("shrimps and crabs"),
    "fish": _("fish"),
    "egg": _("eggs"),
    "peanut": _("peanuts"),
    "soy": _("soy"),
    "milk": _("milk"),
    "nut": _("nuts"),
    "latex": _("latex gloves"),
    "detergent": _("cleaning liquids"),
    "pollen": _("pollen and dust"),
    "fur": _("fur of animals"),
    "medicine": _("a medicine"),
    "low_salt": _("little salt"),
    "low_sugar": _("little sugar"),
    "low_fat": _("little fat"),
    "low_purine": _("low in purines"),
    "soft": _("soft food"),
    "liquid": _("liquid food"),
    "mild": _("nothing hot"),
    "vegetarian": _("vegetarian"),
    "no_pork": _("no pork"),
    "no_beef": _("no beef"),
    "no_raw": _("nothing raw or cold"),
}
DIET_PURPOSES = {
    "meals": _("told to those who do something with food"),
    "visits": _("told to everybody who comes"),
    "file": _("told to nobody who comes"),
}
DIET_SOURCES = SAYERS | {"assessment": _("the assessment")}


def diet_in_words(code: str, text: str) -> str:
    """Return a diet or an allergy: what was chosen, then what was said."""
    between = pgettext("between a choice and words on it", ", ")
    return between.join(one for one in (code and gettext(DIET_CODES[code]), text) if one)


def said_in_words(code: str, minute: int | None) -> str:
    """Return what a household said: a time of day, or a code in words."""
    return gettext(PREFERENCE_CODES[code]) if minute is None else hours_and_minutes(minute)


def _households(actor: Actor, at: datetime) -> Iterator[Tally]:
    rows = visible_households(actor)
    yield Tally("households.clients", rows.filter(status="client").count())
    yield Tally("households.new", rows.filter(opened_at__gte=month_around(at)[0]).count())


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    household = visible_households(actor).select_related("branch", "consultant", "butler")
    row = household.get(id=household_id)
    yield Kept(
        _("Household"),
        (_("What"), _("What is kept")),
        (
            (gettext("Number"), row.code),
            (gettext("Name"), row.name),
            (gettext("Called"), row.alias),
            (gettext("Kind of household"), gettext(AUDIENCES[row.audience])),
            (gettext("Branch"), row.branch.name),
            (gettext("Butler"), row.butler.name if row.butler else None),
            (gettext("Consultant"), row.consultant.name if row.consultant else None),
            (gettext("Known since"), row.opened_at),
            (gettext("What they expect"), row.expectation),
        ),
    )
    yield Kept(
        _("Contacts"),
        (_("Name"), _("Relation"), _("Phone number"), _("Decides"), _("Number before")),
        tuple(
            (one.name, one.relation, one.phone, one.is_decider, one.former_phone)
            for one in row.contacts.order_by("position", "id")
        ),
    )
    members = {one.pk: one for one in row.members.order_by("id")}
    yield Kept(
        _("Members"),
        (_("Name"), _("Relation"), _("Birthday"), _("Occupation"), _("Health")),
        tuple(
            (one.name, one.relation, _birth(one), one.occupation, one.health)
            for one in members.values()
        ),
    )
    yield Kept(
        _("Habits"),
        (_("Kind"), _("Whose"), _("What is kept"), _("Told to those who come")),
        tuple(
            (
                gettext(HABITS[one.kind]),
                members[one.member_id].name if one.member_id else None,
                one.text,
                one.is_for_workers,
            )
            for one in row.habits.order_by("kind", "id")
        ),
    )
    yield Kept(
        _("What they said"),
        (_("About"), _("What is kept"), _("Who said it"), _("Noted on"), _("Until")),
        tuple(
            (
                gettext(PREFERENCES[one.kind]),
                said_in_words(one.code, one.minute),
                gettext(SAYERS[one.said_by]),
                one.said_at,
                one.ended_at,
            )
            for one in row.preferences.order_by("id")
        ),
    )
    yield Kept(
        _("Diets and allergies"),
        (
            _("Kind"),
            _("Whose"),
            _("What is kept"),
            _("Told to"),
            _("Who said it"),
            _("Noted on"),
            _("Until"),
        ),
        tuple(
            (
                gettext(DIETS[one.kind]),
                members[one.member_id].name if one.member_id else None,
                diet_in_words(one.code, one.text),
                gettext(DIET_PURPOSES[one.purpose]),
                gettext(DIET_SOURCES[one.source]),
                one.said_at,
                one.ended_at,
            )
            for one in row.diets.order_by("id")
        ),
    )
    yield Kept(
        _("Homes"),
        (
            _("Name"),
            _("Address"),
            _("How to get in"),
            _("Area in m²"),
            _("Rooms"),
            _("No pictures"),
        ),
        tuple(
            (
                one.name,
                f"{one.district} {one.address}".strip(),
                one.access_note,
                one.area_m2,
                gettext(", ").join(one.rooms),
                gettext(", ").join(one.no_photo_rooms),
            )
            for one in row.homes.order_by("id")
        ),
    )
    yield Kept(
        _("Consents"),
        (_("Purpose"), _("Whose"), _("Given"), _("Withdrawn")),
        tuple(
            (
                gettext(PURPOSES[one.purpose]),
                members[one.member_id].name if one.member_id else None,
                one.given_at,
                one.withdrawn_at,
            )
            for one in row.consents.order_by("given_at", "id")
        ),
    )
    yield Kept(
        _("Wishes about people"),
        (_("Name"), _("Wish")),
        tuple(
            (one.worker.name, gettext(WISHES[one.kind]))
            for one in row.wishes.select_related("worker").order_by("id")
        ),
    )


def _birth(member: Member) -> str:
    if not (member.birth_month and member.birth_day):
        return str(member.birth_year or "")
    day = f"{member.birth_year or '?'}-{member.birth_month:02}-{member.birth_day:02}"
    if not member.is_lunar:
        return day
    return gettext("%(day)s by the moon") % {"day": day}


def _unattended(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_households(actor).filter(
        status__in=("prospect", "client"), butler=None, consultant=None
    )
    for row in rows.order_by("opened_at", "id")[:MOST_TASKS]:
        yield Task("unattended", row.display_name, at, (row.pk,))


def _to_forget(actor: Actor, at: datetime) -> Iterator[Task]:
    for row in erasures_to_see_to(actor, at=at)[:MOST_TASKS]:
        yield Task("erasure", row.household.display_name, row.due_at, (row.household_id,))


CHAPTER = Chapter(
    messages=MESSAGES,
    duties=(
        Duty(frozenset({"manager"}), _unattended),
        Duty(frozenset({"manager"}), _to_forget),
    ),
    countings=(Counting(frozenset(READERS) - {"dispatcher", "inspector"}, _households),),
    keeps=_keeps,
    notices={
        "household.decider_changed": (clients.changed_decider_tells_the_former_one,),
        "household.contact_number_changed": (clients.changed_number_tells_the_former_one,),
    },
)
