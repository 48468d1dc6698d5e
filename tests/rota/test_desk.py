"""The desk answers as trying everything would, and its plan stays what it says it is."""

from dataclasses import replace
from random import Random

import pytest

import rota
from rota.construct.fits import Fits
from rota.construct.replay import state_of
from rota.construct.slots import Finder
from rota.desk import Change, Desk
from rota.lookup import Lookup
from rota.problem import Place
from tests.rota.street import HOUR, MINUTE, plan_of, random_town, someone, street, task


def solved(seed, **sizes):
    problem = random_town(seed, **sizes)
    return problem, rota.solve(problem, stop=rota.Iterations(3), seed=1, engine="plain").plan


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_the_best_recommendation_is_as_cheap_as_trying_everything(seed):
    problem, plan = solved(seed)
    lookup = Lookup(problem)
    for visit in problem.visits:
        without = rota.Plan.of(one for one in plan if one.visit != visit.id)
        every = Finder(state_of(lookup, without)).placements(visit)

        found = Desk(problem, without).recommend(visit.id, 2)

        assert [one.service for one in found[:1]] == [one.service for one in every[:1]]
        assert [one.cost for one in found[:1]] <= [one.cost for one in every[:1]]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_what_is_recommended_can_be_adopted_at_the_price_named(seed):
    problem, plan = solved(seed)
    for visit in problem.visits:
        without = rota.Plan.of(one for one in plan if one.visit != visit.id)
        desk = Desk(problem, without)
        before = desk.score
        for found in desk.recommend(visit.id):
            verdict = desk.check_change(found.change)
            assert (verdict.broken, verdict.service, verdict.cost) == (
                (),
                found.service,
                found.cost,
            )
            assert sum(t.price for t in found.reasons if t.level == "cost") == found.cost
            assert (desk.score, desk.plan()) == (before, without)
        if found := desk.recommend(visit.id, 1):
            desk.adopt(found[0].change)
            assert desk.score == rota.judge(problem, desk.plan()).score
            assert rota.check(problem, desk.plan()) == ()


def test_each_recommendation_has_another_worker_and_says_why():
    model = street()
    model.weights(travel_tick=1)
    for name in ("lin", "mei", "qi"):
        someone(model, name)
    task(model, "a", 1)
    model.affinity("mei", "wu", -100)
    task(model, "b", 2, client="wu")
    desk = Desk(model.problem(), plan_of(model, ("a", "lin", "09:00")))

    found = desk.recommend("b")

    assert [one.change.assignments[0].worker for one in found] == ["lin", "mei", "qi"]
    assert [(term.constraint, term.price) for term in found[1].reasons] == [
        ("affinity", -100),
        ("left_out", -1_000),
        ("travel", 2_400),
    ]


def new_visit():
    """Return a visit at a place that the model does not have, and the place."""
    other = rota.Model("2026-11-23")
    other.place("new", 31.005, 121.0)
    other.visit("x", "new", [other.between("09:00", "17:00")], HOUR)
    return other.problem().visits[-1], other.problem().places[-1]


@pytest.fixture
def town():
    model = rota.Model("2026-11-23")
    for number in range(4):
        model.place(str(number), 31.0 + number / 100, 121.0)
    for name in ("lin", "mei"):
        someone(model, name)
    task(model, "a", 1)
    return model


def test_a_new_visit_at_a_new_address_leaves_no_trace_until_it_is_adopted(town):
    desk = Desk(town.problem(), plan_of(town, ("a", "lin", "10:00")))
    visit, place = new_visit()
    before = desk.score

    (found, *_) = desk.recommend(visit, place=place)
    assert desk.score == before
    assert desk.recommend(visit, place=place)[0] == found

    verdict = desk.adopt(found.change)
    assert (verdict.broken, verdict.service) == ((), -1_000)
    assert "x" in desk.plan().visits()
    assert desk.score.cost == before.cost + found.cost


def test_a_new_visit_needs_a_known_place(town):
    desk = Desk(town.problem(), rota.Plan())
    visit, _ = new_visit()
    with pytest.raises(rota.Refused, match="a place of the desk"):
        desk.recommend(visit)
    with pytest.raises(rota.Refused, match="coordinates"):
        desk.recommend(visit, place=Place(id="new"))
    assert desk.score.service == 1_000


def test_a_visit_that_is_served_is_not_recommended_again(town):
    desk = Desk(town.problem(), plan_of(town, ("a", "lin", "10:00")))
    with pytest.raises(rota.Refused, match="not served yet"):
        desk.recommend("a")


def test_a_change_that_breaks_rules_names_them_and_is_refused(town):
    task(town, "b", 2, skills={"care": 1})
    start = plan_of(town, ("a", "lin", "10:00"))
    desk = Desk(town.problem(), start)
    change = Change(("b",), plan_of(town, ("b", "lin", "10:30")).assignments)

    rules = [one.rule for one in desk.check_change(change).broken]

    assert rules == ["skill_missing", "visits_overlap"]
    with pytest.raises(rota.Refused, match="skill_missing"):
        desk.adopt(change)
    assert desk.plan() == start


def test_a_broken_rule_may_be_overridden_but_not_the_lack_of_a_shift(town):
    task(town, "b", 2, skills={"care": 1}, closes="20:00")
    desk = Desk(town.problem(), plan_of(town, ("a", "lin", "10:00")))
    late = Change(("b",), plan_of(town, ("b", "lin", "19:00")).assignments)
    with pytest.raises(rota.Refused, match="no_shift"):
        desk.adopt(late, even_if_broken=True)

    verdict = desk.adopt(
        Change(("b",), plan_of(town, ("b", "lin", "12:00")).assignments), even_if_broken=True
    )
    assert [one.rule for one in verdict.broken] == ["skill_missing"]
    assert desk.plan().visits() == {"a", "b"}


def test_moving_and_taking_out_are_priced(town):
    desk = Desk(town.problem(), plan_of(town, ("a", "lin", "10:00")))
    move = Change(("a",), plan_of(town, ("a", "mei", "11:00")).assignments)
    assert desk.check_change(move) == desk.check_change(move)
    assert (desk.check_change(move).service, desk.check_change(move).cost) == (0, 0)
    gone = desk.adopt(Change(("a",)))
    assert gone.service == 1_000
    assert desk.plan() == rota.Plan()
    assert desk.score == rota.judge(town.problem(), rota.Plan()).score


def test_a_change_for_what_does_not_exist_is_refused_and_changes_nothing(town):
    start = plan_of(town, ("a", "lin", "10:00"))
    desk = Desk(town.problem(), start)
    for visit, worker in (("ghost", "lin"), ("a", "ghost")):
        odd = Change(("a",), (rota.Assignment(visit, "1", worker, 0),))
        with pytest.raises(rota.Refused, match="of the desk"):
            desk.adopt(odd)
    assert (desk.plan(), desk.score) == (start, rota.judge(town.problem(), start).score)


def test_two_people_are_recommended_together():
    model = street()
    someone(model, "lin", hours=("08:00", "12:00"))
    someone(model, "mei", hours=("11:00", "18:00"))
    task(model, "a", roles=[model.role("1", 30 * MINUTE), model.role("2", 30 * MINUTE)])
    desk = Desk(model.problem(), rota.Plan())
    (found, *_) = desk.recommend("a")
    starts = {one.starts for one in found.change.assignments}
    assert starts == {model.moment(model.at("11:10"))}


def day_with_breaks(seed):
    """Return a day so full that breaks decide what still goes in, and its visits by name."""
    dice = Random(seed)
    model = street(8)
    for number in range(3):
        breaks = []
        for _ in range(dice.choice([1, 1, 2])):
            opens = dice.randint(9, 14)
            between = model.between(f"{opens:02}:00", f"{opens + dice.randint(1, 3):02}:00")
            where = dice.choice(["anywhere"] * 5 + ["home"])
            breaks.append(model.rest(*between, dice.choice([15, 30, 60]) * MINUTE, where=where))
        someone(model, f"w{number}", breaks=breaks, hours=("08:00", "17:00"))
    for number in range(18):
        opens = dice.randint(8, 14)
        task(
            model,
            f"v{number}",
            dice.randrange(8),
            opens=f"{opens:02}:00",
            closes=f"{opens + 2:02}:00",
            length=dice.choice([30, 60, 90]) * MINUTE,
            grid=dice.choice([None, 15 * MINUTE]),
        )
    return model.problem()


@pytest.mark.parametrize("seed", range(10))
def test_gaps_passed_over_for_want_of_a_break_are_never_the_best(seed):
    problem = day_with_breaks(seed)
    desk = Desk(problem, rota.Plan())
    for visit in problem.visits:
        found, every = desk.recommend(visit, 1), desk.recommend_slowly(visit, 1)
        prices = [[(one.service, one.cost) for one in some] for some in (found, every)]
        assert prices[0] == prices[1]
        if found:
            desk.adopt(found[0].change)
    assert rota.check(problem, desk.plan()) == ()


@pytest.mark.parametrize(
    "opens, closes, starts",
    [
        ("11:00", "12:00", [("11:00", "11:30")]),
        ("11:31", "12:29", []),
        ("12:00", "13:00", []),
        ("11:00", "11:10", [("11:00", "11:10")]),
    ],
)
def test_only_starts_that_leave_room_for_the_break_are_looked_at(opens, closes, starts):
    """A break of 30 min from 12:00 to 13:00, before a visit at 13:00 next door."""
    model = street()
    noon = model.rest(*model.between("12:00", "13:00"), 30 * MINUTE)
    someone(model, hours=("08:00", "17:00"), breaks=[noon])
    task(model, "at one", 1)
    task(model, "asked", 1, opens=opens, closes=closes)
    desk = Desk(model.problem(), plan_of(model, ("at one", "lin", "13:00")))
    visit = desk.lookup.visits["asked"]
    fits = Fits(desk.state)
    mask, liking = fits.mask(visit, visit.roles[0]), fits.liking(visit)
    found = desk.board.scan(visit, visit.roles[0], mask, liking, 0)
    expected = [tuple(model.moment(model.at(clock)) for clock in pair) for pair in starts]
    assert [(low, high) for _, _, _, low, high in found.tolist()] == expected


def test_an_address_that_cannot_be_placed_is_refused_and_leaves_no_trace():
    model = street()
    someone(model)
    task(model, "a", 1)
    desk = Desk(model.problem(), plan_of(model, ("a", "lin", "09:00")))
    new = replace(desk.lookup.visits["a"], id="new", place="asked")
    somewhere = Place(id="asked")
    before = (desk.plan(), desk.score)
    for ask in (desk.check_change, desk.adopt):
        with pytest.raises(rota.Refused, match="coordinates"):
            ask(Change(("new",), (), (new,), (somewhere,)))
        assert (desk.plan(), desk.score) == before
        assert "new" not in desk.lookup.visits
        assert "asked" not in desk.lookup.travel.number


def test_a_refused_change_is_undone_wholly():
    model = street()
    someone(model)
    task(model, "a", 1)
    task(model, "b", 2)
    plan = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:10"))
    desk = Desk(model.problem(), plan)
    before = desk.score
    too_early = rota.Assignment("b", "1", "lin", model.moment(model.at("09:30")))
    with pytest.raises(rota.Refused):
        desk.adopt(Change(("b",), (too_early,)))
    assert (desk.plan(), desk.score) == (plan, before)
    desk.adopt(Change(("b",)))
    again = desk.recommend("b", 1)[0]
    assert desk.adopt(again.change).cost == again.cost
