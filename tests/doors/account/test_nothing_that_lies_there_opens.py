"""Whoever has copied the database and var/ of a town in full life gets in nowhere."""

import re
import shutil

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as house_settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from guanjia.chapters.org.commands import make_token
from guanjia.chapters.org.models import EntryLink, User
from guanjia.chapters.org.queries import bearer_of, link_by_token, token_of
from guanjia.doors.sessions import find_visit
from guanjia.outbound.models import Notice
from tests import databases, stolen
from tests.house import told
from tests.world.company import actor_of_user

pytestmark = [pytest.mark.slow, pytest.mark.once]
SHORTEST_SECRET, LONGEST_SECRET = 16, 100
READABLE = re.compile(r"[\x20-\x7e]{4,2000}")


@pytest.fixture
def town(django_db_setup, django_db_blocker, settings, tmp_path):
    """Let this process work in a copy of the told town, with its keys; yield its var/."""
    template, kept = told("tiny")
    var = shutil.copytree(kept, tmp_path / "var")
    settings.VAULT_KEYS = [(var / "vault.key").read_text().strip()]
    settings.SECRET_KEY = (var / "secret.key").read_text().strip()
    settings.VAULT_ROOT = var / "vault"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "house_cache",
        }
    }
    with (
        databases.copy_of(template) as name,
        django_db_blocker.unblock(),
        databases.django_at(name),
    ):
        call_command("createcachetable", verbosity=0)
        yield var


def everything(var):
    """Return every word in each table and in each file but the keys, which open what is encrypted."""
    files = [
        file.read_bytes().decode("latin-1")
        for file in var.rglob("*")
        if file.is_file() and file.suffix not in {".key", ".phrase"}
    ]
    values = [text for texts in stolen.rows(connection).values() for text in texts]
    return stolen.words(part for text in (*values, *files) for part in READABLE.findall(text))


def ask_for_code(client, user):
    client.post("/sign-in/", {"phone": user.phone})
    return re.search(r"\d{6}", Notice.objects.latest("id").words)[0]


def test_nobody_gets_in_with_what_lies_there(town):
    client, other = User.objects.filter(is_active=True, roles=None).order_by("id")[:2]
    staff = User.objects.filter(is_active=True, roles__role="manager").order_by("id")[0]
    visitor, waiting = Client(), Client()
    visitor.post("/sign-in/code/", {"code": ask_for_code(visitor, client), "action": "verify"})
    assert visitor.get("/me/").status_code == 200
    _row, token = make_token(
        actor=actor_of_user(staff, at=timezone.now()),
        name="till",
        scopes=["read"],
        at=timezone.now(),
    )
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    codes = RecoveryCodes.activate(staff).get_unused_codes()
    before = everything(town)
    code = ask_for_code(waiting, other)
    while code in before:
        cache.clear()
        code = ask_for_code(waiting, other)

    found = everything(town)

    secrets = {
        "a visit": [visitor.cookies[house_settings.SESSION_COOKIE_NAME].value],
        "a code": [code],
        "a token": [token],
        "a second factor": [secret, *codes],
        "a link": [token_of(pk) for pk in EntryLink.objects.values_list("id", flat=True)],
    }
    assert secrets["a link"], "the town has sent some"
    assert {kind: found.intersection(of_kind) for kind, of_kind in secrets.items()} == {
        kind: set() for kind in secrets
    }
    for word in found:
        if SHORTEST_SECRET <= len(word) <= LONGEST_SECRET:
            assert find_visit(word) is None
            assert bearer_of(word, at=timezone.now()) is None
            with pytest.raises(EntryLink.DoesNotExist):
                link_by_token(word)
