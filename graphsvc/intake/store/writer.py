"""Rows as statements of a few thousand rows each, and the writing of them; the next is made while one is written."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.references import Graph
from graphsvc.intake.store.statements import link_statements, node_statements

ROWS_A_STATEMENT = 4_000
_SAMPLE = Statement(statements(Path(__file__).with_name("intake.cypher"))["sample"])


class Progress(Protocol):
    """Told after every piece of a table; `total` is None while a stream does not know its end."""

    def __call__(self, table: str, done: int, total: int | None) -> None: ...


def silent(table: str, done: int, total: int | None) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement, and how many rows of its table it brings; a row is counted once."""

    table: str
    statement: Statement
    rows: int


def pieces(table: Table, rows: Sequence[Row], keys: FieldKeys, *, fresh: bool) -> Iterator[Piece]:
    """Nodes first, then relationships: rows of one call may name each other in any order."""
    parts = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, len(rows), ROWS_A_STATEMENT)]
    for part in parts:
        for statement in node_statements(table, part, keys, fresh=fresh):
            yield Piece(table.name, statement, len(statement.params["rows"]))
    for part in parts:
        for statement in link_statements(table, part, fresh=fresh):
            yield Piece(table.name, statement, 0 if table.nodes else len(part))


async def write(graph: Graph, made: Iterator[Piece], progress: Progress, totals: Mapping[str, int]) -> Counter[str]:
    """Write one piece after the other, then let Neo4j plan anew with what its indexes hold now.

    Args:
        totals: rows to come, by table, where known.
    Returns:
        rows written, by table.
    """
    done: Counter[str] = Counter()
    async with aclosing(_ahead(made)) as coming:
        async for piece in coming:
            await graph.write(piece.statement, Lane.HEAVY)
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
