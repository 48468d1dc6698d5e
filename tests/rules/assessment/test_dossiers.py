"""What the dossier knows is an answer to confirm, and what was found is a proposal for the dossier."""

from datetime import UTC, datetime, timedelta

from guanjia.chapters.assessment.queries import form_of
from guanjia.chapters.assessment.rules import EATING, Dossier, Eating, Told, findings, known_answers
from guanjia.chapters.dossier.models import DIET_CODES

FORM = form_of("older_people")
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)


def told(kind, code="", minute=None, *, by="client", days=0):
    return Told(kind, code, minute, by, MONDAY + timedelta(days=days))


def becomes(answers, dossier):
    return {one.question: one.becomes for one in findings(FORM, answers, dossier)}


def test_what_was_said_on_the_telephone_is_an_answer_with_its_source():
    said = (
        told("language", "wuu", by="family"),
        told("language", "cmn", days=1),
        told("pet", "cat"),
        told("not_before", minute=540),
    )
    known = known_answers(FORM, Dossier(told=said, expectation="别再摔", area_m2=88))

    assert known["speaks"].answer == "shanghainese,mandarin"
    assert (known["speaks"].by, known["speaks"].at) == ("client", MONDAY + timedelta(days=1))
    assert known["pets"].answer == "cat"
    assert known["not_before"].answer == "t09"
    assert (known["goal"].answer, known["goal"].at) == ("别再摔", None)
    assert known["area_m2"].answer == "88"
    assert "not_after" not in known


def test_a_time_that_the_form_does_not_offer_is_asked_about():
    """Half past eight is neither eight nor nine: nobody's words are rounded."""
    assert "not_before" not in known_answers(FORM, Dossier(told=(told("not_before", minute=510),)))


def test_an_older_form_is_filled_in_with_what_it_asks():
    known = known_answers(form_of("older_people", 1), Dossier(told=(told("pet", "cat"),)))

    assert known == {}


NOTED = (
    Eating(3, "diet", "low_salt", "医生说的"),
    Eating(7, "allergy", "peanut", ""),
    Eating(8, "allergy", "medicine", "青霉素"),
    Eating(9, "allergy", "", "84 消毒液"),
)


def test_diets_and_allergies_come_with_their_rows_so_that_the_look_is_recorded():
    known = known_answers(FORM, Dossier(eating=NOTED))

    assert (known["eats"].answer, known["eats"].rows) == ("low_salt", (3,))
    assert (known["allergies"].answer, known["allergies"].rows) == ("peanut,medicine", (7, 8))
    others = known["other_allergies"]
    assert (others.answer, others.rows) == ("青霉素；84 消毒液", (8, 9))


def test_what_is_eaten_and_not_borne_is_found_one_by_one():
    """Requirement 3.2: what was assessed comes back to the household."""
    said = {"eats": "low_salt,soft", "allergies": "peanut,latex", "other_allergies": "84 消毒液"}
    assert becomes(said, Dossier()) == {
        "eats": ("low_salt", "soft"),
        "allergies": ("peanut", "latex"),
        "other_allergies": ("84 消毒液",),
    }
    known = Dossier(eating=NOTED)
    assert becomes(said, known) == {"eats": ("soft",), "allergies": ("latex",)}
    assert becomes({"other_allergies": "青霉素；84 消毒液"}, known) == {}
    assert becomes({"eats": "none", "allergies": "none"}, Dossier()) == {}


def test_what_can_be_chosen_is_what_the_file_can_hold():
    for question, kind in EATING.items():
        codes = {one.code for one in FORM.question(question).options} - {"none"}
        assert codes == set(DIET_CODES[kind])


def test_what_was_found_is_proposed_and_what_is_known_is_not():
    answers = {
        "goal": "别再摔",
        "has_machines": "washer,cooker",
        "has_aids": "none",
        "pets": "cat,dog",
        "speaks": "shanghainese,other",
        "not_before": "t09",
        "allergies": "peanut",
        "lives_with": "alone",
        "area_m2": "88",
    }
    assert becomes(answers, Dossier()) == {
        "lives_with": ("独居",),
        "speaks": ("wuu",),
        "allergies": ("peanut",),
        "pets": ("cat", "dog"),
        "has_machines": ("洗衣机", "电饭煲"),
        "area_m2": ("88",),
        "goal": ("别再摔",),
        "not_before": ("540",),
    }
    known = Dossier(
        expectation="别再摔",
        told=(told("pet", "cat"), told("language", "wuu"), told("not_before", minute=540)),
        eating=NOTED,
        habits=frozenset({"独居"}),
        area_m2=88,
        facilities=("洗衣机",),
    )
    assert becomes(answers, known) == {"pets": ("dog",), "has_machines": ("电饭煲",)}


def test_no_pets_is_no_proposal():
    assert becomes({"pets": "none"}, Dossier()) == {}


def test_the_second_version_asks_all_that_the_first_asked():
    first = [one.code for group in form_of("older_people", 1).groups for one in group.questions]
    second = [one.code for group in FORM.groups for one in group.questions]

    assert FORM.version == 2
    assert set(second) - set(first) == {*EATING, "other_allergies", "pets", "area_m2"}
    assert [code for code in second if code in first] == first
