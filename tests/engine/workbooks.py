"""Workbooks written for a test."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.tables.words import TITLES
from graphsvc.intake.workbooks.template import columns_out, header_of


def workbook(path: Path, *sheets: tuple[str, list[list[Any]], list[str]]) -> Path:
    """A workbook: name, rows, merged ranges of each sheet."""
    book = openpyxl.Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def edited(path: Path, name: str, found: dict[str, Any], **cells: Any) -> None:
    """Edit the row of a template in which some columns hold this; a column is told by its name in the table."""
    table = TABLES[name]
    book = openpyxl.load_workbook(path)
    sheet = book[TITLES[name][0]]
    heads = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    places = {column.name: heads[header_of(table, column)] for column in columns_out(table)}

    def held(line: int, column: str) -> Any:
        value = sheet.cell(line, places[column]).value
        return value.date() if isinstance(value, datetime) else value

    (line,) = [
        line
        for line in range(2, sheet.max_row + 1)
        if all(held(line, column) == value for column, value in found.items())
    ]
    for column, value in cells.items():
        sheet.cell(line, places[column]).value = value
    book.save(path)
