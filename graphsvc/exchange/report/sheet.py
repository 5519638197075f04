"""The catalogue as XLSX: one sheet of entries, one of their items."""

from collections.abc import Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from graphsvc.exchange.model.catalogue import FORMAT, Catalogue, Entry
from graphsvc.sheets.cells import harmless

ENTRY_HEADINGS = (
    "信息资源分类",
    "信息资源名称",
    "信息资源代码",
    "信息资源提供方",
    "信息资源提供方代码",
    "信息资源摘要",
    "信息资源格式",
    "信息项数",
    "共享类型",
    "共享条件",
    "共享方式",
    "是否向社会开放",
    "更新周期",
    "发布日期",
    "关联资源代码",
)
ITEM_HEADINGS = ("信息资源代码", "信息资源名称", "信息项名称", "信息项路径", "数据类型")
WIDTHS = (30, 22, 14, 26, 22, 50, 28, 10, 14, 40, 34, 10, 10, 12, 14)
ITEM_WIDTHS = (14, 24, 30, 50, 14)


def write_catalogue(catalogue: Catalogue, file: IO[bytes]) -> None:
    """Write the sheets 目录 and 信息项, headed, filtered and with their first row kept in sight."""
    book = Workbook(write_only=True)
    _sheet(book, "目录", ENTRY_HEADINGS, WIDTHS, [_entry(each) for each in catalogue.entries])
    _sheet(book, "信息项", ITEM_HEADINGS, ITEM_WIDTHS, [row for each in catalogue.entries for row in _items(each)])
    book.save(file)


def _sheet(
    book: Workbook, title: str, headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Any]]
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
    sheet.append([_head(sheet, each) for each in headings])
    for row in rows:
        sheet.append(harmless(row))


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _entry(entry: Entry) -> list[Any]:
    resource = entry.resource
    return [
        resource.category,
        resource.title,
        resource.code,
        resource.provider,
        resource.provider_code,
        resource.abstract,
        FORMAT,
        len(entry.contents.items),
        resource.sharing.zh,
        resource.condition,
        entry.way,
        "是" if resource.is_open else "否",
        resource.cycle.zh,
        resource.issued,
        resource.related,
    ]


def _items(entry: Entry) -> list[list[Any]]:
    return [
        [entry.resource.code, entry.resource.title, item.name, item.path, item.word] for item in entry.contents.items
    ]
