"""Everything that writes to the vault. Who may do it is asked by the chapter that calls."""

from guanjia.vault.commands.erasing import erase_files, forget_rows, remove_erased
from guanjia.vault.commands.losses import bring_back, give_up
from guanjia.vault.commands.rotation import begin_rotation, file_anew, reencrypt_some, sign_index
from guanjia.vault.commands.storing import keeping, record_access, remember, store

__all__ = [
    "begin_rotation",
    "bring_back",
    "erase_files",
    "file_anew",
    "forget_rows",
    "give_up",
    "keeping",
    "record_access",
    "reencrypt_some",
    "remember",
    "remove_erased",
    "sign_index",
    "store",
]
