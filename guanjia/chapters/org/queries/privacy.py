"""What households are told of what is kept of them, as it was published."""

from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.org.models import Branch, PrivacyNotice


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A text of the privacy notice that was published."""

    number: int
    words: str
    published_at: datetime


def privacy_notices() -> tuple[NoticeText, ...]:
    """Return every text of the privacy notice that was published, the latest first; one SQL query."""
    rows = PrivacyNotice.objects.order_by("-number")
    return tuple(NoticeText(*row) for row in rows.values_list("number", "words", "published_at"))


def numbers_to_call() -> tuple[tuple[str, str], ...]:
    """Return the branches that anybody can call, by name and number; one SQL query."""
    rows = Branch.objects.exclude(phone="").order_by("id")
    return tuple(rows.values_list("name", "phone"))
