"""Rows as pieces that are written together: nodes first, then ties, since rows name each other."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Difference, Why
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.periods import in_later_period
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.held import Spoken, spoken
from graphsvc.intake.store.journal import Journal
from graphsvc.intake.store.merging import merge_nodes, merge_ties
from graphsvc.intake.store.part import Part
from graphsvc.intake.store.statements import begin_statement, new_node, node_statements

ROWS_A_STATEMENT = 4_000
ROWS_MERGED = 1_000
"""Rows that are merged in one transaction, which holds their locks until it ends."""

Writing = Callable[[Transaction, Journal], Awaitable[None]]
Merging = Callable[[Transaction, Part, Mapping[str, Spoken], Journal], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written together, and how many rows of its table it brings; a row is counted once."""

    table: str
    rows: int
    write: Writing
    part: Part | None = None


def new_rows(table: Table, rows: Sequence[Row], keys: FieldKeys) -> Iterator[Piece]:
    """Pieces that create: none of the nodes can be there yet."""
    parts = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, len(rows), ROWS_A_STATEMENT)]
    for part in parts:
        if table.nodes:
            for statement in node_statements([new_node(table, row, keys) for row in part]):
                yield Piece(table.name, len(statement.params["rows"]), _running(statement))
    for part in parts:
        for link in table.links:
            if begun := begin_statement(link, part):
                yield Piece(table.name, 0, _running(begun))
        if not table.nodes:
            yield Piece(table.name, len(part), _running())


def merged_rows(table: Table, parts: Callable[[], Iterator[Part]]) -> Iterator[Piece]:
    """Pieces that merge the rows of one table with what is there.

    Args:
        parts: gives the parts anew each time: once for nodes, once for ties, so that none has to be kept.
    """
    if table.nodes:
        for part in parts():
            yield Piece(table.name, len(part.lines), _merging(merge_nodes, part), part)
    for part in parts():
        yield Piece(table.name, 0 if table.nodes else len(part.lines), _merging(merge_ties, part), part)


def _running(*statements: Statement) -> Writing:
    async def work(tx: Transaction, _: Journal) -> None:
        for statement in statements:
            await tx.run(statement)

    return work


def _merging(merge: Merging, part: Part) -> Writing:
    async def work(tx: Transaction, journal: Journal) -> None:
        part.begin()
        found = await spoken(tx, part.table, part.rows)
        kept = _without_deleted(_in_periods(part, found), found)
        await merge(tx, kept, {} if part.new else _over_bases(kept, found), journal)

    return work


def _in_periods(part: Part, spoken: Mapping[str, Spoken]) -> Part:
    """The part, in which a row that stands alone is of the period in which sheets told it before."""
    if not part.table.periods:
        return part

    def placed(line: Line) -> Line:
        later = in_later_period(line.row)
        return replace(line, row=later) if part.table.key_of(later) in spoken else line

    return replace(part, lines=[placed(line) for line in part.lines])


def _over_bases(part: Part, spoken: Mapping[str, Spoken]) -> Mapping[str, Spoken]:
    """What was said last of rows; of those of a template it is what went out with it."""
    found = dict(spoken)
    for line in part.lines:
        if line.base is not None:
            key = part.table.key_of(line.row)
            before = spoken.get(key, Spoken({}, "", {}))
            found[key] = Spoken({**before.cells, **line.base}, before.as_of, before.note)
    return found


def _without_deleted(part: Part, spoken: Mapping[str, Spoken]) -> Part:
    """The part without the rows that were deleted, which are told as differences."""
    table = part.table
    gone = {key: each.deleted_on for key, each in spoken.items() if each.deleted_on}
    if not gone:
        return part
    for line in part.lines:
        if (key := table.key_of(line.row)) in gone:
            part.tell(line, [Difference(table.name, key, "", None, gone[key], Why.DELETED)])
    return replace(part, lines=[line for line in part.lines if table.key_of(line.row) not in gone])
