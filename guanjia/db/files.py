"""
By what the files of a database on this machine are known, and whether others bear their names now.

A file that is removed or replaced while a program has it open lives on without a name, until the
last one that has it open ends; then it is gone with all that was written into it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

Known = tuple[int, int]
"""The disk on which a file lies, and its number there."""
NO_FILE: Known = (0, 0)
ENDS = ("", "-wal", "-shm")
"""
What the names of a database, of its log and of the log's index end with.

By the index programs know of each other: two that have different ones write over what the other wrote.
"""
SECONDS_TO_END = 0.1
"""An index loses its name a moment before the last program that has it open closes it."""


def known_as(database: str) -> tuple[Known, ...]:
    """Return by what each file of the database is known; NO_FILE for what is not there."""
    found = []
    for end in ENDS:
        try:
            there = os.stat(f"{database}{end}")  # noqa: PTH116  (asked before each transaction)
        except OSError:
            found.append(NO_FILE)
        else:
            found.append((there.st_dev, there.st_ino))
    return tuple(found)


def is_held_without_a_name(database: str) -> bool:
    """
    Test whether some program still has files of the database open that were taken away.

    On Linux, and of the programs that this user may look into; some 15 milliseconds.
    """
    gone = {f"{Path(database).resolve()}{end} (deleted)" for end in ENDS}
    if not _holders(gone):
        return False
    time.sleep(SECONDS_TO_END)
    return bool(_holders(gone))


def is_held(database: str) -> bool:
    """Test whether some program has the database open, or its log; as above, without waiting."""
    return bool(_holders({f"{Path(database).resolve()}{end}" for end in ENDS}))


def holders_without_a_name(file: Path) -> set[int]:
    """Return the numbers of the programs that have a file open which has lost this name; as above."""
    return _holders({f"{file.resolve()} (deleted)"})


def _holders(names: set[str]) -> set[int]:
    return {number for number, held in _held() if held in names}


def _held() -> Iterator[tuple[int, str]]:
    """Yield each file that some program has open, with the program's number."""
    with suppress(OSError), os.scandir("/proc") as programs:
        for program in (one for one in programs if one.name.isdecimal()):
            # Programs end meanwhile, and those of others are closed to us.
            with suppress(OSError), os.scandir(f"{program.path}/fd") as handles:
                for handle in handles:
                    with suppress(OSError):
                        yield int(program.name), os.readlink(handle.path)  # noqa: PTH115  (a thousand times)
