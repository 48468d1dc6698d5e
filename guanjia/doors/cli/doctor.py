"""Says what is misconfigured, and how to mend it."""

import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import is_demo
from guanjia.doors.manners import now
from guanjia.flow.overviews import health
from guanjia.kernel.clock import local
from guanjia.ledger import wake
from guanjia.outbound.messages import is_served, messenger_for
from guanjia.outbound.queries import undelivered
from guanjia.outbound.rules import CARRIED, SETTINGS_OF
from guanjia.vault.keys import Unreadable
from guanjia.vault.private import is_open, standing_open

SECONDS_OF_DRIFT = 30
MOST_AHEAD = timedelta(minutes=10)
"""By how much a fact may be ahead of the clock: phones are a little, and adopting takes a while."""

MARKS = {"well": "✓", "mind": "◐", "ill": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one look found.

    :param state: "well"; "mind", if it works but should not stay so; "ill", if something is broken
    :param mend: what to do about it
    """

    state: str
    words: str
    mend: str = ""


def _well(words: str) -> Finding:
    return Finding("well", words)


def keys() -> Finding:
    """Look whether the vault's keys are there, are keys, and open what is in the database."""
    if not settings.VAULT_KEYS:
        return Finding(
            "ill",
            _("The vault has no key."),
            _("Make one with `guanjia new-key` and set GUANJIA_VAULT_KEYS."),
        )
    try:
        for key in settings.VAULT_KEYS:
            Fernet(key)
    except ValueError:
        return Finding(
            "ill",
            _("A key of the vault is not a key."),
            _("GUANJIA_VAULT_KEYS holds keys made with `guanjia new-key`, separated by spaces."),
        )
    try:
        User.objects.exclude(phone="").first()
    except Unreadable:
        return Finding(
            "ill",
            _("The vault's keys do not open what is in the database."),
            _("Add the key that sealed it to GUANJIA_VAULT_KEYS, after the newest."),
        )
    return _well(_("The vault's keys open what is sealed."))


def secret() -> Finding:
    """Look whether the secret that signs cookies is long enough."""
    if len(settings.SECRET_KEY) < 32:
        return Finding(
            "ill",
            _("The secret key is missing or short."),
            _("Set GUANJIA_SECRET_KEY to 50 random characters."),
        )
    return _well(_("The secret key is long enough."))


def private() -> Finding:
    """Look whether anybody else on this machine could read what the house keeps."""
    files = [settings.DATABASES["default"]["NAME"]] if connection.vendor == "sqlite" else []
    if settings.QUEUE.startswith("sqlite:"):
        files.append(urlsplit(settings.QUEUE).path.replace("//", "/", 1))
    beside = [Path(f"{file}{end}") for file in files for end in ("", "-wal", "-shm")]
    found = sorted({*standing_open(Path(settings.VAR)), *filter(is_open, beside)})
    if found:
        return Finding(
            "ill",
            _("Others on this machine can read %(file)s (and %(n)s more).")
            % {"file": found[0], "n": len(found) - 1}
            if found[1:]
            else _("Others on this machine can read %(file)s.") % {"file": found[0]},
            _("Close it: %(command)s")
            % {"command": f"chmod go= {shlex.join(map(str, found[:20]))}"},
        )
    return _well(_("Nobody else on this machine can read what the house keeps."))


def database() -> Finding:
    """Look whether the database answers."""
    connection.ensure_connection()
    return _well(_("The database answers (%(kind)s).") % {"kind": connection.vendor})


def migrations() -> Finding:
    """Look whether the database is up to date."""
    missing = health.missing_migrations()
    if missing:
        return Finding(
            "ill",
            _("The database lacks %(n)s changes.") % {"n": missing},
            _("Run `guanjia migrate`."),
        )
    return _well(_("The database is up to date."))


def waiting() -> Finding:
    """Look whether facts and messages are handed on in time."""
    at = now()
    longest = max(health.oldest_pending(at=at), health.oldest_waiting(at=at))
    if longest > health.OLD:
        return Finding(
            "ill",
            _("Facts or messages have waited for %(n)s minutes.")
            % {"n": int(longest.total_seconds() // 60)},
            _("Start the worker: `guanjia work`, or `guanjia run` for both."),
        )
    return _well(_("Nothing has waited long to be handed on."))


def jobs() -> Finding:
    """Look whether the queue that wakes the worker answers."""
    try:
        wake.call_now()
    except OSError as error:
        return Finding(
            "mind",
            _("The job queue does not answer: %(why)s") % {"why": error},
            _("Check GUANJIA_QUEUE_URL; until then the worker looks by itself every second."),
        )
    return _well(_("The job queue answers."))


def parked() -> Finding:
    """Look whether a hand-off waits for a person."""
    rows = health.parked()
    if rows:
        return Finding(
            "mind",
            _("%(n)s hand-offs failed and wait for a person; first: %(what)s")
            % {"n": len(rows), "what": f"{rows[0].kind} → {rows[0].reaction}"},
            _("Look at them under Settings, “Parked hand-offs”, and try them again."),
        )
    return _well(_("No hand-off waits for a person."))


def clock() -> Finding:
    """Look whether this machine agrees on the time with the database and with what is in it."""
    newest, at = health.newest_fact(), now()
    if newest and newest - at > MOST_AHEAD:
        return Finding(
            "ill",
            _("The clock shows %(now)s, but the newest fact in this house is of %(then)s.")
            % {"now": _clock(at), "then": _clock(newest)},
            _("Set the machine's clock; for a new house let GUANJIA_VAR name an empty folder."),
        )
    if connection.vendor != "postgresql":
        return _well(_("The clock is the machine's own."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    drift = abs((now() - theirs).total_seconds())
    if drift > SECONDS_OF_DRIFT:
        return Finding(
            "ill",
            _("This machine and the database differ by %(n)s seconds.") % {"n": round(drift)},
            _("Let both take the time from the network (systemd-timesyncd)."),
        )
    return _well(_("This machine and the database agree on the time."))


def _clock(at: datetime) -> str:
    return f"{local(at, settings.TIME_ZONE):%Y-%m-%d %H:%M}"


def fonts() -> Finding:
    """Look whether printed pages can show Chinese."""
    program = shutil.which("fc-list")
    found = program and subprocess.run(
        [program, ":lang=zh"], capture_output=True, text=True, check=False
    )
    if not found or not found.stdout.strip():
        return Finding(
            "mind",
            _("No Chinese font is installed; printed pages would show boxes."),
            _("Install the package fonts-noto-cjk."),
        )
    return _well(_("A Chinese font is installed."))


def static() -> Finding:
    """Look whether the pages' style and scripts are in place."""
    if not (Path(settings.STATIC_ROOT) / "css" / "tokens.css").is_file():
        return Finding(
            "ill",
            _("Styles and scripts have not been collected."),
            _("`guanjia run` does it; on a server: `python -m django collectstatic --noinput`."),
        )
    return _well(_("Styles and scripts are in place."))


def delivery() -> Finding:
    """Look whether somebody brings what the house writes to people outside."""
    nobody = undelivered()
    if nobody:
        return Finding(
            "ill",
            _(
                "Nothing is delivered by %(channels)s: no provider is set. Messages that wait: %(n)s."
            )
            % {
                "channels": _(", ").join(pgettext("channel", one.channel) for one in nobody),
                "n": sum(one.waiting for one in nobody),
            },
            _("Set %(variables)s; docs/operations.md says how.")
            % {"variables": ", ".join(SETTINGS_OF[one.channel] for one in nobody)},
        )
    try:
        for channel in filter(is_served, CARRIED):
            messenger_for(channel)
    except ImproperlyConfigured as error:
        return Finding(
            "ill",
            _("Nothing is delivered by %(channels)s: %(why)s")
            % {"channels": pgettext("channel", channel), "why": error},
            _("Set %(variables)s; docs/operations.md says how.")
            % {"variables": SETTINGS_OF[channel]},
        )
    return _well(_("Whatever is written to people outside is brought by somebody."))


def mail() -> Finding:
    """Look whether the mail server answers, where one is set."""
    if "smtp" not in settings.EMAIL_BACKEND or not is_served("email"):
        return Finding(
            "well" if settings.IS_DEMO or is_demo() else "mind",
            _("No mail server is set; e-mail is not sent."),
            _("Set GUANJIA_MAIL_HOST, GUANJIA_MAIL_USER and GUANJIA_MAIL_PASSWORD."),
        )
    try:
        server = get_connection(timeout=5)
        server.open()
        server.close()
    except OSError as error:
        return Finding(
            "mind",
            _("The mail server does not answer: %(why)s") % {"why": error},
            _("Check GUANJIA_MAIL_HOST and whether the network lets you out."),
        )
    return _well(_("The mail server answers."))


LOOKS: tuple[Callable[[], Finding], ...] = (
    secret,
    private,
    database,
    migrations,
    keys,
    jobs,
    waiting,
    parked,
    clock,
    fonts,
    static,
    delivery,
    mail,
)


def findings() -> list[Finding]:
    """Look at everything; a look that breaks is a finding too."""
    found = []
    for look in LOOKS:
        try:
            found.append(look())
        except DatabaseError as error:
            words = _("The database says: %(why)s") % {"why": str(error).strip()}
            mend = _("Check GUANJIA_DATABASE_URL, then run `guanjia migrate`.")
            found.append(Finding("ill", words, mend))
    return found


def examine() -> int:
    """Print what was found, and return 1 if anything is broken."""
    found = findings()
    for finding in found:
        print(f"{MARKS[finding.state]} {finding.words}")
        if finding.mend and finding.state != "well":
            print(f"    → {finding.mend}")
    return 1 if any(finding.state == "ill" for finding in found) else 0
