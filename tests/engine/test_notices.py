"""Notices on a real Neo4j: derived from the record once each whoever works at it, and read by whom they are for."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.notices.store import reading, telling
from graphsvc.notices.store.telling import derive, forget
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISPATCH,
    DISTRICT_OFFICE,
    ELSEWHERE,
    FOUND,
    GRID,
    PATROL,
    POWER,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
    whistled,
)
from tests.engine.modelled import modelled, written
from tests.plans import scans
from tests.shared_graph import everything

MINE = """
query ($filter: NoticeFilter) { myNotices(filter: $filter, orderBy: [{ raisedAt: ASC }]) { totalCount nodes {
  id kind action text isUrgent isRead dueAt place area { name } subjectId subject { id } } } }"""
MARK = "mutation ($ids: [ID!]!) { markNoticesRead(notices: $ids) { id isRead } }"


async def told(desk: Desk, most: int = 200) -> int:
    """Derive until nothing is left; how many notices there were."""
    found = 0
    while (round_ := await desk.graph.transact(lambda tx: derive(tx, desk.now, most))).due:
        found += len(round_.notices)
    return found


async def mine(desk: Desk, caller: Principal, **filters: Any) -> list[Any]:
    return (await desk.data(caller, MINE, filter=filters or None))["myNotices"]["nodes"]


async def test_a_whistle_is_told_to_the_called_department_and_to_nobody_else(desk: Desk) -> None:
    case = await whistled(desk)
    assert await told(desk) == 1
    (notice,) = await mine(desk, WATER)
    assert notice["dueAt"] is not None
    assert notice | {"text": "", "dueAt": None} == {
        "id": notice["id"],
        "kind": "CALL",
        "action": "CASE_WHISTLE",
        "text": "",
        "isUrgent": False,
        "isRead": False,
        "dueAt": None,
        "place": "桐花社区第一网格",
        "area": {"name": "桐花社区第一网格"},
        "subjectId": case["id"],
        "subject": {"id": case["id"]},
    }
    assert notice["text"] == f"【吹哨】桐花社区第一网格：已吹哨，请签收，编号 {case['id']}，时限 2026-09-07 11:03"
    assert "停水" not in notice["text"]
    for caller in (POWER, GRID, COMMUNITY, STREET_OFFICE, ELSEWHERE, VIEWER, DISTRICT_OFFICE):
        assert await mine(desk, caller) == []
    by_id = "query ($id: ID!) { node(id: $id) { id } }"
    for caller in (WATER, DISTRICT_OFFICE, POWER, COMMUNITY, STREET_OFFICE, VIEWER):
        found = (await desk.ask(caller, by_id, id=notice["id"])).body["data"]["node"]
        assert (found is not None) == (caller in (WATER, DISTRICT_OFFICE))


OPEN = ("CALLED", "SIGNED", "RETURN_ASKED", "DISPUTED")
CALLED = """query ($id: ID!) { case(id: $id) { dueAt
  calls { nodes { id state dueAt unit { id } } } }
  suggestDepartments(case: $id) { departments { unit { id } points reasons { points text } } } }"""


async def test_whoever_is_called_hears_until_when_to_sign_however_it_came_to_be_called(desk: Desk) -> None:
    case = await whistled(desk)

    async def open_call() -> Any:
        shown = (await desk.data(STREET_OFFICE, CALLED, id=case["id"]))["case"]
        (call,) = [each for each in shown["calls"]["nodes"] if each["state"] in OPEN]
        assert call["dueAt"] < shown["dueAt"], "the case as a whole has more time"
        return call

    async def hears(caller: Principal, action: str) -> None:
        await told(desk)
        (notice,) = [each for each in await mine(desk, caller) if each["action"] == action]
        assert (notice["kind"], notice["dueAt"]) == ("CALL", (await open_call())["dueAt"])

    async def on_call(more: str) -> str:
        return f', call: "{(await open_call())["id"]}", {more}'

    await hears(WATER, "CASE_WHISTLE")
    case = await desk.step(WATER, "handOverCall", case, await on_call('department: "unit-power", reason: "管线"'))
    await hears(POWER, "CASE_HAND_OVER")
    desk.now += timedelta(minutes=5)
    case = await desk.step(
        STREET_OFFICE, "reassignCall", case, await on_call('department: "unit-fire", reason: "改派"')
    )
    fire = Principal("fire", Role.DEPARTMENT, (), "unit-fire")
    await hears(fire, "CASE_REASSIGN")
    case = await desk.step(fire, "returnCall", case, await on_call('reason: "不归我管"'))
    case = await desk.step(STREET_OFFICE, "refuseReturn", case, await on_call('reason: "归你管"'))
    case = await desk.step(fire, "disputeCall", case, await on_call('reason: "请裁定"'))
    ruled = await on_call('department: "unit-power", reason: "由供电承办"')
    case = await desk.step(DISTRICT_OFFICE, "releaseCall", case, ruled)
    await hears(POWER, "CASE_RELEASE")
    suggested = (await desk.data(STREET_OFFICE, CALLED, id=case["id"]))["suggestDepartments"]["departments"]
    last = [each for each in suggested if any(why["points"] == -100 for why in each["reasons"])]
    assert [each["unit"]["id"] for each in last] == [each["unit"]["id"] for each in suggested[-len(last) :]]
    assert "unit-water" in {each["unit"]["id"] for each in last}
    assert all(each["points"] == sum(why["points"] for why in each["reasons"]) for each in suggested)


async def test_each_reads_for_itself_alone(desk: Desk) -> None:
    await whistled(desk)
    await told(desk)
    ids = [each["id"] for each in await mine(desk, WATER)]
    before = await everything(desk.graph, "Notice")
    for caller, wanted in ((POWER, ids), (DISTRICT_OFFICE, ids), (WATER, [*ids, "notice-500103-999-1"])):
        body = (await desk.ask(caller, MARK, ids=wanted)).body
        assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert await everything(desk.graph, "Notice") == before
    colleague = Principal("water-2", Role.DEPARTMENT, (), "unit-water")
    for _ in range(2):
        marked = (await desk.data(WATER, MARK, ids=ids))["markNoticesRead"]
        assert marked == [{"id": ids[0], "isRead": True}]
    assert await mine(desk, WATER, isRead=False) == []
    assert [each["isRead"] for each in await mine(desk, colleague)] == [False]
    assert await written(desk.graph, "Notice") == modelled("Notice")


async def test_tasks_returns_and_requests_are_told(desk: Desk) -> None:
    await desk.data(STREET_OFFICE, DISPATCH, task=PATROL)
    case = (await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]
    await desk.step(COMMUNITY, "returnCase", case, ', reason: "请补充楼号"')
    await told(desk)
    assert [(each["kind"], each["action"]) for each in await mine(desk, WATER)] == [("TASK", "TASK_DISPATCHED")]
    grid = {(each["kind"], each["action"]) for each in await mine(desk, GRID)}
    assert grid == {("TASK", "TASK_DISPATCHED"), ("RETURN", "CASE_RETURN")}
    assert await mine(desk, COMMUNITY) == []


async def test_every_entry_is_told_once_however_many_work_and_wherever_they_stop(desk: Desk) -> None:
    for _ in range(3):
        await whistled(desk)
    with pytest.raises(ZeroDivisionError):
        await desk.graph.transact(stopped)

    async def work() -> None:
        for _ in range(12):
            await desk.graph.transact(lambda tx: derive(tx, desk.now, 2))

    await asyncio.gather(work(), work(), work())
    assert await told(desk, 2) == 0
    found = await mine(desk, WATER)
    assert len({each["subjectId"] for each in found}) == len(found) == 3


async def stopped(tx: Any) -> None:
    """A worker that dies before it commits."""
    from tests.engine.cases_world import START

    await derive(tx, START)
    await derive(tx, START)
    raise ZeroDivisionError


async def test_what_was_in_the_record_before_is_not_told_again(desk: Desk) -> None:
    from graphsvc.db.migrations import migrations

    await whistled(desk)
    (migration,) = (each for each in migrations() if each.name == "notices")
    for text in migration.statements:
        if "MERGE" in text:
            await desk.graph.write(Statement(text))
    assert await told(desk) == 0
    await whistled(desk)
    assert await told(desk) == 1


async def test_old_notices_are_forgotten(desk: Desk) -> None:
    await whistled(desk)
    await told(desk)
    later = desk.now + timedelta(days=31)
    for kept, left in ((0, 1), (60, 1), (30, 0)):
        await desk.graph.transact(lambda tx, kept=kept: forget(tx, later, kept))  # type: ignore[misc]
        assert len(await mine(desk, WATER)) == left


@pytest.mark.parametrize("name", sorted({*telling.CYPHER, *reading.CYPHER}))
async def test_no_statement_reads_every_node_of_a_label(town: Graph, desk: Desk, name: str) -> None:
    given = {
        "register": "register",
        "district": "500103",
        "now": desk.now,
        "before": desk.now,
        "after": 0,
        "to": 5,
        "most": 5,
        "entries": [{"number": 1, "subject": "a", "step": "a.1", "action": "X"}],
        "notices": [],
        "ids": ["a"],
        "subject": "a",
        "addresses": ["UNIT a;"],
    }
    text = (telling.CYPHER | reading.CYPHER)[name]
    assert await scans(town, Statement(text, given), products=True) == set()
