"""Loads tables into the graph: whole files checked first, or streams of rows; both end in the same pieces."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.files.folder import read_folder
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Differences, plain
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.merge import When
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.store.held import CYPHER
from graphsvc.intake.store.references import Graph, are_new, new_ids, present, unresolved
from graphsvc.intake.store.unique_values import taken
from graphsvc.intake.store.writer import ROWS_A_STATEMENT, Piece, Progress, merged_rows, new_rows, silent, write
from graphsvc.intake.tables.declared import TABLES

ROWS_HELD = 20_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows read, a table, and where the graph stayed as it was though a sheet says otherwise."""

    rows: Mapping[str, int]
    differences: Differences = field(default_factory=Differences, compare=False)

    @property
    def total(self) -> int:
        """Rows in all."""
        return sum(self.rows.values())


async def load(
    graph: Graph, folder: Path, keys: FieldKeys, progress: Progress = silent, *, as_of: date | None = None
) -> Loaded:
    """Load every `<table>.csv` of a folder; loading twice gives the same graph as loading once.

    A row states what changed since sheets spoke of it last: a cell that repeats itself changes nothing, whatever was
    decided in the service since; a blank one takes away what a sheet said before. What a row no longer names ends on
    the day of the sheet. A column the file lacks is left as it is. Personal columns are sealed by `keys`.

    Args:
        as_of: the day whose state the sheets tell; today by the clock of the graph, unless given.
    Raises:
        RowsRefused: a file, a row or a reference is not allowed; nothing was written.
    """
    sheets = read_folder(folder)
    labels = await present(graph, sheets)
    if problems := [*unresolved(sheets, labels), *await taken(graph, sheets)]:
        raise RowsRefused(problems)
    when = await _when(graph, as_of)
    created = new_ids(sheets, labels)
    made = (
        piece
        for sheet in sheets
        for piece in merged_rows(sheet.table, sheet.file, sheet.lines, keys, when, new=are_new(sheet, created))
    )
    totals = {sheet.table.name: len(sheet.lines) for sheet in sheets}
    differences = Differences()
    await write(graph, made, progress, totals, differences)
    return Loaded(totals, differences)


async def load_rows(
    graph: Graph,
    tables: Iterable[tuple[str, Iterable[Row]]],
    keys: FieldKeys,
    progress: Progress = silent,
    *,
    as_of: date | None = None,
    fresh: bool = False,
) -> Loaded:
    """Load a stream of rows whose values are already of their column's kind; memory stays constant.

    Args:
        tables: (table, rows); a table may come any number of times. What a row names comes before it, or together
            with it in one of the tables that are declared earlier; so a stream goes place by place, from above.
        as_of: as for `load`.
        fresh: the graph holds none of these nodes: they are created without looking, which is faster, and what the
            rows say is not kept. A node that is there after all ends the load with a conflict.
    """
    differences = Differences()
    made = _pieces(tables, keys, await _when(graph, as_of), fresh=fresh)
    return Loaded(await write(graph, made, progress, {}, differences), differences)


async def _when(graph: Graph, as_of: date | None) -> When:
    if as_of is None:
        ((today,),) = await graph.read(Statement(CYPHER["today"]), Lane.HEAVY)
        as_of = date.fromisoformat(str(plain(today)))
    return When(as_of)


def _pieces(
    tables: Iterable[tuple[str, Iterable[Row]]], keys: FieldKeys, when: When, *, fresh: bool
) -> Iterator[Piece]:
    """Hold rows back until there are enough for large statements, then let all go in the order of the tables."""
    held: dict[str, list[Row]] = {}
    for name, stream in tables:
        rows = iter(stream)
        while part := list(islice(rows, ROWS_A_STATEMENT)):
            held.setdefault(name, []).extend(part)
            if sum(map(len, held.values())) >= ROWS_HELD:
                yield from _released(held, keys, when, fresh=fresh)
    yield from _released(held, keys, when, fresh=fresh)


def _released(held: dict[str, list[Row]], keys: FieldKeys, when: When, *, fresh: bool) -> Iterator[Piece]:
    for name, table in TABLES.items():
        if rows := held.pop(name, None):
            lines = [Line(0, row) for row in rows]
            yield from new_rows(table, rows, keys) if fresh else merged_rows(table, "", lines, keys, when)
    assert not held, f"not a declared table: {', '.join(held)}"
