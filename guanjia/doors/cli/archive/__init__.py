"""One encrypted archive with everything: the database, the vault's files and the keys; and the way back."""

from guanjia.doors.cli.archive.bringing import read_in_words, restore, was_cut_off
from guanjia.doors.cli.archive.keeping import back_up
from guanjia.doors.cli.archive.leftovers import tidy
from guanjia.doors.cli.archive.packing import LACKING, Refused, members

__all__ = [
    "LACKING",
    "Refused",
    "back_up",
    "members",
    "read_in_words",
    "restore",
    "tidy",
    "was_cut_off",
]
