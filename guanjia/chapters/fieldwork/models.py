"""Attendance, checklist, evidence, incidents and the client's word on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.fieldwork.states import ATTENDANCE, INCIDENT
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import SealedText

UNDONE_REASONS = ("", "client_said_no", "no_time", "no_tool", "unsafe", "not_needed")
SEVERITIES = ("minor", "serious", "safety")
INCIDENT_KINDS = ("damage", "injury", "illness", "access", "property", "other")


class Attendance(models.Model):
    """
    A worker came to a visit: when and how far from the door, as told by the phone.

    The place is read at arriving and leaving only; nothing is followed in between.
    """

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="+")
    checked_in_at = models.DateTimeField()
    checked_out_at = models.DateTimeField(null=True, blank=True)
    metres_off_in = models.PositiveIntegerField(null=True, blank=True)
    metres_off_out = models.PositiveIntegerField(null=True, blank=True)
    late_minutes = models.IntegerField(default=0)
    status = status_of(ATTENDANCE)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ATTENDANCE),
            models.CheckConstraint(
                name="worker_leaves_after_arriving",
                condition=Q(checked_out_at=None) | Q(checked_out_at__gte=F("checked_in_at")),
            ),
        ]

    @property
    def case(self) -> str:
        return self.assignment.case

    @property
    def branch_id(self) -> int:
        return self.assignment.branch_id

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class StepRecord(models.Model):
    """What became of one step of the standard: done, or not done and why, with its evidence."""

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="steps")
    step = models.ForeignKey(SopStep, models.PROTECT, related_name="+")
    is_done = models.BooleanField()
    reason = models.CharField(max_length=16, blank=True)
    value = models.FloatField(null=True, blank=True)
    note = SealedText(blank=True)
    file_id = models.BigIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="step_is_recorded_once_per_attendance", fields=["attendance", "step"]
            ),
            models.CheckConstraint(
                name="step_left_undone_says_why", condition=Q(is_done=True) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="undone_reason_is_known", condition=Q(reason__in=UNDONE_REASONS)
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.step_id} of attendance {self.attendance_id}"


class Acceptance(models.Model):
    """
    The client's word on the work, given by their own login or signed on the worker's phone.

    `user` is whose login it was; `is_by_client` tells the two ways apart.
    """

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="acceptance")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_by_client = models.BooleanField()
    is_accepted = models.BooleanField()
    remark = SealedText(blank=True)
    signature_file_id = models.BigIntegerField(null=True, blank=True)
    signed_name = SealedText(blank=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"acceptance of attendance {self.attendance_id}"


class Incident(models.Model):
    """Something went wrong during a visit. `key` is the phone's, so that a repeat adds nothing."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10)
    severity = models.CharField(max_length=8, default="minor")
    note = SealedText(blank=True)
    file_id = models.BigIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()
    status = status_of(INCIDENT)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(INCIDENT),
            models.CheckConstraint(
                name="incident_kind_is_known", condition=Q(kind__in=INCIDENT_KINDS)
            ),
            models.CheckConstraint(
                name="incident_severity_is_known", condition=Q(severity__in=SEVERITIES)
            ),
        ]

    @property
    def case(self) -> str:
        return self.visit.case

    @property
    def branch_id(self) -> int:
        return int(self.visit.branch_id)

    def __str__(self) -> str:
        return f"incident {self.pk}"


class Receipt(models.Model):
    """
    An act that a phone told us under its key; told again under the same key, nothing is done again.

    `about` says which act it was, such as "arrival" or "step/12". `clock_off_seconds` is by how
    much the phone's clock ran ahead of ours (negative: behind), 0 if it was right enough.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    about = models.CharField(max_length=32)
    clock_off_seconds = models.IntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="phone_tells_an_act_once", fields=["assignment", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.about} of assignment {self.assignment_id}"
