"""What somebody who comes to the home may know of it, and no more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guanjia.chapters.dossier import policies
from guanjia.chapters.dossier.models import Consent, Habit, Home, Household
from guanjia.chapters.dossier.queries.diets import DietLine, told_to
from guanjia.chapters.dossier.queries.preferences import said_of
from guanjia.chapters.dossier.rules import Said
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor

MOST_CALLS = 2


@dataclass(frozen=True, slots=True)
class ExtractHome:
    """A place to go to; `access_note` says how to get in."""

    id: int
    name: str
    district: str
    address: str
    access_note: str
    rooms: tuple[str, ...]
    no_photo_rooms: tuple[str, ...]
    facilities: tuple[str, ...]
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody of the household, and under which number they answer."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class Extract:
    """
    A household as those who come see it: no family name where there is an alias.

    `calls` are those of the household who may be called at the door or when something goes wrong,
    whoever is called first before the others. `diets` are what has to be minded: of meals only
    for who touches food.
    """

    household_id: int
    display_name: str
    homes: tuple[ExtractHome, ...]
    diets: tuple[DietLine, ...]
    taboos: tuple[str, ...]
    pets: tuple[str, ...]
    said: Said
    habits: tuple[str, ...]
    may_take_photos: bool
    calls: tuple[ToCall, ...]


def extract_for_visit(
    actor: Actor,
    household_id: int,
    *,
    at: datetime,
    home_id: int | None = None,
    touches_food: bool = False,
) -> Extract:
    """
    Return what the actor may know of a household while a grant holds, in eight SQL queries.

    Reading it is to be recorded: doors call `commands.read_extract`.

    :param home_id: the home they come to; of the household's others they learn nothing
    :param touches_food: whether they do something with food there
    :raises Household.DoesNotExist: if no grant of the actor holds at `at`
    """
    granted = policies.living_grants(actor, at).filter(household_id=household_id)
    if not granted.exists():
        raise Household.DoesNotExist
    household = ours(Household.objects.all(), id=household_id)
    habits: dict[str, list[str]] = {}
    for habit in Habit.objects.filter(household=household, is_for_workers=True).order_by("id"):
        habits.setdefault(habit.kind, []).append(habit.text)
    return Extract(
        household_id=household.pk,
        display_name=household.display_name,
        homes=tuple(_home(home) for home in _homes(household, home_id)),
        diets=told_to(household.pk, touches_food=touches_food),
        taboos=tuple(habits.pop("taboo", ())),
        pets=tuple(habits.pop("pet", ())),
        said=said_of(household.pk),
        habits=tuple(text for texts in habits.values() for text in texts),
        may_take_photos=may_take_photos(household_id=household.pk),
        calls=tuple(
            ToCall(contact.name, contact.relation, contact.phone)
            for contact in household.contacts.order_by("position", "id")
            if contact.phone
        )[:MOST_CALLS],
    )


def _homes(household: Household, home_id: int | None) -> QuerySet[Home]:
    homes = household.homes.order_by("id")
    return homes if home_id is None else homes.filter(id=home_id)


def may_take_photos(*, household_id: int) -> bool:
    """Test whether the household's consent to photos stands, in one SQL query."""
    return Consent.objects.filter(
        household_id=household_id, purpose="photos", withdrawn_at=None
    ).exists()


def _home(home: Home) -> ExtractHome:
    return ExtractHome(
        id=home.pk,
        name=home.name,
        district=home.district,
        address=home.address,
        access_note=home.access_note,
        rooms=tuple(home.rooms),
        no_photo_rooms=tuple(home.no_photo_rooms),
        facilities=tuple(home.facilities),
        latitude=home.latitude,
        longitude=home.longitude,
    )
