"""Branches, people with logins, roles, ways in, settings and holidays."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from guanjia.chapters.org.states import ROLE_OFFER
from guanjia.db.brought import BroughtText
from guanjia.kernel.actors import STAFF_ROLES
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import Digest, DigestText, EncryptedText, FingerprintText

LINK_PURPOSES = ("offer", "survey", "visit")
TIES = ("client", "worker")


class Branch(models.Model):
    """A shop of the company, with its own clock, place and people."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    phone = models.CharField(max_length=30, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    @property
    def case(self) -> str:
        return f"branch/{self.pk}"

    @property
    def branch_id(self) -> int:
        return int(self.pk)

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """Makes users; the commands of this chapter are the only callers."""


class User(AbstractBaseUser):
    """
    A person who can sign in: staff, worker, client or family. The phone number is the identity.

    `phone_print` is the fingerprint by which the number is found; `handle` is an opaque name for
    the framework, never shown. `former_phone` is the number before this one, which was told of the
    change. Browsers that were trusted before `trusts_since` are so no more. `language` is the one that
    they chose for themselves, if any. Somebody with whom we have nothing to do any more has no number:
    whoever has it next is somebody else.
    """

    handle = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    phone = EncryptedText(blank=True)
    phone_print = FingerprintText(of="phone", purpose="phone", max_length=32, unique=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    former_phone = EncryptedText(blank=True)
    trusts_since = models.DateTimeField(null=True, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True, default="")
    is_active = models.BooleanField(default=True)

    objects = Users()
    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"

    @property
    def case(self) -> str:
        return f"user/{self.pk}"

    @property
    def branch_id(self) -> None:
        return None

    @property
    def reads(self) -> str:
        """The language in which they are told things: the one they chose, else that of the house."""
        return self.language or settings.LANGUAGE_CODE

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A role that somebody holds in a branch (everywhere, if null) from `since` until `until`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=16)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_is_a_known_role", condition=Q(role__in=STAFF_ROLES)),
            models.CheckConstraint(
                name="role_ends_after_it_begins", condition=Q(until=None) | Q(until__gt=F("since"))
            ),
            models.UniqueConstraint(
                "user",
                Coalesce("branch", 0),
                "role",
                name="role_is_held_once_at_a_time",
                condition=Q(until=None),
            ),
        ]

    @property
    def case(self) -> str:
        return f"user/{self.user_id}"

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id} at {self.branch_id or 'every branch'}"


class RoleOffer(models.Model):
    """
    A role that somebody is asked to take, until `expires_at`.

    People who are known elsewhere, too, are given nothing unasked: the role is theirs once they
    have said yes, as themselves.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=16)
    offered_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    status = status_of(ROLE_OFFER)
    status_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_state(ROLE_OFFER),
            models.CheckConstraint(
                name="offered_role_is_a_known_role", condition=Q(role__in=STAFF_ROLES)
            ),
            models.UniqueConstraint(
                "user",
                Coalesce("branch", 0),
                "role",
                name="role_is_offered_once_at_a_time",
                condition=Q(status="offered"),
            ),
        ]

    @property
    def case(self) -> str:
        return f"user/{self.user_id}"

    def __str__(self) -> str:
        return f"{self.role} for {self.user_id} at {self.branch_id or 'every branch'}"


class Tie(models.Model):
    """
    Somebody with a login is known in a branch as a client or as a worker, until `until`.

    Later chapters write it, with the id of their own row (household, worker), so that this one
    knows in whose reach a person is without knowing those chapters.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="ties")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    row_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tie_kind_is_known", condition=Q(kind__in=TIES)),
            models.UniqueConstraint(
                name="tie_is_held_once_at_a_time",
                fields=["user", "kind", "row_id"],
                condition=Q(until=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.kind} {self.row_id}"


class EntryLink(models.Model):
    """
    A ticket that opens one page to whoever holds it, until it expires or its purpose is over.

    It signs nobody in. `subject_id` is the row that the purpose is about and `household_id` the
    household for which it speaks: plain numbers, since both belong to later chapters. `phone` is
    where it is sent and where a code goes when the page asks who is there. Of the token only the
    SHA-256 is kept; the token itself is worked out anew, with the vault's key, when it is sent.
    """

    purpose = models.CharField(max_length=8)
    subject_id = models.BigIntegerField()
    household_id = models.BigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    phone = EncryptedText()
    phone_print = FingerprintText(of="phone", purpose="phone", max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_expires_after_it_is_made", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="link_purpose_is_known", condition=Q(purpose__in=LINK_PURPOSES)
            ),
        ]
        indexes = [
            models.Index(fields=["phone_print"], name="link_by_phone"),
            models.Index(fields=["household_id"], name="link_by_household"),
        ]

    @property
    def case(self) -> str:
        return f"household/{self.household_id}"

    def __str__(self) -> str:
        return f"link {self.pk} for {self.purpose} {self.subject_id}"


class Session(AbstractBaseSession):
    """
    A visit from one browser: signed in as `user`, if anybody; holding the ticket `link`, if one.

    Only a digest of the browser's key is kept, and the content is encrypted: no row is a way in.
    Ending the visits of a person, a device or a link means deleting or checking rows here.
    `device` is a browser and a system, such as "Chrome/Android"; `shown_by` how they showed who they
    are: "code", "password", "mfa". `seen_at` is exact to the hour.
    """

    session_key = DigestText(max_length=Digest.LENGTH, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    link = models.ForeignKey(EntryLink, models.CASCADE, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    device = models.CharField(max_length=40, blank=True)
    shown_by = models.CharField(max_length=10, blank=True)

    objects: ClassVar[BaseSessionManager] = BaseSessionManager()

    def __str__(self) -> str:
        return f"visit of {self.user_id or 'nobody'}"


class ApiToken(models.Model):
    """A program's right to act as a user, within scopes, until it expires or is revoked."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"


class Setting(models.Model):
    """
    A figure of the trade in force from a day on, for one branch or for all, with its source.

    The value in force is the one of the branch, else of all, with the latest `valid_from` that
    has come.
    """

    key = models.CharField(max_length=60)
    branch = models.ForeignKey(Branch, models.CASCADE, null=True, blank=True, related_name="+")
    value = models.JSONField()
    valid_from = models.DateField()
    source = BroughtText(max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "key",
                Coalesce("branch", 0),
                "valid_from",
                name="setting_has_one_value_per_branch_and_day",
            )
        ]

    @property
    def case(self) -> str:
        return f"branch/{self.branch_id}" if self.branch_id else "company"

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"


class PrivacyNotice(models.Model):
    """
    What the company tells households of what it keeps of them, why, how long and whom to ask.

    A published text never changes: a new one is the next number, and the latest holds.
    """

    number = models.PositiveIntegerField(unique=True)
    words = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    branch_id = None
    case = "company"

    def __str__(self) -> str:
        return f"privacy notice {self.number}"


class Holiday(models.Model):
    """A day off for everybody ("holiday"), or a day of rest that is worked instead ("workday")."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, default="holiday")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="holiday_is_a_day_off_or_worked_instead",
                condition=Q(kind__in=("holiday", "workday")),
            )
        ]

    @property
    def case(self) -> str:
        return "company"

    @property
    def branch_id(self) -> None:
        return None

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
