"""What a phone tells of an assessment, perhaps late and perhaps more than once."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from guanjia.chapters.assessment import policies
from guanjia.kernel.actors import Actor
from guanjia.ledger import receipts
from guanjia.ledger.receipts import Sending


@transaction.atomic
def once(
    *,
    actor: Actor,
    assessment_id: int,
    about: str,
    sending: Sending,
    act: Callable[[datetime], object],
    at: datetime,
) -> bool:
    """
    Do what a phone tells, unless it has been done under the same key; return whether it was done.

    Nobody is paid by the minute of an answer: a clock that is off stands in the receipt and nowhere else.

    :param about: which act upon this assessment it is, such as "answers/falls"
    :param act: does it, given when it happened by our clock
    :raises NotAllowed: if the actor's role does not include it
    :raises Invalid: if the key was used for another act upon this assessment
    """
    assessment = (
        policies.visible_assessments(actor).select_related("household").get(id=assessment_id)
    )
    actor = policies.may_assess(actor, assessment.household).let(actor)
    return receipts.once(assessment, about=about, sending=sending, act=act, at=at)
