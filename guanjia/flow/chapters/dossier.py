"""What the flow knows of households: how their facts are told, and who has nobody of ours."""

from collections.abc import Iterator
from datetime import datetime

from guanjia.chapters.dossier.policies import visible_households
from guanjia.flow.chapter import MOST_TASKS, Chapter, Duty, Task
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients
from guanjia.kernel.actors import Actor
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
    "household.revealed": Message(
        _("A masked value was looked at: %(part)s."), codes={"part": PARTS}
    ),
    "consent.given": Message(_("Consent given: %(purpose)s."), codes={"purpose": PURPOSES}),
    "consent.withdrawn": Message(_("Consent withdrawn: %(purpose)s."), codes={"purpose": PURPOSES}),
}


def _unattended(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_households(actor).filter(
        status__in=("prospect", "client"), butler=None, consultant=None
    )
    for row in rows.order_by("opened_at", "id")[:MOST_TASKS]:
        yield Task("unattended", row.display_name, at, (row.pk,))


CHAPTER = Chapter(
    messages=MESSAGES,
    duties=(Duty(frozenset({"manager"}), _unattended),),
    notices={
        "household.decider_changed": (clients.changed_decider_tells_the_former_one,),
        "household.contact_number_changed": (clients.changed_number_tells_the_former_one,),
    },
)
