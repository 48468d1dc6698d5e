"""What the address of a list asks for, read once and strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Who asks for which rows of a list, in which order, and for which page of them.

    :param chosen: the word that each filter chooses, '' where it chooses none
    :param path: the parts of the path, such as the household whose access records are listed
    :param size: rows a page
    """

    actor: Actor
    at: datetime
    query: QueryDict
    text: str
    chosen: Mapping[str, str]
    sort: str
    number: int
    size: int
    path: Mapping[str, Any]

    def __getitem__(self, name: str) -> str:
        """Return what the filter of this name chooses."""
        return self.chosen[name]
