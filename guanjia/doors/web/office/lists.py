"""The lists of the back office: messages, and colleagues."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guanjia.chapters.org.queries import PERSON_ORDERS, Person, offers_made, people
from guanjia.doors.web import formatting
from guanjia.doors.web.account.own import words_of_offer
from guanjia.doors.web.listing import (
    Asked,
    Column,
    Empty,
    Listing,
    moment_column,
    state_column,
    state_filter,
    with_small,
)
from guanjia.doors.web.office import tabs
from guanjia.doors.web.office.people import role_words
from guanjia.kernel.listed import Listed, listed, ordered
from guanjia.outbound import queries
from guanjia.outbound.messages import is_served
from guanjia.outbound.messages.protocol import UNSET
from guanjia.outbound.queries import Card
from guanjia.outbound.rules import SETTINGS_OF
from guanjia.outbound.states import NOTICE
from guanjia.vault.masking import masked_phone


def _why_not(card: queries.Card) -> str:
    """Say why a message has not gone out, in the reader's language, with the provider's own code."""
    if card.status == "waiting" and not is_served(card.channel):
        return gettext(UNSET)
    why, bracket, code = card.failure.partition(" [")
    return f"{gettext(why)}{bracket}{code}" if why else ""


def _state(card: Card) -> SafeString:
    state, why = formatting.state("notice", card.status), _why_not(card)
    return format_html('{}<div class="soft fine">{}</div>', state, why) if why else state


def _to(card: Card) -> str:
    return with_small(card.name, masked_phone(card.address) if card.address else "")


OUTBOX = Listing(
    name="messages",
    title=_("Messages sent"),
    address="outbox",
    find=lambda asked: queries.outbox(
        actor=asked.actor,
        status=asked["state"],
        sort=asked.sort,
        number=asked.number,
        size=asked.size,
    ),
    sort="newest",
    size=queries.PER_PAGE,
    filters=(
        state_filter(
            "notice", NOTICE.states, name="state", everything=pgettext_lazy("filter", "all")
        ),
    ),
    columns=(
        Column(_("Message"), lambda card: card.words),
        Column(
            _("Channel"),
            lambda card: pgettext("channel", card.channel),
            sorts=("channel", "-channel"),
        ),
        Column(_("To"), _to, lambda card: card.name),
        moment_column(_("Written"), lambda card: card.created_at, sorts=("oldest", "newest")),
        state_column("notice", cell=_state),
    ),
    none_yet=Empty(
        "message",
        _("No messages here"),
        _("What the house tells clients and workers is listed here with what became of it."),
    ),
    template="office/outbox.html",
)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the messages of the actor's branches and what became of them."""
    actor = tabs.enter(request)
    nobody = [
        {
            "channel": pgettext("channel", one.channel),
            "waiting": one.waiting,
            "variable": SETTINGS_OF[one.channel],
        }
        for one in queries.undelivered()
    ]
    return OUTBOX.answer(request, nobody=nobody, tabs=tabs.tabs("outbox", actor))


def _people(asked: Asked) -> Listed[Person]:
    found = people(actor=asked.actor, at=asked.at, search=asked.text)
    return listed(ordered(found, PERSON_ORDERS, asked.sort), number=asked.number, size=asked.size)


def _roles(person: Person) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((role_words(held),) for held in person.roles))


def _login(person: Person) -> str:
    if not person.is_active:
        return gettext("login closed")
    return "" if person.has_come else gettext("invited, has not signed in yet")


PEOPLE = Listing(
    name="people",
    title=_("People and roles"),
    address="settings",
    find=_people,
    href=lambda person: reverse("person", args=[person.id]),
    sort="name",
    searches=_("Name of a colleague"),
    columns=(
        Column(_("Name"), lambda person: person.name, sorts=("name", "-name")),
        Column(
            _("Roles"),
            _roles,
            lambda person: gettext(", ").join(role_words(held) for held in person.roles),
        ),
        Column(_("Login"), _login, sorts=("login", "-login"), kind="soft"),
    ),
    none_yet=Empty(
        "people",
        _("No colleague of that name"),
        _("Invite colleagues by phone number; they sign in with a code."),
    ),
    template="office/people.html",
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the colleagues and their roles."""
    actor = tabs.enter(request)
    offers = offers_made(actor=actor, at=PEOPLE.asked(request).at)
    return PEOPLE.answer(
        request,
        offers=[words_of_offer(offer) for offer in offers],
        tabs=tabs.tabs("settings", actor),
    )
