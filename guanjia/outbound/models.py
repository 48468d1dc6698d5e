"""What is to be sent to the outside, kept as rows so that nothing is lost or sent twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from guanjia.ledger.fields import known_state, status_of
from guanjia.outbound.states import NOTICE
from guanjia.vault.fields import EncryptedText

CHANNELS = ("app", "sms", "wechat", "email", "print")

CODE = "code"
"""The kind of message that tells somebody a code to sign in with: nobody else reads it."""


class Notice(models.Model):
    """
    One message to one person by one channel. `key` keeps one reason from telling twice.

    The words are final and in the reader's language; `not_before` honours quiet hours. Where the
    message carries a link that lets somebody in, `entry_link` is its number and nothing more: the
    address is put together when the message goes out, and is kept nowhere. From `good_until` on it
    would only confuse: it lapses instead of going out.
    """

    key = models.CharField(max_length=100, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    branch = models.BigIntegerField(null=True, blank=True)
    about = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    address = EncryptedText(blank=True)
    title = models.CharField(max_length=100, blank=True)
    words = EncryptedText()
    link = models.CharField(max_length=200, blank=True)
    entry_link = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    status = status_of(NOTICE)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(NOTICE),
            models.CheckConstraint(
                name="notice_channel_is_known", condition=Q(channel__in=CHANNELS)
            ),
        ]
        indexes = [
            models.Index(fields=["status", "not_before"], name="notice_by_due"),
            models.Index(fields=["user", "created_at"], name="notice_by_user"),
        ]

    @property
    def case(self) -> str:
        return self.about

    @property
    def branch_id(self) -> int | None:
        return self.branch

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}"
