"""The homes of a household: where they are, what is in them, how one gets in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier.commands.people import kept_household, note_change
from guanjia.chapters.dossier.models import Home
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import KEPT, Kept, changed, differs
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _


@transaction.atomic
def add_home(
    *,
    actor: Actor,
    household_id: int,
    name: str,
    address: str,
    at: datetime,
    kind: str = "flat",
    district: str = "",
    access_note: str = "",
    area_m2: int | None = None,
    rooms: Sequence[str] = (),
    no_photo_rooms: Sequence[str] = (),
    facilities: Sequence[str] = (),
    latitude: float | None = None,
    longitude: float | None = None,
) -> Home:
    """
    Add a home.

    :raises Invalid: if the address is empty
    :raises Conflict: if this home is noted already
    """
    actor, household = kept_household(actor, household_id)
    _require_address(address)
    same = {"name": name.strip(), "address": address.strip()}
    if not all(differs(home, same) for home in household.homes.all()):
        raise Conflict(_("This home is noted already. Nothing was written twice."))
    home = Home.objects.create(
        household=household,
        name=name.strip(),
        address=address.strip(),
        kind=kind,
        district=district,
        access_note=access_note,
        area_m2=area_m2,
        rooms=list(rooms),
        no_photo_rooms=list(no_photo_rooms),
        facilities=list(facilities),
        latitude=latitude,
        longitude=longitude,
    )
    note_change(household, home, "added", actor=actor, at=at)
    return home


@transaction.atomic
def change_home(
    *,
    actor: Actor,
    household_id: int,
    home_id: int,
    at: datetime,
    name: str | Kept = KEPT,
    address: str | Kept = KEPT,
    kind: str | Kept = KEPT,
    district: str | Kept = KEPT,
    access_note: str | Kept = KEPT,
    area_m2: int | Kept | None = KEPT,
    rooms: Sequence[str] | Kept = KEPT,
    no_photo_rooms: Sequence[str] | Kept = KEPT,
    facilities: Sequence[str] | Kept = KEPT,
    latitude: float | Kept | None = KEPT,
    longitude: float | Kept | None = KEPT,
) -> Home:
    """
    Correct what is given of what is known of a home; the rest stays as it is.

    :raises Invalid: if the address is made empty
    """
    actor, household = kept_household(actor, household_id)
    home = household.homes.get(id=home_id)
    if address is not KEPT:
        _require_address(address)
    columns = changed(
        name=name,
        address=address,
        kind=kind,
        district=district,
        access_note=access_note,
        area_m2=area_m2,
        rooms=rooms,
        no_photo_rooms=no_photo_rooms,
        facilities=facilities,
        latitude=latitude,
        longitude=longitude,
    )
    if not differs(home, columns):
        return home
    for column, value in columns.items():
        setattr(home, column, value)
    home.save(update_fields=list(columns))
    note_change(household, home, "changed", actor=actor, at=at)
    return home


@transaction.atomic
def place_home(
    *,
    actor: Actor,
    household_id: int,
    home_id: int,
    latitude: float,
    longitude: float,
    at: datetime,
) -> Home:
    """
    Put a home on the map, in degrees (WGS 84).

    :raises Invalid: if there is no such place on earth
    """
    actor, household = kept_household(actor, household_id)
    home = household.homes.get(id=home_id)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Invalid(_("There is no such place on the map."), field="latitude")
    home.latitude, home.longitude = latitude, longitude
    home.save(update_fields=["latitude", "longitude"])
    note_change(household, home, "placed", actor=actor, at=at)
    return home


def _require_address(address: str) -> None:
    if not address.strip():
        raise Invalid(_("Please fill this in."), field="address")
