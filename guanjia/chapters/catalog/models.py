"""Service types, what they ask of the people who give them, and their standards."""

from django.db import models
from django.db.models import Q

from guanjia.chapters.catalog.states import SOP
from guanjia.db.brought import BroughtText, BroughtWords
from guanjia.ledger.fields import known_state, status_of

CATEGORIES = ("cleaning", "appliance", "kitchen", "household", "infant", "elder", "family")
AUDIENCES = ("general", "wealthy", "infant", "older", "patient")
PRICE_MODELS = ("hour", "visit", "area", "month", "term")
RHYTHMS = ("once", "recurring", "post")
EVIDENCE = ("tick", "photo", "value", "note")


class Skill(models.Model):
    """Something a worker can do, at levels from 1 (beginner) to 5 (master)."""

    code = models.SlugField(max_length=20, unique=True)
    name = BroughtText(max_length=60)

    def __str__(self) -> str:
        return self.name


class CertificateKind(models.Model):
    """A kind of paper: how long it is good for (months; null: for ever)."""

    code = models.SlugField(max_length=20, unique=True)
    name = BroughtText(max_length=60)
    months_valid = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class ServiceType(models.Model):
    """
    One line of the catalogue.

    `price_fen` is for one unit of `price_model`: an hour of one person, a visit, a square metre,
    a month, or a term of `term_days`. `health_class` is the least class of health certificate
    (1 general, 2 home, 3 elder care, 4 mother and infant). `minors_check` asks for a recent check
    of abuse records in every household, since the service is for children; for any other service
    it is asked for only where somebody under 18 lives.
    """

    code = models.SlugField(max_length=20, unique=True)
    name = BroughtText(max_length=60)
    category = models.CharField(max_length=12)
    audience = models.CharField(max_length=10, default="general")
    description = BroughtWords(blank=True)
    price_model = models.CharField(max_length=8, default="hour")
    price_fen = models.PositiveIntegerField()
    price_source = BroughtText(max_length=200, blank=True)
    rhythm = models.CharField(max_length=10, default="recurring")
    usual_minutes = models.PositiveSmallIntegerField()
    least_minutes = models.PositiveSmallIntegerField()
    term_days = models.PositiveSmallIntegerField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    health_class = models.PositiveSmallIntegerField(default=1)
    minors_check = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    skills = models.ManyToManyField(Skill, through="RequiredSkill", related_name="+")
    certificates = models.ManyToManyField(
        CertificateKind, through="RequiredCertificate", related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_category_is_known", condition=Q(category__in=CATEGORIES)
            ),
            models.CheckConstraint(
                name="service_price_model_is_known", condition=Q(price_model__in=PRICE_MODELS)
            ),
            models.CheckConstraint(
                name="service_audience_is_known", condition=Q(audience__in=AUDIENCES)
            ),
            models.CheckConstraint(name="service_rhythm_is_known", condition=Q(rhythm__in=RHYTHMS)),
            models.CheckConstraint(
                name="service_health_class_is_one_of_four",
                condition=Q(health_class__gte=1, health_class__lte=4),
            ),
            models.CheckConstraint(
                name="service_sends_somebody_for_some_time",
                condition=Q(people__gte=1, least_minutes__gte=1),
            ),
        ]

    @property
    def case(self) -> str:
        return f"service/{self.pk}"

    @property
    def branch_id(self) -> None:
        return None

    def __str__(self) -> str:
        return self.name


class RequiredSkill(models.Model):
    """A skill that everybody sent for the service must have, and at which level at least."""

    service = models.ForeignKey(ServiceType, models.CASCADE, related_name="required_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    least_level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="service_requires_a_skill_once", fields=["service", "skill"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} at {self.least_level}"


class RequiredCertificate(models.Model):
    """A paper that everybody sent for the service must hold, verified, in date and of a level."""

    service = models.ForeignKey(ServiceType, models.CASCADE, related_name="required_certificates")
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="+")
    least_level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="service_requires_a_certificate_once", fields=["service", "kind"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} for {self.service_id}"


class Sop(models.Model):
    """
    A version of a service's standard operating procedure. Its steps never change once published.

    At most one version is in force per service; a visit keeps the one it was planned with.
    """

    service = models.ForeignKey(ServiceType, models.PROTECT, related_name="sops")
    number = models.PositiveSmallIntegerField()
    status = status_of(SOP)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(SOP),
            models.UniqueConstraint(name="sop_number_is_unique", fields=["service", "number"]),
            models.UniqueConstraint(
                name="service_has_one_sop_in_force",
                fields=["service"],
                condition=Q(status="in_force"),
            ),
            models.UniqueConstraint(
                name="service_has_one_sop_in_draft",
                fields=["service"],
                condition=Q(status="draft"),
            ),
        ]

    @property
    def case(self) -> str:
        return f"service/{self.service_id}"

    @property
    def branch_id(self) -> None:
        return None

    def __str__(self) -> str:
        return f"standard {self.number} of service {self.service_id}"


class SopStep(models.Model):
    """
    One line of the checklist: what to do, when it is done well, and what must show it.

    Of a value, `least` to `most` is normal; what lies outside `lowest` to `highest` can hardly be and
    is asked about before it is taken. Without these two the limits follow from what is normal.
    """

    sop = models.ForeignKey(Sop, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    text = BroughtText(max_length=200)
    acceptance = BroughtText(max_length=300, blank=True)
    is_critical = models.BooleanField(default=False)
    evidence = models.CharField(max_length=8, default="tick")
    unit = BroughtText(max_length=12, blank=True)
    least = models.FloatField(null=True, blank=True)
    most = models.FloatField(null=True, blank=True)
    lowest = models.FloatField(null=True, blank=True)
    highest = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sop_step_has_its_place", fields=["sop", "position"]),
            models.CheckConstraint(
                name="sop_step_evidence_is_known", condition=Q(evidence__in=EVIDENCE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Indicator(models.Model):
    """A measure by its code; plans hold targets for it long before it is measured."""

    code = models.SlugField(max_length=30, unique=True)
    name = BroughtText(max_length=60)
    unit = models.CharField(max_length=12, blank=True)
    is_better_higher = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
