"""The program `guanjia`."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from guanjia.kernel.letters import speak_plainly

EPILOG = "Chinese or English is chosen by LANG. Settings: DJANGO_SETTINGS_MODULE."
KEY_ACTS = ("rotate", "finish", "status")
SIZES = ("tiny", "small", "medium")
PROVIDERS = ("alibaba", "tencent")
LAST_PORT = 65535
STARTING = ("run", "work", "demo", "migrate", "invite", "file-anew", "clock-is-right")
"""Commands that change what a newer program may have left behind."""
WITHOUT_DATABASE = ("doctor", "sms-templates")
"""Commands that do what they can where the database does not answer."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guanjia", description="Guanjia 管家 runs a household-butler company.", epilog=EPILOG
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start web and jobs; a new house tells its demonstration")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    run.add_argument("--port", type=_port, default=8000, help="port to listen on (%(default)s)")
    run.add_argument("--workers", type=int, default=1, help="web processes (%(default)s)")
    run.add_argument("--empty", action="store_true", help="leave a new house without its story")

    commands.add_parser("work", help="run the worker alone: deliver, send, solve, keep dates")

    demo = commands.add_parser("demo", help="tell a town as a story, in an empty house")
    demo.add_argument("--size", choices=SIZES, default="small", help="(%(default)s)")
    demo.add_argument("--seed", type=int, default=1, help="the same seed tells the same town")

    commands.add_parser("doctor", help="say what is misconfigured and how to mend it")
    commands.add_parser("migrate", help="bring the database up to date and bring in the figures")

    backup = commands.add_parser("backup", help="write everything into one sealed archive")
    backup.add_argument("archive", type=Path, help="the file to write, such as house.guanjia")
    backup.add_argument("--without-keys", action="store_true", help="leave the local keys out")
    backup.add_argument(
        "--replace", action="store_true", help="give up a backup of this name for it"
    )

    restore = commands.add_parser("restore", help="bring an archive back, into an empty house")
    restore.add_argument("archive", type=Path, help="a file written by `guanjia backup`")

    _add_files(commands.add_parser("files", help="lost files: name them, bring them back, give up"))

    invite = commands.add_parser("invite", help="let in the first administrator of a new house")
    invite.add_argument("name")
    invite.add_argument("phone")

    keys = commands.add_parser("keys", help="change the vault's key, or say how far that has come")
    keys.add_argument(
        "act",
        choices=KEY_ACTS,
        help="rotate: seal everything by the newest key; finish: let the old ones go; status: how far",
    )

    commands.add_parser(
        "file-anew", help="file names and numbers anew for the search, after an update asks for it"
    )

    clock = commands.add_parser(
        "clock-is-right", help="say so, where a clock that was ahead has left facts of days to come"
    )
    clock.add_argument("--by", required=True, help="the name of whoever has looked at the clock")
    clock.add_argument("--reason", required=True, help="what was wrong with it")

    templates = commands.add_parser(
        "sms-templates", help="print the texts to register with an SMS provider, as its file"
    )
    templates.add_argument("--language", choices=("zh-hans", "en"), default="zh-hans")
    templates.add_argument(
        "--provider", choices=PROVIDERS, default=PROVIDERS[0], help="(%(default)s)"
    )

    commands.add_parser("new-key", help="print a new key for the vault")
    return parser


def _add_files(files: argparse.ArgumentParser) -> None:
    acts = files.add_subparsers(dest="act", metavar="ACT")
    acts.add_parser("show", help="name the files that are lost; so does no ACT at all")
    bring = acts.add_parser("bring", help="take from a backup what is lost here")
    bring.add_argument("archive", type=Path, help="a file written by `guanjia backup`, at any time")
    give_up = acts.add_parser("give-up", help="note that files are lost for good; asks once more")
    give_up.add_argument("numbers", type=int, nargs="+", metavar="NUMBER")
    give_up.add_argument("--by", required=True, help="the name of whoever decides it")
    give_up.add_argument("--reason", required=True, help="why they cannot come back")


def _port(word: str) -> int:
    """Return a port by its number."""
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{word!r} is no port; say a number from 1 to {LAST_PORT}")
    return int(word)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; return 0 if it went well."""
    speak_plainly(sys.stdout, sys.stderr)
    given = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.local")
    if given.command == "demo":
        # Whether a house may become a demonstration is decided by its database, before a word
        # of the story is told.
        os.environ["GUANJIA_DEMO"] = "yes"
    code = 128 + signal.SIGPIPE
    try:
        code = _do(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read has gone, such as `head`: what was done is done, and nobody is to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _do(given: argparse.Namespace) -> int:
    if given.command == "new-key":
        from cryptography.fernet import Fernet

        print(Fernet.generate_key().decode())
        return 0
    if problem := _set_up():
        print(problem, file=sys.stderr)
        return 1

    from django.db import DatabaseError

    from guanjia.doors.cli import archive, clock, doctor, house, keys, registering, running
    from guanjia.doors.wellbeing import check_is_reached, said_of, why_not_to_start

    if given.command not in WITHOUT_DATABASE:
        try:
            check_is_reached()
        except DatabaseError as error:
            print(*said_of(error), sep="\n    → ", file=sys.stderr)
            return 1
    if given.command in STARTING and (problem := why_not_to_start()):
        print(problem, file=sys.stderr)
        return 1
    acts: dict[str, Callable[[], int]] = {
        "run": lambda: running.run(
            host=given.host, port=given.port, workers=given.workers, with_story=not given.empty
        ),
        "work": running.work,
        "demo": lambda: house.tell(size=given.size, seed=given.seed),
        "doctor": doctor.examine,
        "migrate": house.migrate,
        "file-anew": house.file_anew,
        "clock-is-right": lambda: clock.say_it_is_right(by=given.by, reason=given.reason),
        "backup": lambda: archive.back_up(
            given.archive, with_keys=not given.without_keys, replace=given.replace
        ),
        "restore": lambda: archive.restore(given.archive),
        "files": lambda: _do_with_files(given),
        "keys": lambda: keys.do(given.act),
        "sms-templates": lambda: registering.show_texts(
            provider=given.provider, language=given.language
        ),
        "invite": lambda: house.invite(given.name, given.phone),
    }
    try:
        return acts[given.command]()
    except BrokenPipeError:
        raise
    except (DatabaseError, OSError) as error:
        print(*said_of(error), sep="\n    → ", file=sys.stderr)
        return 1


def _do_with_files(given: argparse.Namespace) -> int:
    from guanjia.doors.cli import files

    if given.act == "bring":
        return files.bring(given.archive)
    if given.act == "give-up":
        return files.abandon(given.numbers, by=given.by, reason=given.reason)
    return files.show()


def _set_up() -> str:
    """Load the settings; return what is wrong with them, if anything."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ImportError, ValueError) as error:
        return f"guanjia: {error}"
    from guanjia.doors.terminal import speak_as_asked

    speak_as_asked()
    return ""


if __name__ == "__main__":
    sys.exit(main())
