"""
The changes of the database that this program can make.

They are read once: where a newer program is laid down in the place of one that runs, that goes on as the
older one until it is started anew, and takes none of the newer one's changes for its own.
"""

from functools import cache

from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

Change = tuple[str, str]
"""The chapter or room that it belongs to, and its name."""


@cache
def own_changes() -> dict[Change, Migration]:
    """Return each change that this program can make."""
    return MigrationLoader(None).disk_migrations


@cache
def known_changes() -> frozenset[Change]:
    """Return each change that this program can make, and each in whose place one of them stands."""
    changes = own_changes()
    replaced = (one for change in changes.values() for one in change.replaces)
    return frozenset({*changes, *replaced})
