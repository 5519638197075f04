"""Rows as pieces, each written in a transaction; nodes first, then ties: rows of one piece may name each other."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Differences
from graphsvc.intake.model.lines import Line
from graphsvc.intake.model.merge import When
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.held import CYPHER, Transaction
from graphsvc.intake.store.merging import Part, merge_nodes, merge_ties
from graphsvc.intake.store.references import Graph
from graphsvc.intake.store.statements import begin_statement, node_statements

ROWS_A_STATEMENT = 4_000
ROWS_MERGED = 1_000
"""Rows that are merged in one transaction, which holds their locks until it ends."""
_SAMPLE = Statement(CYPHER["sample"])

Writing = Callable[[Transaction], Awaitable[Any]]


class Progress(Protocol):
    """Told after every piece of a table; `total` is None while a stream does not know its end."""

    def __call__(self, table: str, done: int, total: int | None) -> None: ...


def silent(table: str, done: int, total: int | None) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one transaction writes, and how many rows of its table it brings; a row is counted once."""

    table: str
    write: Writing
    rows: int


def new_rows(table: Table, rows: Sequence[Row], keys: FieldKeys) -> Iterator[Piece]:
    """Pieces that create: none of the nodes can be there yet."""
    parts = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, len(rows), ROWS_A_STATEMENT)]
    for part in parts:
        for statement in node_statements(table, part, keys):
            yield Piece(table.name, _running(statement), len(statement.params["rows"]))
    for part in parts:
        for link in table.links:
            if begun := begin_statement(link, part):
                yield Piece(table.name, _running(begun), 0)
        if not table.nodes:
            yield Piece(table.name, _running(), len(part))


def merged_rows(
    table: Table, file: str, lines: Sequence[Line], keys: FieldKeys, when: When, *, new: bool = False
) -> Iterator[Piece]:
    """Pieces that merge rows with what is there; each returns the differences where the graph stays as it is.

    Args:
        new: nothing is there yet of these rows.
    """
    parts = [
        Part(table, file, lines[start : start + ROWS_MERGED], keys, when, new)
        for start in range(0, len(lines), ROWS_MERGED)
    ]
    if table.nodes:
        for part in parts:
            yield Piece(table.name, _merging(merge_nodes, part), len(part.lines))
    for part in parts:
        yield Piece(table.name, _merging(merge_ties, part), 0 if table.nodes else len(part.lines))


def _running(*statements: Statement) -> Writing:
    async def work(tx: Transaction) -> None:
        for statement in statements:
            await tx.run(statement)

    return work


def _merging(merge: Callable[[Transaction, Part], Awaitable[Any]], part: Part) -> Writing:
    """A transaction may be tried again, so that its differences count only once it is through."""

    async def work(tx: Transaction) -> list[Any]:
        part.differences.clear()
        await merge(tx, part)
        return part.differences

    return work


async def write(
    graph: Graph, made: Iterator[Piece], progress: Progress, totals: Mapping[str, int], differences: Differences
) -> Counter[str]:
    """Write one piece after the other, then let Neo4j plan anew with what its indexes hold now.

    Args:
        totals: rows to come, by table, where known.
    Returns:
        rows written, by table.
    """
    done: Counter[str] = Counter()
    async with aclosing(_ahead(made)) as coming:
        async for piece in coming:
            differences.add(await graph.transact(piece.write, Lane.HEAVY) or ())
            if piece.rows:
                done[piece.table] += piece.rows
                progress(piece.table, done[piece.table], totals.get(piece.table))
    await graph.write(_SAMPLE, Lane.SETUP)
    return done


async def _ahead(made: Iterator[Piece]) -> AsyncGenerator[Piece, None]:
    """Pieces, the next one made in a thread while the caller waits for the database."""
    coming = asyncio.create_task(asyncio.to_thread(next, made, None))
    try:
        while piece := await coming:
            coming = asyncio.create_task(asyncio.to_thread(next, made, None))
            yield piece
    finally:
        coming.cancel()
