"""Assessments, their answers and pictures, and the appointments made for them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from guanjia.chapters.assessment.states import APPOINTMENT, ASSESSMENT
from guanjia.chapters.dossier.models import Home, Household, Member, OfHousehold
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedJson, EncryptedText


class Assessment(OfHousehold):
    """
    One filled-in form about a household, or about one member of it, at a point in time.

    It keeps the version of the form it was begun with. `scores` holds the scales' results, set
    when it is finished.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=20)
    form_version = models.PositiveSmallIntegerField()
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    scores = EncryptedJson(default=dict, blank=True)
    status = status_of(ASSESSMENT)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ASSESSMENT),
            models.UniqueConstraint(
                "household",
                Coalesce("member", 0),
                "form",
                name="one_open_assessment_per_form_and_member",
                condition=models.Q(status="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.household_id}"


class Answer(models.Model):
    """The answer to one question: a code, a number or words. It may tell of health: encrypted."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=30)
    value = EncryptedText(blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="question_is_answered_once", fields=["assessment", "question"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.assessment_id}"


class Photo(models.Model):
    """A picture taken at the home while assessing; the file lies in the vault."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="photos")
    group = models.CharField(max_length=20, blank=True)
    file_id = models.BigIntegerField()
    caption = EncryptedText(blank=True)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.assessment_id}"


class Appointment(OfHousehold):
    """Somebody of ours has promised to come and assess, at a home and a time; kept by coming."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    home = models.ForeignKey(Home, models.CASCADE, related_name="+")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    promised_at = models.DateTimeField()
    status = status_of(APPOINTMENT)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(APPOINTMENT),
            models.UniqueConstraint(
                name="one_appointment_per_household_and_moment",
                fields=["household", "starts_at"],
                condition=models.Q(status="promised"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["assessor", "starts_at"],
                name="appointment_promised",
                condition=models.Q(status="promised"),
            )
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk} at {self.home_id}"
