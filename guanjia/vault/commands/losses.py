"""What becomes of files that are lost: they are brought back from a copy, or given up."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.vault.commands.rotation import put_in_place
from guanjia.vault.files import place_of
from guanjia.vault.keys import Unreadable, decrypt_bytes_by, encrypt_bytes
from guanjia.vault.models import File, GivenUp


def bring_back(row: File, encrypted: bytes, *, keys: Iterable[str], at: datetime) -> bool:
    """
    Put a copy of a lost file into its place, encrypted by the newest key, and return whether it is one.

    :param encrypted: the copy, as it lay in the vault that it comes from
    :param keys: the keys of that vault
    """
    try:
        content = decrypt_bytes_by(encrypted, keys)
    except Unreadable:
        return False
    if sha256(content).hexdigest() != row.sha256:
        return False
    place = place_of(row.stored_as)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.is_dir():
        place.rmdir()
    put_in_place(place, encrypt_bytes(content))
    GivenUp.objects.filter(file=row, brought_back_at=None).update(brought_back_at=at)
    return True


@transaction.atomic
def give_up(file_ids: Iterable[int], *, by: str, reason: str, at: datetime) -> None:
    """
    Note that these files are lost for good; nothing of them is taken away.

    :raises Invalid: if nobody says who does it and why
    """
    if not by.strip() or not reason.strip():
        raise Invalid(_("Say who gives a file up, and why."))
    for file_id in file_ids:
        GivenUp.objects.create(
            file_id=file_id, given_up_by=by.strip(), reason=reason.strip(), given_up_at=at
        )
