"""What figures, an inbox and a suggestion cost in a district of cases: `python -m bench.loop`, after `seeds.cases`.

Processor time of Neo4j and of this process together, the median of several rounds, in milliseconds.
"""

import asyncio
import os
import statistics
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import psutil
import typer

from bench.clock import spent
from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.states import Party
from graphsvc.cases.store.inbox import boxes, my_inbox
from graphsvc.cases.store.statistics import case_stats
from graphsvc.cases.store.suggestions import suggest
from graphsvc.china import day_in_china
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start
from graphsvc.settings import Settings

HAND_WRITTEN = """\
MATCH (n:Clocked) WHERE n.queue STARTS WITH $box
WITH n ORDER BY n.queue LIMIT 50
OPTIONAL MATCH (c:Case)-[:CALLED]->(n)
RETURN n.id, c.id, n.queue ORDER BY n.queue LIMIT 50"""
BUSIEST = """\
MATCH (k:Call) WHERE k.openIn STARTS WITH $prefix
RETURN k.unit, count(*) AS n ORDER BY n DESC, k.unit LIMIT 1"""
A_GRID = "MATCH (g:Grid) WHERE g.areaCode STARTS WITH $prefix RETURN g.code ORDER BY g.code LIMIT 1"
ROUNDS = 15


async def measured(district: str, calls: int) -> dict[str, float]:
    """Milliseconds of processor time for each request, and how many cases there are."""
    reached = await connect_or_start(Settings())
    try:
        graph = Graph(reached.address, Timing(light=30, heavy=60))
        jvm = next(each.pid for each in psutil.Process().children(recursive=True) if each.name() == "java")
        now = datetime.now(UTC)
        prefix = prefix_of(district)
        ((unit, waiting),) = await graph.read(Statement(BUSIEST, {"prefix": prefix}), Lane.HEAVY)
        ((grid,),) = await graph.read(Statement(A_GRID, {"prefix": prefix}))
        opened = await boxes(graph, Party.DEPARTMENT, (), (unit,))

        async def stats() -> None:
            await case_stats(graph, [prefix], day_in_china(now - timedelta(days=370)), day_in_china(now), now)

        async def page() -> None:
            await my_inbox(graph, opened, 50)

        async def by_hand() -> None:
            await graph.read(Statement(HAND_WRITTEN, {"box": opened[0]}))

        async def suggestion() -> None:
            await suggest(graph, grid, categories()["C05"], now)

        found = await _costs(jvm, {"caseStats": stats}, 1)
        found |= await _costs(jvm, {"inbox": page, "inbox by hand": by_hand}, calls)
        found |= {"waiting in that inbox": waiting}
        found |= await _costs(jvm, {"suggestDepartments": suggestion}, 10)
        await graph.close()
        return found
    finally:
        await reached.release()


async def _costs(jvm: int, requests: Mapping[str, Callable[[], Awaitable[None]]], calls: int) -> dict[str, float]:
    """Requests that are compared take turns, so that what else the machine does falls on all of them."""
    for request in requests.values():
        for _ in range(20 * calls // 10 + 15):
            await request()
    costs: dict[str, list[float]] = {name: [] for name in requests}
    for _ in range(ROUNDS):
        for name, request in requests.items():
            before = spent(jvm) + spent(os.getpid())
            for _ in range(calls):
                await request()
            costs[name].append((spent(jvm) + spent(os.getpid()) - before) * 1000 / calls)
    return {name: statistics.median(each) for name, each in costs.items()}


def main(
    district: Annotated[str, typer.Option()] = "500103000000", calls: Annotated[int, typer.Option(min=1)] = 100
) -> None:
    """Measure, on the graph of the settings (GRAPHSVC_*)."""
    for name, value in asyncio.run(measured(district, calls)).items():
        typer.echo(f"{name:24}{value:10.2f}")


if __name__ == "__main__":
    typer.run(main)
