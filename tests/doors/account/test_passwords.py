"""A password that others would guess is refused in words, and nothing is set."""

import pytest
from django.core.cache import cache
from django.test import Client

from guanjia.chapters.org.models import User
from tests.doors.coming_in import by_code
from tests.world.company import login, open_branch, phone_number

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Lu4!kpw", "12"),
        ("qwerty123456", "常见"),
        ("736451908273", "数字"),
        ("吴秀英吴秀英吴秀英吴秀英", "相似"),
    ],
)
def test_what_others_would_guess_is_no_password(password, words):
    cache.clear()
    open_branch()
    user = login("吴秀英吴秀英吴秀英", phone=phone_number())
    browser = by_code(user.phone, Client())

    answer = browser.post("/me/password/new/", {"password1": password, "password2": password})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not User.objects.get(pk=user.pk).has_usable_password()
