"""What may be done with a household's dossier, by subject."""

from guanjia.chapters.dossier.commands.agreements import (
    agree_communication,
    give_consent,
    wish_worker,
    withdraw_consent,
)
from guanjia.chapters.dossier.commands.contacts import (
    add_contact,
    bind_contacts,
    change_contact,
    end_links_of_others,
    login_of_contact,
    remove_contact,
)
from guanjia.chapters.dossier.commands.diets import end_diet, note_diet
from guanjia.chapters.dossier.commands.erasures import (
    ask_for_erasure,
    carry_out_erasure,
    confirm_erasure,
    lock_household,
    take_back_erasure,
)
from guanjia.chapters.dossier.commands.heard import Heard, note_heard
from guanjia.chapters.dossier.commands.homes import add_home, change_home, place_home
from guanjia.chapters.dossier.commands.households import (
    change_household,
    drop_household,
    engage_household,
    open_household,
    part_with_household,
    release_households,
    reopen_household,
)
from guanjia.chapters.dossier.commands.people import (
    add_habit,
    add_member,
    change_member,
    note_wish,
    remove_habit,
    remove_member,
)
from guanjia.chapters.dossier.commands.preferences import end_preference, note_preference
from guanjia.chapters.dossier.commands.sight import (
    Sight,
    end_sight,
    end_sights,
    grant_sight,
    grant_sights,
    note_data_taken,
    note_diets_read,
    read_extract,
    reveal,
)

__all__ = [
    "Heard",
    "Sight",
    "add_contact",
    "add_habit",
    "add_home",
    "add_member",
    "agree_communication",
    "ask_for_erasure",
    "bind_contacts",
    "carry_out_erasure",
    "change_contact",
    "change_home",
    "change_household",
    "change_member",
    "confirm_erasure",
    "drop_household",
    "end_diet",
    "end_links_of_others",
    "end_preference",
    "end_sight",
    "end_sights",
    "engage_household",
    "give_consent",
    "grant_sight",
    "grant_sights",
    "lock_household",
    "login_of_contact",
    "note_data_taken",
    "note_diet",
    "note_diets_read",
    "note_heard",
    "note_preference",
    "note_wish",
    "open_household",
    "part_with_household",
    "place_home",
    "read_extract",
    "release_households",
    "remove_contact",
    "remove_habit",
    "remove_member",
    "reopen_household",
    "reveal",
    "take_back_erasure",
    "wish_worker",
    "withdraw_consent",
]
