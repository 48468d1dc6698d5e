"""
Does SQLite's log hold more than SQLite has read of it?

After a hard stop the log beside the database holds what was written last. Where it is damaged SQLite
stops reading and says nothing: whatever was acknowledged behind that place is passed over, and is
overwritten by what is written next.

Of the forms of log and index: https://www.sqlite.org/walformat.html.
"""

import shutil
import struct
from itertools import count
from pathlib import Path

HEADER, FRAME = 32, 24
"""Bytes before the first frame, and of a frame before its page."""
MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""How a log begins, and in which order of bytes it is summed."""
HEAD_OF_INDEX = 48
READ_SO_FAR = 16
"""Where the index says how many frames count."""
SALT = slice(8, 16)
PASSED_OVER = "-wal.passed-over-"
"""What the name of a copy of such a log ends with, and a number."""


def commits_passed_over(database: str) -> int:
    """
    Return how many transactions stand in the log behind the place where SQLite has stopped reading.

    To be asked by whoever opens the database first, once it has read it. The last transaction of all
    is not counted: it may have been written to half, and was acknowledged to nobody then. It costs the
    reading of 24 bytes for each page in the log, four thousand at the usual most.
    """
    try:
        index = _index(database)
        log = Path(f"{database}-wal").read_bytes()
        is_written_to = _index(database) != index
    except OSError:
        return 0
    # Where somebody writes meanwhile, another was the first to open it.
    if is_written_to or len(log) < HEADER + FRAME or len(index) < READ_SO_FAR + 4:
        return 0
    (size,) = struct.unpack_from(">I", log, 8)
    is_sound = _is_sound(log[:HEADER])
    if not is_sound:
        size = _page_size(database)
    if size < 512:
        return 0
    heads = [log[at : at + FRAME] for at in range(HEADER, len(log) - FRAME, FRAME + size)]
    salt = log[16:24] if is_sound else heads[0][SALT]
    (read,) = struct.unpack_from("=I", index, READ_SO_FAR)
    behind = [head for head in heads[read:] if head[SALT] == salt]
    return sum(head[4:8] != bytes(4) for head in behind[:-1])


def _index(database: str) -> bytes:
    with Path(f"{database}-shm").open("rb") as file:
        return file.read(HEAD_OF_INDEX)


def keep_log_aside(database: str) -> Path:
    """Keep a copy of the log, so that what was passed over is not lost for good; return where."""
    names = (Path(f"{database}{PASSED_OVER}{n}") for n in count(1))
    copy = next(name for name in names if not name.exists())
    shutil.copyfile(f"{database}-wal", copy)
    copy.chmod(0o600)
    return copy


def logs_kept_aside(database: str) -> list[Path]:
    """Return the copies of logs of which something was passed over, oldest first."""
    file = Path(database)
    return sorted(file.parent.glob(f"{file.name}{PASSED_OVER}*"))


def _is_sound(header: bytes) -> bool:
    order = MAGIC.get(struct.unpack_from(">I", header)[0])
    if order is None:
        return False
    first = second = 0
    words = struct.unpack(f"{order}6I", header[:24])
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return (first, second) == struct.unpack_from(">2I", header, 24)


def _page_size(database: str) -> int:
    with Path(database).open("rb") as file:
        (size,) = struct.unpack_from(">H", file.read(18), 16)
    return 65536 if size == 1 else int(size)
