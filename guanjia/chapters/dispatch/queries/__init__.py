"""Reading visits, days and rosters."""

from guanjia.chapters.dispatch.queries.figures import figures_for

__all__ = ["figures_for"]
