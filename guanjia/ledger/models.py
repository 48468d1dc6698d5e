"""The tables of the ledger. Only the ledger itself and the flow floor may touch them."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """
    One fact. Never changed and never deleted: a database trigger refuses both.

    `case` names the life it belongs to ("household/12", "worker/7"); `occurred_at` is when it
    happened, as told by whoever did it; `recorded_at` is when the row was written, by the
    database's clock, and serves for diagnosis only. It holds no names and no free text.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    case = models.CharField(max_length=40)
    branch_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["case", "occurred_at"], name="event_by_case"),
            models.Index(fields=["kind", "occurred_at"], name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.case}"


class EventObject(models.Model):
    """One thing that an event is about. Append-only, as the event is."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="objects_about")
    noun = models.CharField(max_length=30)
    object_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "event"], name="event_by_object")]

    def __str__(self) -> str:
        return f"{self.noun}/{self.object_id}"


class Pending(models.Model):
    """An event that has not been handed on to everybody who reacts to it."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"pending {self.event_id}"


class Delivery(models.Model):
    """
    How far the hand-over of one event to one reaction has come.

    `done_at` is set in the same transaction as the reaction's own writes. `parked_at` is set when
    it has failed so often that a person must look; `retry_at` when it is to be tried again.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    reaction = models.CharField(max_length=80)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_delivery_per_event_and_reaction", fields=["event", "reaction"]
            ),
            models.CheckConstraint(
                name="delivery_is_done_or_parked_not_both",
                condition=models.Q(done_at=None) | models.Q(parked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.reaction}"


class Lease(models.Model):
    """A right that one process at a time holds until `until`, such as being the deliverer."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=60, blank=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} held by {self.holder or 'nobody'}"


class Receipt(models.Model):
    """
    An act that a phone told us under its key; told again under the same key, nothing is done again.

    `noun` and `object_id` say upon what it was done, `about` which act it was, such as "arrival" or
    "step/12". `clock_off_seconds` is by how much the phone's clock ran ahead of ours (negative:
    behind), 0 if it was right enough.
    """

    noun = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    about = models.CharField(max_length=32)
    clock_off_seconds = models.IntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_act_is_told_once", fields=["noun", "object_id", "key"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} of {self.noun}/{self.object_id}"
