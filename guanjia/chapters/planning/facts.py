"""What can be said of plans and orders."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class _AboutPlan(Fact):
    plan_id: int
    version_id: int
    number: int


@dataclass(frozen=True, slots=True)
class PlanDrafted(_AboutPlan):
    kind: ClassVar[str] = "plan.drafted"


@dataclass(frozen=True, slots=True)
class PlanChanged(_AboutPlan):
    kind: ClassVar[str] = "plan.changed"
    monthly_fee_fen: int


@dataclass(frozen=True, slots=True)
class PlanOffered(_AboutPlan):
    kind: ClassVar[str] = "plan.offered"
    monthly_fee_fen: int


@dataclass(frozen=True, slots=True)
class OfferSent(_AboutPlan):
    """An offer goes to the telephone of whoever decides."""

    kind: ClassVar[str] = "plan.offer_sent"
    link_id: int


@dataclass(frozen=True, slots=True)
class PlanAccepted(_AboutPlan):
    kind: ClassVar[str] = "plan.accepted"
    monthly_fee_fen: int


@dataclass(frozen=True, slots=True)
class PlanDeclined(_AboutPlan):
    kind: ClassVar[str] = "plan.declined"


@dataclass(frozen=True, slots=True)
class PlanChangeAsked(_AboutPlan):
    kind: ClassVar[str] = "plan.change_asked"
    wish_id: int


@dataclass(frozen=True, slots=True)
class PlanWithdrawn(_AboutPlan):
    kind: ClassVar[str] = "plan.withdrawn"


@dataclass(frozen=True, slots=True)
class PlanSuperseded(_AboutPlan):
    kind: ClassVar[str] = "plan.superseded"
    stops_on: str


@dataclass(frozen=True, slots=True)
class PlanEnded(_AboutPlan):
    kind: ClassVar[str] = "plan.ended"
    stops_on: str


@dataclass(frozen=True, slots=True)
class PaperBrought(_AboutPlan):
    """A paper that the household signed was brought in, and waits for a second person."""

    kind: ClassVar[str] = "plan.paper_brought"
    paper_id: int


@dataclass(frozen=True, slots=True)
class PaperConfirmed(_AboutPlan):
    kind: ClassVar[str] = "plan.paper_confirmed"
    paper_id: int


@dataclass(frozen=True, slots=True)
class PaperRefused(_AboutPlan):
    kind: ClassVar[str] = "plan.paper_refused"
    paper_id: int


@dataclass(frozen=True, slots=True)
class PaperTakenBack(_AboutPlan):
    """Whoever brought a paper in has taken it back, to bring a better scan."""

    kind: ClassVar[str] = "plan.paper_taken_back"
    paper_id: int


@dataclass(frozen=True, slots=True)
class PaperLapsed(_AboutPlan):
    """The offer was answered otherwise, or taken back, before anybody confirmed the paper."""

    kind: ClassVar[str] = "plan.paper_lapsed"
    paper_id: int


@dataclass(frozen=True, slots=True)
class OrderBooked(Fact):
    kind: ClassVar[str] = "order.booked"
    order_id: int
    service_id: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class OrderFulfilled(Fact):
    kind: ClassVar[str] = "order.fulfilled"
    order_id: int


@dataclass(frozen=True, slots=True)
class OrderCancelled(Fact):
    kind: ClassVar[str] = "order.cancelled"
    order_id: int
    reason: str
    fee_fen: int
