"""`make bench`: the canonical queries against hand-written Cypher, on a district grown once and kept in the cache.

    make bench                                      a table
    make bench ARGS=--json                          a JSON line a query
    make bench ARGS=--city                          the same questions about the district, asked of the whole city
    make bench ARGS=--compare-scale                 what the same answers cost in the city and in the district alone
    make bench ARGS="--compare-scale --larger 5"    with five districts instead of the city

Exit codes: 0 measured; 1 answers differ, so nothing was measured; 2 wrong usage; 3 with --strict, a goal is missed.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import orjson
import typer
import uvloop
from platformdirs import user_cache_path
from rich.console import Console
from rich.table import Table

from bench import table
from bench.equal import DifferentAnswersError
from bench.figures import Result
from bench.ground import CITY, DEMO, Extent, district, districts
from bench.rounds import Plan
from bench.run import Asked, compared, measured
from bench.scale import Growth
from bench.texts import NAMES
from seeds.grow.places import districts as known_districts

CACHE = user_cache_path("graphsvc") / "bench"
DISTRICT = "500103000000"
WITHIN = "500103"
WIDE = 190
progress = Console(stderr=True)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

Json = Annotated[bool, typer.Option("--json", help="A JSON line a query instead of a table.")]
City = Annotated[bool, typer.Option("--city", help="Ask the whole city, 2 million nodes, instead of a district.")]
Demo = Annotated[bool, typer.Option("--demo", help="Ask the small demo graph; for trying the bench itself.")]
Compare = Annotated[bool, typer.Option("--compare-scale", help="The same answers, from a district and a larger graph.")]
Larger = Annotated[int, typer.Option(min=0, max=38, help="Districts of the larger graph; 0 for the whole city.")]
Only = Annotated[list[str] | None, typer.Option(help=f"Only this query; repeatable. {', '.join(NAMES)}.")]
Rounds = Annotated[int, typer.Option(min=1, help="Rounds; their median counts.")]
Seconds = Annotated[float, typer.Option(min=0.01, help="Seconds that a sample aims at.")]
WarmUp = Annotated[int, typer.Option(min=1, help="Requests before the first round, a way and query.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit code 3 when a goal is missed.")]


@app.command()
def main(
    json: Json = False,
    city: City = False,
    demo: Demo = False,
    compare_scale: Compare = False,
    larger: Larger = 0,
    only: Only = None,
    rounds: Rounds = 7,
    seconds: Seconds = 0.5,
    warm_up: WarmUp = 400,
    strict: Strict = False,
) -> None:
    """Measure what the service costs over hand-written Cypher."""
    asked = Asked(_names(only), WITHIN, Plan(rounds, seconds, warm_up))
    try:
        found, shown = _grown(asked, larger) if compare_scale else _raced(asked, demo, city)
    except DifferentAnswersError as difference:
        progress.print(f"answers differ: {difference}", style="red", markup=False)
        raise typer.Exit(1) from None
    _show(found, shown, json)
    if strict and not all(one.meets_goals for one in found):
        raise typer.Exit(3)


def _raced(asked: Asked, demo: bool, city: bool) -> tuple[Sequence[Result], Table]:
    extent = DEMO if demo else CITY if city else district(DISTRICT)
    found = uvloop.run(measured(asked, extent, CACHE, progress))
    return found, table.results(found, extent.name)


def _grown(asked: Asked, larger: int) -> tuple[Sequence[Growth], Table]:
    extent = _several(larger) if larger else CITY
    found = uvloop.run(compared(asked, district(DISTRICT), extent, CACHE, progress))
    return found, table.growth(found, extent.name)


def _several(count: int) -> Extent:
    others = [place.code for place in known_districts() if place.code != DISTRICT]
    return districts((DISTRICT, *others[: count - 1]))


def _names(only: list[str] | None) -> tuple[str, ...]:
    if unknown := set(only or ()) - set(NAMES):
        raise typer.BadParameter(f"no such query: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return tuple(only or NAMES)


def _show(found: Sequence[Any], shown: Table, json: bool) -> None:
    if json:
        print("\n".join(orjson.dumps(one.line()).decode() for one in found))
    else:
        Console(width=WIDE).print(shown)


if __name__ == "__main__":
    app()
