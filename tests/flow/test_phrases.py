"""Facts are told as people would tell them."""

from django.utils import translation

from guanjia.flow.phrases import Labels, sentence
from guanjia.ledger.queries import Told
from tests.world.company import MONDAY_9


def told(kind: str, **payload: int) -> str:
    fact = Told(1, kind, "household/1", 1, MONDAY_9, None, "", dict(payload))
    with translation.override("zh-hans"):
        return sentence(fact, Labels({}))


def test_a_duration_is_told_in_hours_and_minutes():
    assert told("visit.finished", visit_id=1, minutes=233) == "服务结束，历时 3 小时 53 分钟。"
    assert told("visit.finished", visit_id=1, minutes=45) == "服务结束，历时 45 分钟。"
