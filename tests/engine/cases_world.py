"""A small place for the case tests: one street with two communities, its departments, and who acts for whom."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import Case
from graphsvc.cases.model.categories import Handling, Handlings
from graphsvc.cases.model.deadlines import CallTimes
from graphsvc.cases.model.decide import PROVEN, Wish
from graphsvc.cases.model.permissions import Actor
from graphsvc.cases.model.states import Action, Party, WhistleKind
from graphsvc.cases.store.cases import LIST_ALONE, Caller, Draft, Moved, raise_case, read_case, read_steps, take
from graphsvc.codes import AreaLevel
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.org.model.work import Board

START = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in China
CALENDAR = Calendar()
STREET, COMMUNITY_CODE, GRID_CODE = "500103012000", "500103012011", "500103012011001"
UNITS = {"unit-water": "供水", "unit-power": "能源", "unit-fire": "消防救援"}
SCOPE = ("500103012",)

GRID = Caller(Actor("grid-worker", frozenset({Party.GRID})), (GRID_CODE,))
COMMUNITY = Caller(Actor("community", frozenset({Party.COMMUNITY})), (COMMUNITY_CODE,))
SUBDISTRICT = Caller(Actor("subdistrict", frozenset({Party.SUBDISTRICT})), SCOPE)
DISTRICT = Caller(Actor("district", frozenset({Party.DISTRICT})), SCOPE)
CLOCK = Caller(Actor("clock", frozenset({Party.SYSTEM})), ("",))
STRANGER = Caller(Actor("stranger", frozenset({Party.COMMUNITY, Party.SUBDISTRICT})), ("500103014",))

_WORLD = """\
CREATE (a:Node:Area:Subdistrict {id: '500103012000', code: '500103012000', areaCode: '500103012000', level: 3,
  prefix: '500103012', name: '青石街道'})
CREATE (c:Node:Area:Community {id: '500103012011', code: '500103012011', areaCode: '500103012011', level: 4,
  prefix: '500103012011', name: '桐花社区'})-[:PART_OF]->(a)
CREATE (:Node:Area:Grid {id: '500103012011001', code: '500103012011001', areaCode: '500103012011001', level: 5,
  prefix: '500103012011001', name: '桐花社区第一网格'})-[:PART_OF]->(c)
WITH c UNWIND $units AS row
CREATE (u:Node:Unit {id: row[0], name: row[1], sector: row[1], kind: 'ORGAN', level: 'DISTRICT',
  areaCode: '500103012011'})-[:LOCATED_IN]->(c)"""


_STAFF = """\
CREATE (p:Node:Person {id: 'person-lin', areaCode: '500103012011001', name: '某人'})
WITH p
CALL (p) { MATCH (g:Grid) CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER'}]->(g) }
CALL (p) { MATCH (u:Unit) CREATE (p)-[:WORKS_FOR]->(u) }"""


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


def department(unit: str) -> Caller:
    """Somebody who speaks for a unit, from anywhere."""
    return Caller(Actor(f"of-{unit}", frozenset({Party.DEPARTMENT}), frozenset({unit})), ())


WATER, POWER = department("unit-water"), department("unit-power")


def ruled(level: AreaLevel) -> Handlings:
    """One rule for everything: a level handles it."""
    rule = Handling(level, Board.LIVELIHOOD, "供水", ("物业",), CallTimes(30, 240, 1440))
    return Handlings(lambda category, place, day: rule)


async def place(graph: Graph) -> None:
    """Make the street."""
    await graph.write(Statement(_WORLD, {"units": [list(row) for row in UNITS.items()]}))


async def staff(graph: Graph) -> None:
    """Let somebody work for each unit and serve in each grid, who can be given anything by name."""
    await graph.write(Statement(_STAFF))


async def new_case(
    graph: Graph, at: datetime = START, case_id: str = "", handlings: Handlings = LIST_ALONE, **more: Any
) -> str:
    """Raise a case in the first grid."""
    draft = Draft(GRID_CODE, **{"category": "C02", "title": "三单元停水", **more})
    id_ = case_id or f"case-{uuid.uuid4().hex}"
    return (await raise_case(Single(graph), GRID, draft, id_, at, CALENDAR, handlings)).id


async def step(
    graph: Graph, caller: Caller, case_id: str, expected: int, action: Action, at: datetime | None = None, **more: Any
) -> Moved:
    """Take a step a minute after the one before, unless told when."""
    if action in PROVEN:
        more.setdefault("note", "已办好")
    wish = Wish(action, **more)
    when = at or START + timedelta(minutes=expected)
    ids = [f"call-{uuid.uuid4().hex}" for _ in wish.departments]
    return await take(Single(graph), caller, case_id, expected, wish, when, ids, CALENDAR)


async def whistled(graph: Graph, units: Sequence[str] = ("unit-water",), at: datetime = START) -> tuple[str, Case]:
    """A case that has been accepted and whistled, at version 3."""
    case_id = await new_case(graph, at)
    await step(graph, COMMUNITY, case_id, 1, Action.ACCEPT, at)
    moved = await step(
        graph, SUBDISTRICT, case_id, 2, Action.WHISTLE, at, departments=tuple(units), kind=WhistleKind.HARD_PROBLEM
    )
    return case_id, moved.case


async def stands(graph: Graph, case_id: str) -> Case:
    """The case as the graph holds it, its calls in the order of their ids."""
    return ordered((await read_case(Single(graph), CLOCK, case_id)).case)


async def replayed(graph: Graph, case_id: str) -> Case:
    """The case that its record makes."""
    from graphsvc.cases.model.case import replay

    return ordered(replay(await read_steps(Single(graph), CLOCK, case_id)))


def ordered(case: Case) -> Case:
    """The same case with its calls in the order of their ids."""
    from dataclasses import replace

    return replace(case, calls=tuple(sorted(case.calls, key=lambda call: call.id)))
