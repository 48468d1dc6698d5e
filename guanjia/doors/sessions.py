"""
Visits: who is at the door, known from one query.

A visit's row carries its user and the link that was opened in it, so that a login that was closed, a
password that was changed and a link that was revoked are noticed at the very next request.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
)
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from guanjia.chapters.org.commands import note_seen
from guanjia.chapters.org.models import EntryLink, Session, User
from guanjia.chapters.org.rules import device_of
from guanjia.db.patience import waiting_at_most
from guanjia.doors.actors import LINK_KEY
from guanjia.doors.clock import now
from guanjia.kernel.actors import Ticket
from guanjia.vault.fields import Digest
from guanjia.vault.keys import Unreadable, decrypt, encrypt

BEGAN_KEY, DEVICE_KEY, SHOWN_KEY = "began_at", "device", "shown_by"
"""Where a visit remembers when it began, in which browser, and how its owner showed who they are."""
PROVEN_KEY, PROVEN_STRONGLY_KEY = "proven_at", "proven_strongly_at"
"""Where it remembers when they last showed it, and when by more than a code to their telephone."""
JUST_NOW = timedelta(minutes=5)
"""For how long it counts that they have: long enough to set up a second factor."""
SEEN_EVERY = timedelta(minutes=5)
"""How often it is noted that a visit goes on."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


# Asked at every request. Written out, since composing it anew costs ten times what running it does.
VISIT = """
    SELECT visit.session_data, visit.user_id, visit.link_id,
           link.purpose, link.subject_id, link.household_id,
           person.password, person.handle, person.name, person.language, person.is_active,
           CASE WHEN visit.seen_at > %s THEN 0 ELSE 1 END,
           CASE WHEN visit.seen_at > %s AND visit.began_at > %s THEN 0 ELSE 1 END
      FROM org_session AS visit
      LEFT JOIN org_user AS person ON person.id = visit.user_id
      LEFT JOIN org_entrylink AS link
        ON link.id = visit.link_id AND link.revoked_at IS NULL AND link.expires_at > %s
     WHERE visit.session_key = %s AND visit.expire_date > %s
"""
OF_PERSON = ("id", "password", "handle", "name", "language", "is_active")


@dataclass(frozen=True, slots=True)
class Visit:
    """
    A visit as it was found: its content, who is visiting, and the link if it still holds.

    :param is_long_unseen: whether it is time to note once more that the visit goes on
    :param is_over_for_desks: whether it is too old, or was left alone for too long, for a desk
    """

    session_data: str
    user: User | None
    ticket: Ticket | None
    is_long_unseen: bool
    is_over_for_desks: bool


def find_visit(session_key: str | None) -> Visit | None:
    """Return the visit with this key, if it has not run out, in one SQL query."""
    if not session_key:
        return None
    at = now()
    seen, idle, began, moment = (
        connection.ops.adapt_datetimefield_value(at - ago)
        for ago in (SEEN_EVERY, settings.DESK_IDLE, settings.DESK_AT_MOST, timedelta())
    )
    with connection.cursor() as cursor:
        cursor.execute(VISIT, [seen, idle, began, moment, Digest.of(session_key), moment])
        row = cursor.fetchone()
    if row is None:
        return None
    data, user_id, link_id, purpose, subject_id, household_id, *person, is_unseen, is_over = row
    user = None
    if user_id is not None:
        user = User.from_db(connection.alias, OF_PERSON, [user_id, *person[:-1], bool(person[-1])])
    ticket = Ticket(link_id, purpose, subject_id, household_id) if purpose else None
    return Visit(data, user, ticket, bool(is_unseen), bool(is_over))


class SessionStore(db.SessionStore):
    """Keeps visits in `org.Session` and remembers the visit that this request is part of."""

    visit: Visit | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table of visits."""
        return Session

    def _get_session_from_db(self) -> Visit | None:
        self.visit = find_visit(self.session_key)
        if self.visit is None:
            self._session_key = None
        return self.visit

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the content as it is kept: signed, and encrypted, since codes wait in it."""
        return encrypt(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return the content that was kept; nothing, if it was not encrypted here."""
        try:
            return super().decode(decrypt(str(session_data)))
        except Unreadable:
            return {}

    def get_expiry_age(self, **known: Any) -> int:
        """Return for how many seconds the visit lasts, by the clock of the house."""
        return int(super().get_expiry_age(**({"modification": now()} | known)))

    def get_expiry_date(self, **known: Any) -> datetime:
        """Return when the visit ends, by the clock of the house: by that one it is looked for."""
        return super().get_expiry_date(**({"modification": now()} | known))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for `data`, with what others ask of a visit written out."""
        began = data.setdefault(BEGAN_KEY, now().isoformat())
        row = cast(Session, super().create_model_instance(data))
        row.began_at, row.seen_at = datetime.fromisoformat(began), now()
        row.device, row.shown_by = data.get(DEVICE_KEY, ""), data.get(SHOWN_KEY, "")
        row.user_id = data.get(SESSION_KEY)
        row.link_id = data.get(LINK_KEY)
        return row


class KnowWhoVisits(AuthenticationMiddleware):
    """Gives the request its `user`, taken from the visit's row when first asked for."""

    def process_request(self, request: HttpRequest) -> None:
        """Let `request.user` be found when it is needed."""
        request.user = cast(User, SimpleLazyObject(lambda: _visitor(request)))


def _visitor(request: HttpRequest) -> User | AnonymousUser:
    session = cast(SessionStore, request.session)
    if SESSION_KEY not in session:
        return AnonymousUser()
    visit = session.visit
    if visit is None or visit.user is None or str(visit.user.pk) != str(session[SESSION_KEY]):
        return get_user(request)
    if not _is_still_good(session, visit, visit.user):
        session.flush()
        return AnonymousUser()
    visit.user.backend = session[BACKEND_SESSION_KEY]
    return visit.user


def _note_that_it_goes_on(session_key: str) -> None:
    """Note it, unless somebody is writing: whoever reads waits for nobody. The next page notes it."""
    with suppress(OperationalError), waiting_at_most(0):
        note_seen(session_key=session_key, at=now())


def note_visit_goes_on(request: HttpRequest) -> None:
    """Note that a visit goes on, now and then, if it is a person who asks for the page."""
    session = cast(SessionStore, request.session)
    visit = session.visit
    if visit and visit.is_long_unseen and session.session_key and _is_somebody_there(request):
        _note_that_it_goes_on(session.session_key)


def forget_who_visits(request: HttpRequest) -> None:
    """End the visit; for what is left of this request, nobody is known."""
    request.session.flush()
    request.user = AnonymousUser()
    for known in ("presence", "actor"):
        if hasattr(request, known):
            delattr(request, known)


def _is_somebody_there(request: HttpRequest) -> bool:
    """Test whether a person asks, and not a page that looks again by itself every half minute."""
    return request.method != "GET" or "HX-Request" not in request.headers


def is_over_for_desks(request: HttpRequest) -> bool:
    """Test whether a visit has lasted, or was left alone, for longer than a desk's may be."""
    visit = cast(SessionStore, request.session).visit
    return visit is not None and visit.is_over_for_desks


def _is_still_good(session: Any, visit: Visit, user: User) -> bool:
    if not user.is_active:
        return False
    expected = user.get_session_auth_hash()
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), expected)


def note_arrival(request: HttpRequest, *, shown_by: str, strongly: bool = False) -> None:
    """Write into a visit that begins when, where and how somebody came in."""
    request.session[BEGAN_KEY] = now().isoformat()
    request.session[DEVICE_KEY] = device_of(request.headers.get("User-Agent", ""))
    request.session[SHOWN_KEY] = shown_by
    note_proof(request, strongly=strongly)


def note_proof(request: HttpRequest, *, strongly: bool = False) -> None:
    """Remember that whoever visits has just shown who they are."""
    request.session[PROVEN_KEY] = now().isoformat()
    if strongly:
        request.session[PROVEN_STRONGLY_KEY] = now().isoformat()


def is_freshly_proven(request: HttpRequest, *, strongly: bool = False) -> bool:
    """Test whether whoever visits has shown within the last minutes who they are."""
    proven = request.session.get(PROVEN_STRONGLY_KEY if strongly else PROVEN_KEY)
    return proven is not None and now() - datetime.fromisoformat(proven) <= JUST_NOW


def hold_ticket(request: HttpRequest, link: EntryLink) -> None:
    """
    Let this visit open what the link is for. Whoever was signed in stays so.

    A visit of nobody known ends with the link at the latest.
    """
    if not request.user.is_authenticated:
        request.session.flush()
        request.session.set_expiry(link.expires_at)
    request.session[LINK_KEY] = link.pk


def lay_down_ticket(request: HttpRequest) -> None:
    """Forget the link: from now on the visit is somebody's own."""
    if request.session.pop(LINK_KEY, None) is not None:
        request.session.set_expiry(None)
