"""How a command gets at the graph as it stands: no migration, no check of keys, no service."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from graphsvc.cli.run import run
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded import process as embedded
from graphsvc.db.long_work import LongWork
from graphsvc.settings import Settings

T = TypeVar("T")


@asynccontextmanager
async def connect_graph(settings: Settings) -> AsyncIterator[Graph]:
    """Connect to the graph these settings mean; it ends with the block, and so does a Neo4j that was started for it."""
    reached = await embedded.connect_or_start(settings)
    graph = Graph(reached.address, Timing.of(settings))
    try:
        yield graph
    finally:
        await graph.close()
        await reached.release()


def with_long_work(settings: Settings, work: Callable[[LongWork], Awaitable[T]]) -> T:
    """Do a command's work on the graph of the settings; ends the command when it is refused."""

    async def whole() -> T:
        async with connect_graph(settings) as graph:
            return await work(LongWork(graph))

    return run(whole())
