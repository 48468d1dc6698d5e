"""The forms, their answers, and the assessment they belong to."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from guanjia.chapters.assessment import policies, rules
from guanjia.chapters.assessment.models import Answer, Assessment, Photo
from guanjia.kernel.actors import Actor

FORMS = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A picture, shown under the address of its id."""

    id: int
    caption: str


@cache
def _forms() -> Mapping[tuple[str, int], rules.Form]:
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FORMS.glob("*.toml")]
    whole: dict[tuple[str, int], Mapping[str, Any]] = {}
    for data in sorted(read, key=lambda data: (data["code"], data["version"])):
        former = whole[data["code"], data["based_on"]] if "based_on" in data else None
        whole[data["code"], data["version"]] = rules.grown(former, data) if former else data
    return {key: rules.form_from(data) for key, data in whole.items()}


def form_of(code: str, version: int | None = None) -> rules.Form:
    """
    Return a form in one version, the newest if none is named; no SQL.

    :raises KeyError: if there is no such form
    """
    if version is not None:
        return _forms()[code, version]
    newest = max(number for name, number in [*_forms(), (code, 0)] if name == code)
    return _forms()[code, newest]


def form_codes() -> tuple[str, ...]:
    """Return the codes of all forms; no SQL."""
    return tuple(dict.fromkeys(code for code, _version in _forms()))


def answers_of(assessment: Assessment) -> dict[str, str]:
    """Return the answers given so far, by question; one SQL query."""
    rows = Answer.objects.filter(assessment=assessment)
    return {row.question: row.value for row in rows if row.value}


def shown_assessment(actor: Actor, assessment_id: int) -> Assessment:
    """Return an assessment that the actor may see, with those it is about; two SQL queries."""
    return (
        policies.visible_assessments(actor)
        .select_related("household", "member", "assessor")
        .prefetch_related("household__homes")
        .get(id=assessment_id)
    )


def shown_photo(actor: Actor, photo_id: int) -> Photo:
    """
    Return a picture's row with its assessment, in one SQL query.

    :raises Photo.DoesNotExist: if there is none that the actor may see
    """
    return Photo.objects.select_related("assessment").get(
        id=photo_id, assessment__in=policies.visible_assessments(actor)
    )
