"""Rows as pieces, each written in a transaction or all in one: nodes first, then ties, since rows name each other."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Differences
from graphsvc.intake.model.table import Table
from graphsvc.intake.store.held import CYPHER, Transaction
from graphsvc.intake.store.imports import Running
from graphsvc.intake.store.journal import Journal
from graphsvc.intake.store.merging import merge_nodes, merge_ties
from graphsvc.intake.store.part import Part
from graphsvc.intake.store.references import Graph
from graphsvc.intake.store.statements import begin_statement, new_node, node_statements

ROWS_A_STATEMENT = 4_000
ROWS_MERGED = 1_000
"""Rows that are merged in one transaction, which holds their locks until it ends."""
_SAMPLE = Statement(CYPHER["sample"])

Writing = Callable[[Transaction, Journal], Awaitable[None]]


class Progress(Protocol):
    """Told after every piece of a table; `total` is None while a stream does not know its end."""

    def __call__(self, table: str, done: int, total: int | None) -> None: ...


def silent(table: str, done: int, total: int | None) -> None:
    """Show nothing."""


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


def merged_rows(parts: Sequence[Part]) -> Iterator[Piece]:
    """Pieces that merge the rows of one table with what is there."""
    for part in parts:
        if part.table.nodes:
            yield Piece(part.table.name, len(part.lines), _merging(merge_nodes, part), part)
    for part in parts:
        rows = 0 if part.table.nodes else len(part.lines)
        yield Piece(part.table.name, rows, _merging(merge_ties, part), part)


def _running(*statements: Statement) -> Writing:
    async def work(tx: Transaction, _: Journal) -> None:
        for statement in statements:
            await tx.run(statement)

    return work


def _merging(merge: Callable[[Transaction, Part, Journal], Awaitable[None]], part: Part) -> Writing:
    async def work(tx: Transaction, journal: Journal) -> None:
        part.begin()
        await merge(tx, part, journal)

    return work


@dataclass(slots=True)
class Writer:
    """Writes pieces one after the other, and then lets Neo4j plan anew with what its indexes hold.

    Attributes:
        totals: rows to come, by table, where known.
    """

    graph: Graph
    progress: Progress
    totals: Mapping[str, int]
    differences: Differences

    async def stream(self, made: Iterator[Piece]) -> Counter[str]:
        """Write each piece in a transaction of its own, without a journal; rows written, by table."""
        done: Counter[str] = Counter()
        async with aclosing(_ahead(made)) as coming:
            async for piece in coming:
                await self.graph.transact(partial(_write, None, piece), Lane.HEAVY)
                self._tell(piece, done)
        await self.sample()
        return done

    async def together(self, tx: Transaction, running: Running, made: Iterator[Piece]) -> None:
        """Write all pieces of an import in the caller's transaction."""
        self.differences.forget()
        done: Counter[str] = Counter()
        for piece in made:
            await _write(running, piece, tx)
            running.number += 1
            self._tell(piece, done)
        await running.finish(tx)

    async def one_by_one(self, running: Running, made: Iterator[Piece]) -> None:
        """Write each piece of an import in a transaction of its own; it is marked as unfinished until the last."""
        done: Counter[str] = Counter()
        async with aclosing(_ahead(made)) as coming:
            async for piece in coming:
                await self.graph.transact(partial(_write, running, piece), Lane.HEAVY)
                running.number += 1
                self._tell(piece, done)
        await self.graph.transact(running.finish, Lane.HEAVY)

    async def sample(self) -> None:
        """Count what the indexes hold."""
        await self.graph.write(_SAMPLE, Lane.SETUP)

    def _tell(self, piece: Piece, done: Counter[str]) -> None:
        if piece.part:
            self.differences.add(piece.part.differences)
        if piece.rows:
            done[piece.table] += piece.rows
            self.progress(piece.table, done[piece.table], self.totals.get(piece.table))


async def _write(running: Running | None, piece: Piece, tx: Transaction) -> None:
    """One piece, of an import with its journal; a piece that is tried again takes the same number."""
    if running is None:
        await piece.write(tx, Journal("", 0))
        return
    number = running.number + 1
    journal = Journal(running.id, number)
    await piece.write(tx, journal)
    await journal.write(tx)
    done: Mapping[str, int] = piece.part.done if piece.part else {}
    differences = len(piece.part.differences) if piece.part else 0
    await running.advance(tx, number, done, differences)


async def _ahead(made: Iterator[Any]) -> AsyncGenerator[Any, None]:
    """Pieces, the next one made in a thread while the caller waits for the database."""
    coming = asyncio.create_task(asyncio.to_thread(next, made, None))
    try:
        while piece := await coming:
            coming = asyncio.create_task(asyncio.to_thread(next, made, None))
            yield piece
    finally:
        coming.cancel()
