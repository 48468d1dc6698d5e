"""PostgreSQL as Django knows it, but for those who lose a race, and for what servers have set otherwise."""

from typing import Any

from django.db.backends.postgresql import base
from django.utils.functional import cached_property

from guanjia.db.races import PoliteErrors


class DatabaseWrapper(base.DatabaseWrapper):
    """
    PostgreSQL, with refusals for lost races, dates as the driver reads them, and patience of our own.

    Both are said once a connection stands, not while it is made: what shares out connections to a
    server, such as PgBouncer, lets nobody in who says more than it knows.
    """

    @cached_property
    def wrap_database_errors(self) -> PoliteErrors:
        return PoliteErrors(self)

    def get_connection_params(self) -> dict[str, Any]:
        """Return what the driver is told, which knows nothing of patience."""
        params: dict[str, Any] = super().get_connection_params()
        params.pop("patience", None)
        return params

    def _configure_connection(self, connection: Any) -> bool:
        """Set up a connection that was just made; return whether that needs a commit."""
        super()._configure_connection(connection)  # type: ignore[misc]  # its stubs lack it
        connection.execute("SET datestyle = ISO")
        if patience := self.settings_dict["OPTIONS"].get("patience"):
            connection.execute(f"SET lock_timeout = '{float(patience):g}s'")
        return True
