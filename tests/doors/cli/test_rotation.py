"""
A key of the vault is changed while nothing is lost: everything encrypted anew, then the old one retired.

Whoever does it may be killed at any moment; the next call goes on from there.
"""

import fcntl
import re
import time
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from guanjia.chapters.dossier.models import Contact
from guanjia.chapters.org.commands import make_link
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import link_by_token, phone_print, token_of, user_by_phone
from guanjia.doors import wellbeing
from guanjia.flow.leases import DELIVERING, take_lease
from guanjia.outbound.models import Notice
from guanjia.vault import search
from guanjia.vault.commands import begin_rotation, reencrypt_some, sign_index, store
from guanjia.vault.files import opened, place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import Unreadable, decrypt, encrypt, reencrypt
from guanjia.vault.models import File, Rotation, SearchToken
from guanjia.vault.rotation import is_index_signed_otherwise, progress
from tests.world import company, homes, people
from tests.world.company import MONDAY_9

TOKEN = re.compile(r"gAAAA[\w-]{60,}={0,2}")
PHONE = "19900008888"


@pytest.fixture
def vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"
    return settings


def furnished():
    """Fill a house with everything that is encrypted or found by fingerprint; return one of its links."""
    people.ready()
    branch = company.open_branch()
    company.staff("manager", branch)
    household = homes.open_household(branch)
    people.hire_worker(branch)
    company.login("吴美玲", phone=PHONE)
    store(
        Prepared(b"%PDF-1.7 private", "application/pdf"), purpose="scan", user_id=None, at=MONDAY_9
    )
    return household


def kept_texts():
    """Yield every text that the database keeps in any column, with where it stands."""
    for table in apps.get_models():
        names = [
            field.column
            for field in table._meta.local_concrete_fields
            if field.get_internal_type() in {"TextField", "CharField", "JSONField"}
        ]
        for name in names:
            with connection.cursor() as cursor:
                quoted = connection.ops.quote_name
                column = f"CAST({quoted(name)} AS TEXT)"
                cursor.execute(f"SELECT {column} FROM {quoted(table._meta.db_table)}")
                for (text,) in cursor.fetchall():
                    yield f"{table._meta.label}.{name}", text or ""


def opened_by(key):
    """Return where something is encrypted, and where something that this key alone does not open."""
    encrypted, closed = set(), set()
    only = Fernet(key)
    for place, text in kept_texts():
        for token in TOKEN.findall(text):
            encrypted.add(place)
            try:
                only.decrypt(token.encode())
            except Exception:
                closed.add(place)
    for row in File.objects.all():
        encrypted.add("files")
        try:
            only.decrypt(place_of(row.stored_as).read_bytes())
        except Exception:
            closed.add("files")
    return encrypted, closed


def with_new_key(settings):
    new = Fernet.generate_key().decode()
    settings.VAULT_KEYS = [new, *settings.VAULT_KEYS]
    return new


def rotated(limit=7):
    known = begin_rotation(at=MONDAY_9)
    while known.encrypted_at is None:
        known = reencrypt_some(at=MONDAY_9, limit=limit)
    return known


@pytest.mark.django_db
def test_afterwards_the_new_key_alone_opens_and_finds_everything(vault, client):
    """Requirement 8.4: keys are rotated."""
    household = furnished()
    user = user_by_phone(PHONE)
    client.force_login(user)
    found = search.find("household", household.name)
    contact = Contact.objects.first()
    new = with_new_key(vault)
    encrypted, closed = opened_by(new)
    assert closed == encrypted, "nothing is encrypted by it yet"
    assert {"org.User.phone", "org.Session.session_data", "files"} <= encrypted

    known = rotated()
    sign_index(at=MONDAY_9)
    vault.VAULT_KEYS = [new]

    assert (known.unreadable, known.done) == (0, known.total)
    assert opened_by(new) == (encrypted, set())
    assert user_by_phone(PHONE) == user
    assert search.find("household", household.name) == found == {household.pk}
    assert search.find("contact", contact.phone) == {contact.pk}
    assert opened(File.objects.get().pk).content == b"%PDF-1.7 private"
    assert client.get("/me/").status_code == 200, "nobody is signed out"
    owner = User.objects.filter(phone_print=contact.phone_print)
    assert [one.phone for one in owner] in ([], [contact.phone]), "numbers are joined as before"


@pytest.mark.django_db
def test_fingerprints_say_the_same_as_if_everything_had_been_filed_anew(vault):
    furnished()
    new = with_new_key(vault)
    before = SearchToken.objects.count()
    same_number = {
        (user.pk, contact.pk)
        for user in User.objects.all()
        for contact in Contact.objects.filter(phone_print=user.phone_print)
    }
    rotated()
    sign_index(at=MONDAY_9)
    vault.VAULT_KEYS = [new]

    assert SearchToken.objects.count() == before
    for token in SearchToken.objects.all():
        row = apps.get_model(
            next(table._meta.label for table in apps.get_models()
                 if table._meta.model_name == token.noun)
        ).objects.get(pk=token.object_id)  # fmt: skip
        words = search.words_of(token.field, str(getattr(row, token.field)))
        assert token.token in {search.print_of(word) for word in words}
    assert same_number == {
        (user.pk, contact.pk)
        for user in User.objects.all()
        for contact in Contact.objects.filter(phone_print=user.phone_print)
    }


@pytest.mark.django_db
def test_every_number_is_found_as_before(vault):
    """A family whose number is not found gets no code, and is taken for a new one when it calls."""
    household = furnished()
    homes.client_actor(household)
    new = with_new_key(vault)
    rotated()
    sign_index(at=MONDAY_9)
    vault.VAULT_KEYS = [new]

    contacts = [one for one in Contact.objects.all() if one.phone]
    assert contacts
    assert [one.phone_print for one in contacts] == [phone_print(one.phone) for one in contacts]
    users = User.objects.exclude(phone_print="")
    assert [one.phone_print for one in users] == [phone_print(one.phone) for one in users]


@pytest.mark.django_db
def test_a_link_that_was_sent_opens_afterwards_and_so_does_one_sent_later(vault):
    household = furnished()
    link = make_link(
        actor=company.HANDOFFS,
        purpose="offer",
        subject_id=1,
        household_id=household.pk,
        branch_id=household.branch_id,
        phone=PHONE,
        expires_at=MONDAY_9 + timedelta(days=7),
        at=MONDAY_9,
    )
    sent = token_of(link.pk)
    new = with_new_key(vault)
    rotated()
    sign_index(at=MONDAY_9)
    vault.VAULT_KEYS = [new]

    assert link_by_token(sent) == link
    assert token_of(link.pk) != sent
    assert link_by_token(token_of(link.pk)) == link


@pytest.mark.django_db
def test_what_no_key_opens_keeps_the_old_key_and_is_counted(vault):
    user = company.login(phone=PHONE)
    stranger = Fernet(Fernet.generate_key()).encrypt(b"lost").decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE org_user SET former_phone = %s WHERE id = %s", [stranger, user.pk])
    new = with_new_key(vault)

    assert rotated().unreadable == 1
    assert opened_by(new)[1] == {"org.User.former_phone"}
    with pytest.raises(Rotation.DoesNotExist):
        sign_index(at=MONDAY_9)
    assert begin_rotation(at=MONDAY_9).encrypted_at is None, "it is looked at again"


@pytest.mark.django_db
def test_the_page_says_how_far_it_is(vault):
    furnished()
    assert wellbeing.rotation().state == "well"
    with_new_key(vault)
    assert wellbeing.rotation().state == "mind"
    begin_rotation(at=MONDAY_9)
    while not reencrypt_some(at=MONDAY_9, limit=3).done:
        pass

    found = wellbeing.rotation()

    assert found.state == "mind"
    assert found.figures["done"] == progress().done <= found.figures["total"]
    assert found.figures["done"] > 0


@pytest.mark.django_db
def test_a_house_whose_index_another_key_signs_is_not_started(vault):
    old = vault.VAULT_KEYS
    new = with_new_key(vault)
    rotated()
    sign_index(at=MONDAY_9)
    assert is_index_signed_otherwise()
    assert "guanjia keys rotate" in wellbeing.why_not_to_start()

    vault.VAULT_KEYS = old
    assert wellbeing.why_not_to_start()
    vault.VAULT_KEYS = [new]
    assert wellbeing.why_not_to_start() == ""


def test_encrypting_by_a_key_that_is_the_newest_already_changes_nothing(settings):
    token = encrypt("x")
    assert reencrypt(token) == token
    new = with_new_key(settings)
    again = reencrypt(token)
    assert again != token
    settings.VAULT_KEYS = [new]
    assert decrypt(again) == "x"
    with pytest.raises(Unreadable):
        decrypt(token)


def many_rows(how_many):
    """Fill the table of messages, so that there is something to be stopped in."""
    at = timezone.now()
    Notice.objects.bulk_create(
        [
            Notice(key=f"k{n}", about="company", kind="x", channel="app", words=f"words {n}",
                   created_at=at, not_before=at, status="sent", address="+8619900000000")
            for n in range(how_many)
        ],
        batch_size=200,
    )  # fmt: skip


def test_it_is_killed_again_and_again_and_ends_with_the_old_key_retired(keyed, settings):
    start, ended, folder, old = keyed
    settings.VAULT_ROOT = folder / "vault"
    furnished()
    many_rows(4000)
    kills, seen = 0, set()
    while kills < 5:
        process = start("keys", "rotate")
        deadline = time.monotonic() + 60
        before = Rotation.objects.values_list("done", flat=True).first() or 0
        while time.monotonic() < deadline and process.poll() is None:
            done = Rotation.objects.values_list("done", flat=True).first() or 0
            if done > before:
                process.kill()
                kills += 1
                seen.add(done)
                break
            time.sleep(0.002)
        if process.wait() == 0:
            break
        assert len((folder / "vault.key").read_text().split()) == 2, "both keys are kept"
        assert old in (folder / "vault.key").read_text()

    code, said = ended(start("keys", "rotate"))

    assert code == 0, said
    assert kills >= 2, "it was killed in the middle"
    assert "The old key is retired" in said
    [new] = (folder / "vault.key").read_text().split()
    assert new != old
    assert opened_by(new)[1] == set()
    assert (folder / "backup.phrase").read_text() == "aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff\n"
    assert [at.name for at in folder.iterdir() if at.name.startswith(".")] == []
    settings.VAULT_KEYS = [new]
    assert user_by_phone(PHONE).name == "吴美玲"
    assert Rotation.objects.get().unreadable == 0


@pytest.mark.once
def test_a_house_that_is_open_keeps_its_key(keyed):
    start, ended, folder, old = keyed
    with (folder / "held-by").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        code, said = ended(start("keys", "rotate"))

    assert code == 1
    assert "Another guanjia works in" in said
    assert (folder / "vault.key").read_text() == old
    assert not Rotation.objects.exists()


@pytest.mark.once
def test_keys_of_the_environment_are_asked_for_and_finished_in_words(house, settings):
    company.login(phone=PHONE)
    old = django_settings.VAULT_KEYS[0]
    new = Fernet.generate_key().decode()

    code, said = house("keys", "rotate")
    assert (code, "guanjia new-key" in said) == (1, True)
    code, said = house("keys", "finish", GUANJIA_VAULT_KEYS=f"{new} {old}")
    assert (code, "First run" in said) == (1, True)

    code, said = house("keys", "rotate", GUANJIA_VAULT_KEYS=f"{new} {old}")
    assert (code, "guanjia keys finish" in said) == (0, True)
    take_lease(DELIVERING, holder="worker", at=timezone.now())
    code, said = house("keys", "finish", GUANJIA_VAULT_KEYS=f"{new} {old}")
    assert (code, "A worker is at work" in said) == (1, True)
    settings.VAULT_KEYS = [new, old]
    assert user_by_phone(PHONE), "nothing has changed"

    take_lease(DELIVERING, holder="worker", at=timezone.now() - wellbeing.MOST_AHEAD)
    code, said = house("keys", "finish", GUANJIA_VAULT_KEYS=f"{new} {old}")
    assert (code, "leave only the first" in said) == (0, True)
    code, said = house("run", "--empty", GUANJIA_VAULT_KEYS=f"{new} {old}")
    assert code == 1
    code, said = house("keys", "status", GUANJIA_VAULT_KEYS=new)
    assert code == 0
