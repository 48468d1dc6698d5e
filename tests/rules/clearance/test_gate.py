"""The gate: each requirement on its own, its boundary days, and that lacking anything is enough."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.clearance import rules
from guanjia.chapters.clearance.rules import (
    Birth,
    Candidate,
    Demand,
    Family,
    Figures,
    Need,
    Paper,
    Policy,
)
from guanjia.kernel.periods import Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIGURES = Figures(365, ("employer",), ("accident",), 365)
DAY = date(2026, 11, 24)
MATERNITY, COOKING = 7, 8
STEPS = ("identity", "background", "health", "interview", "skill_test", "references")

HEALTH = Paper("health", 4, "verified", date(2026, 3, 1), date(2027, 2, 28))
TRADE = Paper("maternity_trade", 2, "verified", date(2020, 1, 1), None)
CHECK = Paper("minors_check", 1, "verified", date(2026, 5, 1), date(2027, 4, 30))
POLICY = Policy("employer", date(2026, 1, 1), date(2026, 12, 31))
CLEARED = Candidate(
    id=1,
    name="陈秀英",
    status="active",
    employment="employee",
    zone="Asia/Shanghai",
    outcomes=dict.fromkeys(STEPS, True),
    papers=(HEALTH, TRADE, CHECK),
    skills={MATERNITY: 3},
    policies=(POLICY,),
)
NURSE = Demand(
    id=1,
    name="月嫂",
    skills=(Need(MATERNITY, "母婴护理", 2),),
    papers=(Need("maternity_trade", "母婴护理员证", 2),),
    health_class=4,
    minors_check=True,
)
CLEANING = Demand(2, "日常保洁", (), (), 2, minors_check=False)
FAMILY = Family(id=1, name="吴家", has_consented=True, births=(Birth(1, 1985, 3, 4),))


def hours(day=DAY, *, start=9, length=3):
    begins = datetime(day.year, day.month, day.day, start, tzinfo=SHANGHAI)
    return Period(begins, begins + timedelta(hours=length))


def ask(worker=CLEARED, demand=NURSE, family=FAMILY, period=None):
    return rules.outcome(worker, demand, family, figures=FIGURES, period=period or hours())


def codes(outcome):
    return [reason.code for reason in outcome.reasons]


def without(kind, *instead):
    return tuple(paper for paper in CLEARED.papers if paper.kind != kind) + instead


def test_whoever_meets_everything_passes():
    """Requirement 1.4: with every paper, skill, step and policy in force the gate is open."""
    outcome = ask()
    assert outcome
    assert outcome.reasons == ()
    assert outcome.windows == (hours(),)


LACKING = {
    "not_active": {"status": "suspended"},
    "screening_open": {"outcomes": CLEARED.outcomes | {"references": None}},
    "screening_failed": {"outcomes": CLEARED.outcomes | {"background": False}},
    "skill_missing": {"skills": {COOKING: 5}},
    "skill_too_low": {"skills": {MATERNITY: 1}},
    "paper_missing": {"papers": without("maternity_trade")},
    "paper_unverified": {
        "papers": without("maternity_trade", replace(TRADE, status="submitted")),
    },
    "paper_expired": {
        "papers": without("maternity_trade", replace(TRADE, last_day=DAY - timedelta(days=1))),
    },
    "paper_too_low": {"papers": without("maternity_trade", replace(TRADE, level=1))},
    "paper_not_yet": {
        "papers": without("maternity_trade", replace(TRADE, first_day=DAY + timedelta(days=1))),
    },
    "health_too_low": {"papers": without("health", replace(HEALTH, level=3))},
    "minors_check_old": {
        "papers": without(
            "minors_check", replace(CHECK, first_day=DAY - timedelta(days=400), last_day=None)
        ),
    },
    "insurance_missing": {"policies": ()},
}


@pytest.mark.parametrize("code", LACKING)
def test_a_worker_who_lacks_one_thing_is_told_which(code):
    """Requirement 1.4, Requirement 1.5: each lack is a reason of its own, and it alone is named."""
    outcome = ask(replace(CLEARED, **LACKING[code]))
    assert codes(outcome) == [code]
    assert outcome.until is None


HOMES = {
    "consent_missing": replace(FAMILY, has_consented=False),
    "guardian_missing": replace(FAMILY, births=(Birth(5, 2024, 6, 1),)),
    "never_send": replace(FAMILY, never=frozenset({CLEARED.id})),
    "own_home": replace(FAMILY, own=frozenset({CLEARED.id})),
}


@pytest.mark.parametrize("code", HOMES)
def test_a_household_that_lacks_one_thing_is_named(code):
    """Requirement 2.2, Requirement 8.4: refused workers and missing consent close the gate."""
    assert codes(ask(family=HOMES[code])) == [code]


def test_every_reason_has_a_test_and_words():
    assert set(LACKING) | set(HOMES) == set(rules.WORDS)


@pytest.mark.parametrize("code", [*LACKING, *HOMES])
def test_every_reason_can_be_said(code):
    """Requirement 1.4: a refusal is a sentence that says what is missing and what to do."""
    worker = replace(CLEARED, **LACKING.get(code, {}))
    reason = ask(worker, family=HOMES.get(code, FAMILY)).reasons[0]
    words = reason.message % reason.params
    assert words.endswith(".")
    assert words.count(".") + words.count(";") >= 2


def test_the_refusal_carries_all_reasons():
    outcome = ask(replace(CLEARED, status="left", policies=()))
    refusal = rules.NotCleared(outcome.reasons)
    assert [reason.code for reason in refusal.reasons] == ["not_active", "insurance_missing"]
    assert "陈秀英" in str(refusal)


def test_a_paper_counts_on_its_last_day():
    today_only = replace(TRADE, last_day=DAY)
    assert ask(replace(CLEARED, papers=without("maternity_trade", today_only)))


def test_a_paper_that_ends_today_does_not_cover_a_visit_past_midnight():
    night = hours(start=22, length=4)
    today_only = replace(TRADE, last_day=DAY)
    outcome = ask(replace(CLEARED, papers=without("maternity_trade", today_only)), period=night)
    midnight = datetime(2026, 11, 25, tzinfo=SHANGHAI)
    assert codes(outcome) == ["paper_expired"]
    assert outcome.windows == (Period(night.start, midnight),)


def test_a_visit_that_ends_at_midnight_needs_nothing_on_the_day_after():
    evening = hours(start=21, length=3)
    today_only = replace(TRADE, last_day=DAY)
    assert ask(replace(CLEARED, papers=without("maternity_trade", today_only)), period=evening)


def test_days_begin_at_midnight_of_the_branch():
    """23:30 UTC on the 24th is the 25th in Shanghai: a paper that ended on the 24th is no use."""
    begins = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("UTC"))
    period = Period(begins, begins + timedelta(minutes=30))
    worker = replace(CLEARED, papers=without("health", replace(HEALTH, last_day=DAY)))
    assert codes(ask(worker, period=period)) == ["paper_expired"]
    assert ask(replace(worker, zone="UTC"), period=period)


def test_a_paper_may_end_on_the_29th_of_february():
    leap = date(2028, 2, 29)
    worker = replace(
        CLEARED,
        papers=(
            TRADE,
            Paper("minors_check", 1, "verified", date(2027, 12, 1), None),
            replace(HEALTH, first_day=date(2027, 3, 1), last_day=leap),
        ),
        policies=(replace(POLICY, last_day=date(2028, 12, 31)),),
    )
    assert ask(worker, period=hours(leap))
    assert codes(ask(worker, period=hours(date(2028, 3, 1)))) == ["paper_expired"]


def test_the_check_of_records_counts_for_365_days():
    """Requirement 1.5: no service where children live on a check older than the law allows."""
    first = DAY - timedelta(days=365)
    worker = replace(
        CLEARED, papers=without("minors_check", replace(CHECK, first_day=first, last_day=None))
    )
    assert ask(worker)
    assert codes(ask(worker, period=hours(DAY + timedelta(days=1)))) == ["minors_check_old"]


def test_two_papers_that_touch_cover_a_long_period_together():
    first = replace(HEALTH, last_day=DAY + timedelta(days=2))
    second = replace(HEALTH, first_day=DAY + timedelta(days=3), last_day=DAY + timedelta(days=90))
    month = Period(hours().start, hours().start + timedelta(days=26))
    assert ask(replace(CLEARED, papers=without("health", first, second)), period=month)


def test_a_gap_of_a_day_between_two_papers_is_seen():
    first = replace(HEALTH, last_day=DAY + timedelta(days=2))
    second = replace(HEALTH, first_day=DAY + timedelta(days=4), last_day=DAY + timedelta(days=90))
    month = Period(hours().start, hours().start + timedelta(days=26))
    outcome = ask(replace(CLEARED, papers=without("health", first, second)), period=month)
    assert not outcome
    assert [window.minutes for window in outcome.windows] == [
        3 * 24 * 60 - 9 * 60,
        (month.end - datetime(2026, 11, 28, tzinfo=SHANGHAI)) // timedelta(minutes=1),
    ]


def test_a_pass_lasts_until_the_first_thing_ends():
    outcome = ask()
    assert outcome.until == datetime(2027, 1, 1, tzinfo=SHANGHAI), "the policy ends first"


def test_a_pass_lasts_a_year_at_most():
    """Requirement 1.4: even where everything lasts for ever, somebody looks again after a year."""
    for_ever = replace(
        CLEARED,
        papers=(replace(HEALTH, last_day=None), TRADE),
        policies=(replace(POLICY, last_day=date(2040, 1, 1)),),
    )
    outcome = ask(for_ever, demand=CLEANING)
    assert outcome.until == datetime(2027, 11, 24, tzinfo=SHANGHAI)


def test_a_higher_class_of_health_certificate_covers_the_lower():
    assert ask(demand=CLEANING)


def test_a_cleaner_needs_the_check_of_records_only_where_children_live():
    """Requirement 1.5: a household with somebody under 18 asks for the check of records."""
    worker = replace(CLEARED, papers=(HEALTH,))
    teenager = replace(FAMILY, births=(Birth(2, 2010, 12, 1),))
    assert ask(worker, demand=CLEANING)
    assert codes(ask(worker, demand=CLEANING, family=teenager)) == ["paper_missing"]


def test_a_service_for_children_asks_for_the_check_before_the_child_is_born():
    worker = replace(CLEARED, papers=(HEALTH, TRADE))
    assert codes(ask(worker)) == ["paper_missing"]


def test_an_agency_worker_needs_the_other_policy():
    agency = replace(CLEARED, employment="agency")
    assert codes(ask(agency)) == ["insurance_missing"]
    assert ask(replace(agency, policies=(replace(POLICY, kind="accident"),)))


def test_the_guardian_of_each_small_child_has_to_agree():
    """Requirement 8.4: for somebody under 14 the guardian's own consent is asked."""
    twins = replace(FAMILY, births=(Birth(5, 2024, 6, 1), Birth(6, 2024, 6, 1)))
    assert codes(ask(family=replace(twins, guarded=frozenset({5})))) == ["guardian_missing"]
    assert ask(family=replace(twins, guarded=frozenset({5, 6})))


AGES = {
    "known to the day": (Birth(1, 2008, 11, 24), date(2026, 11, 24)),
    "known to the year": (Birth(1, 2008), date(2027, 1, 1)),
    "born on a leap day": (Birth(1, 2008, 2, 29), date(2026, 3, 1)),
    "not known": (Birth(1, None), None),
}


@pytest.mark.parametrize("case", AGES)
def test_an_age_that_is_not_sure_counts_as_the_youngest_it_can_be(case):
    birth, grown = AGES[case]
    assert birth.surely_aged(18) == grown


def test_somebody_of_unknown_age_may_be_a_child():
    family = replace(FAMILY, births=(Birth(1, None),))
    worker = replace(CLEARED, papers=(HEALTH,))
    assert codes(ask(worker, demand=CLEANING, family=family)) == ["paper_missing"]


SPOIL_WORKER = [(name, value) for each in LACKING.values() for name, value in each.items()]
SPOIL_HOME = [
    (field.name, getattr(home, field.name))
    for home in HOMES.values()
    for field in fields(home)
    if getattr(home, field.name) != getattr(FAMILY, field.name)
]


@given(
    of_worker=st.lists(st.sampled_from(SPOIL_WORKER), max_size=4),
    of_home=st.lists(st.sampled_from(SPOIL_HOME), max_size=2),
    start=st.integers(0, 23),
    length=st.integers(1, 24 * 26),
)
def test_nobody_who_lacks_anything_ever_passes(of_worker, of_home, start, length):
    """Requirement 1.5: whatever is lacking, alone or together, on any of the days, closes the gate."""
    worker = replace(CLEARED, **dict(of_worker))
    home = replace(FAMILY, **dict(of_home))
    outcome = ask(worker, family=home, period=hours(start=start, length=length))
    if of_worker or of_home:
        assert outcome.reasons
        assert outcome.until is None
    else:
        assert outcome
        assert outcome.until >= hours(start=start, length=length).end


STATES = ("submitted", "verified", "refused", "expired", "revoked")
offsets = st.integers(-40, 40)


@given(
    papers=st.lists(
        st.tuples(st.sampled_from(STATES), st.integers(1, 4), offsets, st.integers(0, 60)),
        max_size=4,
    ),
    length=st.integers(1, 24 * 10),
)
def test_the_gate_is_open_exactly_when_every_day_is_covered(papers, length):
    """Requirement 1.4: day by day, a verified paper of the class asked for must be in date."""
    held = tuple(
        Paper(
            "health",
            level,
            status,
            DAY + timedelta(days=first),
            DAY + timedelta(days=first + lasting),
        )
        for status, level, first, lasting in papers
    )
    worker = replace(CLEARED, papers=(*held, TRADE, CHECK))
    period = hours(length=length)
    days = [DAY + timedelta(days=number) for number in range((9 + length - 1) // 24 + 1)]
    covered = [
        any(
            paper.status == "verified"
            and paper.level == 4
            and paper.first_day <= day <= paper.last_day
            for paper in held
        )
        for day in days
    ]
    outcome = ask(worker, period=period)
    assert bool(outcome) == all(covered)
    clear = sum((window.end - window.start for window in outcome.windows), timedelta())
    whole = timedelta()
    for day, is_covered in zip(days, covered, strict=True):
        midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
        part = min(midnight + timedelta(days=1), period.end) - max(midnight, period.start)
        whole += part if is_covered else timedelta()
    assert clear == whole
