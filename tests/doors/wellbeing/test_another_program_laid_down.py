"""A program that runs on while a newer one is laid down in its place is told so, and nothing is made up."""

import shutil
from importlib import invalidate_caches
from pathlib import Path

import pytest
from django.db import connection

from guanjia.chapters.relations import migrations
from guanjia.db.structure import guards
from guanjia.doors import wellbeing
from guanjia.doors.web.account import health as page

OF_TOMORROW = """
from django.db import migrations

class Migration(migrations.Migration):
    guards = {{"sqlite": ("of_tomorrow",), "postgresql": ("of_tomorrow",)}}
    dependencies = [("relations", "{last}")]
    operations = [migrations.RunSQL("SELECT 1", "SELECT 1")]
"""


@pytest.fixture
def lay_down(own_database, client, settings, tmp_path, monkeypatch):
    """Put a newer program, with one change more, where this one looks for its own."""
    guards.cache_clear()
    page.look_again()
    client.get("/health/?only=web")

    def lay():
        ours = Path(migrations.__file__).parent
        shutil.copytree(ours, tmp_path / "newer_relations")
        last = max(file.stem for file in ours.glob("0*.py"))
        newest = tmp_path / "newer_relations" / "9999_of_tomorrow.py"
        newest.write_text(OF_TOMORROW.format(last=last))
        monkeypatch.syspath_prepend(tmp_path)
        invalidate_caches()
        settings.MIGRATION_MODULES = {"relations": "newer_relations"}

    return lay


def told(client):
    page.look_again()
    return client.get("/health/").json()["looks"]["schema"]


def test_a_newer_program_on_the_disk_is_no_change_that_the_database_lacks(lay_down, client):
    lay_down()

    assert told(client) == {"state": "well", "missing": 0, "unknown": 0}
    assert wellbeing.structure().state == "well"


def test_what_the_newer_one_has_changed_is_said_to_be_newer_and_not_to_be_lacking(lay_down, client):
    lay_down()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('relations', '9999_of_tomorrow', CURRENT_TIMESTAMP)"
        )
        cursor.execute("DROP INDEX search_token_by_token")  # One that the newer no longer has.

    assert told(client) == {"state": "ill", "missing": 0, "unknown": 1}
    assert wellbeing.structure().state == "well"
    assert wellbeing.why_too_old(), "nor does it start anew as the older one"
