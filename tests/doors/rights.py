"""
Ask everything as everybody, and write the table of who gets in where.

    python -m tests.doors.rights                 writes tests/doors/rights.txt anew
    python -m tests.doors.rights dispatch/ my/   only the addresses that begin so
"""

import logging
import os
import sys

import django
from django.test.utils import setup_test_environment


def main(beginnings: tuple[str, ...]) -> None:
    """Write the table anew; whoever commits it reads what changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.test")
    django.setup()
    setup_test_environment()
    logging.disable(logging.WARNING)  # every no would say so
    # Only now: they bring in models.
    from tests.doors import addresses, matrix, town

    known, before = addresses.book(), matrix.read()
    table: dict[str, list[str]] = {}
    with town.town() as here:
        for address in known:
            if address.route.startswith(beginnings):
                table |= matrix.table_of(matrix.ask_about(here, address))
            else:
                table |= {name: before.get(name, []) for name in matrix.titles(address)}
    matrix.write(table)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or ("",))
