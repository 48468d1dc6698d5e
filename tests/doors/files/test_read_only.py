"""A file that cannot be kept, as its folder may only be read, is refused in words, and nothing of it happened."""

import os
import subprocess
from contextlib import contextmanager

import pytest
from django.urls import reverse

from guanjia.chapters.fieldwork.models import Incident
from guanjia.doors import wellbeing
from guanjia.vault.models import File
from tests.world import company, people, rosters, uploads, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@contextmanager
def only_read(folder):
    """Let nobody write below a folder, as on a disk that its system has given up."""
    if os.geteuid():
        for one in (folder, *folder.iterdir()):
            one.chmod(0o500)
        yield
        for one in (folder, *folder.iterdir()):
            one.chmod(0o700)
        return
    bound = ["mount", "--bind", folder, folder]
    if subprocess.run(bound, check=False, capture_output=True).returncode:
        pytest.skip("the system keeps nobody here from writing")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"
    for number in range(256):
        (settings.VAULT_ROOT / f"{number:02x}").mkdir(parents=True)
    return settings.VAULT_ROOT


@pytest.fixture
def sent():
    household = rosters.served_household(company.open_branch())
    found = rosters.staffed_visit(household=household, starts_at=MONDAY_9.replace(minute=30))
    work.arrived(found, late=-35)
    return found


def reported(phone, sent):
    told = {"key": "k1", "kind": "damage", "severity": "minor", "note": "碎了一只碗"}
    told["photo"] = uploads.sent(uploads.picture(), "image/jpeg", "photo.jpg")
    return phone.post(reverse("fieldwork:incident", args=[sent.pk]), told)


def look_at_disk():
    return next(one for one in wellbeing.look_over(wellbeing.OF_WEB) if one.look == "disk")


def test_a_photo_that_cannot_be_kept_is_refused_in_words_and_can_be_sent_again(
    sent, at_desk, vault
):
    phone = at_desk(people.as_worker(sent.worker))
    size = ledger_size()

    with only_read(vault):
        refused = reported(phone, sent)

        assert refused.status_code == 503, "a phone keeps it and sends it later"
        assert "只能查看" in refused.content.decode()
        assert (ledger_size(), File.objects.count(), Incident.objects.count()) == (size, 0, 0)
        found = look_at_disk()
        assert (found.state, str(vault) in found.words) == ("ill", True)

    assert not [at for at in vault.rglob("*") if at.is_file()]
    assert reported(phone, sent).status_code == 302
    assert "只能" not in look_at_disk().words
