"""What one look at the house found."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one look found.

    :param state: "well"; "mind", if it works but should not stay so; "ill", if something is broken
    :param mend: what to do about it
    :param figures: whole numbers for programs
    :param look: the name of the look
    :param is_unanswered: whether nothing was found out, as something gave no answer
    """

    state: str
    words: str
    mend: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    look: str = ""
    is_unanswered: bool = False
