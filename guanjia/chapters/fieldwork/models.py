"""Attendance, checklist, evidence, incidents and the client's word on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.fieldwork.states import ALERT, ATTENDANCE, INCIDENT
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedNumber, EncryptedText

UNDONE_REASONS = ("", "client_said_no", "no_time", "no_tool", "unsafe", "not_needed")
SEVERITIES = ("minor", "serious", "safety")
UNSIGNED_REASONS = ("nobody_home", "no_time", "unwilling", "told_orally")
ALERT_REASONS = ("reading_abnormal", "critical_skipped")
ALERT_OUTCOMES = ("", "corrected_there", "family_told", "help_called", "nothing_wrong")
INCIDENT_KINDS = ("damage", "injury", "illness", "access", "property", "other")


class Attendance(models.Model):
    """
    A worker came to a visit: when and how far from the door, as told by the phone.

    The place is read at arriving and leaving only; nothing is followed in between. The hours are
    doubtful while they are far longer than agreed and the desk has not put them right or confirmed
    them; `corrected_at` says when it did. Where the household has not signed, `unsigned_reason` says
    why, as whoever did the work tells it; `unsigned_told_by` is the name of who spoke to them.
    """

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="+")
    checked_in_at = models.DateTimeField()
    checked_out_at = models.DateTimeField(null=True, blank=True)
    metres_off_in = models.PositiveIntegerField(null=True, blank=True)
    metres_off_out = models.PositiveIntegerField(null=True, blank=True)
    late_minutes = models.IntegerField(default=0)
    is_doubtful = models.BooleanField(default=False)
    corrected_at = models.DateTimeField(null=True, blank=True)
    unsigned_reason = models.CharField(max_length=16, blank=True)
    unsigned_told_by = EncryptedText(blank=True)
    status = status_of(ATTENDANCE)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ATTENDANCE),
            models.CheckConstraint(
                name="worker_leaves_after_arriving",
                condition=Q(checked_out_at=None) | Q(checked_out_at__gte=F("checked_in_at")),
            ),
            models.CheckConstraint(
                name="unsigned_reason_is_known",
                condition=Q(unsigned_reason__in=("", *UNSIGNED_REASONS)),
            ),
            models.CheckConstraint(
                name="unsigned_work_says_why",
                condition=~Q(status="unsigned") | ~Q(unsigned_reason=""),
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
    """
    What became of one step of the standard: done, or not done and why, with its evidence.

    `version` grows whenever something else is told, so that nobody replaces what they have not seen;
    `told_key` is the phone's name for the act that told what stands here ("" if it gave none).
    """

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="steps")
    step = models.ForeignKey(SopStep, models.PROTECT, related_name="+")
    is_done = models.BooleanField()
    reason = models.CharField(max_length=16, blank=True)
    value = EncryptedNumber(null=True, blank=True)
    note = EncryptedText(blank=True)
    file_id = models.BigIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    told_key = models.CharField(max_length=64, blank=True)

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

    `user` is who pressed; `is_by_client` tells whether that was the client. What is not right may be
    passed on without a signature: then `told_by` names who said it. `signed_name` is of earlier days,
    when a name typed on the worker's phone was taken for a signature; it no longer is.
    """

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="acceptance")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_by_client = models.BooleanField()
    is_accepted = models.BooleanField()
    remark = EncryptedText(blank=True)
    signature_file_id = models.BigIntegerField(null=True, blank=True)
    signed_name = EncryptedText(blank=True)
    told_by = EncryptedText(blank=True)
    said_at = models.DateTimeField()

    @property
    def way(self) -> str:
        """How the word was given: by an own login, drawn here, by mouth, or typed in earlier days."""
        if self.is_by_client:
            return "own_login"
        if self.signature_file_id:
            return "signed"
        return "told_orally" if self.told_by else "typed"

    def __str__(self) -> str:
        return f"acceptance of attendance {self.attendance_id}"


class Incident(models.Model):
    """Something went wrong during a visit. `key` is the phone's, so that a repeat adds nothing."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10)
    severity = models.CharField(max_length=8, default="minor")
    note = EncryptedText(blank=True)
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


class Alert(models.Model):
    """
    While the work goes on, a step shows that somebody at the desk should look at once.

    What the step shows stands in its record. A step that goes wrong again, after it was put right
    or seen to, is a new alert.
    """

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="+")
    step = models.ForeignKey(SopStep, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16)
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, blank=True)
    words = EncryptedText(blank=True)
    status = status_of(ALERT)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ALERT),
            models.UniqueConstraint(
                name="a_step_raises_one_alert_at_a_time",
                fields=["attendance", "step"],
                condition=Q(status="raised"),
            ),
            models.CheckConstraint(
                name="alert_reason_is_known", condition=Q(reason__in=ALERT_REASONS)
            ),
            models.CheckConstraint(
                name="alert_outcome_is_known", condition=Q(outcome__in=ALERT_OUTCOMES)
            ),
            models.CheckConstraint(
                name="settled_alert_says_how", condition=~Q(status="settled") | ~Q(outcome="")
            ),
        ]

    @property
    def case(self) -> str:
        return self.visit.case

    @property
    def branch_id(self) -> int:
        return int(self.visit.branch_id)

    def __str__(self) -> str:
        return f"alert {self.pk}"
