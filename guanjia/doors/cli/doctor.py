"""Says what is misconfigured, and how to mend it."""

import shlex
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.queries import is_demo
from guanjia.doors import wellbeing
from guanjia.doors.cli.archive import tidy, was_cut_off
from guanjia.doors.wellbeing import Finding, Look, look_over
from guanjia.outbound.messages import is_served
from guanjia.vault.private import is_open, standing_open

MARKS = {"well": "✓", "mind": "◐", "ill": "✗"}


def _well(words: str) -> Finding:
    return Finding("well", words)


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


def restored() -> Finding:
    """Look whether a restore was cut off before the house was back."""
    if was_cut_off():
        return Finding(
            "ill",
            _("A restore into this house was cut off, or is on its way."),
            _("If none is running, run `guanjia restore` again; nothing need be taken away first."),
        )
    return _well(_("No restore was cut off here."))


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


def wechat() -> Finding:
    """
    Look whether a WeChat service account is set, which reaches nobody here.

    Such an account gives each of its followers an openid of its own, and tells it to a registered
    address on the open network alone, once they have agreed there. The house asks nobody for that.
    """
    if settings.WECHAT["app"]:
        return Finding(
            "mind",
            _(
                "A WeChat service account is set, but this house knows nobody's openid: nothing is sent "
                "by it."
            ),
            _("Leave GUANJIA_WECHAT_APP unset; whoever is to be told is told by SMS."),
        )
    return _well(_("No WeChat service account is set; nothing is written for one."))


def whole() -> Finding:
    """Look through the whole database now, each index compared with its table."""
    return wellbeing.look_through(thorough=True)


def rows() -> Finding:
    """Count now what is never taken away."""
    return wellbeing.count_rows()


def files() -> Finding:
    """Read every file of the vault now, and compare it with its sum."""
    return wellbeing.look_through_files()


NOW: dict[Look, Look] = {
    wellbeing.whole: whole,
    wellbeing.rows: rows,
    wellbeing.files: files,
}
"""What is looked at here and now, where others tell what the worker has noted."""
LOOKS: tuple[Look, ...] = (
    secret,
    restored,
    private,
    fonts,
    static,
    wechat,
    *(NOW.get(look, look) for look in wellbeing.LOOKS),
    wellbeing.rotation,
    wellbeing.strays,
    wellbeing.forgotten,
    mail,
)
"""First what asks nothing of the database, which may not answer."""


def examine() -> int:
    """Take away what killed programs have left, print what was found, and return 1 if anything is broken."""
    with suppress(DatabaseError):
        wellbeing.check_is_reached()
        tidy()
    found = look_over(LOOKS)
    # Where the database does not answer, every look that asks it says the same.
    for finding in {(one.words, one.mend): one for one in found}.values():
        print(f"{MARKS[finding.state]} {finding.words}")
        if finding.mend and finding.state != "well":
            print(f"    → {finding.mend}")
    return 1 if any(finding.state == "ill" for finding in found) else 0
