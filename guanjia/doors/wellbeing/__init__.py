"""Is the house well: one set of looks, for programs, for the page of operations and for the doctor."""

from guanjia.db.server import check_is_reached
from guanjia.doors.wellbeing.clock import (
    MOST_AHEAD,
    apart,
    clock,
    in_clock,
    set_it,
    why_too_far_ahead,
)
from guanjia.doors.wellbeing.damage import damaged_mend, look_through, pointing, said_of, whole
from guanjia.doors.wellbeing.encryption import keys, rotation, why_not_by_these_keys
from guanjia.doors.wellbeing.files import (
    files,
    look_through_a_share,
    look_through_files,
    lost_mend,
    lost_words,
    strays,
)
from guanjia.doors.wellbeing.finding import Finding
from guanjia.doors.wellbeing.forgotten import forgotten, note_erased
from guanjia.doors.wellbeing.hidden import why_hidden
from guanjia.doors.wellbeing.lasting import lasting
from guanjia.doors.wellbeing.looks import (
    LOOKS,
    OF_WEB,
    STATES,
    Look,
    counts,
    look_over,
    queue,
    schema,
    taken,
    why_not_to_start,
    why_too_old,
    worst,
)
from guanjia.doors.wellbeing.numbers import numbers
from guanjia.doors.wellbeing.rows import count_rows, forget_counts, rows
from guanjia.doors.wellbeing.structure import structure

__all__ = [
    "LOOKS",
    "MOST_AHEAD",
    "OF_WEB",
    "STATES",
    "Finding",
    "Look",
    "apart",
    "check_is_reached",
    "clock",
    "count_rows",
    "counts",
    "damaged_mend",
    "files",
    "forget_counts",
    "forgotten",
    "in_clock",
    "keys",
    "lasting",
    "look_over",
    "look_through",
    "look_through_a_share",
    "look_through_files",
    "lost_mend",
    "lost_words",
    "note_erased",
    "numbers",
    "pointing",
    "queue",
    "rotation",
    "rows",
    "said_of",
    "schema",
    "set_it",
    "strays",
    "structure",
    "taken",
    "whole",
    "why_hidden",
    "why_not_by_these_keys",
    "why_not_to_start",
    "why_too_far_ahead",
    "why_too_old",
    "worst",
]
