"""All that is kept of a household, for the household itself: to read, to keep, to take elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.policies import may_take_data, visible_households
from guanjia.chapters.dossier.queries import access_to_household
from guanjia.chapters.org.queries import zone_of
from guanjia.flow.chapter import Kept, Value, chapters
from guanjia.flow.event_messages import NO, YES
from guanjia.flow.overviews.timeline import household_timeline
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local
from guanjia.kernel.words import _

Said = str | int | float | None


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of what is kept, in the reader's words; every moment as the household's clocks show it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnData:
    """All that is kept of one household."""

    code: str
    display_name: str
    tables: tuple[OwnTable, ...]


def own_data(*, actor: Actor, household_id: int) -> OwnData:
    """
    Return all that is kept of a household, table by table: some forty SQL queries, more by its length.

    Pictures and signed papers are not in it; they stand on the pages of what they belong to.

    :raises Household.DoesNotExist: if there is none that the actor may see
    :raises NotAllowed: if the actor does not decide for it
    """
    household: Household = visible_households(actor).get(id=household_id)
    may_take_data(actor, household).require()
    zone = zone_of(household.branch_id)
    tables = (_in_words(table, zone) for table in _tables(actor, household_id))
    return OwnData(household.code, household.display_name, tuple(tables))


def _tables(actor: Actor, household_id: int) -> Iterator[Kept]:
    for chapter in chapters():
        yield from chapter.keeps(actor, household_id)
    yield Kept(
        _("What happened"),
        (_("When"), _("What"), _("By whom")),
        tuple(_life(actor, household_id)),
    )
    yield Kept(
        _("Who has seen what"),
        (_("When"), _("Who"), _("What"), _("Whose")),
        tuple(_looks(actor, household_id)),
    )


def _life(actor: Actor, household_id: int) -> Iterator[tuple[Value, ...]]:
    before: int | None = None
    while True:
        stretch = household_timeline(actor=actor, household_id=household_id, before=before)
        for one in stretch.happenings:
            yield one.at, one.words, one.by
        before = stretch.older
        if before is None:
            return


def _looks(actor: Actor, household_id: int) -> Iterator[tuple[Value, ...]]:
    number = pages = 1
    while number <= pages:
        found = access_to_household(actor, household_id, number=number)
        for one in found.rows:
            yield one.at, one.who, one.what, one.whose
        number, pages = number + 1, found.of


def _in_words(table: Kept, zone: str) -> OwnTable:
    return OwnTable(
        title=gettext(table.title),
        head=tuple(map(gettext, table.head)),
        rows=tuple(tuple(_said(value, zone) for value in row) for row in table.rows),
    )


def _said(value: Value, zone: str) -> Said:
    if isinstance(value, bool):
        return gettext(YES if value else NO)
    if isinstance(value, datetime):
        return f"{local(value, zone):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value
