"""The list of services, and what they ask of people in words."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from guanjia.chapters.catalog.models import CATEGORIES
from guanjia.chapters.catalog.queries import Service, service_list
from guanjia.doors.web import formatting
from guanjia.doors.web.listing import Choice, Column, Empty, Listing


def price_of(service: Service) -> str:
    """Return the price with its unit: ¥50.00 an hour and person."""
    per = pgettext("price model", service.price_model) % {"days": service.term_days or 0}
    return f"{formatting.money(service.price_fen)} {per}"


def needs_of(service: Service) -> list[str]:
    """Return what the service asks of people, each in words."""
    level = {number: pgettext("short level", f"level {number}") for number in range(1, 6)}
    needs = [f"{one.name} {level[one.least_level]}" for one in service.skills]
    needs += [f"{one.name} {level[one.least_level]}" for one in service.certificates]
    needs.append(
        _("Health certificate: %(least)s")
        % {"least": pgettext("health class", f"class {service.health_class}")}
    )
    if service.minors_check:
        needs.append(_("Check of abuse records"))
    return needs


def _offered(service: Service) -> str:
    return _("On offer") if service.is_offered else _("Not on offer")


def _offered_mark(service: Service) -> SafeString:
    return formatting.mark("good" if service.is_offered else "idle", _offered(service))


SERVICES = Listing(
    name="services",
    title=lazy("Service catalogue"),
    address="catalog:services",
    find=lambda asked: service_list(
        actor=asked.actor,
        category=asked["category"],
        text=asked.text,
        sort=asked.sort,
        number=asked.number,
        size=asked.size,
    ),
    href=lambda row: reverse("catalog:service", args=[row.id]),
    aside=lambda row: row.code,
    size=100,
    searches=lazy("Name, code or words of a service"),
    filters=(
        Choice(
            "category",
            lazy("Category"),
            lambda: [(name, pgettext("category", name)) for name in CATEGORIES],
            everything=lazy("All"),
            is_counted=True,
        ),
    ),
    columns=(
        Column(lazy("Number"), lambda row: row.code, is_shown=False),
        Column(pgettext_lazy("noun", "Service"), lambda row: row.name, sorts=("name", "-name")),
        Column(lazy("Category"), lambda row: pgettext("category", row.category), kind="time"),
        Column(lazy("Price"), price_of, sorts=("price", "-price"), kind="num"),
        Column(
            lazy("Usual length"),
            lambda row: formatting.lasting(row.usual_minutes),
            sorts=("length", "-length"),
            kind="num",
            is_labelled=True,
        ),
        Column(lazy("People"), lambda row: row.people, kind="num", is_labelled=True),
        Column(lazy("Asks for"), lambda row: " · ".join(needs_of(row)), kind="soft"),
        Column(lazy("State"), _offered_mark, _offered),
    ),
    none_yet=Empty(
        "list",
        lazy("No service fits"),
        lazy("Try another word, or look at all categories."),
        action=lazy("Show all services"),
    ),
    template="catalog/services.html",
    about=lambda found: {
        "tasks": [
            {
                "href": reverse("catalog:service", args=[row.id]),
                "name": row.name,
                "category": pgettext("category", row.category),
                "price": price_of(row),
                "length": formatting.lasting(row.usual_minutes),
            }
            for row in found.rows
        ]
    },
)
services = SERVICES.view
