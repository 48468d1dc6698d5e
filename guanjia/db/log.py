"""
Does SQLite's log hold more than SQLite will read of it?

After a hard stop the log beside the database holds what was written last. Where it is damaged SQLite
stops reading and says nothing: whatever was acknowledged behind that place is passed over, and is
overwritten by what is written next.

Whoever opens and closes a file of a database lets go of all locks that its own process holds on it. So
this is a program of its own, `python -m guanjia.db.log DATABASE`, which is run before a process opens
the database, opens nothing by SQLite, and keeps a copy of such a log: by that the others know.

Of the form of the log: https://www.sqlite.org/walformat.html.
"""

import filecmp
import os
import shutil
import struct
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import BinaryIO

from guanjia.db.files import is_held

HEADER, FRAME = 32, 24
"""Bytes before the first frame, and of a frame before its page."""
MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""How a log begins, and in which order of bytes it is summed."""
SUMS = 8
SALT = slice(8, 16)
SMALLEST_PAGE, LARGEST_PAGE = 512, 65536
LOW = 0xFFFFFFFF
PASSED_OVER = "-wal.passed-over-"
"""What the name of a copy of such a log ends with, and a number."""


def keep_what_is_passed_over(database: str) -> None:
    """Look into the log by a process of its own, if there is one; what it says goes to our errors."""
    if _length(f"{database}-wal") >= HEADER + FRAME:
        subprocess.run([sys.executable, "-m", __name__, database], check=False)


def logs_kept_aside(database: str) -> list[Path]:
    """Return the copies of logs of which something was passed over, oldest first."""
    file = Path(database)
    copies = file.parent.glob(f"{file.name}{PASSED_OVER}*")
    return sorted(copies, key=lambda copy: (len(copy.name), copy.name))


def commits_passed_over(database: str) -> int:
    """
    Return how many transactions stand in the log behind the place where SQLite stops reading.

    The last of all is not counted: it may have been written to half, and was acknowledged to nobody
    then. A log that ends early cannot be told from one that was no longer. For no process that has the
    database open; a tenth of a second for a thousand pages.
    """
    with Path(f"{database}-wal").open("rb") as log:
        header = log.read(HEADER)
        if len(header) < HEADER:
            return 0
        is_sound = _is_sound(header)
        size = struct.unpack_from(">I", header, 8)[0] if is_sound else _page_size(database)
        if not SMALLEST_PAGE <= size <= LARGEST_PAGE:
            return 0
        salt, read = header[16:24], _frames_read(log, header, size) if is_sound else 0
        heads = _heads_behind(log, read, size)
    if not is_sound and heads:
        salt = heads[0][SALT]
    behind = [head for head in heads if head[SALT] == salt]
    return sum(_ends_a_transaction(head) for head in behind[:-1])


def _frames_read(log: BinaryIO, header: bytes, size: int) -> int:
    """Return how many frames of the log are sound, one after another from the first."""
    order = _order(header)
    sums = struct.unpack_from(">2I", header, HEADER - SUMS)
    frames = 0
    while len(frame := log.read(FRAME + size)) == FRAME + size:
        sums = _summed(frame[:SUMS] + frame[FRAME:], order, sums)
        if frame[SALT] != header[16:24] or sums != struct.unpack_from(">2I", frame, FRAME - SUMS):
            break
        frames += 1
    return frames


def _heads_behind(log: BinaryIO, frames: int, size: int) -> list[bytes]:
    heads: list[bytes] = []
    for place in count(HEADER + frames * (FRAME + size), FRAME + size):
        log.seek(place)
        head = log.read(FRAME)
        if len(head) < FRAME:
            return heads
        heads.append(head)
    return heads


def _ends_a_transaction(head: bytes) -> bool:
    return head[4:8] != bytes(4)


def _order(header: bytes) -> str:
    return MAGIC.get(struct.unpack_from(">I", header)[0], "")


def _is_sound(header: bytes) -> bool:
    order = _order(header)
    body, sums = header[: HEADER - SUMS], struct.unpack_from(">2I", header, HEADER - SUMS)
    return bool(order) and _summed(body, order, (0, 0)) == sums


def _summed(content: bytes, order: str, sums: tuple[int, ...]) -> tuple[int, ...]:
    first, second = sums
    for even, odd in struct.iter_unpack(f"{order}2I", content):
        first = (first + even + second) & LOW
        second = (second + odd + first) & LOW
    return first, second


def _page_size(database: str) -> int:
    with Path(database).open("rb") as file:
        (size,) = struct.unpack_from(">H", file.read(18), 16)
    return LARGEST_PAGE if size == 1 else int(size)


def _length(file: str) -> int:
    try:
        return os.stat(file).st_size  # noqa: PTH116  (as in `files`)
    except OSError:
        return 0


def _keep_aside(database: str) -> Path:
    """Keep a copy of the log, so that what is passed over is not lost for good; return where."""
    kept, log = logs_kept_aside(database), Path(f"{database}-wal")
    if kept and filecmp.cmp(kept[-1], log, shallow=False):
        return kept[-1]
    names = (Path(f"{database}{PASSED_OVER}{n}") for n in count(1))
    copy = next(name for name in names if not name.exists())
    copy.touch(mode=0o600)  # Its name tells what happened also where there is no room for more.
    shutil.copyfile(log, copy)
    return copy


def look(database: str) -> int:
    """Keep the log if something in it is passed over, and say so; 1 if that could not be done."""
    # Whoever has it open has read the log before us, and may be writing into it.
    if is_held(database):
        return 0
    try:
        if commits_passed_over(database):
            words = "Part of the log of the database is damaged and is passed over; it is kept in"
            sys.stderr.write(f"{words} {_keep_aside(database)}.\n")
    except (OSError, struct.error) as error:
        sys.stderr.write(f"The log of the database could not be looked into: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(look(sys.argv[1]))
