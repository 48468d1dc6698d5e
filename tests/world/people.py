"""The catalogue."""

from guanjia.chapters.catalog import commands as catalog
from tests.world.company import FOUNDER, MONDAY_9


def seeded_catalogue() -> None:
    """Bring in services, standards, skills and kinds of certificates, as a new house has them."""
    catalog.seed_catalogue(actor=FOUNDER, at=MONDAY_9)
