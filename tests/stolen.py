"""What somebody reads who has stolen the database: every word in it, unpacked as far as it goes."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

WORD = re.compile(r"[A-Za-z0-9_\-+/=.:]{4,}")
LAYERS = 4


def words(texts: Iterable[str]) -> set[str]:
    """Return every word in the texts, and in what they turn into when they are decoded."""
    found: set[str] = set()
    for text in texts:
        found |= _words_of(text, LAYERS)
    return found


def _words_of(text: str, layers: int) -> set[str]:
    found = set()
    for word in WORD.findall(text):
        found |= {word, *re.split(r"[/:.=+]", word)}
        for plain in _decoded(word) if layers else ():
            found |= _words_of(plain, layers - 1)
    return found - {""}


def _decoded(word: str) -> Iterator[str]:
    for part in {word, *re.split(r"[:.]", word)}:
        if len(part) < 8:
            continue
        try:
            content = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            continue
        with suppress(zlib.error):
            content = zlib.decompress(content)
        if content.isascii() and content.decode().isprintable():
            yield content.decode()


def rows(connection) -> dict[str, list[str]]:
    """Return what lies in each table, every value as text."""
    lying = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lying[table] = [str(value) for row in cursor.fetchall() for value in row]
    return lying
