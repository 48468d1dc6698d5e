"""Columns whose content lies there encrypted, or only as a digest."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models.expressions import Combinable

from guanjia.vault.keys import decrypt, encrypt


class EncryptedText(models.TextField):
    """
    Text that only the application can read. It cannot be searched; see `vault.SearchToken`.

    An empty text is stored empty, so that "nothing known" needs no key.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(str(value)) if value else ""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        return decrypt(value) if value else ""


class EncryptedJson(EncryptedText):
    """Values that only the application can read, such as the points of a scale of care."""

    description = "Encrypted JSON"
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False) if value else "")

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else {}


class _EncryptedValue(EncryptedText):
    """A value that only the application can read; nothing known is stored as nothing."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else super().get_prep_value(self.to_text(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        text = super().from_db_value(value, expression, connection)
        return self.from_text(text) if text else None

    def to_text(self, value: Any) -> str:
        """Return the value as the text that is encrypted."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """Return the value that a text holds."""
        raise NotImplementedError


class EncryptedNumber(_EncryptedValue):
    """A measure of somebody's body, such as a blood pressure."""

    description = "Encrypted number"
    _pyi_private_set_type: float | Combinable  # type: ignore[assignment]  # told to the type checker
    _pyi_private_get_type: float  # type: ignore[assignment]

    def to_text(self, value: Any) -> str:
        return repr(float(value))

    def from_text(self, text: str) -> float:
        return float(text)


class EncryptedWholeNumber(_EncryptedValue):
    """A whole number that tells who somebody is, such as a year of birth."""

    description = "Encrypted whole number"
    _pyi_private_set_type: int | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: int  # type: ignore[assignment]

    def to_text(self, value: Any) -> str:
        return str(int(value))

    def from_text(self, text: str) -> int:
        return int(text)


class EncryptedDay(_EncryptedValue):
    """A day that tells who somebody is, such as a birthday."""

    description = "Encrypted date"
    _pyi_private_set_type: date | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: date  # type: ignore[assignment]

    def to_text(self, value: Any) -> str:
        return str(value.isoformat())

    def from_text(self, text: str) -> date:
        return date.fromisoformat(text)


class CoarseDegrees(models.FloatField):
    """
    Where somebody lives, as well as ways have to be reckoned with and no better.

    Three decimals are some hundred metres: a street, no longer a door.
    """

    description = "Degrees, to about a hundred metres"
    DECIMALS = 3

    def get_prep_value(self, value: Any) -> Any:
        degrees = super().get_prep_value(value)
        return None if degrees is None else round(degrees, self.DECIMALS)


class FingerprintText(models.CharField):
    """
    The fingerprint of another column's text, by which rows are found and joined.

    It says of what it is the fingerprint, so that all of them can be made anew with another key.

    :param of: the column that holds the text
    :param purpose: what the fingerprint is for, as `vault.keys.fingerprint` is told
    :param plain: returns the text as it is compared
    """

    description = "Fingerprint of a text"

    def __init__(
        self,
        *args: Any,
        of: str = "",
        purpose: str = "",
        plain: Callable[[str], str] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.purpose, self.plain = of, purpose, plain

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Be an ordinary column of characters to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Digest(str):
    """What is kept of a text that opens something: enough to know it again, not to use it."""

    __slots__ = ()
    LENGTH = 40
    """As wide as the framework's column for the keys of visits; 160 bits."""

    @classmethod
    def of(cls, text: str) -> "Digest":
        """Return the first digits of the SHA-256 of a text too random to be guessed."""
        return cls(sha256(text.encode()).hexdigest()[: cls.LENGTH])


class DigestText(models.CharField):
    """Text of which only a digest is kept: rows are found by the text, and none gives it back."""

    description = "Digest of a text"

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Digest):
            return value
        return Digest.of(str(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else Digest(value)
