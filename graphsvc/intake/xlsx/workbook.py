"""A workbook: its sheets in their order, with what is merged and what is hidden."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from graphsvc.intake.files.book import (
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    FileRefused,
    Ranges,
    RawSheet,
    Rows,
    links,
    macros,
)
from graphsvc.intake.xlsx.package import Package, open_package, unreadable
from graphsvc.intake.xlsx.rows import column_of, read_rows
from graphsvc.intake.xlsx.strings import Strings, read_strings
from graphsvc.intake.xlsx.styles import Styles, read_styles
from graphsvc.intake.xlsx.xml import Attributes, Handler, run

MOST_SHEETS = 1_000
MOST_MERGED = 200_000
"""Merged ranges of one sheet."""
HEAD = 60
"""Rows that come even where a sheet leaves them out, since a header may stand among them."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_LONGEST = 4_096
_DOCUMENT = "/officeDocument"
_SHEET = "/worksheet"


@dataclass(slots=True)
class _Told:
    """What the part of the workbook tells: name, id and state of each sheet."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    since_1904: bool = False

    def started(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), id_, attributes.get("state", "visible")))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "").lower() in ("1", "true", "on")
        elif name == "externalReference":
            raise links()


def read_xlsx(path: Path) -> Book:
    """A workbook, its sheets in their order.

    Raises:
        FileRefused: no workbook, one with macros or links to others, or one that unpacks to far more than it is.
    """
    package = open_package(path)
    start = next((part for kind, part in _linked(package, "").values() if kind.endswith(_DOCUMENT)), "")
    told = _Told()
    run(package.whole(start or "xl/workbook.xml"), Handler(told.started))
    if not told.sheets:
        raise unreadable()
    if len(told.sheets) > MOST_SHEETS:
        raise FileRefused(f"超过 {MOST_SHEETS} 张工作表", f"has more than {MOST_SHEETS} sheets", "拆成几个文件")
    links_of = _linked(package, start or "xl/workbook.xml")
    parts = {kind.rpartition("/")[2]: part for kind, part in links_of.values()}
    _check(parts)
    strings = read_strings(package.chunks(parts["sharedStrings"])) if "sharedStrings" in parts else Strings()
    styles = Styles(since_1904=told.since_1904)
    if "styles" in parts:
        styles = read_styles(package.whole(parts["styles"]), since_1904=told.since_1904)
    return Book(path.name, list(_sheets(package, told, links_of, strings, styles)))


def _check(kinds: Iterable[str]) -> None:
    """Refuse by what it is what bears an innocent name."""
    for kind in kinds:
        if kind == "vbaProject" or kind.endswith("acrosheet"):
            raise macros()
        if kind in ("externalLink", "connections"):
            raise links()


def _linked(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """What a part, or the package as a whole, links to: kind and part by id."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def started(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = attributes.get("Type", ""), target

    place = posixpath.join(folder, "_rels", f"{name}.rels")
    if package.has(place):
        run(package.whole(place), Handler(started))
    return found


def _sheets(
    package: Package, told: _Told, linked: Mapping[str, tuple[str, str]], strings: Strings, styles: Styles
) -> Iterator[RawSheet]:
    for name, id_, state in told.sheets:
        kind, part = linked.get(id_, ("", ""))
        if not kind.endswith(_SHEET):  # a chart
            yield RawSheet(name, lambda: iter(()), hidden=True)
            continue
        if not package.has(part):
            raise unreadable()
        merged = _merged(package, part)
        gaps = max((bottom for _, _, bottom, _ in merged), default=0)
        rows = partial(_rows, package, part, strings, styles, max(HEAD, gaps))
        yield RawSheet(name, rows, merged, hidden=state != "visible")


def _rows(package: Package, part: str, strings: Strings, styles: Styles, gaps: int) -> Rows:
    return read_rows(package.chunks(part), strings, styles, gaps)


def _merged(package: Package, part: str) -> Ranges:
    """Merged cells, which stand behind all rows; of columns, those that are read."""
    found: set[tuple[int, int, int, int]] = set()
    for text in _overlapping(package.chunks(part)):
        for each in _MERGED.finditer(text):
            left, top, right, bottom = (one.decode() for one in each.groups())
            if column_of(left) <= MOST_COLUMNS and int(top) <= int(bottom) <= MOST_ROWS:
                found.add((int(top), column_of(left), int(bottom), min(column_of(right), MOST_COLUMNS)))
        if len(found) > MOST_MERGED:
            zh, en = f"合并单元格超过 {MOST_MERGED} 处", f"has more than {MOST_MERGED} merged ranges"
            raise FileRefused(zh, en, "取消合并后再导入")
    return sorted(found)


def _overlapping(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The text of a part in pieces that overlap, so that nothing short is cut in two."""
    kept = b""
    for chunk in chunks:
        yield kept + chunk
        kept = (kept + chunk)[-_LONGEST:]
