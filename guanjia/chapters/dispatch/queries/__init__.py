"""Reading visits, days and rosters."""

from guanjia.chapters.dispatch.queries.figures import figures_for
from guanjia.chapters.dispatch.queries.versions import day_version, staffing_version

__all__ = ["day_version", "figures_for", "staffing_version"]
