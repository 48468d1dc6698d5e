"""What answers tell the browser: to keep nothing of a person, and which of its senses it may use."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_strangers_get_answers_that_are_not_kept_either():
    for path in ("/sign-in/", "/no-such-page/", "/health/", "/api/v1/branches"):
        assert "no-store" in Client().get(path)["Cache-Control"]


def test_a_page_may_use_the_camera_and_the_place_and_nothing_beyond():
    allowed = Client().get("/sign-in/")["Permissions-Policy"]
    assert "camera=(self)" in allowed
    assert "geolocation=(self)" in allowed
    assert "payment=()" in allowed
    assert "usb=()" in allowed


def test_no_page_of_others_may_take_in_what_the_house_answers():
    assert Client().get("/sign-in/")["Cross-Origin-Resource-Policy"] == "same-origin"
