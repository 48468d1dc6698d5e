"""What a worker speaks, cooks and keeps away from, as the desk writes it down."""

from django.urls import reverse

from tests.doors.workforce.test_worker_pages import person
from tests.world.people import hire_worker


def test_whom_a_worker_suits_is_written_down_shown_and_taken_back(shop, at_desk):
    """Requirement 1.4: what is known of the people who are sent."""
    worker = hire_worker(shop.branch, by=shop.by)
    desk = at_desk(shop.recruiter)
    suits = {"languages": ["wuu", "eng"], "cuisines": ["shanghai"], "avoids": ["dog"]}
    desk.post(
        reverse("workforce:edit", args=[worker.pk]),
        person(version=worker.version, smokes="no") | suits,
    )

    shown = desk.get(reverse("workforce:worker", args=[worker.pk])).content.decode()
    form = desk.get(reverse("workforce:edit", args=[worker.pk])).content.decode()
    worker.refresh_from_db()

    assert (worker.languages, worker.avoids, worker.smokes) == (["wuu", "eng"], ["dog"], False)
    assert "Shanghainese, English" in shown
    assert "with a dog" in shown
    assert form.count(" checked") >= 4
    desk.post(
        reverse("workforce:edit", args=[worker.pk]), person(version=worker.version, smokes="")
    )
    worker.refresh_from_db()
    assert (worker.languages, worker.avoids, worker.smokes) == ([], [], None)
