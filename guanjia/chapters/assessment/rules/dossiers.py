"""What the dossier knows already, as answers to confirm; and what was found, for the dossier."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.assessment.rules.answers import NONE_OF_THESE
from guanjia.chapters.assessment.rules.forms import Form, Question, chosen

SPOKEN = {"mandarin": "cmn", "shanghainese": "wuu", "cantonese": "yue"}
"""How the form calls languages that the dossier knows by their code."""
OTHER_SPEECH = "other"
FOREIGN = frozenset({"eng"})
EARLIEST = {"t07": 7 * 60, "t08": 8 * 60, "t09": 9 * 60, "t10": 10 * 60}
LATEST = {"t12": 12 * 60, "t17": 17 * 60, "t19": 19 * 60, "t21": 21 * 60}
TIMES = {"not_before": EARLIEST, "not_after": LATEST}
"""What the answers about times mean, in minutes after midnight."""
EATING = {"eats": "diet", "allergies": "allergy"}
"""Of which kind the dossier keeps what is chosen here."""
THINGS = ("has_machines", "has_aids")
"""Questions whose answers are things that stand in the home."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the household said and that stands in the dossier."""

    kind: str
    code: str
    minute: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Eating:
    """A diet or an allergy that stands in the dossier: a code, words or both."""

    row: int
    kind: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """
    What the dossier knows of what the form asks.

    :param eating: diets and allergies of whom is assessed
    :param habits: words that are noted on how they live
    """

    expectation: str = ""
    told: tuple[Told, ...] = ()
    eating: tuple[Eating, ...] = ()
    habits: frozenset[str] = frozenset()
    area_m2: int | None = None
    facilities: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> tuple[Told, ...]:
        """Return what was said of one kind."""
        return tuple(one for one in self.told if one.kind == kind)

    def chosen_of(self, kind: str) -> tuple[Eating, ...]:
        """Return the diets or the allergies that are noted by their code."""
        return tuple(one for one in self.eating if one.kind == kind and one.code)

    @property
    def allergies_in_words(self) -> tuple[Eating, ...]:
        """The allergies that are noted in words, those that tell more of a code among them."""
        return tuple(one for one in self.eating if one.kind == "allergy" and one.text)


@dataclass(frozen=True, slots=True)
class Known:
    """
    An answer that is known before anybody asks.

    :param by: who said it; empty where only the dossier says so
    :param rows: the diets and allergies that it shows
    """

    answer: str
    by: str = ""
    at: datetime | None = None
    rows: tuple[int, ...] = ()


def known_answers(form: Form, dossier: Dossier) -> dict[str, Known]:
    """Return question -> what the dossier knows of it, for questions that this form asks."""
    questions = {one.code for group in form.groups for one in group.questions}
    found = {
        "speaks": _codes(dossier.of_kind("language"), _speech),
        "pets": _codes(dossier.of_kind("pet"), lambda code: code),
        "not_before": _time(dossier.of_kind("not_before"), EARLIEST),
        "not_after": _time(dossier.of_kind("not_after"), LATEST),
        "goal": Known(dossier.expectation),
        **{code: _eaten(dossier.chosen_of(kind)) for code, kind in EATING.items()},
        "other_allergies": _in_words(dossier.allergies_in_words),
        "area_m2": Known(str(dossier.area_m2 or "")),
    }
    return {code: known for code, known in found.items() if code in questions and known.answer}


def _eaten(noted: tuple[Eating, ...]) -> Known:
    codes = dict.fromkeys(one.code for one in noted)
    return Known(",".join(codes), rows=tuple(one.row for one in noted))


def _in_words(noted: tuple[Eating, ...]) -> Known:
    return Known("；".join(one.text for one in noted), rows=tuple(one.row for one in noted))


def _speech(code: str) -> str:
    if code in FOREIGN:
        return ""
    return next((name for name, of in SPOKEN.items() if of == code), OTHER_SPEECH)


def _codes(told: tuple[Told, ...], answer_of: Callable[[str], str]) -> Known:
    answers = dict.fromkeys(filter(None, (answer_of(one.code) for one in told)))
    return _by_the_latest(",".join(answers), told)


def _time(told: tuple[Told, ...], meant: Mapping[str, int]) -> Known:
    """Return the answer that means just this time; another time is asked about as if unknown."""
    by_minute = {minute: code for code, minute in meant.items()}
    answers = [by_minute.get(one.minute or 0, "") for one in told]
    return _by_the_latest(next(iter(answers), ""), told)


def _by_the_latest(answer: str, told: tuple[Told, ...]) -> Known:
    latest = max(told, key=lambda one: one.at, default=None)
    return Known(answer, latest.by, latest.at) if latest else Known("")


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something that was found and the dossier does not say.

    :param question: where it was answered
    :param becomes: what the dossier would say, as it keeps it
    """

    question: str
    becomes: tuple[str, ...]


def findings(form: Form, answers: Mapping[str, str], dossier: Dossier) -> tuple[Finding, ...]:
    """Return what was found and the dossier does not say yet, in the order of the form."""
    found = []
    for group in form.groups:
        for question in group.questions:
            answer = answers.get(question.code, "")
            becomes = _becomes(question, answer, dossier) if answer else ()
            if becomes:
                found.append(Finding(question.code, becomes))
    return tuple(found)


def _becomes(question: Question, answer: str, dossier: Dossier) -> tuple[str, ...]:
    code = question.code
    if code in TIMES:
        minute = TIMES[code][answer]
        stands = [one.minute for one in dossier.of_kind(code)]
        return () if minute in stands else (str(minute),)
    if code == "speaks":
        return _new(filter(None, map(SPOKEN.get, chosen(answer))), dossier.of_kind("language"))
    if code == "pets":
        return _new(_picked(answer), dossier.of_kind("pet"))
    if code in EATING:
        return _new(_picked(answer), dossier.chosen_of(EATING[code]))
    if code == "goal":
        return () if answer == dossier.expectation else (answer,)
    if code == "other_allergies":
        noted = tuple(one.text for one in dossier.allergies_in_words)
        return () if answer in (*noted, "；".join(noted)) else (answer,)
    if code == "area_m2":
        return () if answer == str(dossier.area_m2) else (answer,)
    if code in THINGS:
        return tuple(one for one in _words(question, answer) if one not in dossier.facilities)
    if code == "lives_with":
        return tuple(one for one in _words(question, answer) if one not in dossier.habits)
    return ()


def _picked(answer: str) -> list[str]:
    return [one for one in chosen(answer) if one != NONE_OF_THESE]


def _new(codes: Iterable[str], told: tuple[Told, ...] | tuple[Eating, ...]) -> tuple[str, ...]:
    stands = {one.code for one in told}
    return tuple(code for code in codes if code not in stands)


def _words(question: Question, answer: str) -> tuple[str, ...]:
    """Return what was chosen as the dossier writes it: in the language of the house."""
    picked = _picked(answer)
    return tuple(one.words.zh for one in question.options if one.code in picked)
