"""Files of the vault that are lost: which they are, bringing them back from a backup, giving them up."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_keys
from guanjia.doors.cli.archive import LACKING, Refused, members, read_in_words
from guanjia.doors.clock import now
from guanjia.doors.refusals import in_words
from guanjia.kernel.errors import Refusal
from guanjia.vault.commands import bring_back, give_up
from guanjia.vault.files import place_of
from guanjia.vault.models import File
from guanjia.vault.soundness import erased_ids, given_up_ids, state_of

MOST_BYTES = 200_000_000
"""No file of the vault is as large; what an archive calls so is none."""


def show() -> int:
    """Name each file that is lost; `LACKING` if one is that was not given up."""
    if problem := wellbeing.why_not_by_these_keys():
        return _refused(problem)
    given_up = given_up_ids()
    for row in _lost():
        words = (
            _("no. %(number)s (%(purpose)s, stored on %(day)s), given up: %(file)s")
            if row.pk in given_up
            else _("no. %(number)s (%(purpose)s, stored on %(day)s): %(file)s")
        )
        print(words % _named(row))
    return _how_it_stands()


def bring(archive: Path) -> int:
    """
    Take from a backup what is lost here, and is there as it was stored.

    The backup may be of a time before the key was changed: its own keys open what is in it.
    """
    if problem := wellbeing.why_not_by_these_keys():
        return _refused(problem)
    lost = {f"vault/{row.stored_as[:2]}/{row.stored_as}": row for row in _lost()}
    brought: list[File] = []
    try:
        with holding_keys(settings.VAR):
            _bring(archive, lost, brought)
    except (Refused, InTheWay) as refusal:
        part = _("The backup is damaged from some point on; what stood before that is back.")
        _refused(part if brought else str(refusal))
        _how_it_stands()
        return 1
    return _how_it_stands()


def _bring(archive: Path, lost: dict[str, File], brought: list[File]) -> None:
    keys, closed = list(settings.VAULT_KEYS), 0
    with read_in_words(archive) as pieces, closing(members(pieces)) as found:
        for info, content in found:
            if info.name == "vault.key":
                keys += content.read(MOST_BYTES).decode("ascii", errors="replace").split()
            if info.name not in lost or info.size > MOST_BYTES:
                continue
            row = lost[info.name]
            if bring_back(row, content.read(), keys=keys, at=now()):
                brought.append(row)
                print(_("File no. %(number)s is back.") % {"number": row.pk})
            else:
                closed += 1
    if closed:
        words = _(
            "%(n)s of the lost files are in this backup, but not as they were stored, or under a key that "
            'is not in it. If you have that key: `GUANJIA_VAULT_KEYS="KEY-OF-NOW OLD-KEY" guanjia files '
            "bring %(archive)s`."
        )
        print(words % {"n": closed, "archive": archive}, file=sys.stderr)


def abandon(numbers: Sequence[int], *, by: str, reason: str) -> int:
    """Give up files that are lost for good, once their numbers were typed again."""
    if problem := wellbeing.why_not_by_these_keys():
        return _refused(problem)
    lost = {row.pk: row for row in _lost()}
    known = given_up_ids()
    for number in numbers:
        if number not in lost or number in known:
            return _refused(
                _("File no. %(number)s is not lost, or was given up already.") % {"number": number}
            )
        print(_("no. %(number)s (%(purpose)s, stored on %(day)s): %(file)s") % _named(lost[number]))
    print(
        _(
            "Whoever asks for them will read who gave them up and why, and no look or backup speaks of "
            "them any more. They can still be brought back."
        )
    )
    if not _is_typed_again(numbers):
        return _refused(_("Nothing was given up: the numbers typed are not the same."))
    try:
        give_up(dict.fromkeys(numbers), by=by, reason=reason, at=now())
    except Refusal as refusal:
        return _refused(in_words(refusal))
    return _how_it_stands()


def _is_typed_again(numbers: Sequence[int]) -> bool:
    try:
        typed = input(_("Type the numbers again to give them up: "))
    except EOFError:
        return False
    return typed.split() == [str(number) for number in numbers]


def _lost() -> list[File]:
    rows = File.objects.exclude(id__in=erased_ids()).order_by("id")
    return [row for row in rows if state_of(row, is_read=True)]


def _named(row: File) -> dict[str, object]:
    return {
        "number": row.pk,
        "purpose": row.purpose,
        "day": wellbeing.in_clock(row.stored_at),
        "file": place_of(row.stored_as),
    }


def _how_it_stands() -> int:
    """Look through all files, so that the house's looks know it at once, and say what is lost."""
    found = wellbeing.look_through_files()
    print(found.words)
    if found.mend:
        print(f"    → {found.mend}")
    return LACKING if found.state == "ill" else 0


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
