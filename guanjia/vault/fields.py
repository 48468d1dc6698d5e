"""Columns whose content is encrypted at rest."""

from typing import Any

from django.db import models

from guanjia.vault.keys import seal, unseal


class SealedText(models.TextField):
    """
    Text that only the application can read. It cannot be searched; see `vault.SearchToken`.

    An empty text is stored empty, so that "nothing known" needs no key.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else ""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        return unseal(value) if value else ""
