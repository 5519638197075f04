"""The ledger as files: a workbook with a sheet a list and typed cells, or a CSV a list; written row by row."""

import csv
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from graphsvc.cobuilding.store.ledger import COLUMNS, Counts, List, Row, word
from graphsvc.sheets.cells import ROWS_A_SHEET, harmless

COUNTED = "统计"
COUNT_HEADINGS = ("清单", "分类", "代码", "名称", "数量")
_WIDTHS = {"标题": 36, "编号": 26, "主题": 24, "提出方": 28, "提供方": 28, "需求": 36, "资源": 36}
_BOLD = Font(bold=True)

Rows = Mapping[List, AsyncIterator[Row]]


def count_rows(counts: Mapping[List, Counts]) -> list[Row]:
    """Write the counts in one table under `COUNT_HEADINGS`."""
    found: list[Row] = []
    for kind, each in counts.items():
        found.append((kind.zh, "合计", None, None, each.total))
        found += [(kind.zh, "按状态", state, word(kind, state), count) for state, count in each.by_state.items()]
        found += [(kind.zh, "按时长", None, age, count) for age, count in each.by_age.items()]
        found += [(kind.zh, "按主题", *topic) for topic in each.by_topic]
    return found


async def write_xlsx(path: Path, counts: Mapping[List, Counts], lists: Rows) -> None:
    """Write the sheets 统计, 需求清单, 资源清单, 项目清单 (and 需求清单2 … past a million rows)."""
    book = Workbook(write_only=True)
    sheet = _sheet(book, COUNTED, COUNT_HEADINGS)
    for row in count_rows(counts):
        sheet.append(harmless(row))
    for kind, rows in lists.items():
        sheet, written, number = _sheet(book, kind.zh, COLUMNS[kind]), 0, 1
        async for row in rows:
            if written == ROWS_A_SHEET:
                number, written = number + 1, 0
                sheet = _sheet(book, f"{kind.zh}{number}", COLUMNS[kind])
            sheet.append(harmless(row))
            written += 1
    book.save(path)


async def write_csv(folder: Path, counts: Mapping[List, Counts], lists: Rows) -> list[Path]:
    """Write a file for each list and one for the counts into an existing folder.

    A byte-order mark lets spreadsheets see that they are UTF-8.
    """
    paths = [folder / f"{COUNTED}.csv"]
    with paths[0].open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COUNT_HEADINGS)
        writer.writerows(harmless(row) for row in count_rows(counts))
    for kind, rows in lists.items():
        paths.append(folder / f"{kind.zh}.csv")
        with paths[-1].open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS[kind])
            async for row in rows:
                writer.writerow(harmless(row))
    return paths


def _sheet(book: Workbook, title: str, headings: Sequence[str]) -> Any:
    sheet = book.create_sheet(title)
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(heading, 14)
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, heading) for heading in headings])
    return sheet


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = _BOLD
    return cell
