"""Questionnaires, invitations and answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier.models import Household, OfHousehold
from guanjia.chapters.survey.states import INVITATION
from guanjia.db.brought import BroughtText
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedText


class Questionnaire(models.Model):
    """
    A set of questions in one version. Question codes stay the same across versions.

    `questions` lists {code, text, kind, choices}: kind is scale5, scale7, scale10, choice or text.
    """

    code = models.SlugField(max_length=20)
    number = models.PositiveSmallIntegerField()
    name = BroughtText(max_length=60)
    questions = models.JSONField(default=list)
    is_in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="questionnaire_number_is_unique", fields=["code", "number"]
            ),
            models.UniqueConstraint(
                name="questionnaire_has_one_version_in_use",
                fields=["code"],
                condition=Q(is_in_use=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Invitation(OfHousehold):
    """One household asked once, about one visit or a period; answered at most once."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, blank=True, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    overall = models.PositiveSmallIntegerField(null=True, blank=True)
    status = status_of(INVITATION)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(INVITATION),
            models.CheckConstraint(
                name="invitation_expires_after_it_is_sent", condition=Q(expires_at__gt=F("sent_at"))
            ),
        ]
        indexes = [models.Index(fields=["household", "sent_at"], name="invitation_by_household")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Answer(models.Model):
    """The answer to one question: a number on its scale, the code of a choice, or words."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=10)
    number = models.SmallIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=20, blank=True)
    words = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="survey_question_is_answered_once", fields=["invitation", "question"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} of invitation {self.invitation_id}"
