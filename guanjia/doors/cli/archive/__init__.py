"""One encrypted archive with everything: the database, the vault's files and the keys; and the way back."""

from guanjia.doors.cli.archive.bringing import restore
from guanjia.doors.cli.archive.keeping import back_up

__all__ = ["back_up", "restore"]
