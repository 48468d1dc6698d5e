"""
The house speaks English in code and Chinese on screen; this gathers and checks the translations.

What it brings along as data is Chinese, and has its English in `locale/en`; so have codes that are
no words, such as `e_bike`.

Each chapter keeps its words in a fragment of its own, `locale/<language>/<chapter>.po`; they are
merged and compiled into the one catalogue that Django reads. A message is a translation too few
if the code or a template says it and no fragment has it.
"""

import io
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HOUSE = Path(__file__).resolve().parents[1]
LOCALE = HOUSE / "locale"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CHINESE = re.compile("[\u3400-\u9fff]")
CODE = re.compile("[a-z]+(?:_[a-z]+)+")
Key = tuple[str, str | None]


class Contradiction(Exception):
    """Two fragments translate one message differently."""


def merged(language: str) -> Catalog:
    """
    Return all fragments of a language as one catalogue.

    :raises Contradiction: naming every message about which two fragments disagree
    """
    whole = Catalog(locale=language, charset="utf-8")
    told_by: dict[Key, str] = {}
    quarrels = []
    for fragment in sorted((LOCALE / language).glob("*.po")):
        with fragment.open("rb") as file:
            part = read_po(file, locale=language)
        for message in part:
            if not message.id or not message.string:
                continue
            key = (_single(message.id), message.context)
            before = whole.get(message.id, message.context)
            if before and before.string != message.string:
                quarrels.append(
                    f"“{key[0]}” is “{before.string}” in {told_by[key]} "
                    f"and “{message.string}” in {fragment.name}"
                )
                continue
            told_by[key] = fragment.name
            whole.add(message.id, message.string, context=message.context)
    if quarrels:
        raise Contradiction("\n".join(quarrels))
    return whole


def compile_all() -> None:
    """Merge and compile every language that has fragments, if a fragment is newer than the result."""
    for folder in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        fragments = list(folder.glob("*.po"))
        compiled = folder / "LC_MESSAGES" / "django.mo"
        newest = max((fragment.stat().st_mtime for fragment in fragments), default=0.0)
        if not fragments or (compiled.exists() and compiled.stat().st_mtime > newest):
            continue
        content = io.BytesIO()
        write_mo(content, merged(folder.name))
        compiled.parent.mkdir(exist_ok=True)
        # Somebody may be reading the words of now: they see the old or the new, never a half.
        beside = compiled.with_suffix(f".{os.getpid()}")
        beside.write_bytes(content.getvalue())
        beside.replace(compiled)


def _single(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def said_in_code() -> Iterator[tuple[Key, str]]:
    """Yield every message marked in Python files and templates, with where it stands."""
    from django.utils.translation.template import templatize

    for path in sorted(HOUSE.rglob("*")):
        if "vendor" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            source = path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            source = "\n".join(line.lstrip() for line in lines).encode()
        else:
            continue
        for line, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS):
            yield (_single(message), context), f"{path.relative_to(HOUSE)}:{line}"


def said_by_machines() -> Iterator[tuple[Key, str]]:
    """Yield the noun, the states and the moves of every state machine of the house."""
    from importlib import import_module

    from guanjia.kernel.states import Machine

    for path in sorted(HOUSE.rglob("states.py")):
        if path.parent.name == "kernel":
            continue
        name = ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts)
        for machine in vars(import_module(name)).values():
            if isinstance(machine, Machine):
                yield (machine.noun, "noun"), name
                for word in (*machine.states, *(move.name for move in machine.moves)):
                    yield (word, machine.noun), name


def said_in_seeds() -> Iterator[tuple[Key, str]]:
    """Yield the name and title of every figure of the trade, and of the parts of those that have some."""
    from guanjia.chapters.org.queries import SEEDS, names_of_figures

    for named in names_of_figures().values():
        for words in (named.name, *named.parts.values()):
            yield (words, "figure"), str(SEEDS.relative_to(HOUSE))
        yield (named.title, None), str(SEEDS.relative_to(HOUSE))


def brought_along() -> Iterator[tuple[Key, str]]:
    """Yield every Chinese text of the data files that does not stand beside its English there."""
    from guanjia.db.brought import CONTEXT

    for path in sorted(HOUSE.glob("chapters/*/data/**/*.toml")):
        for text in _texts_in(tomllib.loads(path.read_text("utf-8"))):
            if CHINESE.search(text):
                yield (text, CONTEXT), str(path.relative_to(HOUSE))


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, dict):
        yield from _texts_in([one for name, one in value.items() if name != "zh"])


def said_by_codes() -> Iterator[tuple[Key, str]]:
    """Yield every code that is said in a context: what programs call it is no English."""
    for message in merged("zh_Hans"):
        if isinstance(message.id, str) and message.context and CODE.fullmatch(message.id):
            yield (message.id, message.context), "locale/zh_Hans"


def untranslated(language: str, said: Iterable[tuple[Key, str]]) -> list[str]:
    """Return every message among `said` that `language` lacks, with where it is said."""
    catalogue = merged(language)
    missing: dict[Key, str] = {}
    for key, place in said:
        found = catalogue.get(key[0], key[1])
        if key[0] and not (found and found.string):
            missing.setdefault(key, place)
    return [
        f"{place}: “{message}”" + (f" ({context})" if context else "")
        for (message, context), place in missing.items()
    ]


def main() -> int:
    """Compile everything; with `check`, name what is missing and fail if anything is."""
    import django

    django.setup()
    try:
        compile_all()
    except Contradiction as quarrels:
        sys.stderr.write(f"{quarrels}\n")
        return 1
    if "check" not in sys.argv:
        return 0
    said = (*said_in_code(), *said_by_machines(), *said_in_seeds())
    missing = untranslated("zh_Hans", said) + untranslated(
        "en", (*brought_along(), *said_by_codes())
    )
    everything = "Every message has its Chinese, every text of the data files and code its English."
    sys.stdout.write("\n".join(missing or [everything]) + "\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
