"""Workbooks of Excel 97 to 2003 (.xls)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlrd  # type: ignore[import-untyped]
from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL  # type: ignore[import-untyped]

from graphsvc.intake.files.book import MOST_COLUMNS, Book, FileRefused, RawSheet, Rows, links, macros
from graphsvc.intake.model.cells import CellError, Raw

MOST_OLD_BYTES = 100_000_000
"""Of a workbook that is read whole."""
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def read_xls(path: Path) -> Book:
    """A workbook, its sheets in their order; this format has at most 65,536 rows a sheet, so it is read whole.

    Raises:
        FileRefused: damaged, or locked with a password.
    """
    content = path.read_bytes()
    if len(content) > MOST_OLD_BYTES:
        raise FileRefused("文件超过 100 MB", "is larger than 100 MB", "另存为 .xlsx，或拆成几个文件")
    if _MACROS in content:
        raise macros()
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Nowhere())
    except xlrd.XLRDError as fault:
        if "encrypt" in str(fault).lower() or "workbook" in str(fault).lower():
            raise FileRefused(
                "设有打开密码，或不是 Excel 文件", "is locked, or no workbook", "去掉密码后再导入"
            ) from None
        raise FileRefused("工作簿已损坏，无法读取", "is a damaged workbook", "用 Excel 打开，另存为 .xlsx") from None
    except Exception:  # the reader raises whatever a damaged file leads it to
        raise FileRefused("工作簿已损坏，无法读取", "is a damaged workbook", "用 Excel 打开，另存为 .xlsx") from None
    if any(kind in (SUPBOOK_EXTERNAL, SUPBOOK_DDEOLE) for kind in book._supbook_types):
        raise links()
    return Book(path.name, [_sheet(book, sheet) for sheet in book.sheets()])


def _sheet(book: Any, sheet: Any) -> RawSheet:
    merged = [
        (top + 1, left + 1, bottom, min(right, MOST_COLUMNS))
        for top, bottom, left, right in sheet.merged_cells
        if left < MOST_COLUMNS
    ]
    return RawSheet(sheet.name, lambda: _rows(book, sheet), sorted(merged), bool(sheet.visibility))


def _rows(book: Any, sheet: Any) -> Rows:
    for number in range(sheet.nrows):
        yield number + 1, [_raw(book, cell) for cell in sheet.row(number)]


def _raw(book: Any, cell: Any) -> Raw:
    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_DATE:
            return _date(book, cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return CellError(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    return cell.value


def _date(book: Any, value: float) -> date | datetime | float:
    try:
        return xlrd.xldate_as_datetime(value, book.datemode)
    except (ValueError, OverflowError):
        return value


class _Nowhere:
    """Where the reader's own remarks go."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return
