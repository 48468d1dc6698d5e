"""
Whoever has read the keys that lie beside the data keeps them from being changed, however started.

A worker by itself, or a web server of somebody's own, holds no folder; what it encrypted by a key that
is retired meanwhile would be lost, and so would whatever it filed be found no more.
"""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import user_by_phone
from guanjia.doors.cli.alone import holding_keys
from guanjia.flow.leases import DELIVERING
from guanjia.ledger.models import Lease
from guanjia.vault import search
from guanjia.vault.commands import begin_rotation, reencrypt_some, sign_index
from guanjia.vault.keys import fingerprint
from guanjia.vault.models import Rotation, SearchToken
from tests.doors.cli.conftest import surroundings
from tests.doors.cli.test_rotation import PHONE, furnished, with_new_key

ANSWERS_ONCE = """
import io, sys
from guanjia.config.wsgi import application
asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/health/", "SERVER_NAME": "127.0.0.1",
         "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http",
         "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
list(application(asked, lambda status, headers: print(status, flush=True)))
sys.stdin.read()
"""


@contextmanager
def a_worker(address, folder):
    """The worker, as `guanjia work` runs it."""
    command = [sys.executable, "-m", "guanjia.doors.jobs"]
    with started(command, address, folder) as worker:
        deadline = time.monotonic() + 60
        while not Lease.objects.filter(name=DELIVERING).exclude(holder="").exists():
            assert worker.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    Lease.objects.update(holder="")  # It runs out by itself in less than a minute.


@contextmanager
def a_web_server(address, folder):
    """Any server that somebody starts by hand at the entrance of the house."""
    with started([sys.executable, "-c", ANSWERS_ONCE], address, folder) as web:
        assert web.stdout.readline().strip()
        yield


@contextmanager
def started(command, address, folder):
    env = surroundings(address, folder) | {"GUANJIA_VAULT_KEYS": ""}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.once
@pytest.mark.parametrize("who", [a_worker, a_web_server])
def test_the_key_is_not_changed_under_whoever_was_started_by_itself(keyed, own_database, who):
    start, ended, folder, old = keyed

    with who(own_database, folder):
        code, said = ended(start("keys", "rotate"))

    assert code == 1, said
    assert "Stop web and workers" in said
    assert (folder / "vault.key").read_text() == old
    assert not Rotation.objects.exists()
    code, said = ended(start("keys", "rotate"))
    assert (code, "The old key is retired" in said) == (0, True), "who was killed holds nothing"


@pytest.mark.once
@pytest.mark.parametrize("who", [a_worker, a_web_server])
def test_the_key_is_not_changed_where_what_they_hold_was_moved_away(keyed, own_database, who):
    start, ended, folder, old = keyed

    with who(own_database, folder):
        (folder / "keys-held").rename(folder / "elsewhere")
        Lease.objects.update(holder="")
        code, said = ended(start("keys", "rotate"))

    assert (code, "Stop web and workers" in said) == (1, True), said
    assert (folder / "vault.key").read_text() == old


@pytest.mark.once
def test_no_worker_is_started_while_the_key_is_changed(keyed):
    start, ended, folder, _old = keyed

    with holding_keys(folder, to_change=True):
        code, said = ended(start("work"))

    assert (code, "The key is being changed" in said) == (1, True), said
    assert not Lease.objects.exists()


def many_people(how_many):
    """Fill the index, so that there is something to be stopped in while it is signed and filed."""
    users = User.objects.bulk_create(
        [
            User(
                handle=f"h{n}", name="吴美玲", phone=phone, phone_print=fingerprint("phone", phone)
            )
            for n in range(how_many)
            for phone in [f"+86195{n:08}"]
        ],
        batch_size=200,
    )
    SearchToken.objects.bulk_create(
        [
            SearchToken(noun="user", object_id=user.pk, field="name", token=search.print_of(word))
            for user in users
            for word in search.name_words(user.name)
        ],
        batch_size=200,
    )


@pytest.mark.once
def test_who_is_killed_while_the_index_is_signed_has_signed_all_of_it_or_nothing(keyed, settings):
    start, ended, folder, old = keyed
    settings.VAULT_ROOT = folder / "vault"
    furnished()
    many_people(3000)
    filed = SearchToken.objects.count()
    killed = 0
    for delay in (0, 0.1, 0.2, 0.4):
        process = start("keys", "rotate")
        encrypted = Rotation.objects.exclude(encrypted_at=None)
        while process.poll() is None and not encrypted.exists():
            time.sleep(0.01)
        # Once everything is encrypted, the next call signs at once; it takes a while to be loaded.
        while process.poll() is None and killed and not is_being_written():
            time.sleep(0.005)
        time.sleep(delay)
        process.kill()
        if process.wait() == 0:
            break
        connection.close()
        new = (folder / "vault.key").read_text().split()[0]
        if Rotation.objects.get().signed_at is None:
            killed += 1
            settings.VAULT_KEYS = [new, old]
            assert user_by_phone(PHONE).name == "吴美玲", "the old key finds as before"
            assert SearchToken.objects.count() == filed

    code, said = ended(start("keys", "rotate"))

    assert killed >= 2, "it was killed in the middle"
    assert (code, "The old key is retired" in said) == (0, True), said
    [new] = (folder / "vault.key").read_text().split()
    assert new != old
    settings.VAULT_KEYS = [new]
    assert user_by_phone(PHONE).name == "吴美玲"
    assert search.find("user", "吴美玲") >= set(
        User.objects.filter(handle__startswith="h").values_list("pk", flat=True)[:3000]
    )
    assert SearchToken.objects.count() == filed


def is_being_written():
    """Test whether somebody else writes into the database at this moment."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as trial:
        try:
            trial.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def test_who_is_killed_between_signing_and_retiring_retires_the_old_key_next_time(keyed, settings):
    start, ended, folder, old = keyed
    settings.VAULT_ROOT = folder / "vault"
    furnished()
    new = with_new_key(settings)
    (folder / "vault.key").write_text(f"{new}\n{old}\n")
    begin_rotation(at=timezone.now())
    while reencrypt_some(at=timezone.now()).encrypted_at is None:
        pass
    sign_index(at=timezone.now())
    connection.close()

    code, said = ended(start("run", "--empty"))
    assert (code, "guanjia keys rotate" in said) == (1, True), said
    code, said = ended(start("keys", "rotate"))

    assert (code, "The old key is retired" in said) == (0, True), said
    assert (folder / "vault.key").read_text().split() == [new]
    settings.VAULT_KEYS = [new]
    assert user_by_phone(PHONE).name == "吴美玲"
