"""What a change of holidays costs with many open cases: `python -m bench.recounting`, on a graph of its own.

The figures that are told before (`holidayEffects`), and the recount that follows, each with the wall clock and the
processor time of this process and of Neo4j. Half of the cases have a department called; one place has a twentieth of
them all.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from bench.clock import spent
from bench.ground import RECORD_KEY, on_own_graph
from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Grant
from graphsvc.cases.holidays import HolidayKind, NamedDay
from graphsvc.cases.holidays.local_days import EnteredDay, LocalDays
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.permissions import Actor
from graphsvc.cases.model.states import Action, Party, WhistleKind
from graphsvc.cases.recounting.effects import Change, Sweeps, effects_of
from graphsvc.cases.recounting.recounting import Recounting
from graphsvc.cases.store.cases import Caller, Draft, raise_case, take
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.log.chain import Record

STREET = "500103012000"
PLACES = """\
CREATE (:Node:Area:District {id: '500103000000', code: '500103000000', areaCode: '500103000000', level: 2,
  prefix: '500103', name: '渝中区'})
CREATE (a:Node:Area:Subdistrict {id: $street, code: $street, areaCode: $street, level: 3, prefix: left($street, 9),
  name: '青石街道'})
CREATE (:Node:Unit {id: 'unit-water', name: '供水公司', areaCode: $street})-[:LOCATED_IN]->(a)
WITH a UNWIND $communities AS code
CREATE (c:Node:Area:Community {id: code, code: code, areaCode: code, level: 4, prefix: code, name: '社区'})
CREATE (c)-[:PART_OF]->(a)
WITH c, code UNWIND ['001', '002', '003', '004', '005', '006', '007', '008', '009', '010'] AS number
CREATE (:Node:Area:Grid {id: code + number, code: code + number, areaCode: code + number, level: 5,
  prefix: code + number, name: '网格'})-[:PART_OF]->(c)"""
COPIES = """\
MATCH (c:Node:Case {id: $of})
UNWIND $rows AS row
CREATE (n:Node:Case:Clocked)
SET n = c {.*, id: row.id, areaCode: row.area, openIn: row.area, queue: null}"""
CALLS = """\
MATCH (k:Node:Call {id: 'called-call'}) MATCH (u:Node:Unit {id: 'unit-water'})
UNWIND $rows AS row
MATCH (n:Node:Case {id: row.id})
CREATE (n)-[:CALLED]->(m:Node:Call:Clocked)-[:TO]->(u)
SET m = k {.*, id: row.id + '-call', areaCode: row.area, openIn: row.area, queue: null}"""
TOGETHER = 1000


class Single:
    """Runs each statement in a transaction of its own."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def run(self, statement: Statement) -> list[list[Any]]:
        """The values of each row."""
        return (await self._graph.write(statement)).rows

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        """As `run`."""
        return await self.run(statement)


@dataclass(slots=True)
class Cost:
    """Seconds of a part, and the most memory this process has held."""

    wall: float = 0.0
    own: float = 0.0
    database: float = 0.0

    def __str__(self) -> str:
        megabytes = psutil.Process().memory_info().rss / 1e6
        times = f"wall {self.wall:.1f} s, own CPU {self.own:.1f} s, Neo4j CPU {self.database:.1f} s"
        return f"{times}, {megabytes:.0f} MB held"


@contextmanager
def timed(jvm: int) -> Iterator[Cost]:
    """What is spent inside."""
    cost, start, own, database = Cost(), time.perf_counter(), spent(os.getpid()), spent(jvm)
    yield cost
    cost.wall = time.perf_counter() - start
    cost.own, cost.database = spent(os.getpid()) - own, spent(jvm) - database


async def _grow(graph: Graph, count: int, now: datetime, calendar: Calendar) -> None:
    """Two cases as people make them, and copies of them all over a street."""
    communities = [f"500103012{number:03}" for number in range(1, 81)]
    await graph.write(Statement(PLACES, {"street": STREET, "communities": communities}))
    grids = [f"{code}{number:03}" for code in communities for number in range(1, 11)]
    office = Caller(Actor("office", frozenset(Party)), ("500103012",))
    for name in ("plain", "called"):
        draft = Draft(grids[0], "C02", "三单元停水")
        await raise_case(Single(graph), office, draft, name, now, calendar)
        await take(Single(graph), office, name, 1, Wish(Action.ACCEPT), now, (), calendar)
    whistle = Wish(Action.WHISTLE, departments=("unit-water",), kind=WhistleKind.HARD_PROBLEM)
    await take(Single(graph), office, "called", 2, whistle, now, ("called-call",), calendar)
    for start in range(0, count, TOGETHER):
        for of in ("plain", "called"):
            numbers = [n for n in range(start, min(start + TOGETHER, count)) if (n % 2 == 0) == (of == "plain")]
            rows = [{"id": f"case-{n:06}", "area": grids[0] if n % 20 < 1 else grids[n % len(grids)]} for n in numbers]
            await graph.write(Statement(COPIES, {"of": of, "rows": rows}), Lane.SETUP)
            if of == "called":
                await graph.write(Statement(CALLS, {"rows": rows}), Lane.SETUP)


async def _measured(graph: Graph, count: int) -> None:
    now = utc_now()
    local = LocalDays()
    calendar, record = Calendar(days=local), Record(RECORD_KEY.encode())
    await _grow(graph, count, now, calendar)
    jvm = next(each.pid for each in psutil.Process().children(recursive=True) if each.name() == "java")
    today = day_in_china(now)
    days = [today + timedelta(days=number) for number in range(1, 8)]
    off = [NamedDay(day, HolidayKind.HOLIDAY, "区庆") for day in days if calendar.is_worked(day)]
    for asked in (1, 3):
        with timed(jvm) as cost:
            told = [
                effects_of(graph, Grant(("",)), calendar, local, Change(enter=off), now, SWEEPS, f"{n}")
                for n in range(asked)
            ]
            found, *_ = await asyncio.gather(*told)
        print(f"told before, {asked} at once: {found.cases:,} of {count:,} cases would be counted anew; {cost}")
    local.use(1, [EnteredDay(each, "", now) for each in off])
    recounting, steps, longest = Recounting(calendar), 0, 0.0

    async def once(tx: Transaction) -> int:
        nonlocal steps
        done = await recounting.once(tx, now)
        await record.append(tx, done.events, SERVICE.subject, SERVICE.role, now)
        steps += len(done.steps)
        return done.due

    with timed(jvm) as cost:
        due = 1
        while due:
            start = time.perf_counter()
            due = await graph.transact(once, Lane.HEAVY)
            longest = max(longest, time.perf_counter() - start)
    print(f"recounted: {steps:,} steps, the longest transaction {longest:.2f} s; {cost}")
    again = replace(recounting, after=Recounting(calendar).after, over=False)
    with timed(jvm) as cost:
        while (await graph.transact(lambda tx: again.once(tx, now), Lane.HEAVY)).due:
            pass
    print(f"looked through once more, nothing to do; {cost}")


SWEEPS = Sweeps()


def main(count: Annotated[int, typer.Option("--cases", min=2, help="Open cases.")] = 20_000) -> None:
    """Measure what a change of holidays costs."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-recounting-") as folder:
        asyncio.run(on_own_graph(Path(folder), lambda graph: _measured(graph, count)))


if __name__ == "__main__":
    typer.run(main)
