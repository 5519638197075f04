"""Tasks on a real Neo4j: one to many receivers, each with its own progress, handed over, repeated, and never twice."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, GraphsvcError, NotFound, StepRefused
from graphsvc.tasks.model.task import Act, Draft, Item, Progress, TaskKind
from graphsvc.tasks.store.shares import act, desk, people, progress
from graphsvc.tasks.store.tasks import TEXTS, Caller, Receivers, dispatch, repeat
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, Single
from tests.plans import scans
from tests.shared_graph import everything

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=1)
STREET_DESK = Caller("street", ("500103012",))
GRID_WORKER = Caller("grid", (GRID_CODE,))
WATER = Caller("water", (), "unit-water")
PATROL = Draft("汛前排查", STREET, (Item("挡水设施到位"), Item("排水沟无堵塞")), due_at=DUE)
_MORE = """\
MATCH (c:Community)
UNWIND range(2, 5) AS n
WITH c, n, '50010301201100' + n AS code
CREATE (h:Node:Area:Grid {id: code, code: code, areaCode: code, level: 5, prefix: code, name: '第' + n + '网格'})
CREATE (h)-[:PART_OF]->(c)
CREATE (:Node:Person {id: 'person-' + n, name: '王' + n, areaCode: code})-[:SERVES_IN {role: 'GRID_WORKER'}]->(h)"""


@pytest.fixture
async def town(town: Graph) -> Graph:
    """The street, with five grids and four grid workers."""
    await town.write(Statement(_MORE))
    return town


async def give(graph: Graph, wanted: Receivers, draft: Draft = PATROL, caller: Caller = STREET_DESK) -> Any:
    return await dispatch(Single(graph), caller, draft, wanted, "task-1", NOW)


async def do(graph: Graph, caller: Caller, share: str, version: int, asked: Act, **more: Any) -> Any:
    return await act(Single(graph), caller, share, version, asked, NOW + timedelta(minutes=version), **more)


async def test_one_task_goes_to_every_grid_under_a_community_with_a_share_each(town: Graph) -> None:
    given = await give(town, Receivers(levels=(("GRID", COMMUNITY_CODE),)))
    assert len(given.shares) == 5
    for grid, last in ((GRID_CODE, Act.CONFIRM), ("500103012011002", Act.REPORT)):
        share, caller = f"task-1.{grid}", Caller("grid", (grid,))
        await do(town, caller, share, 1, Act.ACCEPT)
        await do(town, caller, share, 2, Act.TICK, ticks=(0, 1))
        await do(town, caller, share, 3, Act.REPORT, note="已排查")
        if last is Act.CONFIRM:
            await do(town, STREET_DESK, share, 4, last)
    counts, late = await progress(town, STREET_DESK, "task-1", DUE + timedelta(hours=1))
    assert counts == {Progress.ASSIGNED: 3, Progress.REPORTED: 1, Progress.DONE: 1}
    assert late == 3
    rows = await town.read(Statement(TEXTS["record"], {"id": f"task-1.{GRID_CODE}", **GRID_WORKER.params}))
    assert [row[0] for row in rows] == ["ACCEPT", "TICK", "REPORT", "CONFIRM"]


async def test_a_task_reaches_units_and_the_people_of_a_role(town: Graph) -> None:
    given = await give(town, Receivers(units=("unit-water",), forces=(("GRID_WORKER", COMMUNITY_CODE),)))
    assert len(given.shares) == 5
    kinds = await town.read(Statement("MATCH (a:Assignment) RETURN a.kind, count(*) ORDER BY a.kind LIMIT 5"))
    assert kinds == [["PERSON", 4], ["UNIT", 1]]
    assert (await do(town, WATER, "task-1.unit-water", 1, Act.ACCEPT)).share.state is Progress.ACCEPTED
    both = ["unit-water", "person-3"]
    assert [row[0] for row in await desk(town, STREET_DESK, both)] == ["task-1.person-3", "task-1.unit-water"]
    first = await desk(town, STREET_DESK, both, 1)
    assert [row[0] for row in await desk(town, STREET_DESK, both, 9, first[0][2])] == ["task-1.unit-water"]
    assert [row[0] for row in await desk(town, WATER, both)] == ["task-1.unit-water"]


@pytest.mark.parametrize(
    ("me", "role", "areas", "persons"),
    [
        ("worker", "GRID_WORKER", ("500103012011003",), ["person-3"]),
        ("worker", "GRID_WORKER", ("500103012011003", "500103012011005"), ["person-3", "person-5"]),
        ("worker", "GRID_WORKER", (GRID_CODE,), []),
        ("worker", "GRID_WORKER", (COMMUNITY_CODE,), []),
        ("worker", "", ("500103012011003",), []),
        ("person-2", "GRID_WORKER", ("500103012011002", "500103012011003"), ["person-2"]),
        ("person-2", "GRID_WORKER", ("500103012011003",), ["person-3"]),
        ("person-2", "", (COMMUNITY_CODE,), ["person-2"]),
        ("person-2", "", (), []),
    ],
)
async def test_a_caller_works_for_the_person_it_is_or_for_its_role_in_its_grids(
    town: Graph, me: str, role: str, areas: tuple[str, ...], persons: list[str]
) -> None:
    assert await people(town, Caller(me, areas), role, areas, NOW) == persons


async def test_a_community_reports_up_and_hands_over_sideways(town: Graph) -> None:
    community = Caller("community", (COMMUNITY_CODE,))
    up = Draft("请求协调地下管网", COMMUNITY_CODE)
    given = await dispatch(Single(town), community, up, Receivers(areas=(STREET,)), "task-up", NOW)
    ((way,),) = await town.read(Statement("MATCH (a:Assignment) RETURN a.direction"))
    assert (way, given.shares) == ("UP", (f"task-up.{STREET}",))
    await give(town, Receivers(areas=(GRID_CODE,)))
    other = Receivers(areas=("500103012011002",))
    moved = await do(town, GRID_WORKER, f"task-1.{GRID_CODE}", 1, Act.HAND_OVER, note="属二网格", to=other)
    assert (moved.share.state, moved.handed) == (Progress.HANDED_OVER, "task-1.500103012011002")
    counts, _ = await progress(town, STREET_DESK, "task-1", NOW)
    assert counts == {Progress.ASSIGNED: 1, Progress.HANDED_OVER: 1}


_NEIGHBOURS = """\
MATCH (u:Unit {id: 'unit-power'})
CREATE (:Node:Unit {id: 'unit-far', name: '外区单位', areaCode: '500104001001'})
WITH u UNWIND [['500103012012', 4], ['500103014009', 4], ['500103012012001', 5], ['500103000000', 2]] AS area
CREATE (:Node:Area {id: area[0], code: area[0], areaCode: area[0], level: area[1],
  prefix: CASE area[0] WHEN '500103000000' THEN '500103' ELSE area[0] END, name: area[0]})"""


@pytest.mark.parametrize(
    ("share", "to"),
    [
        (GRID_CODE, Receivers(areas=(STREET,))),  # who gave it
        (GRID_CODE, Receivers(areas=(COMMUNITY_CODE,))),
        (GRID_CODE, Receivers(areas=("500103000000",))),
        (GRID_CODE, Receivers(areas=("500103014009",))),
        (GRID_CODE, Receivers(areas=("500103012012001",))),
        (GRID_CODE, Receivers(units=("unit-far",))),
        ("unit-water", Receivers(areas=(STREET,))),
        ("unit-water", Receivers(areas=("500103014009",))),
        ("unit-water", Receivers(units=("unit-far",))),
    ],
)
async def test_a_share_is_handed_over_between_equals_only_and_never_to_its_giver(
    town: Graph, share: str, to: Receivers
) -> None:
    await town.write(Statement(_NEIGHBOURS))
    await give(town, Receivers(areas=(GRID_CODE,), units=("unit-water",)))
    before = await everything(town, "Task", "Assignment", "TaskStep")
    caller = WATER if share == "unit-water" else GRID_WORKER
    with pytest.raises(BadInput, match="handed over") as refused:
        await do(town, caller, f"task-1.{share}", 1, Act.HAND_OVER, note="不归我", to=to)
    assert refused.value.field == ("to",)
    assert await everything(town, "Task", "Assignment", "TaskStep") == before


async def test_who_gets_a_share_by_a_hand_over_reads_why(town: Graph) -> None:
    await give(town, Receivers(units=("unit-water",)))
    to = Receivers(units=("unit-power",))
    moved = await do(town, WATER, "task-1.unit-water", 1, Act.HAND_OVER, note="属电力设施", to=to)
    power = Caller("power", (), "unit-power")
    asked = Statement(TEXTS["record"], {"id": moved.handed, **power.params})
    first = ["HAND_OVER", "water", "2026-09-07T01:01:00Z", "属电力设施", 1]
    assert await town.read(asked) == [first]
    await do(town, power, moved.handed, 1, Act.ACCEPT)
    assert [row[0] for row in await town.read(asked)] == ["HAND_OVER", "ACCEPT"]
    steps = "MATCH (s:TaskStep) RETURN s.id, s.unit, s.source, s.target ORDER BY s.id"
    assert (await town.read(Statement(steps)))[0] == ["task-1.unit-power.1", "unit-power", "ASSIGNED", "ASSIGNED"]


async def test_a_share_goes_to_a_named_person_of_the_place_or_of_the_department(town: Graph) -> None:
    text = """UNWIND ['unit-water', 'unit-power'] AS unit MATCH (u:Unit {id: unit})
CREATE (:Node:Person {id: 'of-' + unit, name: unit, areaCode: u.areaCode})-[:WORKS_FOR]->(u)"""
    await town.write(Statement(text))
    await give(town, Receivers(areas=(GRID_CODE,), units=("unit-water",)))
    community = Caller("community", (COMMUNITY_CODE,))
    named = Receivers(people=("person-3",))
    moved = await do(town, community, f"task-1.{GRID_CODE}", 1, Act.HAND_OVER, note="本人休假", to=named)
    assert moved.handed == "task-1.person-3"
    worker = Caller("person-3", ("500103012011003",))
    assert (await do(town, worker, moved.handed, 1, Act.ACCEPT)).share.state is Progress.ACCEPTED
    own = Receivers(people=("of-unit-water",))
    moved = await do(town, WATER, "task-1.unit-water", 1, Act.HAND_OVER, note="专人办理", to=own)
    employee = Caller("of-unit-water", (), "unit-water")
    mine = await people(town, employee, "", (), NOW)
    assert mine == ["of-unit-water"]
    assert [row[0] for row in await desk(town, employee, mine)] == [moved.handed] == ["task-1.of-unit-water"]
    assert (await do(town, WATER, moved.handed, 1, Act.ACCEPT)).share.version == 2, "its unit sees what it does"


@pytest.mark.parametrize(
    ("caller", "person"),
    [(WATER, "of-unit-power"), (WATER, "person-3"), (GRID_WORKER, "person-3"), (WATER, "person-99")],
)
async def test_a_person_of_elsewhere_is_given_nothing(town: Graph, caller: Caller, person: str) -> None:
    text = """MATCH (u:Unit {id: 'unit-power'})
CREATE (:Node:Person {id: 'of-unit-power', name: '李', areaCode: u.areaCode})-[:WORKS_FOR]->(u)"""
    await town.write(Statement(text))
    await give(town, Receivers(areas=(GRID_CODE,), units=("unit-water",)))
    share = "task-1.unit-water" if caller is WATER else f"task-1.{GRID_CODE}"
    before = await everything(town, "Assignment", "TaskStep")
    with pytest.raises(NotFound, match="1 of the receivers are not there"):
        await do(town, caller, share, 1, Act.HAND_OVER, note="给他", to=Receivers(people=(person,)))
    assert await everything(town, "Assignment", "TaskStep") == before


@pytest.mark.parametrize(
    ("caller", "version", "asked", "more", "error"),
    [
        (GRID_WORKER, 2, Act.ACCEPT, {}, StepRefused),
        (GRID_WORKER, 1, Act.REPORT, {"note": "没做"}, StepRefused),
        (GRID_WORKER, 1, Act.WITHDRAW, {}, StepRefused),
        (WATER, 1, Act.ACCEPT, {}, NotFound),
        (Caller("next", ("500103014",)), 1, Act.ACCEPT, {}, NotFound),
        (GRID_WORKER, 1, Act.HAND_OVER, {"note": "给别人"}, BadInput),
        (GRID_WORKER, 1, Act.HAND_OVER, {"note": "给自己", "to": Receivers(areas=(GRID_CODE,))}, BadInput),
    ],
)
async def test_a_refused_act_writes_nothing(
    town: Graph, caller: Caller, version: int, asked: Act, more: dict[str, Any], error: type[GraphsvcError]
) -> None:
    await give(town, Receivers(areas=(GRID_CODE,)))
    before = await everything(town, "Task", "Assignment", "TaskStep")
    with pytest.raises(error):
        await do(town, caller, f"task-1.{GRID_CODE}", version, asked, **more)
    assert await everything(town, "Task", "Assignment", "TaskStep") == before


@pytest.mark.parametrize(
    ("caller", "wanted", "error"),
    [
        (STREET_DESK, Receivers(), BadInput),
        (STREET_DESK, Receivers(areas=("500103012999",)), NotFound),
        (STREET_DESK, Receivers(units=("no-unit",)), NotFound),
        (Caller("next", ("500103014",)), Receivers(areas=(GRID_CODE,)), NotFound),
    ],
)
async def test_a_task_for_nobody_or_from_elsewhere_is_refused(
    town: Graph, caller: Caller, wanted: Receivers, error: type[GraphsvcError]
) -> None:
    with pytest.raises(error):
        await give(town, wanted, caller=caller)
    assert await everything(town, "Task", "Assignment", "TaskStep") == []


async def test_of_sixteen_that_accept_at_once_one_does(town: Graph) -> None:
    await give(town, Receivers(areas=(GRID_CODE,)))
    outcomes: Counter[str] = Counter()

    async def accept() -> None:
        try:
            await do(town, GRID_WORKER, f"task-1.{GRID_CODE}", 1, Act.ACCEPT)
            outcomes["won"] += 1
        except StepRefused:
            outcomes["lost"] += 1

    await asyncio.gather(*(accept() for _ in range(16)))
    assert outcomes == {"won": 1, "lost": 15}


async def test_a_recurring_task_is_given_out_once_each_time_by_two_workers(town: Graph) -> None:
    rule = "FREQ=WEEKLY;BYDAY=MO;COUNT=3"
    weekly = Draft("网格周巡查", STREET, (Item("巡查"),), due_at=DUE, rule=rule, kind=TaskKind.PATROL)
    await give(town, Receivers(levels=(("GRID", COMMUNITY_CODE),)), weekly)
    for week in (1, 2, 3):
        then = NOW + timedelta(days=7 * week, minutes=1)
        given = await asyncio.gather(*(town.transact(partial(repeat, now=then)) for _ in range(2)))
        assert sum(len(each.given) for each in given) == (1 if week < 3 else 0)
    tasks = await town.read(Statement("MATCH (t:Task) RETURN t.id, toString(t.dueAt) ORDER BY t.id LIMIT 9"))
    assert [row[0] for row in tasks] == ["task-1", "task-1.2", "task-1.3"]
    assert tasks[1][1] == "2026-09-15T01:01:00Z"
    assert await town.read(Statement("MATCH (a:Assignment) RETURN count(a)")) == [[15]]
    assert await town.read(Statement("MATCH (t:Task) RETURN DISTINCT t.kind LIMIT 9")) == [["PATROL"]]


async def test_a_task_handed_over_while_a_worker_gives_it_out_again_goes_to_who_has_it_now(town: Graph) -> None:
    daily = Draft("网格日巡查", STREET, (Item("巡查"),), rule="FREQ=DAILY")
    await give(town, Receivers(areas=(GRID_CODE,)), daily)
    other = "500103012011002"
    handing, looked = asyncio.Event(), asyncio.Event()

    async def hand_over(tx: Transaction) -> None:
        to = Receivers(areas=(other,))
        await act(tx, GRID_WORKER, f"task-1.{GRID_CODE}", 1, Act.HAND_OVER, NOW, note="属二网格", to=to)
        handing.set()
        await looked.wait()

    class Looking:
        """A worker that has seen what is due before the hand-over is committed."""

        def __init__(self, tx: Transaction) -> None:
            self._tx = tx

        async def run(self, statement: Statement) -> list[list[Any]]:
            asyncio.get_running_loop().call_later(0.3, looked.set)
            return await self._tx.run(statement)

        async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
            return await self.run(statement)

    under_way = asyncio.create_task(town.transact(hand_over))
    await handing.wait()
    given = await town.transact(lambda tx: repeat(Looking(tx), NOW + timedelta(days=1)))
    await under_way
    assert [each.shares for each in given.given] == [(f"task-1.2.{other}",)]


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_tasks_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    lists: dict[str, Any] = {
        each: [] for each in ("codes", "levels", "units", "forces", "scope", "shares", "receivers", "grids", "people")
    }
    maps: dict[str, Any] = {each: {"id": "x"} for each in ("task", "share", "step", "received")}
    values = {**dict.fromkeys(("id", "unit", "me", "role"), "x"), **dict.fromkeys(("now", "next"), NOW), "after": ""}
    values |= {"most": 5, "first": 5, "page": 5, "expected": 1, "handed": {"id": "", "receiver": ""}}
    assert await scans(demo_graph, Statement(TEXTS[name], {**lists, **maps, **values}), products=True) == set()
