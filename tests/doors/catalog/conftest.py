"""The desks of the workforce pages serve here as well."""

from tests.doors.workforce.conftest import at_desk, shop

__all__ = ["at_desk", "shop"]
