"""Writes rows of one table after the other, in statements of a few thousand rows, and tells how far it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from graphsvc.cypher.statement import Statement
from graphsvc.db.lanes import Lane
from graphsvc.intake.columns import Row
from graphsvc.intake.references import Graph
from graphsvc.intake.statements import link_statements, node_statements
from graphsvc.intake.tables import Table

ROWS_A_STATEMENT = 4_000


class Progress(Protocol):
    """Told after every piece of a table; `total` is None while a stream does not know its end."""

    def __call__(self, table: str, done: int, total: int | None) -> None: ...


def silent(table: str, done: int, total: int | None) -> None:
    """Show nothing."""


class Writer:
    """One load under way."""

    __slots__ = ("_done", "_graph", "_progress", "_totals")

    def __init__(self, graph: Graph, progress: Progress, totals: Mapping[str, int]) -> None:
        self._graph = graph
        self._progress = progress
        self._totals = totals
        self._done: Counter[str] = Counter()

    async def put(self, table: Table, rows: Sequence[Row], *, fresh: bool) -> None:
        """Nodes first, then relationships: rows of one call may name each other in any order."""
        pieces = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, len(rows), ROWS_A_STATEMENT)]
        if table.nodes:
            for piece in pieces:
                await self._write(node_statements(table, piece, fresh=fresh))
        for piece in pieces:
            await self._write(link_statements(table, piece, fresh=fresh))
            self._done[table.name] += len(piece)
            self._progress(table.name, self._done[table.name], self._totals.get(table.name))

    async def _write(self, statements: Sequence[Statement]) -> None:
        for statement in statements:
            await self._graph.write(statement, Lane.HEAVY)
