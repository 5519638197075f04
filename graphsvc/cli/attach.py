"""How a command gets at the graph: the service attached for as long as its work takes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from graphsvc.cli.patience import PATIENCE_SECONDS, retry_while_away, unhurried
from graphsvc.cli.progress import reporting
from graphsvc.cli.run import settings
from graphsvc.db.embedded.process import Reached, connect_or_start
from graphsvc.settings import Settings

if TYPE_CHECKING:
    from graphsvc.app import Service
    from graphsvc.db.driver import Graph

T = TypeVar("T")


async def with_graph(work: "Callable[[Service], Awaitable[T]]") -> T:
    """Do something with an attached service, and end what was started for it."""
    async with attach_service(unhurried(settings())) as service:
        return await work(service)


@asynccontextmanager
async def attach_service(given: Settings, *, migrating: bool = False) -> "AsyncIterator[Service]":
    """Attach a service; it ends with the block, and so does a Neo4j that was started for it.

    A module that imports no more than this one starts Neo4j at once: Python reads the service meanwhile, and each
    takes some four seconds of a core.

    Args:
        migrating: run the migrations that are due, instead of refusing a graph that lacks some.
    Raises:
        SetupError, Unavailable: the database cannot be reached or started, or migrations are due.
    """
    with reporting() as report:
        reading = asyncio.create_task(asyncio.to_thread(import_module, "graphsvc.app"))
        reached = await connect_or_start(given, report.step)
        service = await _service(given, reached, reading)
    try:
        await retry_while_away(partial(service.attach, migrating=migrating), PATIENCE_SECONDS if reached.child else 0)
        yield service
    finally:
        await service.close()


async def _service(given: Settings, reached: Reached, reading: Awaitable[object]) -> "Service":
    try:
        await reading
        from graphsvc.app import Service

        service = Service(given)
    except BaseException:
        await reached.release()
        raise
    service.reached = reached
    return service


def graph_of(service: "Service") -> "Graph":
    """Return the graph of an attached service."""
    assert service.graph is not None
    return service.graph
