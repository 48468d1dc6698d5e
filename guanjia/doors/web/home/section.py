"""What the family's phone says of itself."""

from guanjia.doors.web.sections import Entry, Opens, Section
from guanjia.kernel.words import _

SECTION = Section(
    client_menu=(
        Entry(_("My home"), "client_home", "home", 10),
        Entry(_("Visits"), "client_visits", "calendar", 20),
        Entry(_("Contact us"), "client_contact", "message", 30),
        Entry(_("Our consents"), "client_consents", "clipboard", 40),
    ),
    for_clients=frozenset(
        {
            "client_home",
            "client_visits",
            "client_visit",
            "client_face",
            "client_contact",
            "client_consents",
            "client_data",
            "client_take_data",
            "client_erasure",
            "client_take_back_erasure",
            "client_give_consent",
            "client_withdraw_consent",
        }
    ),
    links={
        "visit": Opens("client_visit", frozenset({"client_visit", "client_face"}), by="visit_id")
    },
)
