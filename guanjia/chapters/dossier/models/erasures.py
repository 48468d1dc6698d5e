"""Being forgotten: what a household asks for, and how far that has come."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.dossier.models.records import Household, OfHousehold
from guanjia.chapters.dossier.states import ERASURE
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedText

HOWS = ("page", "phone", "wechat", "visit", "letter")
"""By which way a household asks to be forgotten."""


class Erasure(OfHousehold):
    """
    A household asks to be forgotten: on whose word, when, and how far that has come.

    `asked_by` decides for it and asked on their own page; else `noted_by` of ours wrote down who
    asked, and why. It can be taken back until it is carried out, which is not before `due_at`.
    `kept_until` is until when what was agreed and paid is kept, without saying whose it was.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="erasures")
    how = models.CharField(max_length=8)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    who = EncryptedText(blank=True)
    reason = EncryptedText(blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateField(null=True, blank=True)
    status = status_of(ERASURE)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ERASURE),
            models.UniqueConstraint(
                name="household_is_forgotten_once_at_a_time",
                fields=["household"],
                condition=Q(status__in=("asked", "confirmed", "carried_out")),
            ),
            models.CheckConstraint(
                name="erasure_is_asked_in_a_known_way", condition=Q(how__in=HOWS)
            ),
            models.CheckConstraint(
                name="erasure_is_asked_on_the_page_or_noted",
                condition=Q(how="page", asked_by__isnull=False, noted_by=None)
                | ~Q(how="page") & Q(asked_by=None, noted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_waits_before_it_is_carried_out",
                condition=Q(due_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="erasure_is_confirmed_by_a_person",
                condition=~Q(status__in=("confirmed", "carried_out"))
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.household_id}"
