"""A file that cannot be kept, as its folder may only be read, is refused in words, and nothing of it happened."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.urls import reverse

from guanjia.chapters.fieldwork.models import Incident
from guanjia.doors import wellbeing
from guanjia.vault.models import File
from tests.world import company, people, rosters, uploads, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


NOBODY_WRITES = Path("/sys/kernel")
"""Where the system lets nobody make a file, not even its own administrator."""
ONLY_READ = Path("/proc/sys")
"""Of which it says so beforehand."""


@contextmanager
def only_read(vault):
    """Let nobody make a file in the folders of the vault, as on a disk that its system has given up."""
    folders = list(vault.iterdir())
    for folder in folders:
        folder.rmdir()
        folder.symlink_to(NOBODY_WRITES)
    yield
    for folder in folders:
        folder.unlink()


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

    assert not [at for at in vault.rglob("*") if at.is_file()]
    assert reported(phone, sent).status_code == 302


def test_a_vault_that_may_only_be_read_is_told_by_its_name(settings):
    settings.VAULT_ROOT = ONLY_READ

    found = {one.look: one for one in wellbeing.look_over(wellbeing.OF_WEB)}["disk"]

    assert (found.state, str(ONLY_READ) in found.words) == ("ill", True)
