"""The contract of a version: the parties and the clauses, as they were offered."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from guanjia.chapters.dossier.queries import deciders_of
from guanjia.chapters.org.queries import figures
from guanjia.chapters.planning.models import PlanVersion
from guanjia.chapters.planning.rules import contract

TEXTS = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Contract:
    """
    What a version says beside services and prices; empty words where something is not known.

    :param company: its name by the licence
    :param client: who decides for the household
    :param home: the whole address
    """

    company: str
    company_address: str
    client: str
    home: str
    clauses: tuple[contract.Agreed, ...]

    @property
    def names_the_company(self) -> bool:
        """Whether the company stands in it as it is registered."""
        return bool(self.company and self.company_address)


@cache
def _texts() -> Mapping[int, contract.Text]:
    read = [
        contract.text_from(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(TEXTS.glob("contract*.toml"))
    ]
    return {text.version: text for text in read}


def contract_of(version: PlanVersion, *, on: date) -> dict[str, Any]:
    """Return what the contract of an offer made on a day says and is kept with it; two SQL queries."""
    household, home = version.plan.household, version.plan.home
    decider = deciders_of([household.pk]).get(household.pk)
    found = figures(contract.KEYS, branch_id=household.branch_id, on=on)
    return {
        "text": max(_texts()),
        "company": found["org.legal_name"],
        "company_address": found["org.legal_address"],
        "client": decider.name if decider else household.name,
        "home": home.whole_address,
        "figures": contract.values_from(found),
    }


def contract_in_words(kept: Mapping[str, Any], *, language: str, is_open: bool) -> Contract | None:
    """
    Return a contract as it was kept, in words; None for offers from before there was a text. No SQL.

    :param is_open: whether the reader may know who lives where
    """
    if not kept:
        return None
    return Contract(
        company=kept["company"],
        company_address=kept["company_address"],
        client=kept["client"] if is_open else "",
        home=kept["home"] if is_open else "",
        clauses=contract.in_words(_texts()[kept["text"]], kept["figures"], language=language),
    )
