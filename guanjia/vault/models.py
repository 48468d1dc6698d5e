"""The vault's tables: what finds encrypted text, what lies in files, who has looked, and its keys."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from guanjia.vault.fields import EncryptedText


class SearchToken(models.Model):
    """
    A fingerprint by which a row with encrypted or personal text is found.

    `field` says of what it is the fingerprint (phone, last_four, name, pinyin, initials …).
    """

    noun = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=12)
    token = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="search_token_is_kept_once", fields=["noun", "object_id", "field", "token"]
            )
        ]
        indexes = [models.Index(fields=["token", "noun"], name="search_token_by_token")]

    def __str__(self) -> str:
        return f"{self.field} of {self.noun}/{self.object_id}"


class File(models.Model):
    """A file in the vault: encrypted on disk, described here. Each chapter owns its own links."""

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    purpose = models.CharField(max_length=20)
    stored_as = models.CharField(max_length=80, unique=True)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class GivenUp(models.Model):
    """
    A file that is lost for good: who gave it up, when and why. Its row stays, and it may come back.

    Until then nobody is told any more that it is missing, but for whoever asks for it.
    """

    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    given_up_by = EncryptedText()
    reason = EncryptedText()
    given_up_at = models.DateTimeField()
    brought_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_file_is_given_up_once_until_it_comes_back",
                fields=["file"],
                condition=Q(brought_back_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"file {self.file_id} given up"


class ErasedFile(models.Model):
    """
    A file that was erased on purpose: when and why. Its row stays, and it never comes back.

    `removed_at` is since when the disk holds it no more: a process that is killed in between leaves
    that to the next.
    """

    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    erased_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["file"], name="erased_file_to_be_removed", condition=Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"file {self.file_id} erased"


class Rotation(models.Model):
    """
    How far everything has come under one key; one row a key, known by its mark.

    It goes through the tables in a lasting order: those before `at_table`, and its rows up to
    `after`, are encrypted by the key. `signed_at` is set when the search index is signed by it, too.
    """

    key_mark = models.CharField(max_length=16, unique=True)
    began_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    at_table = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=64, blank=True)
    unreadable = models.PositiveIntegerField(default=0)
    encrypted_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.done} of {self.total} under {self.key_mark}"


class AccessRecord(models.Model):
    """Somebody saw sensitive data in clear: who, whose, which field, why, when. Append-only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noun = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=20)
    purpose = models.CharField(max_length=40)
    accessed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id"], name="access_record_by_object")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.field} of {self.noun}/{self.object_id}"
