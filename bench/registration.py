"""What figures, a member's page and quarterly cards cost where the city registers and serves.

    python -m bench.registration                            500,000 registrations, 5 million services
    python -m bench.registration --only 500103000000        one district of the city registers, no other
    python -m bench.registration --strict                   exit code 3 where a goal is missed

The city that `bench.planted` audits is copied once, its members and units register, district by district, and it is
kept in the cache; a run that is ended goes on with the next district. All is measured in one run: processor time of the
service and of Neo4j together, for figures and pages the median of several.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import orjson
import typer
from platformdirs import user_cache_path
from rich.console import Console

from bench.clock import spent
from bench.ground import KEYS, Ground, ground, planted
from bench.planted import run
from bench.served import reaching
from bench.texts import QUERIES, document
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.breaker import Limits
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.log.chain import Record
from graphsvc.settings import Settings
from seeds.grow.places import CITY, districts
from seeds.registrations import Plan, fill

CACHE = user_cache_path("graphsvc") / "bench"
PATIENT = Timing(light=120.0, heavy=1_800.0, limits=Limits(quiet=60.0, sign=60.0))
HEAP_MB, PAGE_CACHE_MB = 1_024, 4_096
DISTRICT = "500103000000"
COMMAND = ("-c", "from graphsvc.cli import main; main()")
STATS = """query ($area: ID!, $year: Int) { registrationStats(area: $area, year: $year) {
  counts { unitCount memberCount receivedCount pledgedCount overdueCount reviewedCount hours unitRate memberRate
    postCount filledCount seatCount }
  parts { area { code name } counts { unitCount memberCount hours postCount unitRate memberRate } } } }"""
BY_UNIT = """query ($area: ID!, $year: Int) { registrationStats(area: $area, year: $year) {
  units(first: 50) { nodes { unit { name } unitCount memberCount hours } } } }"""
_MEMBERS = """\
MATCH (r:Registration) WHERE r.year = $year AND r.areaCode STARTS WITH $prefix AND r.kind = 'MEMBER'
  AND r.openKey IS NOT NULL
WITH r ORDER BY r.id
WITH collect(r.person) AS ids
RETURN [at IN range(0, size(ids) - 1, size(ids) / $most + 1) | ids[at]]"""
_FORGET = """\
MATCH (c:QuarterCard) WHERE c.areaCode STARTS WITH $prefix
WITH c LIMIT 2000
DETACH DELETE c"""
_GROWN = """\
RETURN COUNT { (:Registration) } AS registrations, COUNT { (:ServiceRecord) } AS records,
  COUNT { (:PointEntry) } AS entries"""
_CARDS = "MATCH (c:QuarterCard) WHERE c.areaCode STARTS WITH $prefix RETURN count(c)"

MOST_STATS_MS, MOST_RATIO, MOST_CARDS_SECONDS, MOST_AUDIT_SECONDS = 300.0, 1.5, 300.0, 60.0
WARM_UP, ASKED, ROUNDS, MEMBERS = 30, 9, 15, 60
console = Console(stderr=True)
District = Annotated[str, typer.Option(help="Code of the district that is asked about.")]
Only = Annotated[str | None, typer.Option(help="Code of the one district that registers; all of them without.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit code 3 when a goal is missed.")]


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure with what it may be at most."""

    name: str
    value: float
    most: float
    unit: str
    said: str = ""

    def line(self) -> str:
        """On one line."""
        sign = "" if self.value <= self.most else "  MISSED"
        return f"{self.name:42}{self.value:10.2f} {self.unit} (at most {self.most:g}){sign}  {self.said}"


class Asking:
    """The service in this process on the graph of a JVM, and the processor time of both."""

    def __init__(self, place: Ground, today: date) -> None:
        self.place, self.today = place, today
        self.executor = Executor(documents(), place.graph, Record(b"bench"), KEYS, now=utc_now)

    async def ask(self, text: str, caller: Principal, **variables: Any) -> Mapping[str, Any]:
        """The data of an answer, as JSON has it."""
        body = (await self.executor.answer(Request(text, caller, variables))).body
        answer: dict[str, Any] = orjson.loads(orjson.dumps(body))
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
        data: Mapping[str, Any] = answer["data"]
        return data

    async def costs(self, work: Callable[[], Awaitable[Any]]) -> float:
        """Milliseconds of processor time in all."""
        before = spent(self.place.jvm) + spent(os.getpid())
        await work()
        return (spent(self.place.jvm) + spent(os.getpid()) - before) * 1_000


@asynccontextmanager
async def registered(only: str | None, today: date) -> AsyncIterator[Ground]:
    """Start Neo4j on the city with registrations, made from the city without when the cache does not hold it."""
    extent = planted(None, 20)
    home = CACHE / f"registered-{only or 'city'}-{today.year}-{extent.folder}"
    made, copied = home / "registered.txt", home / "copied"
    if not copied.exists():
        shutil.rmtree(home, ignore_errors=True)
        async with ground(extent, CACHE, console):
            pass
        shutil.copytree(CACHE / extent.folder / "neo4j", home / "neo4j")
        copied.touch()
    sized = {"data_dir": home / "neo4j", "heap_mb": HEAP_MB, "page_cache_mb": PAGE_CACHE_MB, "train_aot": False}
    child = await start(Settings().model_copy(update=sized))
    graph = Graph(child.address, PATIENT)
    try:
        if not made.exists():
            await _register([only] if only else [place.code for place in districts()], graph, today, home)
            made.write_text(await _said(graph), encoding="utf-8")
        print(made.read_text(encoding="utf-8"), end="")
        yield Ground(graph, child.address, child.pid)
    finally:
        await graph.close()
        await child.stop()


async def _register(areas: Sequence[str], graph: Graph, today: date, home: Path) -> None:
    """Have areas register, one after the other; a run that was ended goes on where it stood."""
    for number, area in enumerate(areas):
        done = home / f"{area}.txt"
        if not done.exists():
            counts = await fill(graph, [area], Plan(today))
            done.write_text(f"{counts.said()}\n", encoding="utf-8")
            console.print(f"{number + 1} of {len(areas)} areas")


async def _said(graph: Graph) -> str:
    ((registrations, records, entries),) = await graph.read(Statement(_GROWN), Lane.HEAVY)
    return f"{registrations:,} registrations, {records:,} services, {entries:,} entries of points\n"


async def figures(asking: Asking, district: str) -> list[Goal]:
    """What figures of a district cost, with all its parts, and by unit."""
    caller = Principal("bench", Role.DISTRICT_ADMIN, (district,))
    found = []
    for name, text in (("registrationStats", STATS), ("registrationStats by unit", BY_UNIT)):

        async def once(text: str = text) -> Mapping[str, Any]:
            return await asking.ask(text, caller, area=district, year=asking.today.year)

        for _ in range(WARM_UP):
            shown = await once()
        cost = median([await asking.costs(once) for _ in range(ASKED)])
        counts = shown["registrationStats"].get("counts", {})
        said = f"{counts['memberCount']} members, {counts['hours']:.0f} hours" if counts else ""
        found.append(Goal(name, cost, MOST_STATS_MS, "ms CPU", said))
    return found


async def pages(asking: Asking, district: str) -> Goal:
    """What a member's page costs against the hand-written statement, which has to say the same.

    Raises:
        RuntimeError: it does not.
    """
    text, by_hand = document("member_page"), statements(QUERIES / "member_page.cypher")["member_page"]
    asked = {"year": asking.today.year, "prefix": district[:6], "most": MEMBERS}
    ((members,),) = await asking.place.graph.read(Statement(_MEMBERS, asked), Lane.HEAVY)

    async def page(who: str) -> Any:
        return await asking.ask(text, Principal(who, Role.MEMBER))

    async def hand(who: str) -> Any:
        given = {"key": f"{who}|{asking.today.year}", "person": who, "today": asking.today}
        rows = await asking.place.graph.read(Statement(by_hand, given))
        return orjson.loads(orjson.dumps(rows[0][0]))

    async def all_of(way: Callable[[str], Awaitable[Any]]) -> None:
        for who in members:
            await way(who)

    for who in members:
        if (one := await page(who)) != (other := await hand(who)):
            raise RuntimeError(f"answers differ for {who}: {one} {other}")
    for _ in range(10):
        await all_of(page)
        await all_of(hand)
    ratios, costs = [], []
    for _ in range(ROUNDS):
        one, other = await asking.costs(lambda: all_of(page)), await asking.costs(lambda: all_of(hand))
        ratios.append(one / other)
        costs.append((one / len(members), other / len(members)))
    said = "{:.2f} ms to {:.2f} ms".format(*sorted(costs)[len(costs) // 2])
    return Goal("a member's page to the statement by hand", median(ratios), MOST_RATIO, "x", said)


async def cards(place: Ground, district: str, today: date) -> Goal:
    """How long `graphsvc cards` takes for a district and quarter; they are taken away before and after."""
    quarter = f"{today.year}Q3"
    await _forget(place, district)
    command = (sys.executable, *COMMAND, "cards", district, "--quarter", quarter)
    seconds, cpu, _ = await asyncio.to_thread(run, command, reaching(place))
    count = await _forget(place, district)
    return Goal("a quarter's cards", seconds, MOST_CARDS_SECONDS, "s", f"{count} cards; {cpu:.1f} s CPU of the command")


async def audited(place: Ground, area: str, today: date) -> Goal:
    """How long the audit of an area takes, all rules, as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("audit", area, "--as-of", today.isoformat(), "--format", "csv", "--output", f"{folder}/audit.csv")
        seconds, cpu, _ = await asyncio.to_thread(run, (sys.executable, *COMMAND, *arguments), reaching(place))
        lines = (Path(folder) / "audit.csv").read_bytes().count(b"\n") - 1
    said = f"{lines} findings; {cpu:.1f} s CPU of the command"
    return Goal(f"audit of {area}", seconds, MOST_AUDIT_SECONDS, "s", said)


async def _forget(place: Ground, district: str) -> int:
    """Take the cards of a district away; how many there were."""
    of = {"prefix": district[:6]}
    ((count,),) = await place.graph.read(Statement(_CARDS, of), Lane.HEAVY)
    for _ in range(0, count, 2_000):
        await place.graph.write(Statement(_FORGET, of), Lane.SETUP)
    return int(count)


async def measured(district: str, only: str | None) -> list[Goal]:
    """All figures of one run."""
    today = day_in_china(utc_now())
    async with registered(only, today) as place:
        asking = Asking(place, today)
        goals = [*await figures(asking, district), await pages(asking, district)]
        goals.append(await cards(place, district, today))
        goals.append(await audited(place, only or CITY, today))
        return goals


def main(district: District = DISTRICT, only: Only = None, strict: Strict = False) -> None:
    """Measure, and say what misses its goal."""
    goals = asyncio.run(measured(only or district, only))
    print("\n".join(goal.line() for goal in goals))
    print(f"load average {os.getloadavg()[0]:.1f}")
    if strict and any(goal.value > goal.most for goal in goals):
        raise typer.Exit(3)


if __name__ == "__main__":
    typer.run(main)
