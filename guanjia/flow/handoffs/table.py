"""The service process on one page: which fact sets what in motion."""

from collections.abc import Callable
from datetime import datetime

from guanjia.ledger.models import Event

Reaction = Callable[[Event, datetime], None]

TABLE: dict[str, tuple[Reaction, ...]] = {}
