"""What households are told of what is kept of them."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.org import policies
from guanjia.chapters.org.facts import PrivacyNoticePublished
from guanjia.chapters.org.models import PrivacyNotice
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record


@transaction.atomic
def publish_privacy_notice(*, actor: Actor, words: str, at: datetime) -> PrivacyNotice:
    """
    Publish a new text of the privacy notice; the same words again publish nothing.

    :raises NotAllowed: if the actor does not administer the company
    :raises Invalid: on `words`, if there are none
    """
    actor = policies.may_administer(actor, None).let(actor)
    words = words.strip()
    if not words:
        raise Invalid(_("Please write what households are told."), field="words")
    take_turn("privacy notice")
    before = PrivacyNotice.objects.order_by("-number").first()
    if before and before.words == words:
        return before
    notice = PrivacyNotice.objects.create(
        number=before.number + 1 if before else 1,
        words=words,
        published_at=at,
        published_by_id=actor.user_id,
    )
    record(PrivacyNoticePublished(notice.number), notice, actor=actor, at=at)
    return notice
