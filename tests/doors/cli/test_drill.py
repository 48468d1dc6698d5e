"""The drill: a house is backed up, destroyed, brought back elsewhere, and is the same house."""

import hashlib
import urllib.request

import pytest
from django.test import Client

from guanjia.chapters.org.models import User
from guanjia.vault.commands import store
from guanjia.vault.intake import Prepared
from tests import databases
from tests.doors.cli.conftest import running
from tests.doors.cli.test_backups import PHRASE, elsewhere
from tests.world import company, homes, people, plans
from tests.world.company import MONDAY_9

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
GUARDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index')",
    "postgresql": (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT conname, conrelid::regclass::text FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace"
    ),
}


def contents(name):
    """Return of every table how many rows it has, and their sum."""
    place = databases.store()
    found = {}
    for (table,) in sorted(place.rows(name, TABLES[place.vendor])):
        rows = sorted(map(repr, place.rows(name, f'SELECT * FROM "{table}"')))
        found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


@pytest.mark.slow
def test_a_house_that_was_lost_comes_back_as_the_same_house(
    house, own_database, tmp_path, settings
):
    """Requirement 8.7: backup and tested restore."""
    settings.VAULT_ROOT = tmp_path / "var" / "vault"
    people.ready()
    branch = company.open_branch()
    manager = company.staff("manager", branch)
    Client().force_login(User.objects.get(id=manager.user_id))
    people.hire_worker(branch)
    plans.offered_plan(homes.open_household(branch))
    store(Prepared(b"%PDF-1.7 x", "application/pdf"), purpose="scan", user_id=None, at=MONDAY_9)
    here = own_database.rpartition("/")[2].removesuffix(".sqlite3")
    before, guards = contents(here), databases.store().rows(here, GUARDS[databases.store().vendor])
    assert sum(rows for rows, _sum in before.values()) > 300
    assert before["org_session"][0] == 1

    code, said = house("backup", str(tmp_path / "house.guanjia"))
    assert code == 0, said
    with elsewhere(tmp_path) as (run, folder, name):
        code, said = run(
            "restore", str(tmp_path / "house.guanjia"), typed=PHRASE.search(said)[1] + "\n"
        )
        assert code == 0, said

        signed_out = {"org_session": (0, hashlib.sha256(b"").hexdigest())}
        assert contents(name) == before | signed_out
        assert sorted(databases.store().rows(name, GUARDS[databases.store().vendor])) == sorted(
            guards
        )
        files = [at for at in (folder / "vault").rglob("*") if at.is_file()]
        assert len(files) == 1
        with running(databases.store().address(name), folder) as (address, _process):
            for page in ("/sign-in/", "/health/?only=web"):
                with urllib.request.urlopen(f"{address}{page}", timeout=20) as answer:
                    assert answer.status == 200
