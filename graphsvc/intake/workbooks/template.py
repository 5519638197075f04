"""Templates: workbooks with the usual headers, drop-downs and checks, filled with rows to edit and load again."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from graphsvc.intake.model.columns import COUNT, DAY, Column, Row, Value
from graphsvc.intake.model.differences import plain
from graphsvc.intake.model.table import Table
from graphsvc.intake.tables.words import BASE, HEADERS, TITLES

SPARE_ROWS = 1_000
"""Blank rows below the filled ones that have the same checks."""
_WORDS = "字典"
PAST = "往期关系（说明）"
_PAST_HEAD = ("表", "列", "编号", "名称", "对方编号", "对方名称", "起始日期", "结束日期")
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_DAY = "yyyy-mm-dd"


def columns_out(table: Table) -> tuple[Column, ...]:
    """The columns of a sheet that is filled: all but personal ones, of which the graph has no clear text."""
    return tuple(column for column in table.columns if not column.personal)


def write_template(
    path: Path, sheets: Sequence[tuple[Table, Sequence[Row]]], past: Sequence[Sequence[Value]] | None = None
) -> None:
    """Write a workbook with a sheet for each table.

    Args:
        past: ties that have ended, for a sheet of their own that is to be read and is passed over when loaded.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    words = _words_sheet([table for table, _ in sheets])
    for table, rows in sheets:
        _sheet(book, table, rows, words)
    if past is not None:
        _past(book, past)
    _base(book, sheets)
    if words:
        hidden = book.create_sheet(_WORDS)
        hidden.sheet_state = "hidden"
        for number, listed in enumerate(words.values(), start=1):
            for line, word in enumerate(listed, start=1):
                hidden.cell(line, number, word)
    book.save(path)


def _base(book: Workbook, sheets: Sequence[tuple[Table, Sequence[Row]]]) -> None:
    """Keep in a hidden sheet what goes out, so that what was edited is told from what was not when it comes in."""
    hidden = book.create_sheet(BASE)
    hidden.sheet_state = "hidden"
    for table, rows in sheets:
        for row in rows:
            told = {column.name: plain(row.get(column.name)) for column in columns_out(table)}
            hidden.append([table.name, orjson.dumps(told).decode()])


def _past(book: Workbook, rows: Sequence[Sequence[Value]]) -> None:
    sheet = book.create_sheet(PAST)
    sheet.freeze_panes = "A2"
    for line, row in enumerate([_PAST_HEAD, *rows], start=1):
        for number, value in enumerate(row, start=1):
            cell = _put(sheet, line, number, value)
            if line == 1:
                cell.font, cell.fill = Font(bold=True), _HEAD
                sheet.column_dimensions[get_column_letter(number)].width = 20
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_PAST_HEAD))}{len(rows) + 1}"


def header_of(table: Table, column: Column) -> str:
    """What stands above a column."""
    return HEADERS[table.name].get(column.name, (column.name,))[0]


def _words_sheet(tables: Sequence[Table]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The closed lists, each a column of a hidden sheet."""
    found = {}
    for table in tables:
        for column in columns_out(table):
            if listed := [name for _, name in known_words(column)]:
                found[table.name, column.name] = listed
    return found


def _sheet(book: Workbook, table: Table, rows: Sequence[Row], words: Mapping[tuple[str, str], Sequence[str]]) -> None:
    sheet = book.create_sheet(TITLES[table.name][0])
    sheet.freeze_panes = "A2"
    last = len(rows) + 1 + SPARE_ROWS
    for number, column in enumerate(columns_out(table), start=1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, header_of(table, column))
        head.font, head.fill = Font(bold=True), _HEAD
        head.comment = Comment(f"{'必填。' if column.required else ''}{column.kind.zh}", "graphsvc")
        sheet.column_dimensions[letter].width = 20
        shown = dict(known_words(column))
        style = _DAY if column.kind is DAY else "General" if column.kind is COUNT else "@"
        for line, row in enumerate(rows, start=2):
            cell = _put(sheet, line, number, _shown(row.get(column.name), shown))
            cell.number_format = style
            cell.alignment = Alignment(vertical="top")
        if check := _check(column, list(words).index((table.name, column.name)) + 1 if shown else 0, len(shown)):
            check.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(check)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns_out(table)))}{len(rows) + 1}"


def _put(sheet: Any, line: int, number: int, value: Any) -> Any:
    """A cell that is never a formula, whatever its text begins with."""
    cell = sheet.cell(line, number, value)
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell


def _shown(value: Value, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, str):
        return words.get(value, value)
    return value


def _check(column: Column, place: int, count: int) -> DataValidation | None:
    """What Excel checks while somebody types."""
    blank = not column.required
    if place:
        letter = get_column_letter(place)
        made = DataValidation("list", formula1=f"'{_WORDS}'!${letter}$1:${letter}${count}", allow_blank=blank)
    elif column.kind is DAY:
        made = DataValidation("date", operator="greaterThan", formula1="1", allow_blank=blank)
    elif column.kind is COUNT:
        made = DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=blank)
    else:
        return None
    made.errorTitle, made.error, made.showErrorMessage = "不符合要求", column.kind.zh, True
    return made


def known_words(column: Column) -> Iterator[tuple[str, str]]:
    """The words of a closed list as the graph has them, each with the one that people read."""
    told: set[str] = set()
    for name, word in column.kind.words.items():
        if name != word and word not in told:
            told.add(word)
            yield word, name
