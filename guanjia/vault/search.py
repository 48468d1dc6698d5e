"""
Finding people by what is encrypted or private, without the database being able to read it.

A name is found by the whole of it, its surname, its pinyin and its initials; a phone number by
the whole of it and its last four digits. Only keyed fingerprints are stored.
"""

import re

from guanjia.vault.keys import fingerprint
from guanjia.vault.models import SearchToken

LEAST_DIGITS = 4


def plain(text: str) -> str:
    """Return `text` as it is compared: lower case, without blanks, hyphens and brackets."""
    return re.sub(r"[\s\-().·]+", "", text).lower()


def print_of(text: str, *, key: str = "") -> str:
    """Return the fingerprint under which `text` is filed and looked up; that of `key`, if given."""
    return fingerprint("search", plain(text), key=key)


def name_words(name: str) -> set[str]:
    """Return everything under which a name is to be found."""
    whole = plain(name)
    if not whole:
        return set()
    from pypinyin import lazy_pinyin  # its tables take half a second to load

    syllables = [syllable.lower() for syllable in lazy_pinyin(whole)]
    words = {
        whole,
        "".join(syllables),
        "".join(syllable[0] for syllable in syllables if syllable),
    }
    if not whole.isascii():
        words |= {whole[0], whole[1:], syllables[0]}
    return {word for word in words if word}


def phone_words(phone: str) -> set[str]:
    """Return everything under which a phone number is to be found, without its country code."""
    digits = re.sub(r"\D", "", phone.removeprefix("+86"))
    return {digits, digits[-LEAST_DIGITS:]} if len(digits) >= LEAST_DIGITS else set()


def words_of(field: str, text: str) -> set[str]:
    """Return the search words of a text by the kind of field that it stands in."""
    if field == "phone":
        return phone_words(text)
    if field == "name":
        return name_words(text)
    return {plain(text)} - {""}


def find(noun: str, text: str) -> set[int]:
    """Return the ids of the rows of kind `noun` filed under `text`, in one SQL query."""
    wanted = plain(text).removeprefix("+86")
    if not wanted:
        return set()
    rows = SearchToken.objects.filter(noun=noun, token=print_of(wanted))
    return set(rows.values_list("object_id", flat=True))
