"""The picture of somebody who is sent: taken at the desk or on their own phone, shown if they agree."""

import pytest
from django.test import Client
from django.urls import reverse

from guanjia.vault.models import ErasedFile, File
from tests.world import uploads
from tests.world.people import as_worker, hire_worker

ASKED = "I agree that clients see it"


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


@pytest.fixture
def wang(shop):
    return hire_worker(shop.branch, name="王桂兰", by=shop.by)


def page_of(browser: Client, worker) -> str:
    return browser.get(reverse("workforce:portrait", args=[worker.pk])).content.decode()


def take(browser: Client, worker, picture: bytes):
    return browser.post(
        reverse("workforce:portrait", args=[worker.pk]),
        {"photo": uploads.sent(picture)},
        follow=True,
    )


def test_a_worker_takes_her_picture_and_agrees_on_her_own_phone(shop, wang, at_desk):
    phone = at_desk(as_worker(wang))
    assert (
        reverse("workforce:portrait", args=[wang.pk])
        in phone.get(reverse("workforce:me")).content.decode()
    )

    take(phone, wang, uploads.with_place())
    text = page_of(phone, wang)
    assert ASKED in text
    assert "not this picture" in text, "nothing is shown before she agrees"

    phone.post(reverse("workforce:show_face", args=[wang.pk]))
    text = page_of(phone, wang)
    assert "Agreed on" in text
    assert ASKED not in text

    phone.post(reverse("workforce:hide_face", args=[wang.pk]))
    assert ASKED in page_of(phone, wang)


def test_the_desk_notes_her_yes_and_others_do_not(shop, wang, at_desk):
    someone = hire_worker(shop.branch, name="李秀珍", by=shop.by)
    stranger = at_desk(as_worker(someone))
    assert stranger.post(reverse("workforce:show_face", args=[wang.pk])).status_code == 404
    wang.refresh_from_db()
    assert wang.face_shown_since is None

    at_desk(shop.recruiter).post(reverse("workforce:show_face", args=[wang.pk]))

    wang.refresh_from_db()
    assert wang.face_shown_since


def test_the_picture_is_drawn_anew_and_the_one_before_is_erased(shop, wang, at_desk):
    phone = at_desk(as_worker(wang))
    take(phone, wang, uploads.with_place())
    first = File.objects.get()
    assert first.media_type == "image/jpeg"

    take(phone, wang, uploads.with_place())
    assert File.objects.count() == 1, "the same picture again is the one that is there"

    take(phone, wang, uploads.picture())
    assert [one.file_id for one in ErasedFile.objects.all()] == [first.pk]


def test_what_is_no_picture_is_refused_beside_the_field(shop, wang, at_desk):
    answer = take(at_desk(as_worker(wang)), wang, b"no picture")

    assert answer.status_code == 422
    assert "This is no picture" in answer.content.decode()
    assert not File.objects.exists()


def test_she_is_asked_before_her_picture_is_removed(shop, wang, at_desk):
    phone = at_desk(as_worker(wang))
    take(phone, wang, uploads.picture())
    address = reverse("workforce:remove_face", args=[wang.pk])
    assert "Remove the picture of 王桂兰?" in phone.get(address).content.decode()

    phone.post(address)

    wang.refresh_from_db()
    assert wang.photo_id is None
    assert ErasedFile.objects.count() == 1
    assert phone.get(reverse("workforce:photo", args=[wang.pk])).status_code == 404
