"""Everything that writes to the vault. Who may do it is asked by the chapter that calls."""

from guanjia.vault.commands.rotation import begin_rotation, reencrypt_some, sign_index
from guanjia.vault.commands.storing import keeping, note_looks, remember, store

__all__ = [
    "begin_rotation",
    "keeping",
    "note_looks",
    "reencrypt_some",
    "remember",
    "sign_index",
    "store",
]
