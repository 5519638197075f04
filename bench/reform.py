"""`python -m bench.reform --scale 0.2 --city`: the reorganisation of 2025-11-06, timed and compared.

Grows the three districts it takes apart, or the whole city; raises an open case in every community of the three. Prints
seconds and memory. Compares what audits count on both days, what lies in whose scope, and the cases there; of the city
also the whole and a district that nothing happens to. Exit codes: 0 the day before is answered as it was and the day
adds up; 1 it does not. Maps of both days: tests/engine/test_maps.py.
"""

import resource
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
import uvloop

from graphsvc.access.sealing.keys import read_keys
from graphsvc.cli.data.areas import SEEDED
from graphsvc.clock import utc_now
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.findings import count
from graphsvc.cypher.statement import Statement
from graphsvc.db.breaker import Limits
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.migrations import migrate
from graphsvc.intake.imports.running import Author
from graphsvc.intake.reorganisation.apply import apply_changes
from graphsvc.settings import Settings
from seeds.city import fill

DISTRICTS, NEW = ("500105000000", "500109000000", "500112000000"), ("500157000000", "500109000000")
KEYS = read_keys("bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
DAY = date(2025, 11, 6)
CITY, UNTOUCHED = "500000000000", "500103000000"
_CASES = """\
MATCH (c:Community)
WHERE any(prefix IN $prefixes WHERE c.code STARTS WITH prefix)
CREATE (:Node:Case {id: 'case-' + c.code, areaCode: c.code, openIn: c.code, version: 1, state: 'DISCOVERED'})"""
_IN_SCOPE = """\
MATCH (n:Node)
WHERE n.areaCode STARTS WITH $prefix AND NOT n:Area AND NOT n:AreaChange
UNWIND labels(n) AS label
RETURN label, count(*) AS nodes ORDER BY label LIMIT 100"""
"""Areas keep their codes when they end; all else goes along."""
_OPEN = "MATCH (c:Case) WHERE c.openIn STARTS WITH $prefix RETURN count(c) AS cases"


async def figures(graph: Graph, codes: tuple[str, ...], day: date) -> Mapping[str, Any]:
    """What audits count in some districts on a day."""
    found: dict[str, Any] = {}
    for code in codes:
        counted = await coverage(graph, code, day)
        rules = {rule: await count(graph, code, day, rules=[rule]) for rule in RULES}
        found[code] = (counted.grids, counted.estates, counted.members, rules)
    return found


async def in_scope(graph: Graph, codes: tuple[str, ...]) -> Counter[str]:
    """What lies in some districts, by label, and their open cases."""
    found: Counter[str] = Counter()
    for code in codes:
        for label, nodes in await graph.read(Statement(_IN_SCOPE, {"prefix": code[:6]}), Lane.HEAVY):
            found[label] += nodes
        ((cases,),) = await graph.read(Statement(_OPEN, {"prefix": code[:6]}), Lane.HEAVY)
        found["open cases"] += cases
    return found


def added(found: Mapping[str, Any]) -> tuple[int, ...]:
    """The same of all districts together."""
    rows = list(found.values())
    numbers = [(grids.total, grids.none, estates.total, estates.none, members) for grids, estates, members, _ in rows]
    rules = [tuple(each[3].values()) for each in rows]
    return tuple(map(sum, zip(*numbers, strict=True))) + tuple(map(sum, zip(*rules, strict=True)))


async def grown(graph: Graph, scale: float, *, city: bool) -> None:
    """Fill the graph, and raise a case in every community of the districts."""
    began = time.perf_counter()
    for district in (None,) if city else DISTRICTS:
        await fill(graph, district, KEYS, scale)
    await graph.write(Statement(_CASES, {"prefixes": [code[:6] for code in DISTRICTS]}), Lane.SETUP)
    ((nodes,),) = await graph.read(Statement("MATCH (n:Node) RETURN count(n)"), Lane.HEAVY)
    print(f"{nodes:,} nodes in {'the city' if city else '3 districts'}: {time.perf_counter() - began:.0f} s")


async def measure(folder: Path, scale: float, *, city: bool) -> bool:
    """Grow, apply, compare."""
    child = await start(Settings(data_dir=folder, train_aot=False, heap_mb=2048 if city else 1024))
    graph = Graph(child.address, Timing(light=60.0, heavy=600.0, limits=Limits(quiet=60.0, sign=60.0)))
    try:
        await migrate(graph, utc_now())
        await grown(graph, scale, city=city)
        eve = DAY - timedelta(days=1)
        others = (CITY, UNTOUCHED) if city else ()
        before, once = await figures(graph, DISTRICTS + others, eve), await figures(graph, DISTRICTS, DAY)
        beside, held = await figures(graph, others, DAY), await in_scope(graph, DISTRICTS)
        began = time.perf_counter()
        done = await apply_changes(graph, SEEDED["chongqing-2025-11-06"], Author(), datetime(2025, 11, 7, tzinfo=UTC))
        seconds = time.perf_counter() - began
        moved = sum(done.moved.values())
        print(f"{done.changes} changes, {done.areas:,} areas, {moved:,} other nodes: {seconds:.1f} s")
        mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory at most: {mine:.0f} MB here, {_peak_mb(child.pid):.0f} MB Neo4j")
        same = await figures(graph, DISTRICTS + others, eve) == before
        adds = added(await figures(graph, NEW, DAY)) == added(once) and await figures(graph, others, DAY) == beside
        gone = tuple(code for code in DISTRICTS if code not in NEW)
        after, left = await in_scope(graph, NEW), await in_scope(graph, gone)
        scopes = after == held and not +left
        print(f"as of {eve}: {'as before' if same else 'CHANGED'}")
        print(f"as of {DAY}: {'adds up' if adds else 'DOES NOT ADD UP'}")
        told = (
            "in scope as before" if scopes else f"OTHERWISE: {dict(after - held)}, {dict(held - after)}, {dict(+left)}"
        )
        print(f"{held['Node']:,} nodes, {held['open cases']} open cases: {told}")
        return same and adds and scopes
    finally:
        await graph.close()
        await child.stop()


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main(
    scale: Annotated[float, typer.Option(min=0.01, max=1, help="Of the grids.")] = 0.2,
    city: Annotated[bool, typer.Option("--city", help="The whole city and not three districts.")] = False,
) -> None:
    """Measure the reorganisation of 2025-11-06."""
    with TemporaryDirectory() as folder:
        whole = uvloop.run(measure(Path(folder), scale, city=city))
    raise typer.Exit(0 if whole else 1)


if __name__ == "__main__":
    typer.run(main)
