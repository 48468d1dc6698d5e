"""The demonstration's town, told in a database of its own, and what must be true of it."""

from datetime import datetime, timedelta

from django.db.models import F, Max, Q
from django.test import Client, override_settings
from django.utils import timezone

from guanjia.chapters.catalog.commands import seed_catalogue
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.demo.town import tell
from guanjia.flow.overviews.demo_logins import one_of_each
from guanjia.ledger.models import Event, Pending
from tests.world.company import FOUNDER

FIRST_PAGE = "/"
IN_HAND = timedelta(minutes=1)
"""By how much the last act may outlast the moment of telling, as adopting a roster takes a while."""


def tell_town(at: datetime, *, seed: int, size: str = "tiny") -> None:
    """Tell the town in the database that Django uses now, which must be empty."""
    org.seed_settings(actor=FOUNDER, at=at)
    org.seed_holidays(actor=FOUNDER, at=at)
    seed_catalogue(actor=FOUNDER, at=at)
    tell(size=size, seed=seed, at=at, progress=lambda done, words: None)


def wrong_with_town(at: datetime) -> list[str]:
    """Return, in words, what should not be so in a town that has just been told up to `at`."""
    found = []
    last = Event.objects.aggregate(last=Max("occurred_at"))["last"]
    if last > at + IN_HAND:
        found.append(f"something happens at {last}, which has yet to come")
    if Pending.objects.exists():
        found.append(f"{Pending.objects.count()} facts wait to be handed on")
    covered = Q(granted__valid_from__lte=F("starts_at"), granted__valid_until__gte=F("ends_at"))
    sent = Assignment.objects.filter(status__in=("assigned", "completed"))
    if sent.exclude(covered).exists():
        found.append("somebody was sent without a pass for all of the time")
    if sent.count() < 20:
        found.append(f"only {sent.count()} people were sent anywhere")
    return [*found, *_pages_that_fail(at)]


def _pages_that_fail(at: datetime) -> list[str]:
    """Open the first page of one person of each role, at the moment that the town has come to."""
    failed = []
    with override_settings(CLOCK_AHEAD=at - timezone.now()):
        faces = one_of_each(at=at)
        for face in faces:
            browser = Client(raise_request_exception=False)
            browser.force_login(User.objects.get(id=face.user_id))
            answer = browser.get(FIRST_PAGE, follow=True)
            if answer.status_code != 200:
                failed.append(f"the first page of the {face.role} answers {answer.status_code}")
    return failed if faces else ["nobody can be met"]
