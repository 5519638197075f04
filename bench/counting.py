"""A graph that counts what is read through it; for the bench, and for tests that hold a request to its statements."""

from typing import Any

from graphsvc.db.driver import Graph


class CountingGraph:
    """The graph, and how many statements were read."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.reads = 0

    async def read(self, *given: Any) -> Any:
        """As the graph's."""
        self.reads += 1
        return await self.graph.read(*given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.graph, name)
