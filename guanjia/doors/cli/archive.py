"""One archive with everything: the database and the vault's files; and the way back."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.models import User

SQLITE_NAME = "house.sqlite3"
POSTGRESQL_NAME = "house.dump"
VAULT_NAME = "vault"
KEYS = ("secret.key", "vault.key")


def back_up(archive: Path, *, with_keys: bool) -> int:
    """
    Write an archive of the house as it is at this moment; it may be open meanwhile.

    Without its keys nobody can read what is sealed in it, so the keys are kept elsewhere unless
    `with_keys` asks for them.
    """
    with tempfile.TemporaryDirectory(prefix="guanjia-backup-") as folder:
        place = Path(folder)
        if connection.vendor == "sqlite":
            _copy_sqlite(place / SQLITE_NAME)
        elif not _run_postgresql("pg_dump", "--format=custom", f"--file={place / POSTGRESQL_NAME}"):
            return 1
        unfinished = archive.with_name(f"{archive.name}.unfinished")
        with tarfile.open(unfinished, "w:gz") as tar:
            for file in sorted(place.iterdir()):
                tar.add(file, file.name)
            if Path(settings.VAULT_ROOT).is_dir():
                tar.add(settings.VAULT_ROOT, VAULT_NAME)
            for name in KEYS if with_keys else ():
                if (settings.VAR / name).is_file():
                    tar.add(settings.VAR / name, name)
        unfinished.chmod(0o600)
        unfinished.replace(archive)
    print(_("The house is in %(file)s.") % {"file": archive})
    if not with_keys:
        print(_("Keep the vault's keys in another safe place: without them it cannot be read."))
    return 0


def _copy_sqlite(target: Path) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _run_postgresql(program: str, *options: str) -> bool:
    where = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(where["HOST"]),
        "PGPORT": str(where["PORT"]),
        "PGUSER": str(where["USER"]),
        "PGPASSWORD": str(where["PASSWORD"]),
        "PGDATABASE": str(where["NAME"]),
    }
    found = shutil.which(program) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if not found:
        print(_("%(program)s is not installed.") % {"program": program}, file=sys.stderr)
        return False
    used = {name: value for name, value in environment.items() if value or name[:2] != "PG"}
    return subprocess.call([found, *options], env=used) == 0


def restore(archive: Path) -> int:
    """Bring an archive back into a house in which nobody lives yet, on this database."""
    if _is_lived_in():
        print(_("People live in this house already. Restore into an empty one."), file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="guanjia-restore-") as folder:
        place = Path(folder)
        try:
            with tarfile.open(archive) as tar:
                tar.extractall(place, filter="data")
        except (OSError, tarfile.TarError) as error:
            print(_("The archive cannot be read: %(why)s") % {"why": error}, file=sys.stderr)
            return 1
        if not _restore_database(place):
            return 1
        if (place / VAULT_NAME).is_dir():
            shutil.copytree(place / VAULT_NAME, settings.VAULT_ROOT, dirs_exist_ok=True)
        for name in KEYS:
            if (place / name).is_file():
                shutil.copy2(place / name, settings.VAR / name)
    print(_("The house is back. Start it with `guanjia run`; `guanjia doctor` looks it over."))
    return 0


def _is_lived_in() -> bool:
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User.objects.exists()


def _restore_database(place: Path) -> bool:
    if connection.vendor == "sqlite" and (place / SQLITE_NAME).is_file():
        connection.close()
        name: Any = connection.settings_dict["NAME"]
        with (
            closing(sqlite3.connect(place / SQLITE_NAME)) as source,
            closing(sqlite3.connect(name)) as house,
        ):
            source.backup(house)
        return True
    if connection.vendor == "postgresql" and (place / POSTGRESQL_NAME).is_file():
        name = str(connection.settings_dict["NAME"])
        connection.close()
        options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", f"--dbname={name}")
        return _run_postgresql("pg_restore", *options, str(place / POSTGRESQL_NAME))
    print(_("The archive was made from another kind of database."), file=sys.stderr)
    return False
