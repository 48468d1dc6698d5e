"""Changing the vault's key: everything is encrypted anew, then the old key is retired."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from guanjia.db.troubles import is_away, is_slow
from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_folder, holding_keys
from guanjia.doors.cli.house import progress_bar
from guanjia.doors.clock import now
from guanjia.doors.key_file import are_as_read, changed_words, is_kept_here, key_file
from guanjia.flow.overviews import health
from guanjia.vault.commands import begin_rotation, reencrypt_some, sign_index
from guanjia.vault.private import keep_instead
from guanjia.vault.rotation import Progress, progress


def do(act: str) -> int:
    """Rotate, finish, or say how far it is; what is in the way is said, and the next call goes on."""
    if act != "status":
        problem = wellbeing.why_too_old() or wellbeing.why_not_by_these_keys()
        if problem:
            print(problem, file=sys.stderr)
            return 1
    try:
        return ACTS[act]()
    except (OSError, DatabaseError) as error:
        if is_slow(error) or is_away(error):
            print(*wellbeing.said_of(error), sep="\n    → ", file=sys.stderr)
            return 1
        words = _(
            "This could not be done to its end: %(why)s. Nothing is lost. Look whether the disk is "
            "full, then run `guanjia keys %(act)s` again."
        )
        print(words % {"why": error, "act": act}, file=sys.stderr)
        return 1


def rotate() -> int:
    """
    Encrypt everything by the newest key; where the keys lie here, make that key first and retire the old.

    It may be stopped at any moment, or be killed: the next call goes on from there.
    """
    if is_kept_here() and health.is_at_work(at=now()):
        return _say_who_works()
    try:
        with _alone_with_keys_kept_here():
            return _rotate()
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1


@contextmanager
def _alone_with_keys_kept_here() -> Iterator[None]:
    """Let no house be open and no backup be written for as long as keys beside the data change."""
    if not is_kept_here():
        yield
        return
    with holding_folder(settings.VAR), holding_keys(settings.VAR, to_change=True):
        if not are_as_read():
            raise InTheWay(changed_words())
        yield


def _rotate() -> int:
    if len(settings.VAULT_KEYS) == 1:
        if not is_kept_here():
            words = _(
                "There is one key. Make another with `guanjia new-key`, put it before the old one "
                "in GUANJIA_VAULT_KEYS, start web and workers anew, and run this again."
            )
            print(words, file=sys.stderr)
            return 1
        settings.VAULT_KEYS = [Fernet.generate_key().decode(), *settings.VAULT_KEYS]
        _keep(settings.VAULT_KEYS)
    known = begin_rotation(at=now())
    show, words = progress_bar(), _("sealed by the newest key")
    while known.encrypted_at is None:
        show(known.done / max(known.total, 1), words)
        known = reencrypt_some(at=now())
    show(1, words)
    print()
    if known.unreadable:
        refusal = _(
            "%(n)s values are opened by none of the keys. The old key stays; add the one that "
            "opens them to the list, before the last one, and run this again. A file that is spoilt "
            "itself is opened by no key: `guanjia files` names it, brings it back or gives it up."
        )
        print(refusal % {"n": known.unreadable}, file=sys.stderr)
        return 1
    if is_kept_here():
        return _retire(known)
    print(
        _(
            "Everything is sealed by the newest key. Stop web and workers, and run `guanjia keys finish`."
        )
    )
    return 0


def finish() -> int:
    """Sign the search index by the newest key, while nobody is at work, so that the old can go."""
    known = progress()
    if len(settings.VAULT_KEYS) == 1 or known is None or known.encrypted_at is None:
        print(_("First run `guanjia keys rotate` to its end."), file=sys.stderr)
        return 1
    if health.is_at_work(at=now()):
        return _say_who_works()
    try:
        with _alone_with_keys_kept_here() if is_kept_here() else holding_folder(settings.VAR):
            return _retire(known)
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1


def _say_who_works() -> int:
    print(_("A worker is at work. Stop web and workers first."), file=sys.stderr)
    return 1


def _retire(known: Progress) -> int:
    if known.signed_at is None:
        sign_index(at=now())
    if is_kept_here():
        _keep(settings.VAULT_KEYS[:1])
        print(_("The old key is retired. Make a backup now: `guanjia backup`."))
    else:
        print(
            _(
                "The old keys are needed no more: leave only the first in GUANJIA_VAULT_KEYS, and "
                "start web and workers. Backups made before need the old key; keep it with them."
            )
        )
    return 0


def _keep(keys: list[str]) -> None:
    keep_instead(key_file(), "\n".join(keys))


def status() -> int:
    """Say how far the newest key has come; 1 if the keys open nothing, or not everything."""
    found = wellbeing.rotation()
    print(found.words)
    if found.mend:
        print(f"    → {found.mend}")
    return int(found.state == "ill")


ACTS = {"rotate": rotate, "finish": finish, "status": status}
