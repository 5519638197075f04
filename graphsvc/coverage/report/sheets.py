"""An audit as XLSX with typed cells, or as CSV; both are written row by row."""

import csv
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from graphsvc.coverage.report.audit import Audit
from graphsvc.coverage.report.content import (
    COVERAGE_HEADINGS,
    FINDING_HEADINGS,
    PLACE_HEADINGS,
    RECTIFICATION_HEADINGS,
    RULE_HEADINGS,
    FindingRow,
    by_severity,
    conclusion,
    finding_rows,
    gone_rows,
    place_rows,
    rectification_rows,
    rule_rows,
    tables,
    title,
    total_row,
)
from graphsvc.sheets.cells import ROWS_A_SHEET, harmless, row_height

_BOLD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="DDE6F0")
_WRAP = Alignment(vertical="top", wrap_text=True)
_A4 = 9
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
_FORMS = {"覆盖率": "0.0%", "截止日期": "yyyy-mm-dd", "整改期限": "yyyy-mm-dd"}
_WIDTHS = {
    "规则": 16,
    "规则代码": 34,
    "级别": 7,
    "状态": 9,
    "名称": 26,
    "对象": 20,
    "问题": 46,
    "建议": 40,
    "依据": 100,
    "证据": 80,
    "代码": 18,
    "对象编号": 26,
    "区划代码": 18,
    "问题编号": 34,
    "责任党组织": 22,
    "整改期限": 12,
    "处置": 20,
    "变化": 9,
    "阈值": 36,
}
_ON_PAPER = ("规则", "级别", "对象", "问题", "建议", "责任党组织", "整改期限", "状态", "处置", "变化")
"""Columns of a finding that are printed. Codes and evidence stand behind them, off the paper, and bases on 规则."""
FINDING_COLUMNS = (*_ON_PAPER, *(heading for heading in FINDING_HEADINGS if heading not in _ON_PAPER))
_COLUMNS = [FINDING_HEADINGS.index(heading) for heading in FINDING_COLUMNS]


def write_xlsx(audit: Audit, file: IO[bytes]) -> None:
    """Write the sheets 概要, one a level of coverage, 规则, 各村（社区）问题, 问题 (and 问题2 … past a million rows).

    Of an audit that is compared with an earlier one also 整改对账, and 已消除 after the findings.
    """
    book = Workbook(write_only=True)
    _summary(book.create_sheet("概要"), audit)
    for table in tables(audit):
        _table(book.create_sheet(table.title[:31]), COVERAGE_HEADINGS, [*table.rows, total_row(audit)])
    rules = [
        (row.title, row.code, row.severity.zh, row.count, row.waived, "\n".join(row.bounds), "\n".join(row.bases))
        for row in rule_rows(audit)
    ]
    _table(book.create_sheet("规则"), RULE_HEADINGS, rules)
    _table(book.create_sheet("各村（社区）问题"), PLACE_HEADINGS, place_rows(audit))
    if audit.since is not None:
        _table(book.create_sheet("整改对账"), RECTIFICATION_HEADINGS, rectification_rows(audit))
    _findings(book, "问题", finding_rows(audit))
    if audit.since is not None:
        _findings(book, "已消除", gone_rows(audit))
    book.save(file)


def _summary(sheet: Any, audit: Audit) -> None:
    _fit(sheet)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    sheet.append([_head(sheet, title(audit))])
    rows: list[tuple[str, Any]] = [
        ("结论", conclusion(audit)),
        *((("文号", audit.cover.number),) if audit.cover.number else ()),
        *((("审计单位", audit.cover.author),) if audit.cover.author else ()),
        ("区域", audit.area.name),
        ("区划代码", audit.area.code),
        ("截止日期", audit.as_of),
        *list(zip(COVERAGE_HEADINGS, total_row(audit), strict=True))[2:],
        *((f"{severity.zh}问题数（不含已豁免）", count) for severity, count in by_severity(audit).items()),
    ]
    for number, (heading, value) in enumerate(rows, start=2):
        sheet.row_dimensions[number].height = row_height((value,), (100,))
        sheet.append([heading, _cell(sheet, heading, value, _LEFT)])


def _findings(book: Workbook, name: str, rows: Iterable[FindingRow]) -> None:
    sheet, written, number = book.create_sheet(name), 0, 1
    _headings(sheet, FINDING_COLUMNS)
    for row in rows:
        if written == ROWS_A_SHEET:
            _end_findings(sheet, written)
            number, written = number + 1, 0
            sheet = book.create_sheet(f"{name}{number}")
            _headings(sheet, FINDING_COLUMNS)
        written += 1
        _append(sheet, written + 1, FINDING_COLUMNS, [row[column] for column in _COLUMNS])
    _end_findings(sheet, written)


def _end_findings(sheet: Any, written: int) -> None:
    _filter(sheet, FINDING_COLUMNS, written)
    sheet.print_area = f"A1:{get_column_letter(len(_ON_PAPER))}{written + 1}"


def _table(sheet: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    _headings(sheet, headings)
    written = 0
    for written, row in enumerate(rows, start=1):
        _append(sheet, written + 1, headings, row)
    _filter(sheet, headings, written)


def _append(sheet: Any, number: int, headings: Sequence[str], row: Sequence[Any]) -> None:
    """Write a row as high as its texts; what is kept of its height is forgotten, since there may be a million."""
    sheet.row_dimensions[number].height = row_height(row, [_width(heading) for heading in headings])
    sheet.append([_cell(sheet, *each) for each in zip(headings, row, strict=True)])
    del sheet.row_dimensions[number]


def _headings(sheet: Any, headings: Sequence[str]) -> None:
    _fit(sheet)
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(heading)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.append([_head(sheet, heading) for heading in headings])


def _width(heading: str) -> float:
    return _WIDTHS.get(heading, 12)


def _fit(sheet: Any) -> None:
    """Print a sheet as wide as the paper, which lies across."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0


def _filter(sheet: Any, headings: Sequence[str], rows: int) -> None:
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{rows + 1}"


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, harmless([text])[0])
    cell.font, cell.fill, cell.alignment = _BOLD, _SHADE, _WRAP
    return cell


def _cell(sheet: Any, heading: str, value: Any, alignment: Alignment = _WRAP) -> Any:
    """A cell of its type that wraps, whose text never runs as a formula."""
    cell = WriteOnlyCell(sheet, harmless([value])[0])
    cell.alignment = alignment
    if form := _FORMS.get(heading):
        cell.number_format = form
    return cell


def write_csv(audit: Audit, file: IO[str]) -> None:
    """Write the findings under `FINDING_HEADINGS`, those that are gone last.

    A byte-order mark tells spreadsheets that it is UTF-8.
    """
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(FINDING_HEADINGS)
    writer.writerows(harmless(row) for row in chain(finding_rows(audit), gone_rows(audit)))
