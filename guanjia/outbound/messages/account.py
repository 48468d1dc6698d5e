"""What both SMS adapters need of the settings, and how they keep secrets out of the log."""

import logging
from dataclasses import dataclass

from django.conf import settings

from guanjia.outbound.messages.registered import Registered, read

SECONDS_TO_CONNECT = 3
SECONDS_TO_ANSWER = 6
"""Together less than ten: the worker that waits for a provider does nothing else meanwhile."""


@dataclass(frozen=True, slots=True)
class Account:
    """
    Our account with an SMS provider.

    :param sign: the signature that stands in 【】 before every message, as it was registered
    :param app: the number of our application with Tencent Cloud
    """

    key: str
    secret: str
    sign: str
    templates: tuple[Registered, ...]
    app: str = ""


def own_account() -> Account:
    """
    Return the account that settings.SMS names.

    :raises ImproperlyConfigured: if the file of its templates cannot be read
    """
    named = settings.SMS
    return Account(
        key=named["key"],
        secret=named["secret"],
        sign=named["sign"],
        templates=read(named["templates"]),
        app=named["app"],
    )


def hush(*loggers: str) -> None:
    """Let client libraries write nothing down: they would write numbers, codes and keys."""
    for name in loggers:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
