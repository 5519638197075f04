"""What the screen costs in a district of 200,000 cases and in its city: `python -m bench.board --folder DIR`.

    python -m bench.board --folder DIR                   grown once, which takes half an hour; kept in DIR
    python -m bench.board --folder DIR --followers 200   and so many screens that hang on walls, of a service of its own

`board` is asked by one client, each time when what was counted is old; its processor time is that of this process and
of Neo4j together, the median of rounds.
Each figure is compared with the number of its list. Followers stream `boardChanges` and ask for the figures again, at
most every five seconds as the console's page does, while a case is raised every second. Exit code 1 when a figure
differs or a goal is missed.
"""

import asyncio
import os
import statistics
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from bench.board_followers import BOARD, cores_of_followers
from bench.board_world import CITY, DISTRICT, city
from bench.clock import spent
from bench.ground import KEYS, RECORD_KEY, Ground
from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.command.store.shared_figures import FRESH
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.log.chain import Record

GOALS = {DISTRICT: 300.0, CITY: 500.0}
"""Milliseconds of processor time, service and database."""
MOST_CORES = 0.5
WARM, ROUNDS, CALLS = 15, 7, 3

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]


async def _differing(ask: Ask, area: str) -> int:
    """How many figures are not the number of their list, all asked for at one moment."""
    found = 0
    for figure in (await ask(BOARD, {"area": area}))["board"]["figures"]:
        head, _, _ = figure["document"].partition(" pageInfo")
        given = {"filter": orjson.loads(figure["variables"])["filter"], "first": 1}
        (page,) = (await ask(f"{head} }} }}", given)).values()
        found += page["totalCount"] != figure["count"]
    return found


class Clock:
    """Stands still, or is put on so far that figures are counted again."""

    def __init__(self) -> None:
        self.now = utc_now()

    def goes_on(self) -> None:
        """Let what was counted grow old."""
        self.now += 2 * FRESH


async def _cost(ask: Ask, clock: Clock, jvm: int, area: str) -> float:
    async def count() -> None:
        clock.goes_on()
        await ask(BOARD, {"area": area})

    for _ in range(WARM):
        await count()
    costs = []
    for _ in range(ROUNDS):
        before = spent(jvm) + spent(os.getpid())
        for _ in range(CALLS):
            await count()
        costs.append((spent(jvm) + spent(os.getpid()) - before) * 1000 / CALLS)
    return statistics.median(costs)


async def _measured(ground: Ground, followers: int) -> dict[str, float]:
    clock = Clock()
    executor = Executor(documents(), ground.graph, Record(RECORD_KEY.encode()), KEYS, now=lambda: clock.now)

    async def ask(text: str, given: dict[str, Any]) -> Any:
        body = (await executor.answer(Request(text, SERVICE, given))).body
        assert "errors" not in body, body
        return body["data"]

    found: dict[str, float] = {}
    for area in GOALS:
        found[f"{area} differing"] = await _differing(ask, area)
        found[f"{area} ms"] = round(await _cost(ask, clock, ground.jvm, area), 1)
    if followers:
        found["cores"] = round(await cores_of_followers(ground, DISTRICT, followers), 3)
    return found


def main(
    folder: Annotated[Path, typer.Option(help="Where the graph is kept.")],
    cases: Annotated[int, typer.Option(help="Cases of the district.")] = 200_000,
    elsewhere: Annotated[int, typer.Option(help="Cases of each other district.")] = 2_500,
    followers: Annotated[int, typer.Option(help="Screens that are open at once.")] = 0,
) -> None:
    """Measure, and print the figures as JSON."""

    async def run() -> dict[str, float]:
        async with city(folder, cases, elsewhere) as ground:
            return await _measured(ground, followers)

    found = asyncio.run(run())
    print(orjson.dumps(found).decode())
    met = all(found[f"{area} ms"] <= goal and not found[f"{area} differing"] for area, goal in GOALS.items())
    if not met or found.get("cores", 0) > MOST_CORES:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
