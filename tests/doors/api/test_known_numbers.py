"""Opening a household whose number is known: once, however often and by however many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from guanjia.chapters.dossier.models import Contact, Household
from guanjia.chapters.org.commands import make_token
from tests.world import homes
from tests.world.company import ledger_size, open_branch, phone_number, seed, staff

AT_ONCE = 8


def call(branch, phone, **more):
    return {
        "branch_id": branch.pk,
        "name": "唐家",
        "phone": phone,
        "address": "延安西路 88 弄",
    } | more


def token_for(branch):
    consultant = staff("consultant", branch)
    _row, token = make_token(
        actor=consultant,
        name="test",
        scopes=["read", "write"],
        at=timezone.now(),
    )
    return token


def post(token, body):
    program = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})
    return program.post("/api/v1/households", body, content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["19900007777", "+86 199 0000 7777", "199-0000-7777"])
def test_a_number_that_is_known_opens_no_second_household(typed):
    seed()
    branch = open_branch()
    token = token_for(branch)
    assert post(token, call(branch, "19900007777")).status_code == 201
    size = ledger_size()

    answer = post(token, call(branch, typed, name="唐太太"))

    assert answer.status_code == 409
    assert "唐家" in answer.json()["detail"]
    assert (Household.objects.count(), ledger_size()) == (1, size)


@pytest.mark.django_db
def test_who_looks_after_two_homes_says_so():
    seed()
    branch = open_branch()
    token = token_for(branch)
    post(token, call(branch, "19900007777"))

    answer = post(token, call(branch, "19900007777", is_other=True))

    assert answer.status_code == 201
    assert Household.objects.count() == 2


@pytest.mark.django_db
def test_what_another_branch_knows_is_neither_told_nor_in_the_way():
    seed()
    homes.open_household(open_branch(), name="唐家", phone="19900007777")
    branch = open_branch()
    token = token_for(branch)

    assert post(token, call(branch, "19900007777")).status_code == 201


def test_of_many_at_once_one_opens_the_household(own_database):
    seed()
    branch, phone = open_branch(), phone_number()
    token = token_for(branch)

    def one_of_many(number):
        try:
            return post(token, call(branch, phone, name=f"唐家{number}")).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = sorted(threads.map(one_of_many, range(AT_ONCE)))

    assert answers == [201] + [409] * (AT_ONCE - 1)
    assert (Household.objects.count(), Contact.objects.count()) == (1, 1)
