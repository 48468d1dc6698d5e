"""Whether a request was made on the machine itself, by nobody else's order."""

from django.http import HttpRequest

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def is_at_the_machine(request: HttpRequest) -> bool:
    """
    Test whether a request comes from this machine, and no proxy says that it asks for a visitor.

    A proxy in front also calls from the loopback address; some say nothing of for whom.
    """
    proxied = any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"))
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not proxied
