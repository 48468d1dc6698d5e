"""Tasks to call a household back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier.models import Household, OfHousehold
from guanjia.chapters.relations.rules import ASKED
from guanjia.chapters.relations.states import CALLBACK
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedText

REASONS = ("low_score", "disputed_work", "incident", "declined_plan", "agreed_contact", *ASKED)
OUTCOMES = ("", "satisfied", "redo_agreed", "change_agreed", "complaint", "not_reached")


class Callback(OfHousehold):
    """
    Somebody of ours is to call this household by `due_at`, because of something that happened.

    `about_event` is the fact behind it; one fact opens at most one task. What was said is encrypted.
    If the household asked for it itself, `wish` is what it wrote, `visit` the visit it is about, if it
    is about one, and `key` the name of that letter, so that sending it twice is asking once.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16)
    key = models.CharField(max_length=40, blank=True)
    wish = EncryptedText(blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="+")
    about_event = models.BigIntegerField(unique=True, null=True, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=16, blank=True)
    words = EncryptedText(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    status = status_of(CALLBACK)
    status_since = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            known_state(CALLBACK),
            models.CheckConstraint(
                name="callback_is_due_after_it_is_opened", condition=Q(due_at__gt=F("opened_at"))
            ),
            models.UniqueConstraint(
                name="letter_asks_for_one_callback", fields=["key"], condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="callback_reason_is_known", condition=Q(reason__in=REASONS)
            ),
            models.CheckConstraint(
                name="callback_outcome_is_known", condition=Q(outcome__in=OUTCOMES)
            ),
            models.CheckConstraint(
                name="settled_callback_says_how",
                condition=~Q(status="settled") | ~Q(outcome=""),
            ),
        ]
        indexes = [models.Index(fields=["owner", "status", "due_at"], name="callback_by_owner")]

    def __str__(self) -> str:
        return f"call-back {self.pk}"
