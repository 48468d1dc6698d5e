"""The laws of the house hold everywhere, and each notices what it forbids."""

from pathlib import PurePosixPath

import pytest

from tests.architecture import laws

LONG = "a = 1\n" * (laws.LONGEST + 1)
QUERIES = "guanjia/chapters/planning/queries.py"
COMMANDS = "guanjia/chapters/planning/commands.py"
VIEWS = "guanjia/doors/web/planning/views.py"
MODELS = "guanjia/chapters/planning/models.py"
FORMS = "guanjia/doors/web/planning/forms.py"

BROKEN = [
    (laws.files_are_short, "guanjia/flow/overviews/day.py", LONG),
    (laws.files_are_short, "guanjia/doors/web/planning/templates/planning/plan.html", LONG),
    (laws.no_module_is_a_drawer, "guanjia/kernel/utils.py", ""),
    (laws.no_module_is_a_drawer, "guanjia/doors/web/helpers/dates.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/planning/services.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/planning/services/offers.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/planning/engine.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/shared.py", ""),
    (laws.only_writers_write_rows, QUERIES, "plan.save()"),
    (laws.only_writers_write_rows, QUERIES, "plan.save(update_fields=['goal'])"),
    (laws.only_writers_write_rows, QUERIES, "plan.delete()"),
    (laws.only_writers_write_rows, QUERIES, "Plan.objects.create(goal=goal)"),
    (laws.only_writers_write_rows, QUERIES, "await Plan.objects.acreate(goal=goal)"),
    (laws.only_writers_write_rows, QUERIES, "household.members.create()"),
    (laws.only_writers_write_rows, QUERIES, "Plan.objects.filter(id=1).update(goal='rest')"),
    (laws.only_writers_write_rows, QUERIES, "same.update(goal='rest')"),
    (laws.only_writers_write_rows, QUERIES, "same.update(**values)"),
    (laws.only_writers_write_rows, QUERIES, "Plan.objects.bulk_create(plans)"),
    (laws.only_writers_write_rows, QUERIES, "Plan.objects.abulk_update(plans, ['goal'])"),
    (laws.only_writers_write_rows, QUERIES, "Plan.objects.get_or_create(goal=goal)"),
    (laws.only_writers_write_rows, QUERIES, "Plan.objects.update_or_create(goal=goal)"),
    (laws.only_writers_write_rows, QUERIES, "cursor.execute('DELETE FROM planning_plan')"),
    (laws.only_writers_write_rows, QUERIES, "cursor.execute(f'UPDATE {table} SET goal = 1')"),
    (laws.only_writers_write_rows, "guanjia/doors/web/planning/views.py", "form.save()"),
    (laws.only_the_ledger_sets_a_status, COMMANDS, "plan.status = 'accepted'"),
    (laws.only_the_ledger_sets_a_status, COMMANDS, "plan.status, plan.goal = 'accepted', goal"),
    (laws.only_the_ledger_sets_a_status, COMMANDS, "plans.update(status='accepted')"),
    (laws.only_the_ledger_sets_a_status, COMMANDS, "Plan.objects.bulk_update(plans, ['status'])"),
    (laws.only_the_ledger_sets_a_status, COMMANDS, "setattr(plan, 'status', 'accepted')"),
    (laws.no_model_has_an_ordering, MODELS, "class Plan:\n class Meta:\n  ordering = ['id']"),
    (laws.nobody_overrides_save, MODELS, "class Plan:\n def save(self): ..."),
    (laws.nobody_overrides_save, MODELS, "class Plan:\n async def asave(self): ..."),
    (
        laws.no_chapter_reads_anothers_rules,
        QUERIES,
        "from guanjia.chapters.catalog.rules import price",
    ),
    (laws.no_chapter_reads_anothers_rules, QUERIES, "from guanjia.chapters.catalog import rules"),
    (
        laws.migrations_stand_alone,
        "guanjia/chapters/planning/migrations/0002_a.py",
        "from guanjia.chapters.planning.states import PLAN",
    ),
    (laws.only_the_reader_reads, VIEWS, "n = int(text) if text.isdigit() else 1"),
    (laws.only_the_reader_reads, VIEWS, "request.GET.get('page', '').isdecimal()"),
    (laws.only_the_reader_reads, VIEWS, "int(request.GET['page'])"),
    (laws.only_the_reader_reads, VIEWS, "date.fromisoformat(request.POST.get('on'))"),
    (laws.only_the_reader_reads, VIEWS, "version = forms.IntegerField(min_value=1)"),
    (laws.only_the_reader_reads, VIEWS, "day = forms.DateField()"),
    (laws.only_the_reader_reads, "guanjia/doors/web/planning/urls.py", "'plans/<int:plan_id>/'"),
    (laws.only_the_reader_reads, "guanjia/doors/web/planning/urls.py", "'go/<str:token>/'"),
    (laws.files_come_in_by_one_way, COMMANDS, "from PIL import Image"),
    (laws.files_come_in_by_one_way, COMMANDS, "store(Prepared(content, 'image/jpeg'))"),
    (laws.files_come_in_by_one_way, FORMS, "photo = forms.FileField()"),
    (laws.files_come_in_by_one_way, VIEWS, "request.FILES['photo']"),
    (laws.files_come_in_by_one_way, VIEWS, "request.FILES.getlist('photo')"),
    (laws.files_leave_by_one_way, VIEWS, "HttpResponse(file.content)"),
    (laws.files_leave_by_one_way, VIEWS, "HttpResponse(content_type='text/csv')"),
    (laws.files_leave_by_one_way, VIEWS, "FileResponse(stream)"),
    (laws.files_leave_by_one_way, VIEWS, "answer['Content-Disposition'] = 'inline'"),
    (laws.commands_name_what_they_take, COMMANDS, "def change_plan(*, actor, **columns): ..."),
    (laws.commands_know_whose_fault_it_is, COMMANDS, "Plan.objects.get(id=plan_id)"),
    (laws.commands_know_whose_fault_it_is, COMMANDS, "Plan.objects.filter(a=1).get(id=plan_id)"),
    (
        laws.commands_act_in_the_role_that_allowed_it,
        COMMANDS,
        "policies.may_plan(actor, household).require()",
    ),
    (laws.what_is_kept_is_bounded, QUERIES, "@cache\ndef price(service): ..."),
    (laws.what_is_kept_is_bounded, QUERIES, "@functools.cache\ndef price(*, service): ..."),
    (laws.tests_can_fail, "tests/chapters/test_plan.py", "pytest.skip('not today')"),
    (laws.tests_can_fail, "tests/chapters/test_plan.py", "@pytest.mark.xfail\ndef test(): ..."),
    (laws.tests_can_fail, "tests/chapters/test_plan.py", "assert True"),
    (
        laws.only_the_forms_room_hears_a_refusal,
        VIEWS,
        "try:\n    act()\nexcept Refusal as refusal:\n    ...",
    ),
    (
        laws.only_the_forms_room_hears_a_refusal,
        VIEWS,
        "try:\n    act()\nexcept (errors.Conflict, KeyError):\n    ...",
    ),
]
KEPT = [
    (laws.only_the_reader_reads, "guanjia/doors/web/reading.py", "int(request.GET['page'])"),
    (laws.only_the_reader_reads, VIEWS, "int(form.cleaned_data['price'] * 100)"),
    (laws.only_the_reader_reads, "guanjia/doors/web/planning/urls.py", "'plans/<id:plan_id>/'"),
    (laws.files_are_short, "guanjia/chapters/planning/migrations/0001_initial.py", LONG),
    (laws.chapters_have_rooms_only, "guanjia/chapters/__init__.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/planning/rules/fees.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/planning/apps.py", ""),
    (laws.chapters_have_rooms_only, "guanjia/chapters/dispatch/engine.py", ""),
    (laws.only_writers_write_rows, COMMANDS, "plan.save()"),
    (laws.only_writers_write_rows, "guanjia/chapters/planning/commands/offers.py", "plan.save()"),
    (laws.only_writers_write_rows, "guanjia/ledger/record.py", "same.update(status=target)"),
    (laws.only_writers_write_rows, "guanjia/flow/delivery.py", "pending.delete()"),
    (laws.only_writers_write_rows, "guanjia/doors/jobs/expire.py", "lease.save()"),
    (laws.only_writers_write_rows, QUERIES, "seen.update(more)"),
    (laws.only_writers_write_rows, QUERIES, "words = {}\nwords.update(plan='计划')"),
    (laws.only_writers_write_rows, QUERIES, "def f(words: dict[str, str]): words.update(a='b')"),
    (laws.only_writers_write_rows, QUERIES, "workbook.save(stream)"),
    (laws.only_writers_write_rows, QUERIES, "cursor.execute('SELECT 1')"),
    (laws.only_writers_write_rows, QUERIES, "'Update the plan before you offer it.'"),
    (laws.only_the_ledger_sets_a_status, "guanjia/ledger/record.py", "row.status = target"),
    (laws.only_the_ledger_sets_a_status, QUERIES, "Plan.objects.filter(status='accepted')"),
    (laws.only_the_ledger_sets_a_status, QUERIES, "response.status_code = 409"),
    (laws.no_model_has_an_ordering, QUERIES, "ordering = ['starts_on']"),
    (laws.no_chapter_reads_anothers_rules, QUERIES, "from guanjia.chapters.planning import rules"),
    (
        laws.only_the_forms_room_hears_a_refusal,
        "guanjia/doors/web/forms/sending.py",
        "try:\n    act()\nexcept Refusal as refusal:\n    ...",
    ),
    (laws.files_come_in_by_one_way, "guanjia/vault/decoding.py", "from PIL import Image"),
    (laws.files_come_in_by_one_way, "guanjia/demo/fieldwork.py", "Prepared(drawn, 'image/jpeg')"),
    (laws.files_come_in_by_one_way, VIEWS, "PersonForm(request.POST, request.FILES)"),
    (laws.files_leave_by_one_way, "guanjia/doors/files.py", "HttpResponse(file.content)"),
    (laws.files_leave_by_one_way, VIEWS, "HttpResponse(status=204)"),
    (laws.commands_name_what_they_take, COMMANDS, "def change_plan(*, actor, goal=KEPT): ..."),
    (laws.commands_know_whose_fault_it_is, COMMANDS, "visible_plans(actor).get(id=plan_id)"),
    (laws.commands_know_whose_fault_it_is, COMMANDS, "ours(Plan.objects.all(), id=plan_id)"),
    (
        laws.commands_act_in_the_role_that_allowed_it,
        COMMANDS,
        "actor = policies.may_plan(actor, household).let(actor)",
    ),
    (laws.what_is_kept_is_bounded, QUERIES, "@cache\ndef prices(): ..."),
    (laws.what_is_kept_is_bounded, QUERIES, "@lru_cache(maxsize=9)\ndef price(service): ..."),
    (laws.commands_name_what_they_take, QUERIES, "def plans(actor, **wanted): ..."),
    (laws.files_leave_by_one_way, VIEWS, "HttpResponse(rows, content_type='application/json')"),
    (
        laws.migrations_stand_alone,
        "guanjia/chapters/planning/migrations/0001_initial.py",
        "import guanjia.vault.fields",
    ),
]


def breaches(law: laws.Law, path: str, code: str) -> list[str]:
    return list(law(laws.Source(PurePosixPath(path), code)))


@pytest.fixture(scope="session")
def house() -> list[laws.Source]:
    return list(laws.sources())


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_law_holds(law: laws.Law, house: list[laws.Source]):
    found = [breach for source in house for breach in law(source)]

    assert found == [], "\n" + "\n".join(found)


def test_the_whole_house_was_looked_at(house: list[laws.Source]):
    paths = {str(source.path) for source in house}

    assert {"guanjia/kernel/states.py", "scripts/test", "tests/architecture/laws.py"} <= paths


def test_every_law_has_been_seen_to_notice_a_breach():
    assert {law for law, _, _ in BROKEN} == set(laws.LAWS)


@pytest.mark.parametrize("law,path,code", BROKEN)
def test_a_planted_breach_is_noticed(law: laws.Law, path: str, code: str):
    assert len(breaches(law, path, code)) == 1


@pytest.mark.parametrize("law,path,code", KEPT)
def test_what_is_lawful_is_not_reported(law: laws.Law, path: str, code: str):
    assert breaches(law, path, code) == []
