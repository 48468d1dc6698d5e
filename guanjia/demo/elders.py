"""What families of older people answer when they are asked how life is."""

from random import Random

SPRY = {
    "lives_with": "spouse",
    "speaks": "mandarin,shanghainese",
    "recent": "none",
    "illnesses": "pressure",
    "medicines": "2",
    "hearing_sight": "fine",
    "adl_eating": "alone",
    "adl_bathing": "alone",
    "adl_grooming": "alone",
    "adl_dressing": "alone",
    "adl_bowels": "sure",
    "adl_bladder": "sure",
    "adl_toilet": "alone",
    "adl_rising": "alone",
    "adl_walking": "alone",
    "adl_stairs": "some",
    "iadl_phone": "able",
    "iadl_shopping": "able",
    "iadl_cooking": "able",
    "iadl_housework": "helped",
    "iadl_laundry": "able",
    "iadl_transport": "helped",
    "iadl_medicine": "able",
    "iadl_money": "able",
    "falls_year": "none",
    "falls_injury": "no",
    "falls_gait": "steady",
    "falls_dizzy": "no",
    "falls_night": "once",
    "falls_sedative": "no",
    "falls_fear": "no",
    "memory_date": "both",
    "memory_place": "right",
    "memory_words": "two",
    "memory_clock": "right",
    "memory_lost": "none",
    "home_floor": "no",
    "home_light": "yes",
    "home_bath": "yes",
    "home_slip": "no",
    "home_toilet": "no",
    "home_bed": "no",
    "home_gas": "no",
    "home_stairs": "no",
    "home_reach": "yes",
    "home_call": "yes",
    "home_lift": "yes",
    "has_tools": "vacuum,mop,cloths,liquids",
    "has_aids": "pressure_meter",
    "has_help": "none",
    "matters": "company,clean",
    "not_before": "t08",
    "not_after": "t17",
}

FRAIL = SPRY | {
    "lives_with": "alone",
    "speaks": "shanghainese",
    "recent": "fall",
    "illnesses": "pressure,bones",
    "medicines": "5",
    "hearing_sight": "hearing",
    "adl_bathing": "helped",
    "adl_dressing": "some",
    "adl_rising": "little",
    "iadl_shopping": "helped",
    "iadl_cooking": "helped",
    "iadl_laundry": "helped",
    "iadl_medicine": "helped",
    "falls_year": "more",
    "falls_gait": "unsteady",
    "falls_dizzy": "yes",
    "falls_fear": "yes",
    "memory_words": "one",
    "memory_lost": "some",
    "home_floor": "yes",
    "has_aids": "stick,pressure_meter,pill_box",
    "has_cover": "elder_allowance",
    "matters": "safe,independent,relief",
    "not_before": "t09",
    "budget": "4000",
}
"""Alone after a fall: much is needed, and the means are small."""


def answers_of(dice: Random, *, goal: str, is_frail: bool) -> dict[str, str]:
    """Return what a family answers; no two answer quite alike."""
    answers = dict(FRAIL if is_frail else SPRY)
    answers["goal"] = goal
    answers["medicines"] = str(dice.randrange(1, 7))
    for code in ("home_slip", "home_gas", "falls_sedative"):
        if dice.random() < 0.3:
            answers[code] = "yes"
    return answers
