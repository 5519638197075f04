"""The graph that is attached now: it comes after the service has started, and may go and come again under it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Rows, Transaction
from graphsvc.errors import Unavailable

T = TypeVar("T")


class AttachedGraph:
    """Reads and writes through whatever graph is attached; what holds it outlives any of them."""

    def __init__(self) -> None:
        self.attached: Graph | None = None

    def now(self) -> Graph:
        """The graph.

        Raises:
            Unavailable: there is none yet, or none any more.
        """
        if self.attached is None:
            raise Unavailable("数据库尚未就绪，请稍后重试。", "The database is not there yet; try again shortly.")
        return self.attached

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT, bookmarks: Iterable[str] = ()) -> Rows:
        """As `Graph.read`."""
        return await self.now().read(statement, lane, bookmarks)

    async def read_together(
        self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT, bookmarks: Iterable[str] = ()
    ) -> list[Rows]:
        """As `Graph.read_together`."""
        return await self.now().read_together(statements, lane, bookmarks)

    async def transact(self, work: Callable[[Transaction], Awaitable[T]], lane: Lane = Lane.LIGHT) -> T:
        """As `Graph.transact`."""
        return await self.now().transact(work, lane)
