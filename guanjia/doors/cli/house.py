"""Preparing the database, bringing in figures, letting in the first person, telling the story."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from guanjia.chapters.catalog.commands import seed_catalogue
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.chapters.survey.commands import seed_questionnaires
from guanjia.db.numbers import bring_forward
from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_folder, holding_keys
from guanjia.doors.clock import now
from guanjia.doors.refusals import in_words
from guanjia.kernel.actors import house_actor
from guanjia.kernel.errors import Refusal
from guanjia.outbound.messages import is_served
from guanjia.vault import commands as vault

FOUNDER = house_actor("founding", "owner", "administrator")


def prepare() -> int:
    """Bring the database up to date, with every figure, holiday, service and questionnaire in it."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    bring_forward()
    at = now()
    org.seed_settings(actor=FOUNDER, at=at)
    org.seed_holidays(actor=FOUNDER, at=at)
    seed_catalogue(actor=FOUNDER, at=at)
    seed_questionnaires()
    return 0


def migrate() -> int:
    """Prepare the house while nobody changes its keys or brings it back."""
    try:
        with holding_keys(settings.VAR):
            return prepare()
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1


def invite(name: str, phone: str) -> int:
    """Let in somebody who administers the whole company; they sign in with a code by SMS."""
    try:
        with holding_keys(settings.VAR):
            return _invite(name, phone)
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1


def _invite(name: str, phone: str) -> int:
    house = wellbeing.taken(wellbeing.schema)
    if house.state != "well":
        print(house.words, house.mend, sep="\n", file=sys.stderr)
        return 1
    try:
        user = org.invite_user(actor=FOUNDER, name=name, phone=phone, at=now())
        org.grant_role(
            actor=FOUNDER, user_id=user.pk, branch_id=None, role="administrator", at=now()
        )
    except Refusal as refusal:
        print(in_words(refusal), file=sys.stderr)
        return 1
    print(_("%(name)s can now sign in with this phone number.") % {"name": user.name})
    if not is_served("sms"):
        print(_("But no code reaches it yet: no SMS provider is set. See `guanjia doctor`."))
    return 0


def tell(*, size: str, seed: int) -> int:
    """Tell the demonstration in this house, in which nobody may live yet."""
    try:
        with holding_folder(settings.VAR):
            return _tell(size, seed)
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1


def _tell(size: str, seed: int) -> int:
    prepare()
    try:
        org.mark_as_demo(actor=FOUNDER, at=now())
    except Refusal as refusal:
        print(in_words(refusal), file=sys.stderr)
        return 1
    if User.objects.exists():
        words = _(
            "The story has been told here. For another, let GUANJIA_VAR name an empty folder."
        )
        print(words, file=sys.stderr)
        return 1
    from guanjia.demo.town import tell as tell_town

    tell_town(size=size, seed=seed, at=now(), progress=progress_bar())
    print()
    return 0


def progress_bar() -> Callable[[float, str], None]:
    """Return a function that shows, on one line, how far something has come."""
    is_terminal = sys.stdout.isatty()
    shown = [-1]

    def show(done: float, words: str) -> None:
        percent = min(100, round(100 * done))
        if percent <= shown[0]:
            return
        shown[0] = percent
        if is_terminal:
            print(f"\r  {percent:3} % {words:40.40}", end="", flush=True)
        elif percent % 20 == 0:
            print(f"  {percent:3} % {words}", flush=True)

    return show


def file_anew() -> int:
    """File people and homes anew for the search, as names and numbers are read by this program."""
    if problem := wellbeing.why_not_by_these_keys():
        print(problem, file=sys.stderr)
        return 1
    try:
        with holding_keys(settings.VAR):
            number = vault.file_anew()
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1
    print(_("%(n)s people, households and numbers are filed anew.") % {"n": number})
    return 0
