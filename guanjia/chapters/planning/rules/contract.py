"""What stands in the contract beside services and prices: a text in versions, and its values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIGURES = (
    "planning.free_until_minutes",
    "planning.half_until_minutes",
    "planning.late_percent",
    "planning.holiday_percent",
    "planning.spring_festival_percent",
    "planning.flexible_minutes",
    "planning.notice_days",
    "planning.damage_hours",
    "dispatch.opens_on_holidays",
    "dossier.erasure_wait_days",
    "dossier.accounts_kept_years",
)
"""The figures that the text names. They are kept with a version when it is offered."""
PARTIES = ("org.legal_name", "org.legal_address")
KEYS = (*FIGURES, *PARTIES)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in two languages with places for values; `needs` names a value that has to be so."""

    zh: str
    en: str
    needs: str = ""
    unless: str = ""

    def stands(self, values: Mapping[str, Any]) -> bool:
        """Test whether this paragraph belongs to a contract with these values."""
        needed = not self.needs or bool(values.get(self.needs))
        return needed and not (self.unless and values.get(self.unless))


@dataclass(frozen=True, slots=True)
class Clause:
    """A heading and its paragraphs."""

    code: str
    zh: str
    en: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The words of the contract in one version; they never change under it."""

    version: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A clause as it is read: its heading and paragraphs in words."""

    code: str
    title: str
    paragraphs: tuple[str, ...]


def text_from(read: Mapping[str, Any]) -> Text:
    """Return a text from its data file."""
    return Text(
        version=read["version"],
        clauses=tuple(
            Clause(
                one["code"],
                one["zh"],
                one["en"],
                tuple(Paragraph(**paragraph) for paragraph in one["paragraphs"]),
            )
            for one in read["clause"]
        ),
    )


def values_from(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures named in FIGURES by the names that the text gives them."""
    return {key.partition(".")[2]: figures[key] for key in FIGURES}


def in_words(text: Text, values: Mapping[str, Any], *, language: str) -> tuple[Agreed, ...]:
    """Return the clauses with their values, for a reader of `language`."""
    is_english = language.startswith("en")
    told = {name: _told(name, value, is_english=is_english) for name, value in values.items()}
    return tuple(
        Agreed(
            clause.code,
            clause.en if is_english else clause.zh,
            tuple(
                (one.en if is_english else one.zh).format_map(told)
                for one in clause.paragraphs
                if one.stands(values)
            ),
        )
        for clause in text.clauses
    )


def _told(name: str, value: Any, *, is_english: bool) -> str:
    if not name.endswith("_minutes"):
        return str(value)
    hours, rest = divmod(int(value), 60)
    if rest:
        return f"{value} minutes" if is_english else f"{value} 分钟"
    if is_english:
        return f"{hours} hour" if hours == 1 else f"{hours} hours"
    return f"{hours} 小时"
