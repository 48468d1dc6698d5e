"""Every end of every life is thought through: for each partner it is said what becomes of it."""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

import guanjia
from guanjia.flow.handoffs.table import TABLE
from guanjia.kernel.states import Machine
from tests.flow.endings import ENDINGS, RESTING, AtOnce, Handed, Stands

HOUSE = Path(guanjia.__file__).parent
MOMENTS = {"until", "ended_at", "revoked_at", "withdrawn_at", "valid_until", "ends_on"}
"""Columns that say when something without a state is over."""

COMPANY = {"User", "Branch"}
"""What nearly every row names: whoever did it, and where. Leaving has tests of its own."""

MODELS = [model for model in apps.get_models() if model.__module__.startswith("guanjia.")]


def columns(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def led_to(model: type[Model]) -> set[type[Model]]:
    related = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return {one for one in related if one in MODELS and one.__name__ not in COMPANY}


def lives(model: type[Model]) -> bool:
    return "status" in columns(model) or bool(columns(model) & MOMENTS)


def pairs() -> Iterator[tuple[str, str]]:
    """Yield both ways every two kinds with a life that nothing with a life stands between."""
    for model in filter(lives, MODELS):
        met: set[type[Model]] = set()
        ahead = led_to(model)
        while ahead - met:
            one = (ahead - met).pop()
            met.add(one)
            if not lives(one):
                ahead |= led_to(one)
            elif one is not model:
                yield model.__name__, one.__name__
                yield one.__name__, model.__name__


PARTNERS: dict[str, set[str]] = {}
for one, other in pairs():
    PARTNERS.setdefault(one, set()).add(other)

KNOWN = "_status_is_a_known_state"
"""How the constraint of a column that a machine governs is named, after the machine's noun."""


def machines() -> Iterator[Machine]:
    """Yield every machine of the house."""
    for path in sorted(HOUSE.rglob("states*.py")):
        parts = path.relative_to(HOUSE.parent).with_suffix("").parts
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        yield from (one for one in vars(module).values() if isinstance(one, Machine))


BY_NOUN = {one.noun.replace(" ", "_"): one for one in machines()}
MACHINES = {
    model.__name__: BY_NOUN[constraint.name.removesuffix(KNOWN)]
    for model in MODELS
    for constraint in model._meta.constraints
    if constraint.name.endswith(KNOWN)
}
EXPECTED = {
    (name, state)
    for name, machine in MACHINES.items()
    for state in machine.final | RESTING.get(name, frozenset())
}


def undecided(
    table: Mapping[tuple[str, str], Mapping[str, object]], partners: Mapping[str, set[str]]
) -> list[str]:
    """Name every end of a life, and every partner of one, that `table` leaves out or invents."""
    wrong = [f"{name} {state}" for name, state in EXPECTED ^ set(table)]
    for name, state in EXPECTED & set(table):
        expected = partners.get(name, set())
        wrong += [f"{name} {state}: {one}" for one in expected ^ set(table[name, state])]
    return sorted(wrong)


def test_each_partner_of_what_is_over_has_an_answer():
    assert undecided(ENDINGS, PARTNERS) == []


def test_a_state_or_a_pair_that_nobody_has_thought_of_is_named():
    partners = PARTNERS | {"Visit": PARTNERS["Visit"] | {"Complaint"}}
    table = {key: answers for key, answers in ENDINGS.items() if key != ("Order", "cancelled")}
    assert undecided(table, partners) == [
        "Order cancelled",
        "Visit cancelled: Complaint",
        "Visit finished: Complaint",
        "Visit missed: Complaint",
    ]


def test_every_machine_governs_rows_and_every_life_can_be_over():
    assert set(MACHINES) == {model.__name__ for model in MODELS if "status" in columns(model)}
    assert len(MACHINES) == len(BY_NOUN)
    assert set(MACHINES) == {name for name, _state in EXPECTED}


def test_whatever_rests_can_go_on():
    for name, states in RESTING.items():
        assert states <= set(MACHINES[name].states) - MACHINES[name].final


@pytest.mark.parametrize(("name", "state"), sorted(ENDINGS))
def test_what_is_handed_on_stands_in_the_table_of_the_process(name, state):
    for answer in ENDINGS[name, state].values():
        match answer:
            case Handed(kind, reaction):
                assert reaction in TABLE[kind]
            case AtOnce(command):
                assert command.__module__.startswith("guanjia.chapters.")
            case Stands(because):
                assert because
