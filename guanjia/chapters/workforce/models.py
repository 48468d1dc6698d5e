"""Workers, how they were screened, what they can and may do, and when they can work."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.catalog.models import CertificateKind, Skill
from guanjia.chapters.org.models import Branch
from guanjia.chapters.workforce.rules import plain_number
from guanjia.chapters.workforce.states import CERTIFICATE, LEAVE, WORKER
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import CoarseDegrees, EncryptedDay, EncryptedText, FingerprintText

SCREENING_STEPS = (
    "identity",
    "background",
    "health",
    "interview",
    "skill_test",
    "references",
)
MODES = ("walk", "e_bike", "transit", "car")
EMPLOYMENTS = ("employee", "agency")
LEAVE_REASONS = ("personal", "sick", "annual", "family")
INSURANCE_KINDS = ("employer", "accident", "third_party")
WAYS_TO_VERIFY = ("original", "register", "issuer")
"""How a paper was verified: the original was seen, a public register or the issuer was asked."""


class _OfWorker(models.Model):
    """Shared by all rows that belong to one worker: whose life the ledger files them under."""

    class Meta:
        abstract = True

    @property
    def case(self) -> str:
        return f"worker/{self.worker_id}"  # type: ignore[attr-defined]  # each child has it

    @property
    def branch_id(self) -> int:
        return int(self.worker.branch_id)  # type: ignore[attr-defined]  # each child has it


class Worker(models.Model):
    """
    A person who is or was sent to homes, or would like to be.

    Only an active worker can be cleared for a visit. The place is where the day usually starts.
    `id_print` is the fingerprint of the identity number, by which one person is one record. Only the
    outcomes of the present round of screening count; a new one begins when the record is reopened.
    `face_shown_since` is when they agreed that clients see their picture; empty if they have not, or
    took it back.
    `languages` and `cuisines` count where a household wishes for them; `avoids` binds.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    phone = EncryptedText(blank=True)
    id_number = EncryptedText(blank=True)
    id_print = FingerprintText(
        of="id_number", purpose="id_number", plain=plain_number, max_length=32, blank=True
    )
    address = EncryptedText(blank=True)
    born_on = EncryptedDay(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    origin_note = EncryptedText(blank=True)
    photo_id = models.BigIntegerField(null=True, blank=True)
    face_shown_since = models.DateTimeField(null=True, blank=True)
    latitude = CoarseDegrees(null=True, blank=True)
    longitude = CoarseDegrees(null=True, blank=True)
    mode = models.CharField(max_length=8, default="e_bike")
    employment = models.CharField(max_length=10, default="employee")
    introduction = models.TextField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    cuisines = models.JSONField(default=list, blank=True)
    avoids = models.JSONField(default=list, blank=True)
    smokes = models.BooleanField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    screening_round = models.PositiveSmallIntegerField(default=1)
    status = status_of(WORKER)
    status_since = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            known_state(WORKER),
            models.CheckConstraint(name="worker_mode_is_known", condition=Q(mode__in=MODES)),
            models.CheckConstraint(
                name="worker_employment_is_known", condition=Q(employment__in=EMPLOYMENTS)
            ),
            models.UniqueConstraint(
                name="worker_is_one_person", fields=["id_print"], condition=~Q(id_print="")
            ),
        ]
        indexes = [models.Index(fields=["branch", "status"], name="worker_by_branch")]

    @property
    def case(self) -> str:
        return f"worker/{self.pk}"

    def __str__(self) -> str:
        return self.name


class ScreeningStep(_OfWorker):
    """
    The outcome of one step of screening, with who decided and when; the last decision counts.

    Those of earlier rounds stay as they were.
    """

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="screening_steps")
    step = models.CharField(max_length=12)
    round = models.PositiveSmallIntegerField(default=1)
    passed = models.BooleanField()
    note = EncryptedText(blank=True)
    file_id = models.BigIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="worker_has_one_outcome_per_screening_step",
                fields=["worker", "round", "step"],
            ),
            models.CheckConstraint(
                name="screening_step_is_known", condition=Q(step__in=SCREENING_STEPS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {'passed' if self.passed else 'failed'}"


class WorkerSkill(_OfWorker):
    """A skill the worker has shown, at a level from 1 to 5, and who saw it."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="worker_has_a_skill_once", fields=["worker", "skill"]),
            models.CheckConstraint(
                name="skill_level_is_one_to_five", condition=Q(level__gte=1, level__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} at {self.level}"


class Certificate(_OfWorker):
    """
    A paper of a worker's. It counts from `issued_on` to `expires_on` inclusive, once verified.

    `level` is the class of a health certificate (1 to 4), else the grade printed on it.
    """

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="certificates")
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="+")
    number = EncryptedText(blank=True)
    issuer = models.CharField(max_length=100, blank=True)
    level = models.PositiveSmallIntegerField(default=1)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    file_id = models.BigIntegerField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_how = models.CharField(max_length=8, blank=True)
    status = status_of(CERTIFICATE)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(CERTIFICATE),
            models.CheckConstraint(
                name="certificate_expires_after_it_is_issued",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="verified_certificate_says_by_whom",
                condition=~Q(status="verified") | Q(verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_is_verified_by_another_than_its_submitter",
                condition=Q(verified_by=None)
                | Q(submitted_by=None)
                | ~Q(verified_by=F("submitted_by")),
            ),
        ]
        indexes = [models.Index(fields=["status", "expires_on"], name="certificate_by_expiry")]

    def __str__(self) -> str:
        return f"{self.kind_id} of {self.worker_id} until {self.expires_on}"


class Shift(_OfWorker):
    """When a worker can usually work: a weekday (0 is Monday), in minutes after midnight."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_starts_within_the_day",
                condition=Q(ends_minute__gt=F("starts_minute"), ends_minute__lte=1440),
            ),
            models.CheckConstraint(
                name="shift_is_on_a_day_of_the_week", condition=Q(weekday__lte=6)
            ),
            models.UniqueConstraint(
                name="shift_starts_once", fields=["worker", "weekday", "starts_minute"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_minute}-{self.ends_minute}"


class Leave(_OfWorker):
    """A stretch of time in which a worker cannot be sent, once approved."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=12, default="personal")
    status = status_of(LEAVE)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(LEAVE),
            models.CheckConstraint(
                name="leave_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="leave_reason_is_known", condition=Q(reason__in=LEAVE_REASONS)
            ),
        ]

    def __str__(self) -> str:
        return f"leave of {self.worker_id} from {self.starts_at}"


class Insurance(_OfWorker):
    """A policy that covers the worker on every day from `valid_from` to `valid_until` inclusive."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="policies")
    kind = models.CharField(max_length=20)
    number = EncryptedText(blank=True)
    insurer = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="insurance_ends_after_it_begins",
                condition=Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="insurance_kind_is_known", condition=Q(kind__in=INSURANCE_KINDS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.worker_id} until {self.valid_until}"
