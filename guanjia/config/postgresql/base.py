"""PostgreSQL as Django knows it, but for those who lose a race: they are told so politely."""

from django.db.backends.postgresql import base
from django.utils.functional import cached_property

from guanjia.db.races import PoliteErrors


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with refusals for lost races."""

    @cached_property
    def wrap_database_errors(self) -> PoliteErrors:
        return PoliteErrors(self)
