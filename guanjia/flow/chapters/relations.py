"""What the flow knows of call-backs: how their facts are told, whose they are, who is told."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext

from guanjia.chapters.dossier.policies import CARERS
from guanjia.chapters.relations.models import Callback
from guanjia.chapters.relations.policies import own_callbacks, visible_callbacks
from guanjia.flow.chapter import MOST_TASKS, Chapter, Counting, Duty, Kept, Obstacle, Tally, Task
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import people
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

REASONS = {
    "low_score": _("low answer"),
    "disputed_work": _("work not accepted"),
    "incident": _("incident"),
    "declined_plan": _("plan declined"),
    "agreed_contact": _("agreed contact"),
    "move_visit": _("the household wants a visit moved"),
    "skip_visit": _("the household wants to skip a visit"),
    "complaint": _("the household complains"),
    "question": _("the household has a question"),
    "own_data": _("the household asks about its data"),
}
OUTCOMES = {
    "satisfied": _("content now"),
    "redo_agreed": _("to be done again"),
    "change_agreed": _("something changes"),
    "complaint": _("becomes a complaint"),
    "not_reached": _("not reached"),
}
MESSAGES = {
    "callback.opened": Message(_("A call-back is due: %(reason)s."), codes={"reason": REASONS}),
    "callback.tried": Message(_("Called for the %(tries)s. time, nobody reached.")),
    "callback.passed_on": Message(_("The call-back was passed on to %(owner_id)s.")),
    "callback.settled": Message(
        _("The call-back ended: %(outcome)s."), codes={"outcome": OUTCOMES}
    ),
    "callback.dropped": Message(_("The call-back was dropped.")),
}


def _due(actor: Actor) -> QuerySet[Callback]:
    """Return the calls that are promised and not made: all that are seen, or the actor's own."""
    rows = visible_callbacks(actor).filter(status="due")
    everybodys = actor.holds_anywhere("care", "manager")
    return rows if everybodys else rows.filter(owner_id=actor.user_id)


def _callbacks(actor: Actor, at: datetime) -> Iterator[Task]:
    for row in _due(actor).select_related("household").order_by("due_at")[:MOST_TASKS]:
        yield Task("callback", row.household.display_name, row.due_at, (row.pk,))


def _promised(actor: Actor, at: datetime) -> Iterator[Tally]:
    due = _due(actor)
    late = due.filter(due_at__lt=at).count()
    yield Tally("callbacks.due", due.count())
    if late:
        yield Tally("callbacks.late", late, is_wanting=True)


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    rows = own_callbacks(actor).filter(household_id=household_id).order_by("opened_at", "id")
    yield Kept(
        _("What you asked us for"),
        (_("When"), _("What"), _("In your words"), _("State")),
        tuple(
            (
                row.opened_at,
                gettext(REASONS[row.reason]),
                row.wish,
                pgettext("call-back", row.status),
            )
            for row in rows
        ),
    )


def _stands_against(household_id: int) -> Iterator[Obstacle]:
    for row in Callback.objects.filter(household_id=household_id, status="due").order_by("due_at"):
        yield Obstacle("callback", row.pk, row.due_at)


CHAPTER = Chapter(
    messages=MESSAGES,
    keeps=_keeps,
    stands_against=_stands_against,
    duties=(Duty(frozenset(CARERS), _callbacks),),
    countings=(Counting(frozenset(CARERS), _promised),),
    notices={
        "callback.opened": (people.callback_tells_its_owner,),
        "callback.passed_on": (people.callback_tells_its_owner,),
    },
)
