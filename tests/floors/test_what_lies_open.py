"""What a stolen database tells in clear was decided column by column; nothing that tells of health."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, models

from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Home
from guanjia.chapters.fieldwork.models import StepRecord
from guanjia.chapters.planning.models import PlanVersion
from guanjia.chapters.workforce.models import Worker
from guanjia.vault import fields
from guanjia.vault.fields import CoarseDegrees, DigestText, EncryptedText
from tests import stolen
from tests.world import homes, people, plans, rosters, work
from tests.world.company import MONDAY_9, open_branch

ENCRYPTING = "guanjia.chapters.planning.migrations.0005_goals_and_reasons_are_sealed"
ENCRYPTED_SINCE = {
    "dossier_member": "guanjia.chapters.dossier.migrations.0007_births_are_sealed",
    "workforce_worker": "guanjia.chapters.workforce.migrations.0005_births_are_sealed",
    "fieldwork_steprecord": "guanjia.chapters.fieldwork.migrations.0005_readings_are_sealed",
}
TELLING = "失智走失"
OURS = "guanjia."

CODES = {"status", "kind", "key", "code", "mode", "channel", "purpose", "outcome"}
CODES |= {"field", "form", "name", "noun", "reason", "role"}
"""Words from short lists of ours, keys, and names by which things and people are found."""

OPEN = {
    "assessment.Answer": {"question"},
    "assessment.Photo": {"group"},
    "catalog.Indicator": {"unit"},
    "catalog.ServiceType": {
        "audience",
        "category",
        "description",
        "price_model",
        "price_source",
        "rhythm",
    },
    "catalog.SopStep": {"acceptance", "evidence", "text", "unit"},
    "dispatch.Assignment": {"overrides", "reasons"},
    "dispatch.Proposal": {"dropped_for", "reasons"},
    "dispatch.SolverRun": {"summary"},
    "dispatch.Visit": {"announced_as"},
    "dossier.Consent": {"how"},
    "dossier.Erasure": {"how"},
    "dossier.Contact": {"phone_print", "relation", "topics"},
    "dossier.Home": {"district", "facilities", "no_photo_rooms", "rooms"},
    "dossier.Household": {"alias", "audience", "source"},
    "dossier.Member": {"occupation", "relation", "sex"},
    "dossier.DietNote": {"source"},
    "dossier.Preference": {"said_by"},
    "dossier.Standing": {"standing"},
    "fieldwork.Attendance": {"unsigned_reason"},
    "fieldwork.Incident": {"severity"},
    "fieldwork.StepRecord": {"told_key"},
    "ledger.Delivery": {"failure", "reaction"},
    "ledger.Event": {"case", "payload"},
    "ledger.Lease": {"holder"},
    "ledger.Receipt": {"about"},
    "org.ApiToken": {"scopes", "token_hash"},
    "org.Branch": {"phone", "zone"},
    "org.EntryLink": {"phone_print", "token_hash"},
    "org.PrivacyNotice": {"words"},
    "org.Session": {"device", "session_data", "shown_by"},
    "org.Setting": {"source", "value"},
    "org.User": {"email", "handle", "language", "password", "phone_print"},
    "outbound.Notice": {"about", "failure", "link", "title"},
    "planning.PlanLine": {"price_model", "weekdays"},
    "planning.PlanVersion": {"payment"},
    "survey.Answer": {"choice", "question"},
    "survey.Questionnaire": {"questions"},
    "vault.File": {"media_type", "sha256", "stored_as"},
    "vault.Rotation": {"after", "at_table", "key_mark"},
    "vault.SearchToken": {"token"},
    "workforce.Certificate": {"issuer", "verified_how"},
    "workforce.Insurance": {"insurer"},
    "workforce.ScreeningStep": {"step"},
    "workforce.Worker": {
        "avoids",
        "cuisines",
        "employment",
        "id_print",
        "introduction",
        "languages",
        "sex",
    },
}
"""
Columns of words that may be read by whoever steals the database. A column that is written here holds
words from a list, figures of the trade, what a digest or a seal has made unreadable, or what is asked
of the database itself, such as a name. What people say freely of themselves is encrypted.
"""


def text_columns(model):
    for field in model._meta.concrete_fields:
        encrypted = isinstance(field, EncryptedText | DigestText)
        if (
            isinstance(field, models.CharField | models.TextField | models.JSONField)
            and not encrypted
        ):
            yield field.name


def test_every_column_of_words_was_decided():
    lying_open = {}
    for model in apps.get_models():
        if model.__module__.startswith(OURS):
            names = set(text_columns(model)) - CODES
            if names:
                lying_open[model._meta.label] = names
    assert lying_open == OPEN


@pytest.fixture
def branch(db):
    people.ready()
    return open_branch()


def tables_that_tell(words):
    lying = stolen.rows(connection)
    lying.pop("django_migrations")  # Its moments have as many digits as it takes to say anything.
    return {table for table, texts in lying.items() if any(words in text for text in texts)}


def test_what_a_family_hopes_for_and_why_it_is_served_lies_encrypted(branch):
    household = homes.open_household(branch)
    consultant = homes.consultant_of(branch)
    dossier.change_household(
        actor=consultant,
        household_id=household.pk,
        version=household.version,
        expectation=f"{TELLING}，要有人陪",
        at=MONDAY_9,
    )
    version = plans.draft(household, by=consultant, goal=f"不再{TELLING}", reason=f"因为{TELLING}")

    assert PlanVersion.objects.get(pk=version.pk).goal == f"不再{TELLING}"
    assert version.lines.get().reason == f"因为{TELLING}"
    household.refresh_from_db()
    assert household.expectation == f"{TELLING}，要有人陪"
    assert tables_that_tell(TELLING) == set()


def test_what_stood_open_before_is_encrypted_as_the_house_is_brought_up_to_date(branch):
    version = plans.draft(homes.open_household(branch), goal="later")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planning_planversion SET goal = %s", [TELLING])
        cursor.execute("UPDATE planning_planline SET reason = %s", [TELLING])
    assert tables_that_tell(TELLING) == {"planning_planversion", "planning_planline"}

    schema = SimpleNamespace(connection=connection)
    import_module(ENCRYPTING).encrypt_what_stands_open(None, schema)

    assert tables_that_tell(TELLING) == set()
    assert PlanVersion.objects.get(pk=version.pk).goal == TELLING
    assert version.lines.get().reason == TELLING


def test_what_an_assessment_found_lies_encrypted(branch):
    household = homes.open_household(branch)
    homes.assessed(household)

    found = Assessment.objects.get(household=household, status="finished")
    assert found.scores
    band = next(iter(found.scores.values()))["band"]
    assert band
    with connection.cursor() as cursor:
        cursor.execute("SELECT scores FROM assessment_assessment")
        assert all(band not in text for (text,) in cursor.fetchall())


def test_where_a_family_lives_is_kept_to_a_street_and_not_to_a_door(branch):
    household = homes.open_household(branch)
    home = homes.home_of(household)
    dossier.place_home(
        actor=homes.consultant_of(branch),
        household_id=household.pk,
        home_id=home.pk,
        latitude=31.2304161,
        longitude=121.4737012,
        at=MONDAY_9,
    )
    home = Home.objects.get(pk=home.pk)
    assert (home.latitude, home.longitude) == (31.23, 121.474)
    assert not tables_that_tell("31.2304161")


def test_places_of_people_are_coarse_whoever_they_are():
    where = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name in {"latitude", "longitude"} and not isinstance(field, CoarseDegrees)
    }
    assert where == {"org.Branch.latitude", "org.Branch.longitude"}


def test_when_somebody_was_born_lies_encrypted(branch):
    household = homes.open_household(branch)
    homes.with_elder(household, birth_year=1942)
    people.hire_worker(branch, born_on=date(1980, 5, 6))

    member = household.members.get()
    assert (member.birth_year, member.birth_month, member.birth_day) == (1942, 12, 30)
    assert Worker.objects.get().born_on == date(1980, 5, 6)
    # The moments of migrations have as many digits as it takes to say any year.
    assert not tables_that_tell("1942") - {"django_migrations"}
    assert not tables_that_tell("1980-05-06")


def test_what_was_measured_lies_encrypted(branch):
    attendance = work.arrived(rosters.staffed_visit())
    step = work.steps_of(attendance)[0]
    work.record(attendance, work.told(step, value=172.25))

    assert StepRecord.objects.get().value == 172.25
    assert not tables_that_tell("172.25")


@pytest.mark.parametrize(
    ("table", "column", "stood", "kind"),
    [
        ("dossier_member", "birth_year", "1942", fields.EncryptedWholeNumber()),
        ("workforce_worker", "born_on", "1980-05-06", fields.EncryptedDay()),
        ("fieldwork_steprecord", "value", "172.0", fields.EncryptedNumber()),
    ],
)
def test_numbers_and_days_that_stood_open_are_encrypted_and_say_the_same(
    branch, table, column, stood, kind
):
    attendance = work.arrived(rosters.staffed_visit())
    work.record(attendance, work.told(work.steps_of(attendance)[0]))
    homes.with_elder(attendance.assignment.visit.household)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [stood])

        import_module(ENCRYPTED_SINCE[table]).encrypt_what_stands_open(
            None, SimpleNamespace(connection=connection)
        )
        cursor.execute(f"SELECT {column} FROM {table}")
        kept = {text for (text,) in cursor.fetchall()}

    assert stood not in kept
    [said] = {kind.from_db_value(text, None, connection) for text in kept}
    assert said == kind.from_text(stood)
