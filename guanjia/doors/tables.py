"""The one writer of tables that leave the house, for spreadsheets: what is text stays text there."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpResponse

from guanjia.doors.files import hand_out
from guanjia.vault.files import Opened

Cell = str | int | float | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TAB = 31
BEGINS_A_FORMULA = frozenset("=+-@＝＋－＠")
SKIPPED = frozenset("\"'“”‘’＂＇")


def hand_out_table(rows: Iterable[Sequence[Cell]], *, name: str, kind: str = "csv") -> HttpResponse:
    """
    Answer with a table to be saved, as CSV or as a workbook.

    Numbers are given as numbers. A text that a spreadsheet could take for a formula does not run:
    in CSV an apostrophe stands before it, in a workbook its cell is marked as text.

    :param rows: the head first
    :param name: what it is saved as, without its ending
    :param kind: "csv" or "xlsx"
    """
    if kind == "xlsx":
        return hand_out_workbook({"": rows}, name=name)
    text = io.StringIO()
    csv.writer(text).writerows([_defused(cell) for cell in row] for row in rows)
    content = "\ufeff" + text.getvalue()  # the mark tells spreadsheets that this is Unicode
    return hand_out(Opened(content.encode(), CSV), name=f"{name}.csv")


def hand_out_workbook(sheets: Mapping[str, Iterable[Sequence[Cell]]], *, name: str) -> HttpResponse:
    """
    Answer with a workbook of several sheets, as `hand_out_table` does with one.

    :param sheets: what stands on each tab, shortened to what a spreadsheet can show, and its rows
    """
    return hand_out(Opened(_workbook(sheets), XLSX), name=f"{name}.xlsx")


def is_formula(text: str) -> bool:
    """Test whether a spreadsheet could take a text for a formula, or for one of several cells."""
    for sign in text:
        if sign in BEGINS_A_FORMULA:
            return True
        is_unseen = sign.isspace() or unicodedata.category(sign)[0] == "C"
        if sign in "\t\r\n" or not (is_unseen or sign in SKIPPED):
            return sign in "\t\r\n"
    return False


def _defused(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def _workbook(sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    from xlsxwriter import Workbook  # takes a while to load, and few ask for it

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        as_text = book.add_format({"quote_prefix": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:LONGEST_TAB] or None)
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    if not isinstance(cell, str):
                        sheet.write(down, across, cell)
                    elif is_formula(cell):
                        sheet.write_string(down, across, cell, as_text)
                    else:
                        sheet.write_string(down, across, cell)
    return content.getvalue()
