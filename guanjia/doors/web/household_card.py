"""The card of a household above every page on which somebody acts for it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from guanjia.chapters.dossier.commands import note_diets_read
from guanjia.chapters.dossier.models import PREFERENCES
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.web import formatting
from guanjia.flow.chapters import dossier as words
from guanjia.flow.overviews.household_card import MOST_RATING, HouseholdCard, household_card
from guanjia.kernel.clock import hours_and_minutes
from guanjia.kernel.words import _

Part = dict[str, Any]


def card_of(request: HttpRequest, household_id: int) -> list[Part]:
    """Return what has to be before the reader's eyes, in words; that allergies were seen is recorded."""
    actor = actor_of(request)
    card = household_card(actor, household_id)
    if card is None:
        return []
    note_diets_read(actor=actor, household_id=household_id, diets=card.diets, at=now())
    return [*_said(card), *_diets(card), *_rating(card), *_open(card)]


def _said(card: HouseholdCard) -> list[Part]:
    times = (("not_before", card.said.not_before), ("not_after", card.said.not_after))
    parts = [
        _part(words.PREFERENCES[kind], hours_and_minutes(minute), is_strong=True)
        for kind, minute in times
        if minute is not None
    ]
    for kind, codes in PREFERENCES.items():
        if said := [code for code in codes if (kind, code) in card.said.codes]:
            text = formatting.together(gettext(words.PREFERENCE_CODES[code]) for code in said)
            parts.append(_part(words.PREFERENCES[kind], text, is_strong=True))
    return parts


def _diets(card: HouseholdCard) -> list[Part]:
    return [
        _part(
            words.DIETS[one.kind],
            words.diet_in_words(one.code, one.text),
            is_alarming=one.kind == "allergy",
            is_strong=True,
        )
        for one in sorted(card.diets, key=lambda one: one.kind)
    ]


def _rating(card: HouseholdCard) -> list[Part]:
    if card.rating is None:
        return []
    text = f"{card.rating} / {MOST_RATING}"
    return [_part(_("Last rating"), text, day=formatting.day(card.rated_at))]


def _open(card: HouseholdCard) -> list[Part]:
    if not card.open_calls:
        return []
    text = ngettext("%(n)s call to make", "%(n)s calls to make", card.open_calls)
    return [
        _part(
            _("Not seen to yet"),
            text % {"n": card.open_calls},
            href=reverse("relations:callback", args=[card.callback_id]),
        )
    ]


def _part(about: str, text: str, **more: Any) -> Part:
    return {"about": gettext(about), "text": text} | more
