"""The ground of `bench.board`: a city with a district of cases, and a little of all else that a screen counts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.ground import KEYS, Ground
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.breaker import Limits
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start
from graphsvc.db.migrations import migrate
from graphsvc.intake.load import load_rows
from graphsvc.settings import Settings
from seeds.cases import fill
from seeds.grow.places import districts
from seeds.grow.stream import Stream, grow

DISTRICT, CITY = "500103000000", "500000000000"
ELSEWHERE = ("areas", "grids", "units")
"""Tables of the other districts: what cases lie in and call; no figure looks at the people there."""
PATIENT = Timing(light=120.0, heavy=600.0, limits=Limits(quiet=60.0))
"""For growing, beside other work, with pauses of the JVM."""
_READY = "MATCH (c:CommandCentre) RETURN count(c) > 0"
_CENTRES = """\
MATCH (a:Subdistrict)
CREATE (c:Node:CommandCentre {id: 'centre-' + a.code, areaCode: a.code, name: a.name + '指挥中心', version: 1})
WITH c UNWIND range(-1, 90) AS at
CREATE (:Node:DutyShift {id: c.id + '-' + at, areaCode: c.areaCode, version: 1, state: 'PLANNED', centre: c.id,
  seat: 'OPERATOR', startsAt: $now + duration({hours: 8 * at}), endsAt: $now + duration({hours: 8 * (at + 1)})})
  -[:ON_ROSTER]->(c)"""
_REST = """\
MATCH (a:Community) WHERE a.areaCode STARTS WITH $prefix
UNWIND range(1, 2) AS n
CREATE (:Node:Supervision {id: 'watch-' + a.code + n, areaCode: a.code, version: 1,
  state: ['OPEN', 'ANSWERED'][n % 2], warnAt: $now, dueAt: $now + duration({hours: 24 * n})})
CREATE (:Node:Task {id: 'task-' + a.code + n, areaCode: a.code, dueAt: $now + duration({hours: 12 * n})})
CREATE (:Node:ContingencyPlan {id: 'plan-' + a.code + n, areaCode: a.code, prefix: a.prefix, state: 'PUBLISHED',
  publishedOn: $today - duration({days: 200 * n}), drillEveryDays: 365, version: 1})
CREATE (k:Node:KeyPlace {id: 'key-' + a.code + n, areaCode: a.code, version: 1, state: 'LISTED', listedOn: $today})
CREATE (k)<-[:HAZARD_OF]-(:Node:Hazard {id: 'hazard-' + a.code + n, areaCode: a.code, version: 1,
  recordedAt: $now - duration({days: 30}), clearBy: $today + duration({days: 1 - n}),
  state: CASE WHEN n % 2 = 0 THEN 'OPEN' ELSE 'CLEARED' END, clearedOn: CASE WHEN n % 2 = 1 THEN $today END})"""


@asynccontextmanager
async def city(folder: Path, cases: int, elsewhere: int) -> AsyncIterator[Ground]:
    """The graph of a folder, grown when it is empty: a whole district and its `cases`, of each other `elsewhere`."""
    child = await start(Settings().model_copy(update={"data_dir": folder, "train_aot": False}))
    graph = Graph(child.address, PATIENT)
    try:
        await migrate(graph, utc_now())
        if await graph.read(Statement(_READY), Lane.HEAVY) == [[False]]:
            await _grow(graph, cases, elsewhere)
        yield Ground(graph, child.address, child.pid)
    finally:
        await graph.close()
        await child.stop()


async def _grow(graph: Graph, cases: int, elsewhere: int) -> None:
    now = utc_now()
    await load_rows(graph, _stream(), KEYS, fresh=True)
    for number, place in enumerate(districts()):
        await fill(graph, place.code, cases if place.code == DISTRICT else elsewhere, now, number, f"case-{number}")
        await graph.write(Statement(_REST, _given(place.code, now)), Lane.SETUP)
    await graph.write(Statement(_CENTRES, _given(CITY, now)), Lane.SETUP)  # last, so that it tells that all is there


def _stream() -> Stream:
    yield from grow(DISTRICT)
    for place in districts():
        if place.code != DISTRICT:
            for table, rows in grow(place.code):
                if table in ELSEWHERE:
                    yield table, rows[1:] if table == "areas" else rows  # the city, first of them, is there


def _given(district: str, now: datetime) -> dict[str, Any]:
    return {"prefix": district[:6], "now": now - timedelta(hours=1), "today": day_in_china(now)}
