"""Coming in by a link: at once, for a while, with no desk, until it is revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import EntryLink, Session, User
from tests.world.company import FOUNDER, HANDOFFS, ledger_size, login, open_branch, staff

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def link_for(user, target="/me/", days=7):
    return commands.make_link(actor=HANDOFFS, user_id=user.pk, target=target, at=now(), days=days)


def is_in(client):
    return client.get("/me/").status_code == 200


def test_opening_a_link_lets_in_and_leads_on(client):
    """Requirement 8.3: a link lets a client in."""
    wu = login("吴女士")
    link, token = link_for(wu)

    answer = client.get(f"/go/{token}/")

    assert answer.status_code == 200
    assert b"og:title" in answer.content, "a messenger draws a card from it"
    assert b"url=/me/" in answer.content
    assert is_in(client)
    assert Session.objects.get(user=wu).link == link


def test_a_messenger_that_looks_first_spoils_nothing(client, client_factory):
    _link, token = link_for(login())
    client_factory().get(f"/go/{token}/")

    client.get(f"/go/{token}/")

    assert is_in(client)


def test_revoking_the_link_ends_the_visit_at_its_next_page(client):
    link, token = link_for(login())
    client.get(f"/go/{token}/")
    assert is_in(client)

    commands.revoke_link(actor=HANDOFFS, link_id=link.pk, at=now())

    assert not is_in(client)
    assert client.get(f"/go/{token}/").status_code == 409


def test_the_visit_ends_with_the_link(client):
    link, token = link_for(login())
    client.get(f"/go/{token}/")

    EntryLink.objects.update(
        created_at=now() - timedelta(days=8), expires_at=now() - timedelta(seconds=1)
    )

    assert not is_in(client)
    assert client.get(f"/go/{token}/").status_code == 409
    assert link.pk


def test_a_link_that_nobody_made_is_no_page(client):
    size = ledger_size()

    assert client.get("/go/guessed/").status_code == 404
    assert ledger_size() == size


def test_a_link_opens_no_desk(client, settings):
    """Whoever holds a telephone holds its links, so a link gives none of the staff's roles."""
    from guanjia.doors.manners import actor_of

    owner = staff("owner", open_branch())
    _link, token = link_for(User.objects.get(id=owner.user_id))
    answer = client.get(f"/go/{token}/")

    seen = actor_of(client.get("/me/").wsgi_request)

    assert answer.status_code == 200
    assert (seen.user_id, seen.is_staff) == (owner.user_id, False)


def test_somebody_else_is_asked_before_they_are_signed_out(client):
    here, wu = login("周敏"), login("吴女士")
    _link, token = link_for(wu)
    client.force_login(here)

    asked = client.get(f"/go/{token}/")
    assert "周敏" in asked.content.decode()
    assert Session.objects.filter(user=here).exists()

    client.post(f"/go/{token}/")
    assert not Session.objects.filter(user=here).exists()
    assert Session.objects.filter(user=wu).exists()


def test_whoever_is_here_already_keeps_their_own_visit(client):
    wu = login("吴女士")
    _link, token = link_for(wu)
    client.force_login(wu)

    assert client.get(f"/go/{token}/").url == "/me/"
    assert Session.objects.get(user=wu).link is None


def test_a_link_visit_does_not_outlive_a_new_link_of_another(client):
    first, second = login("吴女士"), login("李先生")
    _link, token = link_for(first)
    client.get(f"/go/{token}/")
    _other, other_token = link_for(second)

    client.post(f"/go/{other_token}/")

    assert not Session.objects.filter(user=first).exists()
    assert FOUNDER.user_id is None
