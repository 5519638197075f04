"""Loads tables into the graph: whole files checked first, or streams of rows; both end in the same batches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.intake.files.folder import read_folder
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.store.references import Graph, is_new, present, unresolved
from graphsvc.intake.store.unique_values import taken
from graphsvc.intake.store.writer import ROWS_A_STATEMENT, Piece, Progress, pieces, silent, write
from graphsvc.intake.tables.declared import TABLES

ROWS_HELD = 20_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows written, a table."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """Rows written in all."""
        return sum(self.rows.values())


async def load(graph: Graph, folder: Path, keys: FieldKeys, progress: Progress = silent) -> Loaded:
    """Load every `<table>.csv` of a folder; loading twice gives the same graph as loading once.

    A row of nodes states its columns whole: a blank cell clears the property, and a relationship it no longer names
    goes. A column the file lacks is left as it is in the graph. Personal columns are sealed by `keys`.

    Raises:
        RowsRefused: a file, a row or a reference is not allowed; nothing was written.
    """
    sheets = read_folder(folder)
    labels = await present(graph, sheets)
    if problems := [*unresolved(sheets, labels), *await taken(graph, sheets)]:
        raise RowsRefused(problems)
    made = (
        piece
        for sheet in sheets
        for piece in pieces(sheet.table, [line.row for line in sheet.lines], keys, fresh=is_new(sheet, labels))
    )
    totals = {sheet.table.name: len(sheet.lines) for sheet in sheets}
    await write(graph, made, progress, totals)
    return Loaded(totals)


async def load_rows(
    graph: Graph,
    tables: Iterable[tuple[str, Iterable[Row]]],
    keys: FieldKeys,
    progress: Progress = silent,
    *,
    fresh: bool = False,
) -> Loaded:
    """Load a stream of rows whose values are already of their column's kind; memory stays constant.

    Args:
        tables: (table, rows); a table may come any number of times. What a row names comes before it, or together
            with it in one of the tables that are declared earlier; so a stream goes place by place, from above.
        fresh: the graph holds none of these nodes: they are created without looking, which is faster. A node that is
            there after all ends the load with a conflict.
    """
    return Loaded(await write(graph, _pieces(tables, keys, fresh=fresh), progress, {}))


def _pieces(tables: Iterable[tuple[str, Iterable[Row]]], keys: FieldKeys, *, fresh: bool) -> Iterator[Piece]:
    """Hold rows back until there are enough for large statements, then let all go in the order of the tables."""
    held: dict[str, list[Row]] = {}
    for name, stream in tables:
        rows = iter(stream)
        while part := list(islice(rows, ROWS_A_STATEMENT)):
            held.setdefault(name, []).extend(part)
            if sum(map(len, held.values())) >= ROWS_HELD:
                yield from _released(held, keys, fresh=fresh)
    yield from _released(held, keys, fresh=fresh)


def _released(held: dict[str, list[Row]], keys: FieldKeys, *, fresh: bool) -> Iterator[Piece]:
    for name, table in TABLES.items():
        if rows := held.pop(name, None):
            yield from pieces(table, rows, keys, fresh=fresh)
    assert not held, f"not a declared table: {', '.join(held)}"
