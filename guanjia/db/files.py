"""
By what the files of a database on this machine are known, and whether others bear their names now.

A file that is removed or replaced while a program has it open lives on without a name, until the
last one that has it open ends; then it is gone with all that was written into it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
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
SECONDS_TO_OPEN = 3.0
"""A program opens a database a moment before its log and the log's index, and closes it after them."""


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


def is_held_in_part(database: str) -> bool:
    """
    Test whether another program writes into some of the files of the database, and not into all of them.

    So it is where one of them was moved away while a program had it open, which writes into it there.
    """
    deadline = time.monotonic() + SECONDS_TO_OPEN
    while _holders_in_part(known_as(database)):
        if time.monotonic() > deadline:
            return True
        time.sleep(SECONDS_TO_END)
    return False


def _holders_in_part(known: tuple[Known, ...]) -> set[int]:
    there = set(known) - {NO_FILE}
    held: dict[int, set[Known]] = {}
    read: set[int] = set()
    for handle in _handles():
        if handle.program == os.getpid() or (found := handle.known()) not in there:
            continue
        if handle.is_for_writing():
            held.setdefault(handle.program, set()).add(found)
        elif found == known[0]:
            read.add(handle.program)
    # Where one is gone nobody holds all of them. Who only reads opens log and index for writing, too.
    return {
        program
        for program, files in held.items()
        if files != set(known) and (program not in read or known[0] in files)
    }


def is_held(database: str) -> bool:
    """Test whether some program has the database open, or its log; as above, without waiting."""
    return bool(_holders({f"{Path(database).resolve()}{end}" for end in ENDS}))


def holders_without_a_name(file: Path) -> set[int]:
    """Return the numbers of the programs that have a file open which has lost this name; as above."""
    return _holders({f"{file.resolve()} (deleted)"})


def holders_by_mark(mark: str, *, but: Known) -> set[int]:
    """
    Return the numbers of the programs that have locked a file that says this, wherever it lies now.

    :param but: by what the file is known that bears the name now
    """
    said = mark.encode()
    return {
        handle.program
        for handle in _handles()
        if handle.is_locked_whole() and handle.known() != but and handle.begins_with(said)
    }


def _holders(names: set[str]) -> set[int]:
    return {handle.program for handle in _handles() if handle.name() in names}


@dataclass(frozen=True, slots=True)
class _Handle:
    """
    A file that some program has open, by its number there.

    Programs end meanwhile, and those of others are closed to us: then nothing is known of it.
    """

    program: int
    number: str

    @property
    def path(self) -> str:
        return f"/proc/{self.program}/fd/{self.number}"

    def name(self) -> str:
        with suppress(OSError):
            return os.readlink(self.path)  # noqa: PTH115  (a thousand times)
        return ""

    def known(self) -> Known:
        with suppress(OSError):
            there = os.stat(self.path)  # noqa: PTH116  (the same)
            return (there.st_dev, there.st_ino)
        return NO_FILE

    def is_for_writing(self) -> bool:
        flags = next((line for line in self._told() if line.startswith("flags:")), "flags: 0")
        return bool(int(flags.split()[1], 8) & os.O_ACCMODE)

    def is_locked_whole(self) -> bool:
        # SQLite locks by parts, and whoever opens and closes its files lets go of our own locks there.
        return any(line.startswith("lock:") and " FLOCK " in line for line in self._told())

    def begins_with(self, said: bytes) -> bool:
        with suppress(OSError), Path(self.path).open("rb") as file:
            return file.read(len(said)) == said
        return False

    def _told(self) -> list[str]:
        with suppress(OSError):
            return Path(f"/proc/{self.program}/fdinfo/{self.number}").read_text().splitlines()
        return []


def _handles() -> Iterator[_Handle]:
    """Yield each file that some program has open."""
    with suppress(OSError), os.scandir("/proc") as programs:
        for program in (one for one in programs if one.name.isdecimal()):
            with suppress(OSError), os.scandir(f"{program.path}/fd") as handles:
                for handle in handles:
                    yield _Handle(int(program.name), handle.name)
