"""Changes tried on the demo and taken back: what a test does in `tried` is seen by it alone."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph

_SUM = """\
MATCH (n:Node)
WITH count(n) AS nodes, sum(coalesce(n.version, 0) + coalesce(n.cellVersion, 0)) AS versions,
  count(n.dissolvedOn) + count(n.mergedOn) AS ended
MATCH (:Node)-[r]->()
RETURN nodes, versions, ended, count(r), count(r.until)"""


class Open:
    """An open transaction that answers reads as a graph does."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx

    async def run(self, statement: Statement) -> list[list[Any]]:
        rows: list[list[Any]] = await self._tx.run(statement)
        return rows

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        return await self.run(statement)

    async def read_together(self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT) -> list[list[list[Any]]]:
        return [await self.run(statement) for statement in statements]

    async def transact(self, work: Callable[["Open"], Awaitable[Any]], lane: Lane = Lane.LIGHT) -> Any:
        return await work(self)

    async def value(self, text: str, **params: Any) -> Any:
        """The first value of the first row."""
        return (await self.run(Statement(text, params)))[0][0]


class _TakenBack(Exception):
    pass


async def tried(graph: Graph, work: Callable[[Open], Awaitable[None]]) -> None:
    """Do `work` in a transaction and roll it back."""

    async def whole(tx: Any) -> None:
        await work(Open(tx))
        raise _TakenBack

    try:
        await graph.transact(whole, Lane.HEAVY)
    except _TakenBack:
        return


async def sums(graph: Graph) -> list[Any]:
    """Counts that every change of the graph alters."""
    return (await graph.read(Statement(_SUM), Lane.HEAVY))[0]
