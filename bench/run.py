"""One run: graph, servers, equal answers, rounds, figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bench import served
from bench.cases import cases
from bench.equal import facts
from bench.figures import Result, result
from bench.ground import Extent, Ground, ground
from bench.rounds import Plan, Race
from bench.scale import Growth, growth


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run asks: which canonical queries, about areas whose codes start with `within`, and for how long."""

    names: Sequence[str]
    within: str
    plan: Plan


async def measured(asked: Asked, extent: Extent, cache: Path, console: Console) -> list[Result]:
    """The service against the hand-written statements on one graph.

    Raises:
        DifferentAnswersError: they do not answer alike; nothing was measured.
    """
    async with ground(extent, cache, console) as place:
        return await raced(asked, place, console.print)


async def raced(asked: Asked, place: Ground, report: Callable[[str], None]) -> list[Result]:
    """As `measured`, on a graph that is running."""
    chosen = await cases(place.graph, asked.within, asked.names)
    async with (
        served.service(place, chosen) as service,
        served.written(place, chosen) as written,
        served.bare(place, chosen) as bare,
    ):
        report("comparing answers, counting database hits")
        known = {case.name: await facts(case, service, written, place.graph) for case in chosen}
        race = Race({"service": service, "limit_http": written, "limit": bare}, asked.names)
        samples = await race.measure(asked.plan, report)
    return [result(name, samples, known[name]) for name in asked.names]


async def compared(asked: Asked, extent: Extent, larger: Extent, cache: Path, console: Console) -> list[Growth]:
    """What the same answers cost in a district alone and in a larger graph that holds it."""
    async with ground(extent, cache, console) as place, ground(larger, cache, console) as wide:
        chosen = await cases(place.graph, asked.within, asked.names)
        return await growth(chosen, place, wide, asked.plan, console.print)
