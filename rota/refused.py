"""What rota says when it is given something it cannot work with."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with an input."""

    path: str
    """Where, as in `visits[3].roles[0].duration`."""

    expected: str
    """What should have stood there."""

    found: str = ""
    """What stood there, shortened."""

    def __str__(self) -> str:
        found = f", found {self.found}" if self.found else ""
        return f"{self.path}: expected {self.expected}{found}"


class Refused(ValueError):
    """A problem, plan or change that is malformed. `flaws` names every place found wrong."""

    MOST_SHOWN = 20

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        shown = [str(flaw) for flaw in self.flaws[: self.MOST_SHOWN]]
        if len(self.flaws) > self.MOST_SHOWN:
            shown.append(f"… and {len(self.flaws) - self.MOST_SHOWN} more")
        super().__init__("\n".join(shown))


class Unsupported(ValueError):
    """A sound problem that no engine at hand can solve; the message names the block."""


def shortened(value: object) -> str:
    """Return `value` as it looks in a message: at most 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
