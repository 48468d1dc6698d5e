"""Reading what is agreed: plans, single orders, and what they promise."""

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

__all__ = [
    "OrderQuote",
    "Promise",
    "PromisedLine",
    "fee_of",
    "figures_at",
    "holiday_on",
    "order_quote",
    "priced",
    "promised_lines",
    "quote_for",
]
