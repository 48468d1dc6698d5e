"""Facts are told as people would tell them."""

import re
from dataclasses import fields

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from guanjia.chapters.dispatch.commands.attending import ABSENT_FOR
from guanjia.chapters.dispatch.commands.visits import REASONS_TO_CANCEL
from guanjia.chapters.dossier.commands.households import PARTING_REASONS
from guanjia.chapters.dossier.commands.sight import REVEALED
from guanjia.chapters.dossier.models import CONSENT_PURPOSES
from guanjia.chapters.fieldwork.commands import REASONS_TO_CORRECT
from guanjia.chapters.fieldwork.models import SEVERITIES, UNSIGNED_REASONS
from guanjia.chapters.planning.commands.orders import CANCEL_REASONS
from guanjia.chapters.relations.models import OUTCOMES, REASONS
from guanjia.chapters.workforce import rules as of_workers
from guanjia.flow.chapter import messages, modules_named
from guanjia.flow.event_messages import InContext, Labels, told_by
from guanjia.kernel.facts import Fact
from guanjia.ledger.queries import RecordedFact
from tests.world.company import MONDAY_9

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CODES = [
    ("household.parted", "reason", PARTING_REASONS),
    ("household.dropped", "reason", PARTING_REASONS),
    ("household.revealed", "part", REVEALED),
    ("consent.given", "purpose", CONSENT_PURPOSES),
    ("consent.withdrawn", "purpose", CONSENT_PURPOSES),
    ("order.cancelled", "reason", CANCEL_REASONS),
    ("visit.cancelled", "reason", (*REASONS_TO_CANCEL, "plan_changed", "plan_ended")),
    ("visit.missed", "reason", ("no_cover", "worker_absent", "client_absent")),
    ("assignment.withdrawn", "reason", (*REASONS_TO_CANCEL, "taken_back", "hold_expired")),
    ("assignment.absent", "reason", ABSENT_FOR),
    ("attendance.departure_corrected", "reason", REASONS_TO_CORRECT),
    ("attendance.unsigned", "reason", UNSIGNED_REASONS),
    ("incident.reported", "severity", SEVERITIES),
    ("callback.opened", "reason", REASONS),
    ("callback.settled", "outcome", tuple(one for one in OUTCOMES if one)),
    ("worker.screening_step_decided", "step", of_workers.STEPS),
    ("worker.revealed", "field", of_workers.REVEALED),
    ("worker.revealed", "purpose", of_workers.PURPOSES),
    ("worker.rejected", "reason", of_workers.REASONS["reject"]),
    ("worker.suspended", "reason", of_workers.REASONS["suspend"]),
    ("worker.left", "reason", of_workers.REASONS["leave"]),
]


def told(kind: str, **payload: object) -> str:
    fact = RecordedFact(1, kind, "household/1", 1, MONDAY_9, None, "", dict(payload))
    with translation.override("zh-hans"):
        return told_by(messages()[kind], fact, Labels({}))


def kinds_of_facts(base: type = Fact):
    for one in base.__subclasses__():
        if "kind" in vars(one):
            yield one.kind, one
        yield from kinds_of_facts(one)


def test_a_duration_is_told_in_hours_and_minutes():
    assert told("visit.finished", visit_id=1, minutes=233) == "服务结束，历时 3 小时 53 分钟。"
    assert told("visit.finished", visit_id=1, minutes=45) == "服务结束，历时 45 分钟。"


def test_each_sentence_speaks_of_what_its_facts_say():
    list(modules_named(settings.CHAPTERS, "guanjia.chapters.{}.facts"))  # known once imported
    facts = dict(kinds_of_facts())
    for kind, message in messages().items():
        known = {one.name for one in fields(facts[kind])}
        spoken_of = set(PLACEHOLDER.findall(message.words))
        assert spoken_of | set(message.codes) <= known, kind


def test_each_sentence_and_each_code_has_its_chinese():
    with translation.override("zh-hans"):
        for message in messages().values():
            by_code = [one for one in message.codes.values() if not isinstance(one, InContext)]
            codes = [words for field in by_code for words in field.values()]
            for words in (message.words, *codes):
                assert gettext(words) != words


@pytest.mark.parametrize(("kind", "field", "codes"), CODES, ids=[kind for kind, *_rest in CODES])
def test_no_code_is_told_as_it_is_written_in_the_program(kind, field, codes):
    words = messages()[kind].codes[field]
    if isinstance(words, InContext):
        with translation.override("zh-hans"):
            assert all(pgettext(words.context, words.msgid % one) != one for one in codes)
    else:
        assert set(codes) <= set(words)


def test_why_a_household_left_is_told_in_words():
    said = told("household.parted", household_id=1, reason="need_ended")

    assert said == "客户终止服务：不再需要。"
