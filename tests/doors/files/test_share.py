"""Nobody fills the disk alone: each person has a share of it a day, and the others go on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guanjia.chapters.fieldwork.models import Incident
from guanjia.doors import clock
from guanjia.vault import files
from guanjia.vault.models import File
from tests.world import company, people, rosters, uploads, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "vault"


@pytest.fixture
def sent():
    household = rosters.served_household(company.open_branch())
    found = rosters.staffed_visit(household=household, starts_at=MONDAY_9.replace(minute=30))
    work.arrived(found, late=-35)
    return found


def reported(phone, sent, key):
    told = {"key": key, "kind": "damage", "severity": "minor", "note": "碎了一只碗"}
    told["photo"] = uploads.sent(uploads.picture(), "image/jpeg", "photo.jpg")
    return phone.post(reverse("fieldwork:incident", args=[sent.pk]), told)


@pytest.mark.parametrize(("which", "most"), [("MOST_FILES_A_DAY", 2), ("MOST_BYTES_A_DAY", 1)])
def test_more_than_a_share_is_refused_in_words_and_leaves_nothing(
    sent, at_desk, monkeypatch, settings, which, most
):
    phone = at_desk(people.as_worker(sent.worker))
    for key in range(2):
        assert reported(phone, sent, f"k{key}").status_code == 302
    monkeypatch.setattr(files, which, most)
    kept, size = File.objects.count(), ledger_size()
    lying = [at for at in settings.VAULT_ROOT.rglob("*") if at.is_file()]

    refused = reported(phone, sent, "k-too-many")

    assert refused.status_code == 503, "a phone keeps it and sends it later"
    assert "今天" in refused.content.decode()
    assert (File.objects.count(), ledger_size()) == (kept, size)
    assert [at for at in settings.VAULT_ROOT.rglob("*") if at.is_file()] == lying
    assert Incident.objects.count() == 2


def test_the_share_is_each_one_s_own_and_begins_anew_a_day_later(sent, at_desk, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES_A_DAY", 1)
    phone = at_desk(people.as_worker(sent.worker))
    assert reported(phone, sent, "k1").status_code == 302
    assert reported(phone, sent, "k2").status_code == 503

    other = rosters.staffed_visit(
        household=sent.visit.household,
        worker=people.hire_worker(sent.visit.branch),
        starts_at=MONDAY_9 + timedelta(hours=3),
    )
    assert reported(at_desk(people.as_worker(other.worker)), other, "k3").status_code == 302

    clock.shift_clock(clock.now() + timedelta(hours=25) - clock.timezone.now())
    assert reported(phone, sent, "k2").status_code == 302
