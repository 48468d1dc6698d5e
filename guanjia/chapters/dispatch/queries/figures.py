"""The figures of dispatch in force."""

from datetime import date

from guanjia.chapters.dispatch.rules.figures import KEYS, Figures
from guanjia.chapters.org.queries import figures


def figures_for(branch_id: int, on: date) -> Figures:
    """Return the figures of dispatch in force for a branch on a day, in one SQL query."""
    return Figures.of(figures(KEYS, branch_id=branch_id, on=on))
