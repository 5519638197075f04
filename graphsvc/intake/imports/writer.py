"""The writing of pieces: each in a transaction of its own, or all of an import in one."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Database, Transaction
from graphsvc.intake.imports.running import Running
from graphsvc.intake.model.differences import Differences
from graphsvc.intake.model.lines import Progress
from graphsvc.intake.store.held import CYPHER
from graphsvc.intake.store.journal import Journal
from graphsvc.intake.store.pieces import Piece

_SAMPLE = Statement(CYPHER["sample"])


@dataclass(slots=True)
class Writer:
    """Writes pieces one after the other, and then lets Neo4j plan anew with what its indexes hold.

    Attributes:
        totals: rows to come, by table, where known.
    """

    graph: Database
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
