"""Drafts: the rows below a header as their cells read, before what they name is looked up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphsvc.codes import AreaLevel
from graphsvc.intake.files.book import MOST_COLUMNS, FileRefused, RawSheet, address
from graphsvc.intake.files.headers import (
    FEW,
    SEARCHED,
    Candidate,
    Head,
    Mapped,
    Mappings,
    found_header,
    is_aside,
    mapped,
    table_called,
    without_numbers,
)
from graphsvc.intake.model.cells import CellRefused, Raw, Reading, read_cell, shown
from graphsvc.intake.model.columns import AREA, DIVISION, ESTATE, GRID, ID, IDS, Column, Value
from graphsvc.intake.model.normalise import plain_name, plain_text
from graphsvc.intake.model.problems import LONGEST, Problem
from graphsvc.intake.model.table import Table
from graphsvc.intake.tables.asides import Asides
from graphsvc.intake.tables.words import PIVOTS, SUMS

_NAMING = (ID, IDS, AREA, DIVISION, GRID, ESTATE)
"""Kinds of columns that hold ids or codes, in place of which people write names."""


_SHORT = re.compile(r"[Ee]?[0-9]{1,3}")
"""The number of a grid or estate inside its community."""


@dataclass(frozen=True, slots=True)
class Named:
    """What people wrote where an id or code belongs, to be looked up; several in a cell of several."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was not read as it stands: what it was read as. Of personal columns neither is shown."""

    sheet: str
    cell: str
    column: str
    before: str
    after: str


@dataclass(slots=True)
class Draft:
    """A row: its values, what is still to be looked up, where it lies, and by what its person is found.

    Attributes:
        cells: column -> its number, for faults that are found later.
        bad: something is wrong with it.
    """

    line: int
    values: dict[str, Value] = field(default_factory=dict)
    named: dict[str, Named] = field(default_factory=dict)
    places: dict[AreaLevel, str] = field(default_factory=dict)
    locators: dict[str, str] = field(default_factory=dict)
    cells: Mapping[str, int] = field(default_factory=dict)
    bad: bool = False


@dataclass(slots=True)
class DraftSheet:
    """A sheet that is one table: its header, and its rows one after the other.

    Attributes:
        by_id: every row has to state its id, since nothing is looked up.
        skipped: rows passed over, with the reason in Chinese.
    """

    file: str
    raw: RawSheet
    header: Mapped
    by_id: bool = False
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)

    @property
    def table(self) -> Table:
        """Which table it is."""
        return self.header.table

    def drafts(self) -> Iterator[Draft]:
        """Every row that holds something; what is wrong with a row is in `problems`, and the row comes all the same.

        Raises:
            FileRefused: the file breaks off.
        """
        above: set[str] = set()
        asides: Asides | None = None
        for line, cells in filled(self.raw):
            texts = [shown(cell).strip() for cell in cells]
            if line < self.header.first:
                above.update(texts)
            elif any(texts):
                asides = asides or Asides(self.header.words, above - set(self.header.words))
                if reason := asides.reason(texts) or self._beside(texts):
                    self.skipped.append((line, reason))
                else:
                    yield self._draft(line, cells)

    def _beside(self, texts: Sequence[str]) -> str:
        """Whether a row holds nothing but its number and what the graph has no place for."""
        header = self.header
        told = {*header.columns, *header.places, *header.locators}
        filled = [number for number, text in enumerate(texts, start=1) if text]
        return "" if any(number in told or number > header.width for number in filled) else "只有序号或备注"

    def _draft(self, line: int, cells: Sequence[Raw]) -> Draft:
        draft = Draft(line, cells={column.name: number for number, column in self.header.columns.items()})
        for number, column in self.header.columns.items():
            raw = _at(number, cells)
            try:
                reading = self._read(column, raw, draft)
            except CellRefused as refused:
                self._refuse(line, number, column, raw, refused)
                draft.bad = True
                continue
            if reading.changed is not None:
                personal = column.personal
                before, after = ("", "") if personal else (shown(raw)[:LONGEST], reading.changed[:LONGEST])
                self.changes.append(Change(self.raw.name, address(line, number), column.name, before, after))
            if column.name not in draft.named:
                draft.values[column.name] = reading.value
        for number, level in self.header.places.items():
            if text := plain_name(shown(_at(number, cells))):
                draft.places[level] = text
        for number, locator in self.header.locators.items():
            if text := shown(_at(number, cells)).strip():
                draft.locators[locator] = text
        draft.bad |= self._surplus(line, cells)
        return draft

    def _read(self, column: Column, raw: Raw, draft: Draft) -> Reading:
        """Read a cell; text in place of an id or code is left to be looked up, and so is an id that is blank."""
        nodes = self.table.nodes
        if nodes and column.name == nodes.id.column and not self.by_id:
            column = replace(column, required=False)
        try:
            return read_cell(column, raw)
        except CellRefused as refused:
            text = plain_text(shown(raw))
            if column.kind not in _NAMING or refused.lost or not _is_name(column, text):
                raise
            parts = [text] if not column.kind.many else text.replace("、", ";").replace("；", ";").split(";")
            draft.named[column.name] = Named(tuple(plain_name(part) for part in parts if part.strip()))
            return Reading(None)

    def _refuse(self, line: int, number: int, column: Column, raw: Raw, refused: CellRefused) -> None:
        value = "" if column.personal else shown(raw)[:LONGEST]
        place = self.raw.name, address(line, number)
        self.problems.append(
            Problem(self.file, line, column.name, refused.zh, refused.en, *place, value, refused.advice)
        )

    def _surplus(self, line: int, cells: Sequence[Raw]) -> bool:
        """Tell of a cell without a header above it; whether there is one."""
        header = self.header
        for number, cell in enumerate(cells, start=1):
            if number > header.width and shown(cell).strip():
                place = self.raw.name, address(line, number)
                zh, en, advice = "这一格上面没有表头", "has no header above it", "补上表头或清空"
                self.problems.append(Problem(self.file, line, "", zh, en, *place, shown(cell)[:LONGEST], advice))
                return True
        return False


def _is_name(column: Column, text: str) -> bool:
    """Whether text in place of an id or code may name what is meant: it is Chinese, or the number of a grid."""
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return True
    return column.kind in (GRID, ESTATE, AREA) and _SHORT.fullmatch(text) is not None


def _at(number: int, cells: Sequence[Raw]) -> Raw:
    return cells[number - 1] if number <= len(cells) else None


def filled(sheet: RawSheet) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Rows in which every cell of a merged range holds what stands in its first; rows without a cell of their own stay.

    People merge a column far below the last row.
    """
    waiting = iter(sorted(sheet.merged))
    next_range = next(waiting, None)
    open_ranges: list[tuple[tuple[int, int, int, int], Raw]] = []
    for line, cells in sheet.rows():
        while next_range and next_range[0] <= line:
            left = next_range[1]
            open_ranges.append((next_range, cells[left - 1] if left <= len(cells) else None))
            next_range = next(waiting, None)
        if open_ranges:
            open_ranges = [each for each in open_ranges if each[0][2] >= line]
            if len(open_ranges) > MOST_COLUMNS:
                raise FileRefused("合并的单元格互相重叠", "has merged cells that overlap", "取消合并后再导入", line)
            if any(shown(cell).strip() for cell in cells):
                cells = _spread(cells, open_ranges)
        yield line, cells


def _spread(cells: Sequence[Raw], ranges: Sequence[tuple[tuple[int, int, int, int], Raw]]) -> Sequence[Raw]:
    wide = list(cells)
    for (_, left, _, right), value in ranges:
        wide.extend([None] * (right - len(wide)))
        wide[left - 1 : right] = [value] * (right - left + 1)
    return wide


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that is not loaded, and why."""

    sheet: str
    zh: str


def draft_sheet(
    file: str, stem: str, raw: RawSheet, saved: Mappings, *, alone: bool
) -> "DraftSheet | Skipped | Problem":
    """Find out which table a sheet is and where its header stands.

    Args:
        stem: of the file's name, by which a file of one sheet may be called.
        alone: it is the only sheet of its file.
    """
    head = _head(raw)
    if not any(shown(cell).strip() for _, cells in head for cell in cells):
        if alone:
            return Problem(file, 0, "", "是空表", "holds nothing", raw.name)
        return Skipped(raw.name, "空工作表")
    if raw.hidden and not alone:
        return Skipped(raw.name, "隐藏的工作表")
    called = table_called(raw.name) or (table_called(stem) if alone else None)
    if is_aside(raw.name) and not called:
        return Skipped(raw.name, "说明或字典")
    if not alone and any(shown(cell).startswith(PIVOTS) for _, cells in head for cell in cells):
        return Skipped(raw.name, "数据透视表")
    header = found_header(head, raw.merged, called, saved)
    if not alone and any(word in raw.name for word in SUMS) and _only_counts(file, raw, header, saved):
        return Skipped(raw.name, "汇总或统计")
    if header is None:
        advice = "工作表或文件用表名命名（如“党员花名册”），表头用模板中的列名"
        return Problem(file, 0, "", "认不出这是哪张表", "is no table known here", raw.name, advice=advice)
    return _under(file, raw, header, saved, head)


def _only_counts(file: str, raw: RawSheet, header: Candidate | None, saved: Mappings) -> bool:
    """Whether a sheet that is called like a summary has no header of a table."""
    return header is None or (header.known < FEW and bool(mapped(file, raw.name, header, saved)[1]))


def _under(file: str, raw: RawSheet, header: Candidate, saved: Mappings, head: Head) -> DraftSheet:
    found, problems = mapped(file, raw.name, header, saved)
    return DraftSheet(file, raw, without_numbers(found, head), problems=problems)


def _head(raw: RawSheet) -> list[tuple[int, Sequence[Raw]]]:
    found: list[tuple[int, Sequence[Raw]]] = []
    for line, cells in raw.rows():
        if line > SEARCHED:
            break
        found.append((line, cells))
    return found
