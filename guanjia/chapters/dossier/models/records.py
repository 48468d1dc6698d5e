"""Households: the people, their homes and habits, their consent, and who may see what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from guanjia.chapters.catalog.models import AUDIENCES
from guanjia.chapters.dossier.states import HOUSEHOLD
from guanjia.chapters.org.models import Branch
from guanjia.chapters.org.queries import comparable_phone
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.suiting import CUISINES, LANGUAGES
from guanjia.ledger.fields import known_state, status_of
from guanjia.vault.fields import EncryptedText, EncryptedWholeNumber, FingerprintText

HABIT_KINDS = ("rhythm", "taboo", "pet", "language", "wish")
CONSENT_PURPOSES = ("service", "health", "minors", "photos", "messages", "marketing")
CHANNELS = ("phone", "wechat", "sms", "email", "app")
STANDINGS = ("decider", "family")
TOPICS = ("schedule", "money", "health", "emergency")
WISHES = ("ask", "never")
TIMES = ("not_before", "not_after")
PREFERENCES = {
    "language": LANGUAGES,
    "cuisine": CUISINES,
    "pet": ("cat", "dog", "other"),
    "smoking": ("no", "yes"),
}
"""What can be said besides times, by kind: the codes it may have."""
SAYERS = ("client", "family", "staff")


class OfHousehold(models.Model):
    """What hangs on a household: the ledger files it under the household's life."""

    class Meta:
        abstract = True

    @property
    def case(self) -> str:
        return f"household/{self.household_id}"  # type: ignore[attr-defined]  # each child has it

    @property
    def branch_id(self) -> int:
        return int(self.household.branch_id)  # type: ignore[attr-defined]  # each child has it


class Household(models.Model):
    """
    A family that we serve, served, or would like to serve.

    `alias` is used instead of the name where the family wishes to stay unnamed.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    alias = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=10, default="general")
    source = models.CharField(max_length=20, default="phone")
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    butler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expectation = EncryptedText(blank=True)
    opened_at = models.DateTimeField()
    status = status_of(HOUSEHOLD)
    status_since = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            known_state(HOUSEHOLD),
            models.CheckConstraint(
                name="household_audience_is_known", condition=Q(audience__in=AUDIENCES)
            ),
        ]
        indexes = [models.Index(fields=["branch", "status"], name="household_by_branch")]

    @property
    def case(self) -> str:
        return f"household/{self.pk}"

    @property
    def display_name(self) -> str:
        """The name that may be spoken: the alias where there is one."""
        return self.alias or self.name

    def __str__(self) -> str:
        return self.code


class Contact(OfHousehold):
    """
    Somebody who speaks for the household: the first to call, and the one who decides.

    `user` is the login of whoever has shown, with a code, that the number is theirs; nobody's
    until then. `former_phone` is the number before this one, which was told of the change.
    `decides_since` is the moment from which this number decides in the place of another; null for
    the first. `topics` lists what this person is asked about; who is asked about everything has none.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="contacts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=30, blank=True)
    phone = EncryptedText(blank=True)
    phone_print = FingerprintText(
        of="phone", purpose="phone", plain=comparable_phone, max_length=32, blank=True
    )
    former_phone = EncryptedText(blank=True)
    channel = models.CharField(max_length=8, default="phone")
    topics = models.JSONField(default=list, blank=True)
    is_decider = models.BooleanField(default=False)
    decides_since = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="household_has_one_decider",
                fields=["household"],
                condition=Q(is_decider=True),
            ),
            models.UniqueConstraint(
                name="number_is_one_contact_of_a_household",
                fields=["household", "phone_print"],
                condition=~Q(phone_print=""),
            ),
            models.CheckConstraint(
                name="contact_channel_is_known", condition=Q(channel__in=CHANNELS)
            ),
        ]
        indexes = [models.Index(fields=["phone_print"], name="contact_by_phone")]

    def __str__(self) -> str:
        return f"contact {self.position} of {self.household_id}"


class Standing(OfHousehold):
    """
    A login's right to act for a household: to decide, or as one of the family.

    It follows from the contacts and is written with them; one login at most decides.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="standings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    standing = models.CharField(max_length=8, default="family")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="user_stands_once_in_a_household", fields=["household", "user"]
            ),
            models.UniqueConstraint(
                name="one_login_decides_for_a_household",
                fields=["household"],
                condition=Q(standing="decider"),
            ),
            models.CheckConstraint(
                name="standing_is_decider_or_family", condition=Q(standing__in=STANDINGS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.standing} of {self.household_id}"


class Member(OfHousehold):
    """Somebody who lives in the household. The birthday may be kept by the moon."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=30, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    birth_year = EncryptedWholeNumber(null=True, blank=True)
    birth_month = EncryptedWholeNumber(null=True, blank=True)
    birth_day = EncryptedWholeNumber(null=True, blank=True)
    is_lunar = models.BooleanField(default=False)
    is_leap_month = models.BooleanField(default=False)
    occupation = models.CharField(max_length=60, blank=True)
    health = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="birthday_is_a_month_and_a_day",
                condition=Q(birth_month__isnull=True, birth_day__isnull=True)
                | Q(birth_month__isnull=False, birth_day__isnull=False),
            ),
            models.CheckConstraint(
                name="only_the_moon_has_leap_months",
                condition=Q(is_leap_month=False) | Q(is_lunar=True),
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of {self.household_id}"


class Habit(OfHousehold):
    """How the household lives, or one of its members: rhythm, taboo, pet, speech."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="habits")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="habits")
    kind = models.CharField(max_length=8)
    text = EncryptedText()
    is_for_workers = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="habit_kind_is_known", condition=Q(kind__in=HABIT_KINDS))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.household_id}"


class Preference(OfHousehold):
    """
    What a household said that is reckoned with: when nobody may come, what they speak, their pets.

    Of each kind and `code` one stands at a time, and of the times one each; what no longer holds is
    ended and kept. `minute` is after midnight, `said_by` who said it, `recorded_by` who noted it.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=8, blank=True)
    minute = models.PositiveSmallIntegerField(null=True, blank=True)
    said_by = models.CharField(max_length=6, default="client")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="preference_stands_once",
                fields=["household", "kind", "code"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="preference_is_a_time_or_a_code",
                condition=Q(kind__in=TIMES, code="", minute__gt=0, minute__lt=24 * 60)
                | Q(kind__in=tuple(PREFERENCES), minute=None) & ~Q(code=""),
            ),
            models.CheckConstraint(
                name="preference_was_said_by_somebody", condition=Q(said_by__in=SAYERS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.household_id}"


class Consent(OfHousehold):
    """
    The household's yes to one purpose, never bundled; withdrawn by a date, never deleted.

    For somebody under 14 it is the guardian's, and `member` says for whom.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="consents")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=10)
    how = models.CharField(max_length=10, default="phone")
    notice_version = models.PositiveSmallIntegerField(default=1)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_purpose_is_known", condition=Q(purpose__in=CONSENT_PURPOSES)
            ),
            models.UniqueConstraint(
                "household",
                Coalesce("member", 0),
                "purpose",
                name="consent_stands_once_per_purpose",
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.household_id}"


class Agreement(OfHousehold):
    """How the household wishes to be spoken with: channel, rhythm in days, quiet hours."""

    household = models.OneToOneField(Household, models.CASCADE, related_name="agreement")
    channel = models.CharField(max_length=8, default="wechat")
    every_days = models.PositiveSmallIntegerField(default=30)
    quiet_from_minute = models.PositiveSmallIntegerField(default=21 * 60)
    quiet_until_minute = models.PositiveSmallIntegerField(default=9 * 60)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_channel_is_known", condition=Q(channel__in=CHANNELS)
            )
        ]

    def __str__(self) -> str:
        return f"agreement of {self.household_id}"


class WorkerWish(OfHousehold):
    """The household asks for a worker, or never wants them sent again."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="wishes")
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="household_has_one_wish_per_worker", fields=["household", "worker"]
            ),
            models.CheckConstraint(name="wish_asks_for_or_never", condition=Q(kind__in=WISHES)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.worker_id}"


class Grant(models.Model):
    """
    The right of one user to see extracts of one household, for a purpose and a time.

    Later chapters give it (an assignment gives the worker sight); dossier policies read only this.
    `ended_at` is set when it is taken back before its time.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_it_begins", condition=Q(until__gt=F("since"))
            )
        ]
        indexes = [models.Index(fields=["user", "until"], name="grant_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.household_id} for {self.purpose}"
