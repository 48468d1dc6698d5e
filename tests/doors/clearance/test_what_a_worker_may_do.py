"""The gate on the worker's record: for which services they may be sent, and what is missing."""

from django.urls import reverse
from django.utils import translation

from tests.world.people import hire_worker


def test_each_service_says_whether_and_why_not(shop, at_desk):
    """Requirement 1.4: every reason in a full sentence, with what to do."""
    worker = hire_worker(shop.branch, name="王桂兰", by=shop.by)
    text = at_desk(shop.manager).get(reverse("workforce:worker", args=[worker.pk])).content.decode()
    assert "can be sent" in text
    assert (
        "王桂兰 has no “Vocational certificate: infant care”. Hand one in and have it verified."
        in text
    )


def test_the_reasons_are_said_in_chinese(shop, at_desk, settings):
    """Requirement 1.4: in the reader's language, with the words of the trade."""
    settings.LANGUAGE_CODE = "zh-hans"
    worker = hire_worker(shop.branch, name="王桂兰", insured_days=None, by=shop.by)
    browser = at_desk(shop.manager)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    with translation.override("zh-hans"):
        answer = browser.get(reverse("workforce:worker", args=[worker.pk]))
    text = answer.content.decode()
    assert "王桂兰的“雇主责任险”没有覆盖服务的每一天，请登记有效保单。" in text
    assert "%(" not in text
