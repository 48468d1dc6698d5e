"""Reading about households: lists, one record, extracts for those who come, rights."""

from guanjia.chapters.dossier.queries.access_records import (
    AccessLine,
    AccessRecords,
    access_to_household,
)
from guanjia.chapters.dossier.queries.diets import DietLine, diets_of
from guanjia.chapters.dossier.queries.erasures import (
    ErasedCard,
    ErasureCard,
    erased_card,
    erased_since_opened,
    erasure_card,
    erasures_to_see_to,
    households_to_erase,
    not_erased_among,
)
from guanjia.chapters.dossier.queries.extracts import (
    Extract,
    extract_for_visit,
    may_take_photos,
)
from guanjia.chapters.dossier.queries.languages import language_of, language_of_homes
from guanjia.chapters.dossier.queries.lists import (
    SORTS,
    Duplicate,
    HouseholdRow,
    duplicates_of,
    found_by,
    household_list,
)
from guanjia.chapters.dossier.queries.preferences import (
    NOTHING_SAID,
    PreferenceLine,
    Said,
    preferences_of,
    said_by,
    said_of,
)
from guanjia.chapters.dossier.queries.records import (
    HouseholdRecord,
    MemberLine,
    household_record,
)
from guanjia.chapters.dossier.queries.rights import (
    BORN,
    Decider,
    born_on,
    colleagues,
    consents_of,
    deciders_of,
    minors_among,
    names_of,
    own_consents,
    responsible_for,
    standings_of,
    worker_wishes_of,
)

__all__ = [
    "BORN",
    "NOTHING_SAID",
    "SORTS",
    "AccessLine",
    "AccessRecords",
    "Decider",
    "DietLine",
    "Duplicate",
    "ErasedCard",
    "ErasureCard",
    "Extract",
    "HouseholdRecord",
    "HouseholdRow",
    "MemberLine",
    "PreferenceLine",
    "Said",
    "access_to_household",
    "born_on",
    "colleagues",
    "consents_of",
    "deciders_of",
    "diets_of",
    "duplicates_of",
    "erased_card",
    "erased_since_opened",
    "erasure_card",
    "erasures_to_see_to",
    "extract_for_visit",
    "found_by",
    "household_list",
    "household_record",
    "households_to_erase",
    "language_of",
    "language_of_homes",
    "may_take_photos",
    "minors_among",
    "names_of",
    "not_erased_among",
    "own_consents",
    "preferences_of",
    "responsible_for",
    "said_by",
    "said_of",
    "standings_of",
    "worker_wishes_of",
]
