"""The marked workbook: the sheets as they came, every wrong cell coloured and annotated, and a list of all faults."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

from graphsvc.intake.files.book import FileRefused, RawSheet
from graphsvc.intake.files.opening import open_book
from graphsvc.intake.model.cells import Raw, shown
from graphsvc.intake.model.problems import Problem

LIST = "问题清单"
MOST_MARKED = 20_000
"""Problems of one workbook, all of which are in memory until it is written."""
_HEAD = ("文件", "工作表", "行", "单元格", "列", "现值", "问题", "建议")
_WIDTHS = (24, 16, 8, 10, 20, 24, 60, 48)
_WRONG = PatternFill("solid", fgColor="FFC7CE")
_ROW = PatternFill("solid", fgColor="FFEB9C")
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_FORMULA = ("=", "+", "-", "@")

Places = Mapping[int, Mapping[int, Sequence[Problem]]]
"""Row -> column -> what is wrong there; column 0 is the row as a whole."""


def write_marked(paths: Iterable[Path], problems: Sequence[Problem], target: Path, count: int | None = None) -> None:
    """Write the workbook; rows are copied one by one, so that large sheets fit.

    Args:
        count: how many problems there are, of which the first are marked.
    """
    book = Workbook(write_only=True)
    _list(book, problems, len(problems) if count is None else count)
    names = {LIST}
    for path in paths:
        try:
            for sheet in open_book(path).sheets:
                found = [each for each in problems if each.file == path.name and each.sheet in (sheet.name, "")]
                if found:
                    _copy(book, sheet, _title(path.stem, sheet.name, names), _placed(found))
        except FileRefused:
            continue  # it is in the list
    book.save(target)


def _list(book: Workbook, problems: Sequence[Problem], count: int) -> None:
    sheet = book.create_sheet(LIST)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[chr(64 + number)].width = width
    sheet.append([_cell(sheet, word, bold=True) for word in _HEAD])
    for each in problems:
        row = (each.file, each.sheet, each.line or None, each.cell, each.column, each.value, each.zh, each.advice)
        sheet.append([_cell(sheet, value) for value in row])
    if count > len(problems):
        sheet.append([_cell(sheet, f"共 {count} 处，这里只列出并标注前 {len(problems)} 处；改完再试导一次")])
    sheet.auto_filter.ref = f"A1:H{len(problems) + 1}"


def _title(stem: str, name: str, taken: set[str]) -> str:
    """A name for a sheet that Excel allows and no other has."""
    whole = f"{stem}-{name}" if name and name != stem else stem
    title = whole.translate(_FORBIDDEN)[:_LONGEST_NAME]
    number = 2
    while title in taken:
        title = f"{title[: _LONGEST_NAME - 3]}({number})"
        number += 1
    taken.add(title)
    return title


def _placed(problems: Iterable[Problem]) -> Places:
    found: dict[int, dict[int, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for each in problems:
        column = column_index_from_string(coordinate_from_string(each.cell)[0]) if each.cell else 0
        found[each.line][column].append(each)
    return found


def _copy(book: Workbook, raw: RawSheet, title: str, places: Places) -> None:
    sheet = book.create_sheet(title)
    last = 0
    for line, cells in raw.rows():
        for _ in range(last + 1, line):
            sheet.append([])
        last = line
        sheet.append(_row(sheet, cells, places.get(line, {})))


def _row(sheet: Any, cells: Sequence[Raw], wrong: Mapping[int, Sequence[Problem]]) -> list[Any]:
    width = max([len(cells), *wrong])
    values = [*cells, *[None] * (width - len(cells))]
    row = [_cell(sheet, _kept(value)) for value in values]
    for column, problems in wrong.items():
        marked = row[column - 1 if column else 0]
        marked.fill = _WRONG if column else _ROW
        notes = [f"{each.zh}{'；' if each.advice else ''}{each.advice}" for each in problems]
        before = f"{marked.comment.text}\n" if marked.comment else ""
        marked.comment = Comment(before + "\n".join(notes), "graphsvc", width=320, height=40 + 30 * len(notes))
    return row


def _kept(value: Raw) -> Any:
    """What stood in a cell; an error of a formula as its word."""
    return value if value is None or isinstance(value, int | float) else _text(value)


def _text(value: Raw) -> Any:
    return value if hasattr(value, "isoformat") else shown(value)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell that is never a formula, whatever its text begins with."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
