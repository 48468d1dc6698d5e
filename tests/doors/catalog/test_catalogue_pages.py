"""The catalogue in pages: listed, read with its standard, changed by those who decide."""

from django.urls import reverse

from guanjia.chapters.catalog import queries
from guanjia.chapters.catalog.models import ServiceType, Sop
from tests.world.company import ledger_size, staff
from tests.world.people import as_worker, hire_worker


def cleaning() -> ServiceType:
    return ServiceType.objects.get(code="CLN-D")


def typed(**changes):
    service = cleaning()
    fields = {
        "name": service.name,
        "description": service.description,
        "price": "55.50",
        "usual_minutes": service.usual_minutes,
        "least_minutes": service.least_minutes,
        "people": service.people,
        "health_class": service.health_class,
        "is_offered": "on",
        "version": service.version,
    }
    return fields | changes


def lines(*steps, blank=1):
    """Return the form of a standard with these steps and some blank lines after them."""
    form = {"form-TOTAL_FORMS": len(steps) + blank, "form-INITIAL_FORMS": 0}
    for number, step in enumerate(steps):
        for name, value in step.items():
            form[f"form-{number}-{name}"] = value
    for number in range(len(steps), len(steps) + blank):
        form[f"form-{number}-evidence"] = "tick"
    return form


ARRIVE = {"code": "C1", "text": "准时到达", "acceptance": "不迟到", "evidence": "photo"}
CLOSE = {
    "code": "C7",
    "text": "关好门窗",
    "acceptance": "逐项确认",
    "evidence": "tick",
    "is_critical": "on",
}


def test_the_catalogue_lists_services_by_category(shop, at_desk):
    """Requirement 1.1: price, people and requirements at a glance."""
    browser = at_desk(shop.manager)
    text = browser.get(reverse("catalog:services"), {"category": "kitchen"}).content.decode()
    assert "Home cooking" in text
    assert "Regular cleaning" not in text
    assert "¥60.00" in text


def test_a_search_without_result_leads_back_to_all(shop, at_desk):
    text = at_desk(shop.manager).get(reverse("catalog:services"), {"q": "不存在"}).content.decode()
    assert "No service fits" in text


def test_a_service_is_found_by_its_name_in_either_language(shop, at_desk):
    for words in ("regular CLEAN", "日常保洁"):
        text = at_desk(shop.manager).get(reverse("catalog:services"), {"q": words}).content.decode()
        assert "Regular cleaning" in text
        assert "Home cooking" not in text


def test_a_reader_of_english_changes_a_service_and_its_texts_stay_chinese(shop, at_desk):
    address = reverse("catalog:edit", args=[cleaning().pk])
    shown = at_desk(shop.manager).get(address).content.decode()
    assert 'value="日常保洁"' in shown

    at_desk(shop.manager).post(address, typed(price="66.00"))

    assert (cleaning().name, cleaning().price_fen) == ("日常保洁", 6600)


def test_a_service_is_shown_with_its_standard(shop, at_desk):
    """Requirement 1.1: steps with acceptance criteria and evidence."""
    address = reverse("catalog:service", args=[cleaning().pk])
    text = at_desk(shop.manager).get(address).content.decode()
    assert "with the red cloth" in text
    assert "critical" in text


def test_a_worker_reads_the_standard_on_the_phone_and_changes_nothing(shop, at_desk):
    phone = at_desk(as_worker(hire_worker(shop.branch, by=shop.by)))
    address = reverse("catalog:service", args=[cleaning().pk])
    text = phone.get(address).content.decode()
    assert "with the red cloth" in text
    assert reverse("catalog:edit", args=[cleaning().pk]) not in text
    assert phone.get(reverse("catalog:edit", args=[cleaning().pk])).status_code == 404


def test_a_manager_changes_a_price(shop, at_desk):
    """Requirement 1.1: prices are data of the company."""
    answer = at_desk(shop.manager).post(reverse("catalog:edit", args=[cleaning().pk]), typed())
    assert answer.status_code == 302
    assert cleaning().price_fen == 5550


def test_of_two_managers_the_second_is_told(shop, at_desk):
    browser, address = at_desk(shop.manager), reverse("catalog:edit", args=[cleaning().pk])
    outdated = typed(price="66")
    browser.post(address, typed())
    answer = browser.post(address, outdated)
    assert answer.status_code == 409
    assert 'value="66"' in answer.content.decode()
    assert cleaning().price_fen == 5550


def test_a_flaw_is_said_beside_the_field(shop, at_desk):
    before = ledger_size()
    answer = at_desk(shop.manager).post(
        reverse("catalog:edit", args=[cleaning().pk]), typed(least_minutes=999)
    )
    assert answer.status_code == 422
    assert "cannot be longer than the usual one" in answer.content.decode()
    assert ledger_size() == before


def test_a_dispatcher_may_not_change_what_a_service_asks_for(shop, at_desk):
    dispatcher = staff("dispatcher", shop.branch)
    answer = at_desk(dispatcher).get(reverse("catalog:needs", args=[cleaning().pk]))
    assert answer.status_code == 403


def test_a_manager_asks_for_a_skill_more(shop, at_desk):
    """Requirement 1.1: required skills are set with their level."""
    skills = {one.code: one.id for one in queries.skill_choices()}
    answer = at_desk(shop.manager).post(
        reverse("catalog:needs", args=[cleaning().pk]),
        {"version": 1, f"skill_{skills['housework']}": 1, f"skill_{skills['cooking']}": 2},
    )
    assert answer.status_code == 302
    asked = queries.requirements([cleaning().pk])[cleaning().pk]
    assert [(one.code, one.least_level) for one in asked.skills] == [
        ("housework", 1),
        ("cooking", 2),
    ]


def test_a_new_standard_is_drafted_read_and_put_in_force(shop, at_desk):
    """Requirement 1.1: versions; the one before stays to be read."""
    browser, service = at_desk(shop.manager), cleaning()
    before = queries.sop_in_force(service.pk)
    answer = browser.post(reverse("catalog:draft", args=[service.pk]), lines(ARRIVE, CLOSE))
    draft = Sop.objects.get(status="draft")
    assert answer.url.endswith(f"?standard={draft.pk}")
    assert "准时到达" in browser.get(answer.url).content.decode()

    address = reverse("catalog:publish", args=[draft.pk])
    assert "can never be changed" in browser.get(address).content.decode()
    browser.post(address)

    assert queries.sop_in_force(service.pk) == draft
    old = browser.get(reverse("catalog:service", args=[service.pk]), {"standard": before.pk})
    assert "with the red cloth" in old.content.decode()


def test_a_step_is_left_out_by_its_tick(shop, at_desk):
    gone = {**CLOSE, "DELETE": "on"}
    at_desk(shop.manager).post(reverse("catalog:draft", args=[cleaning().pk]), lines(ARRIVE, gone))
    draft = Sop.objects.get(status="draft")
    assert [line.code for line in queries.checklist(draft.pk)] == ["C1"]


def test_a_flawed_standard_is_refused_and_what_was_typed_is_kept(shop, at_desk):
    flawed = {**CLOSE, "acceptance": ""}
    answer = at_desk(shop.manager).post(
        reverse("catalog:draft", args=[cleaning().pk]), lines(ARRIVE, flawed)
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "is critical, so say when" in text
    assert "准时到达" in text
    assert not Sop.objects.filter(status="draft").exists()
