"""A graph by the lane for work that takes minutes, for code that does not choose a lane itself."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph, Written

T = TypeVar("T")


class LongWork:
    """Reads and writes without the deadlines of requests."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def read(self, statement: Statement, lane: Lane = Lane.SETUP) -> list[list[Any]]:
        """Read the rows of one statement."""
        return await self._graph.read(statement, lane)

    async def write(self, statement: Statement, lane: Lane = Lane.SETUP) -> Written:
        """Run one statement in a transaction of its own."""
        return await self._graph.write(statement, lane)

    async def transact(self, work: Callable[[Any], Awaitable[T]], lane: Lane = Lane.SETUP) -> T:
        """Do `work` in one transaction that writes."""
        return await self._graph.transact(work, lane)
