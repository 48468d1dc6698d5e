"""Speaking to terminals that do not know all letters: a sign that cannot be shown never ends a program."""

import codecs
import io
from typing import TextIO

INSTEAD = {
    "✓": "+",
    "✗": "x",
    "◐": "!",
    "→": "->",
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "¥": "CNY ",
}
"""What stands for our signs where they are unknown; for other letters, a question mark."""
HANDLER = "guanjia-instead"


def _instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(INSTEAD.get(letter, "?") for letter in unknown), error.end


codecs.register_error(HANDLER, _instead)


def speak_plainly(*streams: TextIO | None) -> None:
    """Let what is printed on these streams be shown as far as their letters go."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def knows(stream: TextIO | None, letters: str) -> bool:
    """Test whether the stream can show these letters."""
    try:
        letters.encode(getattr(stream, "encoding", None) or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
