"""Commands that add to a graph that is there, district by district: which districts, and the graph of the settings."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

import typer
from rich.console import Console

from graphsvc.clock import utc_now
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start
from graphsvc.db.migrations import migrate
from graphsvc.settings import Settings

from .grow.places import CITY, districts


def noon(day: date) -> datetime:
    """The moment at which grown rows say that something of a day was written: noon in China."""
    return datetime.combine(day, time(4), UTC)


Tell = Callable[[int, int], None]


class Counted(Protocol):
    """What was added."""

    def said(self) -> str:
        """Say it in a line."""


Fill = Callable[[Graph, Sequence[str], Tell], Coroutine[Any, Any, Counted]]


def fill_districts(district: str | None, *, city: bool, fill: Fill) -> None:
    """Add to one district or all of the graph of the settings (GRAPHSVC_*), migrated first, and say what was added.

    Raises:
        typer.Exit: neither or both are asked for, or no such district.
    """
    console, known = Console(stderr=True), [place.code for place in districts()]
    if city == (district is not None) or (district and district not in known):
        console.print(f"Give --city, or --district with one of: {', '.join(known)}")
        raise typer.Exit(2)
    asked = known if city else [district or CITY]
    counts = asyncio.run(_run(Settings(), asked, fill, lambda done, of: console.print(f"{done} of {of} districts")))
    console.print(counts.said())


async def _run(settings: Settings, areas: Sequence[str], fill: Fill, tell: Tell) -> Counted:
    reached = await connect_or_start(settings)
    try:
        graph = Graph(reached.address, Timing.of(settings))
        try:
            await migrate(graph, utc_now())
            return await fill(graph, areas, tell)
        finally:
            await graph.close()
    finally:
        await reached.release()
