"""What happened to one visit, newest first, told in sentences."""

from guanjia.chapters.dispatch.policies import visible_at_desk
from guanjia.flow.chapter import messages
from guanjia.flow.overviews.timeline import Happening, happenings
from guanjia.kernel.actors import Actor
from guanjia.ledger.queries import facts_about

MOST = 60


def visit_timeline(*, actor: Actor, visit_id: int) -> tuple[Happening, ...]:
    """
    Return the newest happenings of a visit, in six SQL queries at most.

    :raises Visit.DoesNotExist: if it is in no branch where the actor works at a desk
    """
    visible_at_desk(actor).only("id").get(id=visit_id)
    known = messages()
    facts = [fact for fact in facts_about("visit", visit_id, limit=MOST) if fact.kind in known]
    return happenings(facts)
