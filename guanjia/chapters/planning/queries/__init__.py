"""Reading what is agreed: plans, single orders, and what they promise."""

from guanjia.chapters.planning.queries.promises import Promise, PromisedLine, promised_lines

__all__ = ["Promise", "PromisedLine", "promised_lines"]
