"""The shape of an assessment form, and how it is read from its data file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("choice", "many", "number", "text")


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def read(self, language: str) -> str:
        """Return the words for a reader of `language` (a code such as zh-hans or en)."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Condition:
    """
    Something that must be so: a scale within bands, a question answered in some way.

    :param scale: the code of a scale, whose result must be one of `bands`
    :param question: the code of a question, of whose answers one must be in `any_of`
    """

    scale: str = ""
    bands: frozenset[str] = frozenset()
    question: str = ""
    any_of: frozenset[str] = frozenset()

    def holds(self, answers: Mapping[str, str], bands: Mapping[str, str]) -> bool:
        """Test the condition against the answers given and the bands reached."""
        if self.scale:
            return bands.get(self.scale, "") in self.bands
        return not self.any_of.isdisjoint(chosen(answers.get(self.question, "")))


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; `points` counts towards the question's scale."""

    code: str
    words: Words
    points: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `kind` is choice (one option), many (several), number or text."""

    code: str
    kind: str
    words: Words
    help: Words | None = None
    options: tuple[Option, ...] = ()
    scale: str = ""
    is_required: bool = True
    unit: Words | None = None
    least: int | None = None
    most: int | None = None
    ask_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions asked together, one step of the form; pictures where `has_photos`."""

    code: str
    words: Words
    intro: Words
    questions: tuple[Question, ...]
    has_photos: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a scale, from `least` points on."""

    code: str
    least: int
    words: Words
    tone: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A sum of points out of `most`, read in bands."""

    code: str
    words: Words
    most: int
    is_better_higher: bool
    bands: tuple[Band, ...]

    def band_of(self, points: int) -> Band:
        """Return the band in which so many points lie."""
        return max((band for band in self.bands if band.least <= points), key=lambda b: b.least)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A service that follows from the answers, with how often, how long, when and why."""

    service: str
    times_a_week: int
    every_weeks: int
    minutes: int
    window: tuple[int, int]
    reason: Words
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form in one version."""

    code: str
    version: int
    words: Words
    groups: tuple[Group, ...]
    scales: tuple[Scale, ...]
    suggestions: tuple[Suggestion, ...]

    def group(self, code: str) -> Group:
        """
        Return a group by its code.

        :raises KeyError: if the form has none such
        """
        return {one.code: one for one in self.groups}[code]

    def question(self, code: str) -> Question:
        """
        Return a question by its code.

        :raises KeyError: if the form has none such
        """
        return {one.code: one for group in self.groups for one in group.questions}[code]


def chosen(answer: str) -> tuple[str, ...]:
    """Return the codes in the stored answer to a question with options."""
    return tuple(code for code in answer.split(",") if code)


def grown(former: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the data of a version that is the former one with more questions.

    A group that is named again has them at its end.

    :raises ValueError: if the former version has no such group
    """
    more = {row["code"]: row["question"] for row in data["group"]}
    if unknown := set(more) - {row["code"] for row in former["group"]}:
        raise ValueError(f"no such group: {', '.join(sorted(unknown))}")
    groups = [
        {**row, "question": [*row["question"], *more.get(row["code"], ())]}
        for row in former["group"]
    ]
    return {**former, **data, "group": groups}


def form_from(data: Mapping[str, Any]) -> Form:
    """
    Read a form from its data file.

    :raises ValueError: if a question, scale or option that something refers to does not exist
    """
    form = Form(
        code=data["code"],
        version=data["version"],
        words=_words(data),
        groups=tuple(_group(row) for row in data["group"]),
        scales=tuple(_scale(row) for row in data.get("scale", ())),
        suggestions=tuple(_suggestion(row) for row in data.get("suggestion", ())),
    )
    _check(form)
    return form


def _words(row: Mapping[str, Any]) -> Words:
    return Words(row["zh"], row["en"])


def _some_words(row: Mapping[str, Any] | None) -> Words | None:
    return _words(row) if row else None


def _condition(row: Mapping[str, Any]) -> Condition:
    return Condition(
        scale=row.get("scale", ""),
        bands=frozenset(row.get("bands", ())),
        question=row.get("question", ""),
        any_of=frozenset(row.get("any", ())),
    )


def _question(row: Mapping[str, Any]) -> Question:
    if row["kind"] not in KINDS:
        raise ValueError(f"{row['code']} is of no known kind")
    return Question(
        code=row["code"],
        kind=row["kind"],
        words=_words(row),
        help=_some_words(row.get("help")),
        options=tuple(
            Option(one["code"], _words(one), one.get("points", 0)) for one in row.get("options", ())
        ),
        scale=row.get("scale", ""),
        is_required=row.get("required", True),
        unit=_some_words(row.get("unit")),
        least=row.get("least"),
        most=row.get("most"),
        ask_if=_condition(row["ask_if"]) if "ask_if" in row else None,
    )


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        code=row["code"],
        words=_words(row),
        intro=_words(row["intro"]),
        questions=tuple(_question(one) for one in row["question"]),
        has_photos=row.get("photos", False),
    )


def _scale(row: Mapping[str, Any]) -> Scale:
    return Scale(
        code=row["code"],
        words=_words(row),
        most=row["most"],
        is_better_higher=row["higher_is_better"],
        bands=tuple(
            Band(one["code"], one["least"], _words(one), one["tone"]) for one in row["bands"]
        ),
    )


def _minute(text: str) -> int:
    hours, _colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _suggestion(row: Mapping[str, Any]) -> Suggestion:
    first, last = row["window"]
    return Suggestion(
        service=row["service"],
        times_a_week=row["times_a_week"],
        every_weeks=row.get("every_weeks", 1),
        minutes=row["minutes"],
        window=(_minute(first), _minute(last)),
        reason=_words(row["reason"]),
        when=tuple(_condition(one) for one in row["when"]),
        unless=tuple(_condition(one) for one in row.get("unless", ())),
    )


def _check(form: Form) -> None:
    questions = {one.code: one for group in form.groups for one in group.questions}
    scales = {scale.code: scale for scale in form.scales}
    if unknown := {one.scale for one in questions.values() if one.scale} - set(scales):
        raise ValueError(f"no such scale: {', '.join(sorted(unknown))}")
    conditions = [one.ask_if for one in questions.values() if one.ask_if]
    for suggestion in form.suggestions:
        conditions += [*suggestion.when, *suggestion.unless]
    for condition in conditions:
        if condition.scale:
            known = {band.code for band in scales[condition.scale].bands}
            wrong = condition.bands - known
        else:
            wrong = condition.any_of - {one.code for one in questions[condition.question].options}
        if wrong:
            raise ValueError(f"{condition} speaks of {', '.join(sorted(wrong))}")
