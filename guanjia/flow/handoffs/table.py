"""The service process on one page: which fact sets what in motion."""

from collections.abc import Callable, Mapping
from datetime import datetime

from guanjia.ledger.models import Event

Reaction = Callable[[Event, datetime], None]
Table = Mapping[str, tuple[Reaction, ...]]

TABLE: Table = {}
