"""How a command gets at the graph: the service attached for as long as its work takes."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from graphsvc.app import Service
from graphsvc.cli.progress import reporting
from graphsvc.cli.running import settings
from graphsvc.db import embedded
from graphsvc.db.driver import Graph

T = TypeVar("T")


async def with_graph(work: Callable[[Service], Awaitable[T]]) -> T:
    """Do something with an attached service, and end what was started for it."""
    service = Service(settings())
    try:
        with reporting() as report:
            service.reached = await embedded.connect_or_start(service.settings, report.step)
            await service.attach()
        return await work(service)
    finally:
        await service.close()


def graph_of(service: Service) -> Graph:
    """The graph of an attached service."""
    assert service.graph is not None
    return service.graph
