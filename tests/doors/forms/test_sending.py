"""A form or a button does its command and leads on, or says beside the field why not."""

import errno

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from guanjia.doors.web.forms import attempt, posted, press, submit, to, uploaded
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed, NotNow, Refusal

ONWARD = "/households/7/"
WORDS = "That cannot be."


class Wish(forms.Form):
    """What a form in a test asks."""

    words = forms.CharField()
    last_day = forms.DateField(required=False)


class Book:
    """Whatever was done, in order; the command of these tests."""

    def __init__(self, refusal=None):
        self.done = []
        self.refusal = refusal

    def note(self, told=None):
        """Note what is told, unless this book refuses."""
        if self.refusal:
            raise self.refusal
        self.done.append(told)
        return len(self.done)


def shown():
    return RequestFactory().get("/")


def sent(**fields):
    request = RequestFactory().post("/", fields)
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def said(request):
    return [(str(one), one.extra_tags) for one in get_messages(request)]


def refused(refusal, **options):
    """Send a sound form to a command that refuses; return what became of it, and the form."""
    request, book = sent(words="早一点来"), Book(refusal)
    form = Wish(posted(request))
    with translation.override("en"):
        became = submit(request, form, book.note, onward=ONWARD, said="Noted.", **options)
    assert became.answer is None
    assert book.done == []
    assert said(request) == []
    assert form["words"].value() == "早一点来"
    return became, form


def test_a_form_that_is_only_shown_does_nothing():
    book = Book()

    became = submit(shown(), Wish(posted(shown())), book.note, onward=ONWARD)

    assert (became.status, became.answer, became.words) == (200, None, "")
    assert book.done == []


def test_a_sound_form_is_done_and_leads_on_with_a_word():
    request, book = sent(words="早一点来"), Book()

    became = submit(request, Wish(posted(request)), book.note, onward=ONWARD, said="Noted.")

    assert (became.answer.status_code, became.answer["Location"]) == (302, ONWARD)
    assert [told["words"] for told in book.done] == ["早一点来"]
    assert said(request) == [("Noted.", "")]


def test_where_it_leads_and_what_is_said_may_depend_on_what_was_done():
    request = sent(words="早一点来")

    became = submit(
        request,
        Wish(posted(request)),
        Book().note,
        onward=lambda number: f"/wishes/{number}/",
        said=lambda number: f"Noted as {number}.",
        undo=lambda number: f"/wishes/{number}/take-back/",
    )

    assert became.answer["Location"] == "/wishes/1/"
    assert said(request) == [("Noted as 1.", "/wishes/1/take-back/")]


def test_what_is_shown_only_once_is_the_answer_itself():
    key = HttpResponse(b"the key")

    assert press(sent(), Book().note, onward=lambda _done: key).answer is key


def test_a_form_that_cannot_be_read_does_nothing_and_keeps_its_words():
    request, book = sent(last_day="tomorrow"), Book()
    form = Wish(posted(request))

    became = submit(request, form, book.note, onward=ONWARD)

    assert (became.status, became.answer, became.refusal) == (422, None, None)
    assert book.done == []
    assert set(form.errors) == {"words", "last_day"}
    assert form["last_day"].value() == "tomorrow"


def test_a_page_that_draws_the_fields_itself_says_what_cannot_be_read():
    request, book = sent(), Book()

    became = submit(request, Wish(posted(request)), book.note, onward=ONWARD, unread="Please say.")

    assert (became.status, became.words) == (422, "Please say.")
    assert book.done == []


@pytest.mark.parametrize(
    "refusal,status",
    [
        (NotAllowed(WORDS), 403),
        (Conflict(WORDS), 409),
        (Invalid(WORDS), 422),
        (NotNow(WORDS), 503),
        (Refusal(WORDS), 400),
    ],
)
def test_a_refusal_stands_above_the_form_with_the_status_of_its_kind(refusal, status):
    became, form = refused(refusal)

    assert (became.status, became.refusal, became.words) == (status, refusal, "")
    assert form.non_field_errors() == [WORDS]


def test_a_refusal_stands_beside_the_field_that_it_names():
    became, form = refused(Invalid(WORDS, field="words"))

    assert (became.status, became.field, became.words) == (422, "words", "")
    assert form.errors == {"words": [WORDS]}


def test_a_command_may_call_a_field_otherwise_than_the_form_does():
    _became, form = refused(
        Invalid(WORDS, field="until_day"), field_names={"until_day": "last_day"}
    )

    assert form.errors == {"last_day": [WORDS]}


def test_a_refusal_about_a_field_that_the_form_lacks_stands_above_it():
    _became, form = refused(Invalid(WORDS, field="moon"))

    assert form.non_field_errors() == [WORDS]


def test_a_page_may_say_a_refusal_in_its_own_way():
    became, form = refused(Conflict(WORDS), page_says=Conflict)

    assert became.words == WORDS
    assert form.errors == {}


def test_a_refusal_about_a_field_stands_there_whatever_the_page_says():
    became, form = refused(Invalid(WORDS, field="words"), page_says=Refusal)

    assert became.words == ""
    assert form.errors == {"words": [WORDS]}


def test_a_page_that_draws_the_fields_itself_is_told_every_refusal_and_its_field():
    became, form = refused(Invalid(WORDS, field="words"), unread="Please say.")

    assert became.words == WORDS
    assert (became.at("words"), became.at("last_day")) == (WORDS, "")
    assert form.errors == {}


def test_a_form_of_several_rows_leaves_the_refusal_to_the_page():
    names = ("TOTAL_FORMS", "INITIAL_FORMS")
    request = sent(**{f"form-{name}": "1" for name in names}, **{"form-0-words": "早一点来"})
    book, rows = Book(Conflict(WORDS)), forms.formset_factory(Wish)

    became = submit(request, rows(posted(request)), book.note, onward=ONWARD)

    assert (became.status, became.words) == (409, WORDS)
    assert book.done == []


def test_a_button_that_is_refused_says_why_and_leads_nowhere():
    request, book = sent(), Book(Conflict(WORDS))

    became = press(request, book.note, onward=ONWARD, said="Done.")

    assert (became.status, became.answer, became.words) == (409, None, WORDS)
    assert (book.done, said(request)) == ([], [])


def test_a_full_disk_is_a_polite_no_that_keeps_what_was_typed():
    became, form = refused(OSError(errno.ENOSPC, "No space left on device"))

    assert became.status == 503
    assert "disk" in form.non_field_errors()[0]


def test_a_fault_of_ours_is_no_refusal():
    with pytest.raises(ZeroDivisionError):
        press(sent(), lambda: 1 / 0, onward=ONWARD)


def test_a_query_may_be_asked_in_the_same_way():
    assert attempt(lambda: 7) == 7
    assert attempt(Book(Conflict(WORDS)).note).words == WORDS


def test_an_address_names_a_page_a_question_and_a_place():
    assert to("dossier:household", 7) == "/households/7/"
    assert to("dossier:household", 7, at="kin", tab="due") == "/households/7/?tab=due#kin"


def test_nothing_is_posted_while_a_form_is_shown():
    assert (posted(shown()), uploaded(shown())) == (None, None)
    assert posted(sent(words="早"))["words"] == "早"
