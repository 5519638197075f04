"""Counts of key groups as a sheet: a row a grid, a column a group, as it is copied out of a spreadsheet."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from graphsvc.errors import BadInput
from graphsvc.places.model.groups import MOST_COUNT, GroupLine, KeyGroupKind

NAMES = frozenset({"网格", "网格名称", "名称", "社区", "name"})
"""Columns for people alone."""
MOST_CELLS = 9_000
"""Of a thousand grids, all groups."""
_KINDS = {text: kind for kind in KeyGroupKind for text in (kind.value, kind.zh)}
_CODE = re.compile(r"[0-9]{15}", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)
_NUMBER = re.compile(r"[\d.,，]+")


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """What a sheet says: its counts, and the grids that it has a row for."""

    lines: tuple[GroupLine, ...]
    grids: frozenset[str]


def read_sheet(text: str) -> GroupSheet:
    """Read a sheet; the first row names the groups, the first column holds the codes of the grids.

    A cell left empty counts nobody, a column left empty was not counted.

    Raises:
        BadInput: a column, row or cell that is none of these, or more than `MOST_CELLS` counts; the row is named.
    """
    rows = [(number, row) for number, row in _rows(text) if any(row)]
    first, head = rows[0] if rows else (1, [])
    kinds = _columns(head, first)
    found = tuple(line for number, row in rows[1:] for line in _lines(row, number, kinds))
    if not found:
        raise BadInput("表里没有一个数字。", "The sheet holds no count.")
    if len(found) > MOST_CELLS:
        raise BadInput(f"一次最多 {MOST_CELLS} 个数字。", f"A sheet holds at most {MOST_CELLS} counts.")
    return GroupSheet(found, frozenset(row[0] for _, row in rows[1:]))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers; what is copied out of a spreadsheet stands between tabs, quotes as they are."""
    lines = text.lstrip("\ufeff").splitlines()
    if any("\t" in line for line in lines):
        yield from ((number, [cell.strip() for cell in line.split("\t")]) for number, line in enumerate(lines, 1))
        return
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error:
        number = reader.line_num
        raise BadInput(f"第 {number} 行：引号没有成对。", f"Line {number}: a quote is not closed.") from None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column behind the codes: the group it counts, or one for people alone; a column without a name is empty."""

    name: str
    kind: KeyGroupKind | None


def _columns(head: Sequence[str], number: int) -> list[_Column]:
    """What each column but the first holds."""
    if head and head[0] in _KINDS:
        raise BadInput(
            f"第 {number} 行：第一列应是网格代码，不是“{head[0]}”。", f"Line {number}: the codes of grids come first."
        )
    columns = [_Column(name, _KINDS.get(name)) for name in head[1:]]
    for column in columns:
        if column.name and column.kind is None and column.name not in NAMES:
            known = "；".join(kind.zh for kind in KeyGroupKind)
            raise BadInput(
                f"第 {number} 行：没有“{column.name}”这一类，可以是：{known}。",
                f"Line {number}: there is no group {column.name!r}.",
            )
    named = [column.kind for column in columns if column.kind]
    if not named:
        raise BadInput("第 1 行应写明各列的类别。", "The first line names the groups of its columns.")
    if len(set(named)) < len(named):
        raise BadInput(f"第 {number} 行：同一类别写了两列。", f"Line {number}: a group has two columns.")
    return columns


def _lines(row: Sequence[str], number: int, columns: Sequence[_Column]) -> Iterator[GroupLine]:
    grid, *cells = row
    if not _CODE.fullmatch(grid):
        raise BadInput(
            f"第 {number} 行：“{grid}”不是 15 位的网格代码。", f"Line {number}: {grid!r} is no code of a grid."
        )
    for column, cell in zip_longest(columns, cells, fillvalue=None):
        if not cell or (column and column.kind is None and not (column.name == "" and _NUMBER.fullmatch(cell))):
            continue
        if column is None or column.kind is None:
            raise BadInput(
                f"第 {number} 行：“{cell}”上面没有类别；数字里不要写千位逗号。",
                f"Line {number}: {cell!r} stands under no group.",
            )
        if not _COUNT.fullmatch(cell) or int(cell) > MOST_COUNT:
            raise BadInput(
                f"第 {number} 行：{column.kind.zh}的“{cell}”不是人数。", f"Line {number}: {cell!r} is no count."
            )
        yield GroupLine(grid, column.kind, int(cell))
