"""Workbooks written for a test."""

from pathlib import Path
from typing import Any

import openpyxl


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
