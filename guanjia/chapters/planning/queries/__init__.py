"""Reading what is agreed: plans, single orders, prices, and what is promised."""

from guanjia.chapters.planning.queries.contracts import Contract, contract_of
from guanjia.chapters.planning.queries.deciders import require_settled_decider, signs_from
from guanjia.chapters.planning.queries.lists import (
    OrderRow,
    PlanRow,
    booked_orders_of,
    cancel_fee_now,
    count_orders_of,
    order_card,
    orders_by_code,
    orders_of,
    plan_list,
    plans_by_code,
    plans_of,
)
from guanjia.chapters.planning.queries.papers import (
    PaperLine,
    PaperToCheck,
    SignedPapers,
    paper_to_check,
    signed_papers,
)
from guanjia.chapters.planning.queries.prices import (
    OrderQuote,
    fee_of,
    figures_at,
    holiday_on,
    order_quote,
    priced,
    quote_for,
)
from guanjia.chapters.planning.queries.promises import Promise, PromisedLine, promised_lines
from guanjia.chapters.planning.queries.records import (
    CalendarDay,
    LineView,
    PlanRecord,
    plan_calendar,
    plan_record,
)

__all__ = [
    "CalendarDay",
    "Contract",
    "LineView",
    "OrderQuote",
    "OrderRow",
    "PaperLine",
    "PaperToCheck",
    "PlanRecord",
    "PlanRow",
    "Promise",
    "PromisedLine",
    "SignedPapers",
    "booked_orders_of",
    "cancel_fee_now",
    "contract_of",
    "count_orders_of",
    "fee_of",
    "figures_at",
    "holiday_on",
    "order_card",
    "order_quote",
    "orders_by_code",
    "orders_of",
    "paper_to_check",
    "plan_calendar",
    "plan_list",
    "plan_record",
    "plans_by_code",
    "plans_of",
    "priced",
    "promised_lines",
    "quote_for",
    "require_settled_decider",
    "signed_papers",
    "signs_from",
]
