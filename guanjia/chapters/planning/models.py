"""Plans and their versions, the household's answer on the phone or on paper, and single orders."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.catalog.models import Indicator, ServiceType, Sop
from guanjia.chapters.dossier.models import Home, Household, OfHousehold
from guanjia.chapters.planning.states import ORDER, PAPER, PLAN
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedJson, EncryptedText

MODES = ("hourly", "day", "live_in", "single")
PAYMENTS = ("monthly", "per_visit", "prepaid")


class Plan(OfHousehold):
    """What one household is promised in one home; its text lives in versions."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class PlanVersion(models.Model):
    """
    One text of a plan. It can be edited while a draft and never again.

    It holds from `starts_on` until `ends_on` (exclusive; open when null), or until `stops_on`
    where it was superseded or ended. `goal` says, in the household's words, what life at home
    should become. Of one plan at most one version is accepted, one on offer and one in draft.
    `edits` grows with every change to a draft. The fee is what the household is asked to pay.
    `contract` holds what the contract's text says of the parties and the figures, as it was offered.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    goal = EncryptedText(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    stops_on = models.DateField(null=True, blank=True)
    discount_percent = models.PositiveSmallIntegerField(default=0)
    payment = models.CharField(max_length=10, default="monthly")
    monthly_fee_fen = models.PositiveIntegerField(default=0)
    offered_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    edits = models.PositiveIntegerField(default=0)
    contract = EncryptedJson(default=dict, blank=True)
    status = status_of(PLAN)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(PLAN),
            models.UniqueConstraint(
                name="plan_version_number_is_unique", fields=["plan", "number"]
            ),
            models.UniqueConstraint(
                name="plan_has_one_version_in_each_living_state",
                fields=["plan", "status"],
                condition=Q(status__in=("draft", "offered", "accepted")),
            ),
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="plan_discount_is_a_share", condition=Q(discount_percent__lte=100)
            ),
            models.CheckConstraint(name="plan_payment_is_known", condition=Q(payment__in=PAYMENTS)),
        ]

    @property
    def case(self) -> str:
        return self.plan.case

    @property
    def branch_id(self) -> int:
        return self.plan.branch_id

    def __str__(self) -> str:
        return f"version {self.number} of plan {self.plan_id}"


class PlanLine(models.Model):
    """
    One recurring service of a version: on which weekdays, how long, in which window, at what price.

    `weekdays` lists days, 0 being Monday; the line falls on them every `every_weeks` weeks from
    the version's start. The visit may begin between `window_from` and `window_until` less its
    length, in minutes after midnight. The price is the catalogue's when the line was written, for
    one `price_model`. Where that goes by area, `area_m2` is the home's when the version was offered.
    `brings_tools` is for homes that have none, and costs a fee each visit.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    service = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    sop = models.ForeignKey(Sop, models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=8, default="hourly")
    weekdays = models.JSONField(default=list)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField()
    window_from = models.PositiveSmallIntegerField()
    window_until = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    price_model = models.CharField(max_length=8, default="hour")
    unit_price_fen = models.PositiveIntegerField()
    area_m2 = models.PositiveIntegerField(null=True, blank=True)
    brings_tools = models.BooleanField(default=False)
    tools_fee_fen = models.PositiveIntegerField(default=0)
    reason = EncryptedText(blank=True)
    overruled = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_line_has_its_place", fields=["version", "position"]),
            models.CheckConstraint(
                name="plan_line_fits_into_its_window",
                condition=Q(window_until__gte=F("window_from") + F("minutes")),
            ),
            models.CheckConstraint(
                name="plan_line_sends_somebody", condition=Q(people__gte=1, every_weeks__gte=1)
            ),
            models.CheckConstraint(name="plan_line_mode_is_known", condition=Q(mode__in=MODES)),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of version {self.version_id}"


class PlanTarget(models.Model):
    """A figure that this plan is to reach, such as 95 % of visits on time."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    target = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="plan_has_one_target_per_indicator", fields=["version", "indicator"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} to {self.target}"


class Commitment(models.Model):
    """
    A home is promised a service by an accepted version, from `starts_on` until `ends_on`.

    It exists for the database's sake: no two may overlap for the same home and service, so that
    no home is served twice for one need, however many plans it has.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="commitments")
    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="version_commits_to_a_service_once", fields=["version", "service"]
            ),
            models.CheckConstraint(
                name="commitment_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["home", "service"], name="commitment_by_home")]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.home_id} from {self.starts_on}"


class PaperSignature(models.Model):
    """
    A version that the household signed on paper, as whoever brought it in scanned it.

    It counts once a second person has compared the scan with the offer, and never before: nobody
    brings and confirms. `checked_by` is who confirmed or refused it; `reason` says why it was
    refused. Of one version at most one paper waits, and at most one is confirmed.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="papers")
    signed_name = EncryptedText()
    signed_on = models.DateField()
    file_id = models.BigIntegerField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = EncryptedText(blank=True)
    status = status_of(PAPER)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(PAPER),
            models.UniqueConstraint(
                name="version_has_one_paper_in_each_living_state",
                fields=["version", "status"],
                condition=Q(status__in=("waiting", "confirmed")),
            ),
            models.CheckConstraint(
                name="paper_is_checked_by_a_second_person",
                condition=Q(checked_by=None) | ~Q(checked_by=F("brought_by")),
            ),
            models.CheckConstraint(
                name="confirmed_paper_says_by_whom",
                condition=~Q(status="confirmed") | Q(checked_by__isnull=False),
            ),
        ]

    @property
    def case(self) -> str:
        return self.version.case

    @property
    def branch_id(self) -> int:
        return self.version.branch_id

    def __str__(self) -> str:
        return f"paper {self.pk} for version {self.version_id}"


class Approval(models.Model):
    """
    The household's yes to one version, given by who decides or on paper; never both, never neither.

    `user` signed with a code on the phone, with the drawing as a vault file; else `paper` was
    signed, and says who brought and who confirmed it.
    """

    version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="approval")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.OneToOneField(
        PaperSignature, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_name = EncryptedText()
    signature_file_id = models.BigIntegerField(null=True, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_is_given_by_a_person_or_on_paper",
                condition=Q(user__isnull=False, paper=None) | Q(user=None, paper__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"approval of version {self.version_id}"


class ChangeWish(models.Model):
    """
    What the household would like otherwise in the version it was offered, in its own words.

    `user` is who asked; null if they came by the link and did not show who they are.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="wishes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = EncryptedText()
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"wish {self.pk} for version {self.version_id}"


class Order(OfHousehold):
    """
    A single service ordered once, at a price agreed before anything starts.

    `key` is chosen by whoever orders, so that a repeated request makes no second order.
    `despite_said` tells that the household agreed to a time at which it lets nobody in else.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    sop = models.ForeignKey(Sop, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    starts_at = models.DateTimeField()
    latest_start_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    brings_tools = models.BooleanField(default=False)
    price_fen = models.PositiveIntegerField()
    cancel_fee_fen = models.PositiveIntegerField(default=0)
    note = EncryptedText(blank=True)
    ordered_at = models.DateTimeField()
    despite_said = models.BooleanField(default=False)
    status = status_of(ORDER)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ORDER),
            models.CheckConstraint(
                name="order_latest_start_is_not_before_the_first",
                condition=Q(latest_start_at__gte=F("starts_at")),
            ),
        ]
        indexes = [models.Index(fields=["household", "starts_at"], name="order_by_household")]

    def __str__(self) -> str:
        return self.code
