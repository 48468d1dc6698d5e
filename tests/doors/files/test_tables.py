"""Tables for spreadsheets: what people typed stays text, whatever it looks like."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from guanjia.doors.tables import hand_out_table, is_formula
from tests.world import company, homes, people, rosters, work
from tests.world.company import MONDAY_9

FORMULAS = [
    '=HYPERLINK("http://x","y")',
    "+86 137",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    '"=1+1"',
    "'=1+1",
    "“=1+1",
    "\u200b=1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\ttab",
]
WORDS = ["王秀英", "a=b", "2026-11-30", "12-13", "", " ", '"好"', "138••••0001", "（=）"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_could_take_for_a_formula_is_known(text):
    assert is_formula(text)


@pytest.mark.parametrize("text", WORDS)
def test_what_is_plainly_text_stays_as_it_is(text):
    assert not is_formula(text)


def test_in_a_csv_an_apostrophe_stands_before_a_formula_and_numbers_are_numbers():
    answer = hand_out_table([["名"], *([text] for text in FORMULAS), [-5]], name="表")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [cell for (cell,) in rows[1:-1]] == [f"'{text}" for text in FORMULAS]
    assert rows[-1] == ["-5"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_in_a_workbook_a_formula_is_a_cell_of_text():
    answer = hand_out_table([["名"], *([text] for text in FORMULAS)], name="表", kind="xlsx")

    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert sheet.count('t="s"') == 1 + len(FORMULAS)
    assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()
    assert sheet.count('s="1"') == len(FORMULAS)


EVIL = '=HYPERLINK("http://x","y")'


@pytest.mark.django_db
@pytest.mark.usefixtures("monday_morning")
def test_a_household_with_a_formula_for_a_name_is_exported_as_text(at_desk):
    people.ready()
    branch = company.open_branch()
    lin = homes.consultant_of(branch)
    homes.open_household(branch, name=EVIL, by=lin)

    rows = _exported(at_desk(lin), reverse("dossier:export"))

    assert f"'{EVIL}" in {cell for row in rows for cell in row}
    assert not _running(rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("monday_morning")
def test_workers_are_exported_as_text(at_desk):
    people.ready()
    branch = company.open_branch()
    recruiter, manager = people.leaders(branch)
    people.hire_worker(branch, name="\t=王桂兰", by=(recruiter, manager))
    people.hire_worker(branch, name="＝李秀珍", by=(recruiter, manager))

    rows = _exported(at_desk(manager), reverse("workforce:export"))

    assert "'＝李秀珍" in {cell for row in rows for cell in row}
    assert not _running(rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("monday_morning")
def test_the_visits_behind_a_figure_are_exported_as_text(at_desk):
    people.ready()
    branch = company.open_branch()
    before = MONDAY_9 - timedelta(days=4)
    sent = rosters.staffed_visit(
        branch,
        household=rosters.served_household(branch, name=EVIL, at=before),
        worker=people.hire_worker(branch, at=before),
        starts_at=before + timedelta(days=1),
        at=before,
    )
    work.left(work.arrived(sent))
    manager = company.staff("manager", branch)

    address = reverse("evaluation:rows", args=["kept"])
    rows = _exported(at_desk(manager), address, {"as": "csv"})

    assert len(rows) == 2
    assert not _running(rows)


def _exported(desk, address, asked=None):
    answer = desk.get(address, asked or {})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def _running(rows):
    return [cell for row in rows for cell in row if is_formula(cell) and not cell.startswith("'")]
