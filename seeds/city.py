"""Fills the graph with a grown district or city: `graphsvc seed city --district 500103000000`, `--city`, `--scale`.

A district such as 渝中区 has about 67,000 nodes at scale 1, the city 2.1 million. The same seed gives the same graph.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.access.sealing.keys import field_keys
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start
from graphsvc.db.migrations import migrate
from graphsvc.errors import GraphsvcError
from graphsvc.intake.load import Loaded, load_rows
from graphsvc.intake.model.lines import Progress as TableProgress
from graphsvc.intake.model.lines import silent
from graphsvc.settings import Settings

from .grow.places import districts, sites
from .grow.stream import grow

_ROWS_A_GRID = 52
_ANYTHING = Statement("MATCH (n:Node) RETURN 1 AS found LIMIT 1")


async def fill(
    graph: Graph,
    district: str | None,
    keys: FieldKeys,
    scale: float = 1.0,
    seed: int = 1,
    progress: TableProgress = silent,
) -> Loaded:
    """Grow and load; an empty graph is filled without looking, another one by merging.

    Args:
        district: code of one district; None for the whole city.
    """
    fresh = not await graph.read(_ANYTHING, Lane.HEAVY)
    return await load_rows(graph, grow(district, scale, seed), keys, progress, fresh=fresh)


def main(
    district: Annotated[str | None, typer.Option(help="Code of the district to fill, such as 500103000000.")] = None,
    city: Annotated[bool, typer.Option("--city", help="Fill all 38 districts.")] = False,
    scale: Annotated[float, typer.Option(min=0.01, max=30, help="Multiplies the grids and all that is on them.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same graph.")] = 1,
) -> None:
    """Fill the graph of the settings (GRAPHSVC_*) with a grown organization graph."""
    console = Console(stderr=True)
    known = [place.code for place in districts()]
    if city == (district is not None) or (district and district not in known):
        console.print(f"Give --city, or --district with one of: {', '.join(known)}")
        raise typer.Exit(2)
    try:
        loaded = asyncio.run(_run(Settings(), district, scale, seed, console))
    except GraphsvcError as refusal:
        console.print(f"{refusal.en}\n{refusal.zh}")
        raise typer.Exit(1) from None
    console.print(f"{loaded.total:,} rows: " + ", ".join(f"{name} {count:,}" for name, count in loaded.rows.items()))


async def _run(settings: Settings, district: str | None, scale: float, seed: int, console: Console) -> Loaded:
    reached = await connect_or_start(settings)
    try:
        graph = Graph(reached.address, Timing.of(settings))
        try:
            await migrate(graph, utc_now())
            with _bar(console, _expected_rows(district, scale, seed)) as progress:
                return await fill(graph, district, field_keys(settings), scale, seed, progress)
        finally:
            await graph.close()
    finally:
        await reached.release()


def _expected_rows(district: str | None, scale: float, seed: int) -> int:
    """About how many rows will be written; within a tenth."""
    chosen = [place.code for place in districts() if district in (None, place.code)]
    return _ROWS_A_GRID * sum(site.grids for code in chosen for site in sites(code, scale, seed))


@contextmanager
def _bar(console: Console, total: int) -> Iterator[TableProgress]:
    """A bar of rows written; its total is a guess until the end."""
    written: dict[str, int] = {}
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=total)

        def show(table: str, done: int, total: int | None) -> None:
            written[table] = done
            bar.update(task, completed=sum(written.values()))

        yield show
        bar.update(task, total=sum(written.values()))


if __name__ == "__main__":
    typer.run(main)
