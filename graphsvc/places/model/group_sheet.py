"""Counts of key groups as a sheet: a row a grid, a column a group, as it is copied out of a spreadsheet."""

import csv
import re
from collections.abc import Iterator, Sequence

from graphsvc.errors import BadInput
from graphsvc.places.model.groups import MOST_COUNT, MOST_LINES, GroupLine, KeyGroupKind

NAMES = frozenset({"网格", "网格名称", "名称", "社区", "name"})
"""Columns for people alone."""
_KINDS = {text: kind for kind in KeyGroupKind for text in (kind.value, kind.zh)}
_CODE = re.compile(r"[0-9]{15}", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)


def read_sheet(text: str) -> tuple[GroupLine, ...]:
    """Read the lines of a sheet; the first row names the groups, the first column holds the codes of the grids.

    A cell left empty counts nobody, a column left empty was not counted.

    Raises:
        BadInput: a column or cell that is none of these, or more than `MOST_LINES` counts; the row is named.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    separator = "\t" if lines and "\t" in lines[0] else ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    kinds = _columns(rows[0] if rows else [])
    found = tuple(line for number, row in enumerate(rows[1:], 2) for line in _lines(row, number, kinds))
    if not found:
        raise BadInput("表里没有一个数字。", "The sheet holds no count.")
    if len(found) > MOST_LINES:
        raise BadInput(f"一次最多 {MOST_LINES} 个数字。", f"A sheet holds at most {MOST_LINES} counts.")
    return found


def _columns(head: Sequence[str]) -> list[KeyGroupKind | None]:
    """What each column but the first counts; None for what is not read."""
    for name in head[1:]:
        if name and name not in NAMES and name not in _KINDS:
            known = "；".join(kind.zh for kind in KeyGroupKind)
            raise BadInput(f"第 1 行：没有“{name}”这一类，可以是：{known}。", f"Line 1: there is no group {name!r}.")
    kinds = [_KINDS.get(name) for name in head[1:]]
    named = [kind for kind in kinds if kind]
    if not named:
        raise BadInput("第 1 行应写明各列的类别。", "The first line names the groups of its columns.")
    if len(set(named)) < len(named):
        raise BadInput("第 1 行：同一类别写了两列。", "Line 1: a group has two columns.")
    return kinds


def _lines(row: Sequence[str], number: int, kinds: Sequence[KeyGroupKind | None]) -> Iterator[GroupLine]:
    grid, *cells = row
    if not _CODE.fullmatch(grid):
        raise BadInput(
            f"第 {number} 行：“{grid}”不是 15 位的网格代码。", f"Line {number}: {grid!r} is no code of a grid."
        )
    for kind, cell in zip(kinds, cells, strict=False):
        if kind is None or not cell:
            continue
        if not _COUNT.fullmatch(cell) or int(cell) > MOST_COUNT:
            raise BadInput(f"第 {number} 行：{kind.zh}的“{cell}”不是人数。", f"Line {number}: {cell!r} is no count.")
        yield GroupLine(grid, kind, int(cell))
