"""
Visits: who is at the door, known from one query.

A visit's row carries its user and the link that it began with, so that a login that was closed, a
password that was changed and a link that was revoked are noticed at the very next request.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
    login,
)
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from guanjia.chapters.org.models import EntryLink, Session, User
from guanjia.doors.manners import LINK_KEY, now

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SessionStore(db.SessionStore):
    """Keeps visits in `org.Session` and remembers the row that this request's visit came from."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table of visits."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        """Return the row for `data`, with the user and the link written out."""
        row: Session = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.link_id = data.get(LINK_KEY)
        return row


class KnowWhoVisits(AuthenticationMiddleware):
    """Gives the request its `user`, taken from the visit's row when first asked for."""

    def process_request(self, request: HttpRequest) -> None:
        """Let `request.user` be found when it is needed."""
        request.user = SimpleLazyObject(lambda: _visitor(request))


def _visitor(request: HttpRequest) -> User | AnonymousUser:
    session = request.session
    if SESSION_KEY not in session:
        return AnonymousUser()
    row = session.row
    if row is None or str(row.user_id) != str(session[SESSION_KEY]):
        return get_user(request)
    if not _is_still_good(session, row):
        session.flush()
        return AnonymousUser()
    row.user.backend = session.get(BACKEND_SESSION_KEY)
    return row.user


def _is_still_good(session: Any, row: Session) -> bool:
    user, link = row.user, row.link
    if not user.is_active:
        return False
    if session.get(LINK_KEY) and (link is None or link.revoked_at or link.expires_at <= now()):
        return False
    expected = user.get_session_auth_hash()
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), expected)


def begin_by_link(request: HttpRequest, link: EntryLink) -> None:
    """Sign in whoever the link was made for; the visit ends with the link at the latest."""
    request.session.flush()
    login(request, link.user, backend=BACKEND)
    request.session[LINK_KEY] = link.pk
    request.session.set_expiry(link.expires_at)


def began_by_link(request: HttpRequest) -> bool:
    """Test whether this visit began with a link rather than with a code or a password."""
    return LINK_KEY in request.session
