"""Texts that the house brings along are read in the reader's language, and kept in Chinese."""

import pytest
from django.utils import translation

from guanjia.chapters.catalog.models import ServiceType
from guanjia.db.brought import as_kept, in_readers_language, read_for_a_page
from tests.world import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue():
    people.ready()


def name_of_cleaning():
    return ServiceType.objects.get(code="CLN-D").name


def test_a_page_in_english_reads_english_and_commands_read_what_is_kept():
    with translation.override("en"):
        assert name_of_cleaning() == "日常保洁"
        with read_for_a_page():
            assert name_of_cleaning() == "Regular cleaning"
            values = ServiceType.objects.filter(code="CLN-D").values_list("name", flat=True)
            assert list(values) == ["Regular cleaning"]
    with translation.override("zh-hans"), read_for_a_page():
        assert name_of_cleaning() == "日常保洁"


def test_what_was_read_in_english_is_kept_in_chinese_again():
    with translation.override("en"), read_for_a_page():
        row = ServiceType.objects.get(code="CLN-D")
        row.save()
        assert ServiceType.objects.filter(name=row.name).exists()

    assert as_kept(row.name) == "日常保洁"
    assert name_of_cleaning() == "日常保洁"


def test_what_the_company_wrote_itself_stands_as_it_was_written():
    ServiceType.objects.filter(code="CLN-D").update(name="老宅养护")

    with translation.override("en"), read_for_a_page():
        assert name_of_cleaning() == "老宅养护"


def test_what_was_read_in_one_language_can_be_said_in_another():
    with translation.override("en"), read_for_a_page():
        name = name_of_cleaning()

    with translation.override("zh-hans"):
        assert in_readers_language(name) == "日常保洁"
