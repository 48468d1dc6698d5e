"""Passes: the written outcome of the gate, without which the database takes no assignment."""

from django.db import models
from django.db.models import F, Q

from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.workforce.models import Worker


class Pass(models.Model):
    """
    This worker may be sent to this household for this service from `valid_from` to `valid_until`.

    It is granted when every requirement holds on every day of that stretch, extended when more
    days come to hold, and revoked as soon as one does not. Where the days on which all holds have
    a gap, there is a pass for either side. A trigger lets no assignment in that no standing pass
    covers.
    """

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    service = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pass_ends_after_it_begins", condition=Q(valid_until__gt=F("valid_from"))
            ),
            models.UniqueConstraint(
                name="standing_pass_begins_once_per_worker_service_and_household",
                fields=["worker", "service", "household", "valid_from"],
                condition=Q(revoked_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["household"],
                name="standing_pass_by_household",
                condition=Q(revoked_at=None),
            )
        ]

    @property
    def case(self) -> str:
        return f"worker/{self.worker_id}"

    @property
    def branch_id(self) -> int:
        return int(self.worker.branch_id)

    def __str__(self) -> str:
        return f"{self.worker_id} for {self.service_id} at {self.household_id}"
