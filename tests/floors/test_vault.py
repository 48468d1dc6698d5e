"""What is encrypted cannot be read from the database, and is found all the same."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from guanjia.chapters.org.models import User
from guanjia.vault import search
from guanjia.vault.commands import record_access, remember, store
from guanjia.vault.files import Gone, opened, place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import Unreadable, decrypt, encrypt, reencrypt
from guanjia.vault.masking import masked_address, masked_name, masked_number, masked_phone
from guanjia.vault.models import AccessRecord, SearchToken
from tests.world.company import MONDAY_9, login

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


def test_a_phone_number_is_unreadable_in_the_database():
    """Requirement 8.4: sensitive fields are encrypted at rest."""
    user = login(phone="19900008888")

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM org_user WHERE id = %s", [user.pk])
        (stored,) = cursor.fetchone()

    assert "8888" not in stored
    assert User.objects.get(pk=user.pk).phone.endswith("19900008888")


def test_a_new_key_opens_what_the_old_one_encrypted(settings):
    encrypted = encrypt("door code 4711")
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), *old]

    again = reencrypt(encrypted)

    assert decrypt(encrypted) == decrypt(again) == "door code 4711"
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert decrypt(again) == "door code 4711"
    with pytest.raises(Unreadable):
        decrypt(encrypted)


def test_without_a_key_nothing_is_encrypted(settings):
    settings.VAULT_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="GUANJIA_VAULT_KEYS"):
        encrypt("anything")


@pytest.mark.parametrize(
    "typed", ["吴美玲", "吴", "美玲", "wumeiling", "Wu Meiling", "wml", "199 0000 8888", "8888"]
)
def test_a_person_is_found_by_name_pinyin_initials_number_or_its_end(typed):
    user = login("吴美玲", phone="19900008888")
    remember(user, name="吴美玲", phone="+8619900008888")

    assert search.find("user", typed) == {user.pk}


@pytest.mark.parametrize(
    "name, typed",
    [
        ("曾小红", ("zengxiaohong", "zxh", "曾")),
        ("单雄信", ("shanxiongxin", "danxiongxin", "sxx", "shan")),
        ("仇和", ("qiuhe",)),
        ("解晓东", ("xiexiaodong",)),
        ("查良镛", ("zhaliangyong",)),
        ("区瑞强", ("ouruiqiang",)),
        ("朴信惠", ("piaoxinhui", "puxinhui")),
        ("翟志刚", ("zhaizhigang", "dizhigang")),
        ("覃辉", ("qinhui", "tanhui")),
        ("尉迟恭", ("尉迟", "恭", "yuchigong")),
        ("欧阳淑琴", ("欧阳", "淑琴", "ouyangshuqin", "oysq", "ouyang")),
        (
            "阿卜杜拉·买买提",
            ("阿卜杜拉", "买买提", "阿卜杜拉•买买提", "阿卜杜拉‧买买提", "maimaiti"),
        ),
        ("王秀英", ("王秀英\u200b", "ｗａｎｇｘｉｕｙｉｎｇ")),
    ],
)
def test_a_name_is_found_by_every_reading_of_its_surname_and_by_its_parts(name, typed):
    user = login(name)
    remember(user, name=name)
    assert [one for one in typed if search.find("user", one) != {user.pk}] == []


@pytest.mark.parametrize(
    "kept, typed",
    [
        ("2162345678", ("021-62345678", "(021) 6234 5678", "5678")),
        ("+85251234567", ("+852 5123 4567", "0085251234567", "85251234567")),
        (
            "13712341004",
            (
                "0086 13712341004",
                "8613712341004",
                "１３７１２３４１００４",
                "137\u20111234\u20111004",
            ),
        ),
    ],
)
def test_a_number_is_found_however_it_is_written(kept, typed):
    user = login("吴美玲")
    remember(user, phone=kept)
    assert [one for one in typed if search.find("user", one) != {user.pk}] == []


def test_a_changed_name_is_found_no_more_under_the_old_one():
    user = login("吴美玲")
    remember(user, name="吴美玲", phone="19900008888")
    remember(user, name="陈静")

    assert search.find("user", "吴美玲") == set()
    assert search.find("user", "chenjing") == search.find("user", "8888") == {user.pk}


def test_search_words_do_not_lie_in_the_open():
    remember(login("吴美玲"), name="吴美玲")

    assert not SearchToken.objects.filter(token__contains="吴").exists()
    assert search.find("user", "  ") == set()


def test_a_file_on_disk_is_encrypted():
    row = store(Prepared(b"%PDF-1.7 private", "application/pdf"), purpose="scan",
                user_id=None, at=MONDAY_9)  # fmt: skip

    assert b"private" not in place_of(row.stored_as).read_bytes()
    assert opened(row.pk).content == b"%PDF-1.7 private"


def test_a_file_that_no_longer_lies_where_it_was_put_is_said_to_be_gone():
    row = store(Prepared(b"%PDF-1.7", "application/pdf"), purpose="scan", user_id=None, at=MONDAY_9)
    place_of(row.stored_as).unlink()

    with pytest.raises(Gone):
        opened(row.pk)


def test_every_look_is_kept_for_ever():
    """Requirement 8.3: every look at sensitive data is recorded."""
    user, looked_at = login(), login("陈静")
    record_access(user_id=user.pk, rows=[looked_at], field="phone", purpose="call", at=MONDAY_9)

    look = AccessRecord.objects.get()
    assert (look.noun, look.object_id, look.field) == ("user", looked_at.pk, "phone")
    with pytest.raises(Exception, match="only added to"), transaction.atomic():
        AccessRecord.objects.all().delete()
    assert AccessRecord.objects.count() == 1


def test_masks_show_enough_to_tell_apart_and_no_more():
    assert masked_phone("+8619900008888") == "199••••8888"
    assert masked_phone("12") == "••"
    assert masked_name("吴美玲") == "吴••"
    assert masked_number("DEMO-310101") == "•••••••0101"
    assert masked_address("静安区南京西路1000弄8号602") == "静安区南京西••••"
