"""Web and jobs, started together and stopped together."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import is_demo
from guanjia.chapters.org.rules import spoken_phone
from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_folder, holding_port
from guanjia.doors.cli.archive import tidy
from guanjia.doors.cli.house import prepare
from guanjia.doors.cli.parts import Parts
from guanjia.doors.clock import now
from guanjia.doors.processes import STARTED_BY
from guanjia.flow.overviews import health
from guanjia.flow.overviews.demo_logins import one_of_each
from guanjia.kernel.clock import local_day

THREADS = 4
"""Of each web process: while some wait to write, or for a file to be decoded, others read on."""
SECONDS_TO_ANSWER = 8
"""For a web process that is told to end, to answer what it was asked; less than a part has to stop."""
SECONDS_TO_START = 60
SECONDS_TO_BE_WELL = 20
SIGNALS = (signal.SIGTERM, signal.SIGINT)
YES = ("yes", "y", "是")
JOBS = (sys.executable, "-m", "guanjia.doors.jobs")
DEMO_IS_FRESH = timedelta(days=7)
PROGRAM = (sys.executable, "-m", "guanjia.doors.cli.main")

BEFOREHAND = (wellbeing.look_through, wellbeing.clock)
"""What is looked at before a worker writes the first fact by a wrong clock."""


class Stop(BaseException):
    """Somebody asked the house to stop; no look that goes on after whatever fails may keep that."""


def work() -> NoReturn:
    """Take away what killed programs have left; then become the worker, which runs until told to stop."""
    tidy()
    os.execv(JOBS[0], JOBS)  # noqa: S606  (our own)


def run(*, host: str, port: int, workers: int, with_story: bool) -> int:
    """Prepare the house, start web and jobs, say where it is, and stop both when told to."""
    try:
        with holding_folder(settings.VAR):
            tidy()
            if not _may_be_opened_by_this_clock():
                return 1
            with holding_port(host, port):
                failed = _prepare(with_story=with_story)
            _say_how_old_the_story_is()
            return failed or _open(host, port, workers)
    except InTheWay as way:
        print(way, file=sys.stderr)
        return 1


def _may_be_opened_by_this_clock() -> bool:
    """Ask whoever sits there whether a clock is right by which nothing has happened for long; else say so."""
    words = wellbeing.why_too_far_ahead()
    if not words:
        return True
    print(words, f"    → {wellbeing.set_it()}", sep="\n", file=sys.stderr, flush=True)
    if not sys.stdin.isatty():
        return True
    try:
        return input(_("If the clock is right, type yes: ")).strip().lower() in YES
    except EOFError:
        return False


def _prepare(*, with_story: bool) -> int:
    """Bring the house up to date and tell the story in a new one; return 0 if that went well."""
    print(_("Preparing the house …"), flush=True)
    if with_story:
        _compile_beside()
    import_string(settings.COMPILE_MESSAGES)()
    prepare()
    call_command("collectstatic", verbosity=0, interactive=False)
    if with_story and not User.objects.exists():
        print(_("Telling the story of a small town, once …"), flush=True)
        return subprocess.call([*PROGRAM, "demo", "--size", "small"])
    return 0


def _say_how_old_the_story_is() -> None:
    """Say so if the demonstration has grown old."""
    newest = health.newest_fact()
    if newest and is_demo() and now() - newest > DEMO_IS_FRESH:
        words = _(
            "This demonstration ends on %(day)s, so that today's pages are empty. For a fresh one "
            "let GUANJIA_VAR name an empty folder."
        )
        print(words % {"day": local_day(newest, settings.TIME_ZONE)}, file=sys.stderr)


def _open(host: str, port: int, workers: int) -> int:
    key = os.environ.get("GUANJIA_DEMO_KEY", secrets.token_urlsafe(9))
    environment = os.environ | {
        "GUANJIA_DEMO": "yes" if is_demo() else "no",
        "GUANJIA_DEMO_KEY": key,
        STARTED_BY: "run",
    }
    for kind in SIGNALS:
        signal.signal(kind, _raise_stop)
    _say_what_is_ill(BEFOREHAND)
    parts = Parts({_("The web server"): _web(host, port, workers), _("The worker"): JOBS})
    try:
        parts.start(environment)
        if not _answers(host, port, parts):
            print(_("The house did not start; see above."), file=sys.stderr)
            return 1
        _say_what_is_ill([look for look in wellbeing.LOOKS if look not in BEFOREHAND])
        _show_the_way(host, port, key)
        return parts.watch()
    except Stop:
        return 0
    finally:
        _hear_no_more()
        parts.stop()


def _compile_beside() -> None:
    """Let the engine be compiled while the house is prepared; later starts find it compiled."""
    subprocess.Popen(
        [Path(sys.executable).with_name("rota"), "warm"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _web(host: str, port: int, workers: int) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host]
    command += ["--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", str(THREADS)]
    command += ["--workers-kill-timeout", str(SECONDS_TO_ANSWER)]
    command += ["--log-level", "warning", "--no-access-log"]
    return [*command, "guanjia.config.wsgi:application"]


def _say_what_is_ill(looks: Iterable[wellbeing.Look]) -> None:
    """Say of what is broken how to mend it; the house is open all the same."""
    for finding in wellbeing.look_over(tuple(looks)):
        if finding.state == "ill":
            print(f"✗ {finding.words}", f"    → {finding.mend}", sep="\n", file=sys.stderr)


def _raise_stop(_signal: int, _frame: FrameType | None) -> None:
    _hear_no_more()
    raise Stop


def _hear_no_more() -> None:
    """Let whoever asks once more, while the house is stopping, not disturb that."""
    for kind in SIGNALS:
        signal.signal(kind, signal.SIG_IGN)


def _answers(host: str, port: int, parts: Parts) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    patience = time.monotonic() + SECONDS_TO_BE_WELL
    address = f"http://{_reachable(host)}:{port}/health/"
    while time.monotonic() < deadline:
        if not parts.is_whole():
            return False
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as answer:
            # It answers and is not well; while only the worker is on its way, that is waited for.
            if time.monotonic() > patience or not _lacks_its_worker(answer.read()):
                return True
            time.sleep(0.2)
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _lacks_its_worker(report: bytes) -> bool:
    try:
        return bool(json.loads(report)["looks"]["worker"]["state"] == "ill")
    except (ValueError, KeyError, TypeError):
        return False


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104  (compared only)


def _show_the_way(host: str, port: int, key: str) -> None:
    # By its name, since browsers allow passkeys for names, not for numbers.
    name = "localhost" if _reachable(host) == "127.0.0.1" else host
    address = f"http://{name}:{port}"
    print(_("The house is open at %(address)s") % {"address": address}, flush=True)
    if not is_demo():
        print(_("Sign in with the phone number of somebody who was invited."), flush=True)
        return
    demo = f"{address}/demo/?key={key}" if key else f"{address}/demo/"
    print(_("Try on a role, without a code: %(address)s") % {"address": demo})
    print(_("Or sign in by phone number; the codes are shown on that page:"))
    faces = one_of_each(at=now())
    phones = User.objects.in_bulk([face.user_id for face in faces])
    for face in faces:
        role = pgettext("role", face.role)
        print(f"  {spoken_phone(phones[face.user_id].phone)}  {role}  {face.name}  {face.place}")
    print(_("Ctrl-C stops it."), flush=True)
