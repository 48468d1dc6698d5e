"""When a message is tried again, and when it is given up."""

from datetime import timedelta

MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(seconds=30)
GIVEN_UP_AS_LOST = timedelta(minutes=5)
"""How long a message may be on its way before its carrier is taken to have died."""


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: 30 s, then twice as long each time."""
    return FIRST_WAIT * 2 ** (attempts - 1)


def is_hopeless(attempts: int, *, is_refused: bool) -> bool:
    """Test whether a message that failed so often, or was refused for good, is given up."""
    return is_refused or attempts >= MOST_ATTEMPTS
