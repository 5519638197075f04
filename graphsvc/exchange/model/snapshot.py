"""A snapshot of an area: rows that name nothing outside of it, so that they can be loaded into an empty graph.

What a row names beyond the area is left out: a cell that may be blank becomes so, with the days that belong to it; a
row that could not be without it goes. What was left out is counted by table and column.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names rows of other sheets, and the columns that say something of the tie."""

    column: str
    sheets: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: `id` is the column that others name its rows by, None where nothing names them."""

    name: str
    columns: tuple[str, ...]
    id: str | None
    required: frozenset[str]
    references: tuple[Reference, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Sheets that stand by themselves; `left_out` counts rows and cells by `table.column`."""

    area: str
    as_of: date
    sheets: tuple[Sheet, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over the rows of all sheets, whatever day they were written out."""
        return hashlib.sha256("".join(digest_of(lines(each)) for each in self.sheets).encode()).hexdigest()


def make_snapshot(area: str, as_of: date, sheets: Sequence[Sheet]) -> Snapshot:
    """Leave out what leads beyond these sheets.

    Args:
        sheets: in an order in which what a row names stands in an earlier sheet, or in its own.
    """
    known: dict[str, set[str]] = {}
    left_out: Counter[str] = Counter()
    kept = []
    for sheet in sheets:
        known[sheet.name] = {row[sheet.id] for row in sheet.rows} if sheet.id else set()
        rows = sheet.rows
        while True:  # a row that goes takes those of its own sheet along that name it
            found = [cut for row in rows if (cut := _cut(sheet, row, known, left_out)) is not None]
            if sheet.id:
                known[sheet.name] = {row[sheet.id] for row in found}
            if len(found) == len(rows):
                break
            rows = tuple(found)
        kept.append(_with_rows(sheet, found))
    return Snapshot(area, as_of, tuple(kept), dict(sorted(left_out.items())))


def _cut(sheet: Sheet, row: Row, known: Mapping[str, set[str]], left_out: Counter[str]) -> Row | None:
    """A row without what it names beyond the sheets; None when it cannot be without."""
    cut = dict(row)
    for each in sheet.references:
        named = cut.get(each.column)
        if named is None:
            continue
        there = [id_ for id_ in _listed(named) if any(id_ in known.get(name, ()) for name in each.sheets)]
        if missing := len(_listed(named)) - len(there):
            left_out[f"{sheet.name}.{each.column}"] += missing
            if not there and each.column in sheet.required:
                return None
            cut[each.column] = there if isinstance(named, list) and there else None
            if not there:
                cut |= dict.fromkeys(each.beside)
    return cut


def _listed(named: Any) -> list[str]:
    return named if isinstance(named, list) else [named]


def _with_rows(sheet: Sheet, rows: Iterable[Row]) -> Sheet:
    return Sheet(sheet.name, sheet.columns, sheet.id, sheet.required, sheet.references, tuple(rows))


def lines(sheet: Sheet) -> bytes:
    """Write a sheet as JSON Lines: an object a row, every column, days as ISO 8601."""
    return b"".join(orjson.dumps({name: row.get(name) for name in sheet.columns}) + b"\n" for row in sheet.rows)


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
