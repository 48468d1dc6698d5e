"""
Finding people by what is encrypted or private, without the database being able to read it.

A name is found by the whole of it, its surname, its pinyin and its initials; a phone number by
the whole of it and its last four digits. Only keyed fingerprints are stored.
"""

import re

from guanjia.kernel.spelling import READINGS, comparable, digits_asked, parts_of, surname_of
from guanjia.vault.keys import fingerprint
from guanjia.vault.models import SearchToken

LEAST_DIGITS = 4


def print_of(text: str, *, key: str = "") -> str:
    """Return the fingerprint under which `text` is filed and looked up; that of `key`, if given."""
    return fingerprint("search", comparable(text), key=key)


def name_words(name: str) -> set[str]:
    """Return everything under which a name is to be found: its parts, and every way it is read."""
    whole = comparable(name)
    if not whole:
        return set()
    parts = parts_of(name)
    words = {whole, *parts}
    for spoken in {whole, *parts}:
        words |= _read_aloud(spoken)
    if not whole.isascii():
        surname = surname_of(whole)
        words |= {surname, whole[len(surname) :]}
    return {word for word in words if word}


def _read_aloud(name: str) -> set[str]:
    """Return pinyin and initials of a name, and of its surname alone, in each way that one is read."""
    from pypinyin import lazy_pinyin  # its tables take half a second to load

    surname = "" if name.isascii() else surname_of(name)
    given = [syllable.lower() for syllable in lazy_pinyin(name[len(surname) :])]
    usual = [syllable.lower() for syllable in lazy_pinyin(surname)]
    words = set()
    for reading in {"".join(usual), *READINGS.get(surname, ())}:
        # Of a surname of two signs the initials are those of its own syllables.
        first = "".join(one[0] for one in usual) if len(usual) > 1 else reading[:1]
        words |= {
            reading,
            reading + "".join(given),
            first + "".join(one[0] for one in given if one),
        }
    return words


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
    return {comparable(text)} - {""}


def find(noun: str, text: str) -> set[int]:
    """Return the ids of the rows of kind `noun` filed under `text`, in one SQL query."""
    wanted = {comparable(text)} | (digits_asked(text) if _is_number(text) else frozenset())
    wanted.discard("")
    if not wanted:
        return set()
    prints = [print_of(one) for one in wanted]
    rows = SearchToken.objects.filter(noun=noun, token__in=prints)
    return set(rows.values_list("object_id", flat=True))


def _is_number(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)
