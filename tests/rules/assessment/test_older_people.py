"""The form for older people: whole, fair in its sums, and careful in what follows."""

import pytest

from guanjia.chapters.assessment.queries import form_of
from guanjia.chapters.assessment.rules import checked, form_from, gaps, scores, suggested
from guanjia.kernel.errors import Invalid
from tests.world.homes import FRAIL

FORM = form_of("older_people")
CLOSED = [question for group in FORM.groups for question in group.questions if question.scale]


def best(question):
    scale = {scale.code: scale for scale in FORM.scales}[question.scale]
    points = [option.points for option in question.options]
    wanted = max(points) if scale.is_better_higher else min(points)
    return next(option.code for option in question.options if option.points == wanted)


WELL = {question.code: best(question) for question in CLOSED}


@pytest.mark.parametrize("scale", FORM.scales, ids=lambda scale: scale.code)
def test_a_scale_reaches_its_most_and_no_more(scale):
    """Requirement 3.1: scored scales."""
    highest = sum(
        max(option.points for option in question.options)
        for question in CLOSED
        if question.scale == scale.code
    )
    assert highest == scale.most
    assert min(band.least for band in scale.bands) == 0


def test_who_manages_everything_needs_nothing():
    assert {score.band for score in scores(FORM, WELL)} == {
        "independent",
        "able",
        "low",
        "clear",
        "few",
    }
    assert suggested(FORM, WELL | {"lives_with": "spouse"}) == ()


def test_a_scale_with_an_open_question_has_no_result():
    adl = scores(FORM, {key: value for key, value in WELL.items() if key != "adl_eating"})[0]
    assert (adl.points, adl.band, adl.answered, adl.of) == (None, None, 9, 10)


def test_whoever_did_not_fall_is_not_asked_about_the_injury():
    asked = {gap.question for gap in gaps(FORM, {"falls_year": "none"})}
    assert "falls_injury" not in asked
    assert "falls_injury" in {gap.question for gap in gaps(FORM, {"falls_year": "once"})}


def test_a_frail_person_gets_what_she_needs_most_first():
    assert [one.service for one in suggested(FORM, FRAIL)] == ["ELD-H", "COOK", "CLN-D"]


@pytest.mark.parametrize(
    ("had", "left"),
    [
        ({"has_help": "cooking"}, ["ELD-H", "CLN-D"]),
        ({"has_help": "canteen,cleaning"}, ["ELD-H"]),
        ({"has_help": "care"}, ["COOK", "CLN-D"]),
        ({"lives_with": "children"}, ["ELD-H", "CLN-D"]),
    ],
)
def test_what_is_there_already_is_not_suggested(had, left):
    """Requirement 3.2: resources are assessed so that nothing is planned twice."""
    assert [one.service for one in suggested(FORM, FRAIL | had)] == left


def test_none_gives_way_to_what_was_chosen_beside_it():
    assert checked(FORM.question("has_tools"), "none,mop") == "mop"
    assert checked(FORM.question("has_tools"), "none") == "none"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("adl_eating", "always"),
        ("adl_eating", "alone,some"),
        ("medicines", "many"),
        ("medicines", "41"),
        ("has_tools", "mop,sword"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_beside_its_question(question, answer):
    with pytest.raises(Invalid) as refusal:
        checked(FORM.question(question), answer)
    assert refusal.value.field == question


def test_every_text_is_there_in_both_languages():
    for group in FORM.groups:
        for question in group.questions:
            said = [question.words, *(option.words for option in question.options)]
            assert all(words.read("zh-hans") and words.read("en") for words in said)


def test_a_form_that_refers_to_nothing_is_refused():
    words = {"zh": "问", "en": "ask"}
    data = {
        "code": "x",
        "version": 1,
        **words,
        "group": [
            {
                "code": "g",
                **words,
                "intro": words,
                "question": [{"code": "q", "kind": "text", "scale": "nothing", **words}],
            }
        ],
    }
    with pytest.raises(ValueError, match="no such scale: nothing"):
        form_from(data)
