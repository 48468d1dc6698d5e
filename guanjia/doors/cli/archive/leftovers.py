"""Taking away what killed backups, restores and changes of the key have left, keys in clear among it."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings

from guanjia.doors.cli.archive import databases
from guanjia.doors.cli.archive.aside import take_away_leftovers
from guanjia.vault.private import take_away_unfinished


def tidy() -> None:
    """Take away what killed programs of this house have left; what cannot go yet goes the next time."""
    with suppress(OSError):
        take_away_leftovers()
        take_away_unfinished(Path(settings.VAR))
    databases.drop_trials()
