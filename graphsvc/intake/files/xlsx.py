"""Workbooks of Excel 2007 and later (.xlsx), read row by row; what a workbook may hide is refused by name."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from graphsvc.intake.files.book import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Book, FileRefused, Ranges, RawSheet, Rows
from graphsvc.intake.model.cells import CellError, Raw

MOST_PACKED = 200
"""How many times larger than its packed form a file may be; a sheet of the same row a million times stays below."""
_BOMB_BYTES = 50_000_000
_CHUNK = 1 << 20
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_NEVER_CALCULATED = "未计算的公式"


def read_xlsx(path: Path) -> Book:
    """A workbook, its sheets in their order.

    Raises:
        FileRefused: no workbook, one with macros or links to others, or one that unpacks to far more than it is.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            _check(packed)
            places = _parts(packed)
        # one under another ending is read by its content, since the reader judges a path by how it ends
        content = path if path.suffix.lower() == ".xlsx" else BytesIO(path.read_bytes())
        book = openpyxl.load_workbook(content, read_only=True, data_only=True, keep_links=False)
    except FileRefused:
        raise
    except Exception:  # the reader raises whatever a damaged file leads it to
        raise _unreadable() from None
    return Book(path.name, [_sheet(path, book, name, places.get(name)) for name in book.sheetnames])


def _unreadable() -> FileRefused:
    return FileRefused("工作簿已损坏，无法读取", "is a damaged workbook", "用 Excel 打开，另存为新的 .xlsx")


def _check(packed: zipfile.ZipFile) -> None:
    names = set(packed.namelist())
    if any("vbaProject" in name for name in names):
        raise FileRefused("含有宏", "holds macros", "另存为不带宏的 .xlsx")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise FileRefused("有公式引用别的文件", "links to other files", "“数据—编辑链接—断开链接”后再导入")
    whole = sum(entry.file_size for entry in packed.infolist())
    packed_size = max(1, sum(entry.compress_size for entry in packed.infolist()))
    if whole > MOST_BYTES or (whole > _BOMB_BYTES and whole / packed_size > MOST_PACKED):
        raise FileRefused("解压后过大", "unpacks to far too much", "拆成几个文件，或另存为 CSV UTF-8")
    for name in names:
        if name.endswith((".xml", ".rels")):
            with packed.open(name) as part:
                if _ENTITY.search(part.read(4096)):
                    raise FileRefused("含有不允许的 XML 实体", "holds XML entities", "用 Excel 另存为新的 .xlsx")


def _parts(packed: zipfile.ZipFile) -> Mapping[str, str]:
    """Sheet by name -> its part of the package."""
    workbook = packed.read("xl/workbook.xml").decode("utf-8", "replace")
    links = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        id_, target = re.search(r'Id="([^"]+)"', link), re.search(r'Target="([^"]+)"', link)
        if id_ and target:
            targets[id_[1]] = target[1].removeprefix("/xl/").removeprefix("xl/")
    found = {}
    for sheet in re.findall(r"<sheet\b[^>]*>", workbook):
        name, id_ = re.search(r'name="([^"]*)"', sheet), re.search(r'r:id="([^"]+)"', sheet)
        if name and id_ and id_[1] in targets:
            found[_unescaped(name[1])] = f"xl/{targets[id_[1]]}"
    return found


def _unescaped(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _sheet(path: Path, book: Any, name: str, part: str | None) -> RawSheet:
    sheet = book[name]
    if not hasattr(sheet, "iter_rows"):  # a chart
        return RawSheet(name, lambda: iter(()), hidden=True)
    merged, broken = _scanned(path, part) if part else ((), {})
    return RawSheet(name, lambda: _rows(sheet), merged, sheet.sheet_state != "visible", broken)


def _scanned(path: Path, part: str) -> tuple[Ranges, dict[tuple[int, int], str]]:
    """Merged cells, which stand behind all rows, and formulas that nobody has calculated."""
    merged: list[tuple[int, int, int, int]] = []
    broken: dict[tuple[int, int], str] = {}
    for text in _overlapping(path, part):
        for found in _MERGED.finditer(text):
            left, top, right, bottom = (each.decode() for each in found.groups())
            merged.append((int(top), _number(left), int(bottom), _number(right)))
        for found in _FORMULA.finditer(text):
            broken[int(found[2]), _number(found[1].decode())] = _NEVER_CALCULATED
    return sorted(set(merged)), broken


def _overlapping(path: Path, part: str) -> Iterator[bytes]:
    """The text of a part in pieces that overlap, so that nothing short is cut in two."""
    with zipfile.ZipFile(path) as packed, packed.open(part) as file:
        kept = b""
        while chunk := file.read(_CHUNK):
            yield kept + chunk
            kept = (kept + chunk)[-4096:]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _rows(sheet: Any) -> Rows:
    """Every pass reads the sheet's part anew; the strings and styles of the workbook were read with it."""
    try:
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS), start=1):
            yield number, _cells(cells)
    except (zipfile.BadZipFile, KeyError, ValueError, ParseError, EOFError):
        raise _unreadable() from None


def _cells(cells: Sequence[Any]) -> list[Raw]:
    return [_raw(cell) for cell in cells]


def _raw(cell: Any) -> Raw:
    value = cell.value
    if cell.data_type == "e" and value is not None:
        return CellError(str(value))
    if isinstance(value, timedelta):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | datetime | date | time):
        return value
    return str(value)
