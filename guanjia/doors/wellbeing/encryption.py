"""Looks at the keys of the vault: whether they open what is there, and how far a new one has come."""

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from guanjia.chapters.org.models import User
from guanjia.doors.wellbeing.finding import Finding
from guanjia.vault.keys import Unreadable
from guanjia.vault.rotation import is_index_signed_otherwise, progress


def keys() -> Finding:
    """Look whether the vault's keys are there, are keys, and open what is in the database."""
    if not settings.VAULT_KEYS:
        return Finding("ill", _("The vault has no key."), _bring_back() or _make_one())
    try:
        for key in settings.VAULT_KEYS:
            Fernet(key)
    except ValueError:
        return Finding("ill", _("A key of the vault is not a key."), _bring_back() or _made_by())
    encrypted = User.objects.exclude(phone="").only("phone").order_by("id")
    try:
        encrypted.first()
        encrypted.last()
    except Unreadable:
        return Finding(
            "ill",
            _("The vault's keys do not open what is in the database."),
            _bring_back()
            or _("Add the key that sealed it to GUANJIA_VAULT_KEYS, after the newest."),
        )
    return Finding("well", _("The vault's keys open what is sealed."))


def _bring_back() -> str:
    """Return what to do where the keys lie beside the data; "" if they come from the environment."""
    if os.environ.get("GUANJIA_VAULT_KEYS"):
        return ""
    words = _(
        "Bring %(file)s back from a copy. From a backup: `guanjia restore` brings the house back once "
        "more, into an empty GUANJIA_VAR and, if GUANJIA_DATABASE_URL is set, another database; the "
        "vault.key there is the one. Without it nothing personal can be read."
    )
    return words % {"file": Path(settings.VAR) / "vault.key"}


def _make_one() -> str:
    return _("Make one with `guanjia new-key` and set GUANJIA_VAULT_KEYS.")


def _made_by() -> str:
    return _("GUANJIA_VAULT_KEYS holds keys made with `guanjia new-key`, separated by spaces.")


def why_not_by_these_keys() -> str:
    """
    Return in words why nothing may be written or backed up with these keys; "" if it may.

    What is encrypted by a foreign key lies among what it cannot open, and is lost when the right one
    comes back; a backup with it takes the place of one that could be read.
    """
    try:
        found = keys()
    except DatabaseError:
        return ""  # A database in which nothing is encrypted yet.
    return "" if found.state == "well" else f"{found.words}\n{found.mend}"


def rotation() -> Finding:
    """Look how far the newest key has come, and whether the older ones can go."""
    known_keys = keys()
    if known_keys.state != "well":
        return known_keys
    if is_index_signed_otherwise():
        return Finding("ill", otherwise_words(), otherwise_mend())
    known = progress()
    figures = {"done": known.done, "total": known.total} if known else {}
    if known and known.unreadable:
        return Finding(
            "ill",
            _("%(n)s sealed values are opened by none of the keys.") % {"n": known.unreadable},
            _(
                "Add the key that opens them to the list, before the last one, and run `guanjia keys "
                "rotate`. What is spoilt itself is named by `guanjia files`, and opened by no key."
            ),
            figures,
        )
    if known and not known.encrypted_at:
        return Finding(
            "mind",
            _("The newest key has come through %(done)s of %(total)s rows and files.") % figures,
            _("Go on with `guanjia keys rotate`; the old key is needed until it is done."),
            figures,
        )
    if len(settings.VAULT_KEYS) > 1:
        if known:
            words = _("Everything is sealed by the newest key; the old one still signs the search.")
            return Finding("mind", words, _("Stop web and workers, and run `guanjia keys finish`."))
        words = _("There is a newer key, and nothing that was sealed before is sealed by it yet.")
        return Finding("mind", words, _("Run `guanjia keys rotate`."))
    return Finding("well", _("Everything is sealed by one key."), figures=figures)


def otherwise_words() -> str:
    """Return in words that nobody can be found by the last key."""
    return _("The search index is signed by another key than the last one: nobody could sign in.")


def otherwise_mend() -> str:
    """Return what is to be done about an index that another key signs."""
    return _(
        "If the vault's key was being changed, run `guanjia keys rotate` once more, or leave only "
        "the newest key in GUANJIA_VAULT_KEYS. Else set the keys that this house had."
    )
