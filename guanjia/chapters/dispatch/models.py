"""Visits, who is assigned to them, and the engine's proposals."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from guanjia.chapters.catalog.models import ServiceType, Sop
from guanjia.chapters.clearance.models import Pass
from guanjia.chapters.dispatch.states import ASSIGNMENT, SOLVER_RUN, VISIT
from guanjia.chapters.dossier.models import Home, Household
from guanjia.chapters.org.models import Branch
from guanjia.chapters.planning.models import Order, PlanLine
from guanjia.chapters.workforce.models import Worker
from guanjia.ledger.fields import known_state, status_of

STANDING = ("held", "assigned", "completed")
"""The states in which an assignment takes up the worker's time."""


class Visit(models.Model):
    """
    Somebody is to come to a home on a day, to start within a window, for so many minutes.

    It comes from a plan line or from a single order. `starts_at` is set while it is staffed.
    A line opens at most one visit a day, so opening twice opens nothing twice. A visit
    that is fixed since `fixed_at` keeps its time, and its people as long as they can come, whenever
    the day is planned anew. `announced_at` is since when the household knows who comes; nothing once
    that has changed. `announced_as` is what it was told last, if it was ever told.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    sop = models.ForeignKey(Sop, models.PROTECT, null=True, blank=True, related_name="+")
    line = models.ForeignKey(PlanLine, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.OneToOneField(Order, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(default=1)
    fixed_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    announced_as = models.CharField(max_length=200, blank=True)
    status = status_of(VISIT)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(VISIT),
            models.UniqueConstraint(
                name="plan_line_opens_one_visit_a_day",
                fields=["line", "on"],
                condition=Q(line__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_window_ends_after_it_starts",
                condition=Q(window_end__gt=F("window_start")),
            ),
            models.CheckConstraint(
                name="visit_comes_from_a_line_or_an_order",
                condition=Q(line__isnull=False, order=None) | Q(line=None, order__isnull=False),
            ),
            models.CheckConstraint(
                name="staffed_visit_has_its_times",
                condition=Q(status__in=("open", "cancelled", "missed"))
                | Q(starts_at__isnull=False, ends_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "on", "status"], name="visit_by_branch_day"),
            models.Index(fields=["household", "on"], name="visit_by_household"),
            models.Index(
                fields=["on"],
                name="visit_to_be_announced",
                condition=Q(status="staffed", announced_at=None),
            ),
        ]

    @property
    def case(self) -> str:
        return f"household/{self.household_id}"

    def __str__(self) -> str:
        return f"visit {self.pk} on {self.on}"


class Assignment(models.Model):
    """
    One worker for one visit from `starts_at` until `ends_at`.

    Two guards of the database stand behind it: a worker is never in two places, and nobody is
    assigned whom no standing pass covers for all of the time. `reasons` say why this worker, as
    codes; `overrides` are the codes of the rules that a person chose to break. `run` is the
    solver run that proposed it, if one did. `set_out_at` is when the worker said that they are on
    the way, `arrives_at` when they should be there.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="assignments")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    granted = models.ForeignKey(Pass, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True, blank=True)
    set_out_at = models.DateTimeField(null=True, blank=True)
    arrives_at = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    overrides = models.JSONField(default=list, blank=True)
    run = models.ForeignKey(
        "SolverRun", models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    status = status_of(ASSIGNMENT)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ASSIGNMENT),
            models.CheckConstraint(
                name="assignment_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="held_slot_says_until_when",
                condition=~Q(status="held") | Q(hold_until__isnull=False),
            ),
            models.UniqueConstraint(
                name="worker_is_assigned_to_a_visit_once",
                fields=["visit", "worker"],
                condition=Q(status__in=STANDING),
            ),
        ]
        indexes = [
            models.Index(
                fields=["worker", "ends_at"],
                name="assignment_by_worker_end",
                condition=Q(status__in=STANDING),
            )
        ]

    @property
    def case(self) -> str:
        return self.visit.case

    @property
    def branch_id(self) -> int:
        return int(self.visit.branch_id)

    def __str__(self) -> str:
        return f"{self.worker_id} to visit {self.visit_id}"


class SolverRun(models.Model):
    """
    One request to the engine: the visits of a branch from `first_day` until `until_day`.

    The row is the work to do; a job claims it. `heartbeat_at` shows that the job still lives,
    `progress` how far it has come (in thousandths), `attempts` how often it was begun.
    `staffing` is the sum of the days' staffing versions that the run has seen.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    first_day = models.DateField()
    until_day = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField(default=5)
    staffing = models.PositiveBigIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    status = status_of(SOLVER_RUN)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(SOLVER_RUN),
            models.CheckConstraint(
                name="solver_run_covers_some_days", condition=Q(until_day__gt=F("first_day"))
            ),
            models.CheckConstraint(
                name="solver_run_progress_is_in_thousandths", condition=Q(progress__lte=1000)
            ),
        ]
        indexes = [models.Index(fields=["branch", "status"], name="run_by_branch")]

    @property
    def case(self) -> str:
        return f"branch/{self.branch_id}"

    def __str__(self) -> str:
        return f"run {self.pk}"


class Proposal(models.Model):
    """
    What a run proposes for one visit: a worker and a time, or nobody, and why.

    A visit for several people has a proposal for each. `outcome` says what adopting did with it,
    `dropped_for` why it could not be adopted.
    """

    run = models.ForeignKey(SolverRun, models.CASCADE, related_name="proposals")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+")
    worker = models.ForeignKey(Worker, models.CASCADE, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    dropped_for = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "run", Coalesce("visit", 0), "worker", name="run_proposes_a_worker_for_a_visit_once"
            ),
            models.CheckConstraint(
                name="proposed_worker_has_a_time",
                condition=Q(worker=None, starts_at=None)
                | Q(worker__isnull=False, starts_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_outcome_is_known",
                condition=Q(outcome__in=("", "adopted", "dropped", "left")),
            ),
        ]

    def __str__(self) -> str:
        return f"proposal for {self.visit_id}"


class RosterDay(models.Model):
    """
    How often a branch's day has changed, so that boards and caches know when they are old.

    `version` grows with every change, `staffing` only when visits come, go or change hands: a
    worker's arrival makes the board old and leaves a proposed roster as good as it was.
    """

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="+")
    day = models.DateField()
    version = models.PositiveBigIntegerField(default=0)
    staffing = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="roster_day_is_unique", fields=["branch", "day"])
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.day} v{self.version}"
