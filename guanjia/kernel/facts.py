"""The shape of a fact: what happened, in ids, numbers and short codes, never names or free text."""

import re
from dataclasses import asdict, dataclass
from typing import ClassVar

CODE = re.compile(r"[a-z0-9][a-z0-9_.:+-]{0,39}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """
    Something that happened. Subclasses are frozen dataclasses with a dotted `kind`.

    A fact outlives the people in it, so it may hold whole numbers, truth values, None and codes
    of at most 40 plain characters (which includes ISO dates); labels are looked up when it is read.
    """

    kind: ClassVar[str]

    def payload(self) -> dict[str, int | bool | str | None]:
        """
        Return the fact's fields as they are stored.

        :raises ValueError: if a field holds anything that could be a name or free text
        """
        values = asdict(self)
        for name, value in values.items():
            if value is None or isinstance(value, int):
                continue
            if not (isinstance(value, str) and CODE.fullmatch(value)):
                raise ValueError(f"{self.kind}.{name} must be an id, a number or a code")
        return values
