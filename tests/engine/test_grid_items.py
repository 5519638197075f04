"""Grid items on a real Neo4j: applied for, admitted, published; tasks for what is in force alone; a worker's burden."""

import asyncio
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.patrol.api.items import NEEDED
from graphsvc.patrol.model.burden import times_in_month
from graphsvc.patrol.model.items import ITEM, GridItemAction, GridItemState, ItemStanding, bar_step
from graphsvc.patrol.store.items import TEXTS, hold
from graphsvc.tasks.store.admission import Admission
from graphsvc.tasks.store.tasks import repeat
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, DISPATCH, ELSEWHERE, GRID, POWER, STREET_OFFICE, VIEWER, WATER, Desk
from tests.plans import scans
from tests.shared_graph import everything

COLLEAGUE = Principal("street-2", Role.SUBDISTRICT_OFFICIAL, (STREET,))
WORKER = "person-worker"
SHOWN = "{ id version state note startsOn endsOn publishedOn retiredOn department { id } }"
PROPOSE = f"mutation ($item: GridItemInput!, $key: ID) {{ proposeGridItem(item: $item, key: $key) {SHOWN} }}"
NEW = {
    "area": STREET,
    "department": "unit-water",
    "title": "二次供水巡查",
    "itemClass": "RISKS",
    "basis": "供水条例第十二条",
    "minutes": 20,
    "recurrence": "FREQ=WEEKLY;BYDAY=MO",
}
ACTION = GridItemAction
WITH_REASON = (ACTION.REFUSE, ACTION.RETIRE, ACTION.WITHDRAW)
ACTIONS = "query ($id: ID!) { gridItemActions(item: $id) { action allowed reason } }"
TASK = {"area": STREET, "title": "查泵房", "receivers": {"areas": [GRID_CODE]}}
BURDEN = """query ($worker: ID!, $asOf: Date) {
  workerBurden(id: $worker, asOf: $asOf) {
    itemCount minutes taskCount worker { id } departments { department { id } itemCount minutes taskCount } }
  workerItems(id: $worker, asOf: $asOf, first: 1) { totalCount pageInfo { hasNextPage } nodes { id } }
  workerTasks(id: $worker, asOf: $asOf) { totalCount nodes { id task { gridItem { id } } } } }"""
WORKERS = """\
MATCH (g:Grid {id: $grid})-[:PART_OF]->(c)
CREATE (h:Node:Area:Grid {id: $second, code: $second, areaCode: $second, level: 5, prefix: $second, name: '第二网格'})
  -[:PART_OF]->(c)
CREATE (p:Node:Person {id: $worker, name: '周一', areaCode: $grid})
CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER', since: date('2024-01-01')}]->(g)
CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER', since: date('2026-10-01')}]->(h)
CREATE (p)-[:SERVES_IN {role: 'MEMBER_VOLUNTEER'}]->(g)"""

BY_NAME = """\
MATCH (t:Task)-[:GIVEN]->(own:Assignment {receiver: $grid})
WITH t, own ORDER BY own.id LIMIT 1
SET own.personQueue = replace(own.queue, $grid, $worker)
WITH t, own
CREATE (t)-[:GIVEN]->(a:Node:Assignment:Clocked)
SET a = own {.*, id: 'by-name', receiver: $community, areaCode: $community,
  queue: replace(own.queue, $grid, $community), entrusted: $worker, hadBy: [$worker]}"""
"""One share of the community's and one of the grid's are in the worker's hands by name."""


def text_of(action: GridItemAction) -> str:
    reason = ', reason: "已由专业部门承担"' if action in WITH_REASON else ""
    name = f"{action.value.lower()}GridItem"
    return f"mutation ($id: ID!, $v: Int!) {{ {name}(id: $id, expectedVersion: $v{reason}) {SHOWN} }}"


class Body(Desk):
    """Asks about grid items; a refusal is asserted to have written nothing."""

    async def propose(self, caller: Principal = WATER, **more: Any) -> Any:
        return (await self.data(caller, PROPOSE, item={**NEW, **more}))["proposeGridItem"]

    async def take(self, caller: Principal, action: GridItemAction, of: Any) -> Any:
        (made,) = (await self.data(caller, text_of(action), id=of["id"], v=of["version"])).values()
        return made

    async def in_force(self, **more: Any) -> Any:
        made = await self.propose(**more)
        return await self.take(COLLEAGUE, ACTION.PUBLISH, await self.take(STREET_OFFICE, ACTION.ADMIT, made))

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]

    async def dispatch(self, item: Any, **more: Any) -> Any:
        given = {**TASK, "item": item["id"], **more}
        return (await self.data(STREET_OFFICE, DISPATCH, task=given))["dispatchTask"]


@pytest.fixture
async def body(known: Documents, clean_graph: Graph) -> Body:
    await place(clean_graph)
    body = Body(known, clean_graph)
    body.tools[Admission] = Admission(hold)
    return body


async def test_a_department_applies_another_admits_and_what_is_not_in_force_gets_no_task(body: Body) -> None:
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (COMMUNITY, {}, "FORBIDDEN"),
        (POWER, {}, "NOT_FOUND"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (WATER, {"area": "500104001000"}, "NOT_FOUND"),
        (WATER, {"area": COMMUNITY_CODE}, "BAD_USER_INPUT"),
        (WATER, {"temporary": True}, "BAD_USER_INPUT"),
        (WATER, {"endsOn": "2026-09-06"}, "BAD_USER_INPUT"),
        (WATER, {"temporary": True, "endsOn": "2027-09-06"}, "BAD_USER_INPUT"),
        (WATER, {"title": "回访 13812345678"}, "BAD_USER_INPUT"),
        (WATER, {"recurrence": "FREQ=HOURLY"}, "BAD_USER_INPUT"),
    ):
        assert (await body.refused(caller, PROPOSE, item={**NEW, **more}))["code"] == code, (caller, more)
    made = await body.propose()
    assert (made["state"], made["version"], made["department"]["id"]) == ("APPLIED", 1, "unit-water")
    own = await body.propose(STREET_OFFICE)
    assert "申请人不能自己准入" in (await body.refused(STREET_OFFICE, text_of(ACTION.ADMIT), id=own["id"], v=1))["zh"]
    for caller, code in ((WATER, "FORBIDDEN"), (ELSEWHERE, "NOT_FOUND"), (GRID, "FORBIDDEN")):
        assert (await body.refused(caller, text_of(ACTION.ADMIT), id=made["id"], v=1))["code"] == code
    task = {**TASK, "item": made["id"]}
    refusal = await body.refused(STREET_OFFICE, DISPATCH, task=task)
    assert refusal["code"] == "CONFLICT"
    assert "二次供水巡查" in refusal["zh"]
    assert "已申请" in refusal["zh"]
    missing = await body.refused(STREET_OFFICE, DISPATCH, task={**TASK, "item": "item-none"})
    assert missing["code"] == "NOT_FOUND"
    made = await body.take(STREET_OFFICE, ACTION.ADMIT, made)
    assert (await body.refused(STREET_OFFICE, DISPATCH, task=task))["code"] == "CONFLICT"
    made = await body.take(STREET_OFFICE, ACTION.PUBLISH, made)
    assert (made["state"], made["publishedOn"]) == ("IN_FORCE", "2026-09-07")
    given = await body.dispatch(made)
    shown = "query ($id: ID!) { task(id: $id) { gridItem { id tasks { nodes { id } } } } }"
    found = (await body.data(STREET_OFFICE, shown, id=given["id"]))["task"]["gridItem"]
    assert found == {"id": made["id"], "tasks": {"nodes": [{"id": given["id"]}]}}
    listed = "query ($day: Date!) { gridItems(filter: {inForceOn: $day}) { nodes { id } } }"
    for day, ids in (("2026-09-06", []), ("2026-09-07", [made["id"]]), ("2030-01-01", [made["id"]])):
        page = (await body.data(VIEWER, listed, day=day))["gridItems"]
        assert [each["id"] for each in page["nodes"]] == ids
    made = await body.take(COLLEAGUE, ACTION.RETIRE, made)
    assert (made["state"], made["retiredOn"], made["note"]) == ("RETIRED", "2026-09-07", "已由专业部门承担")
    assert (await body.refused(STREET_OFFICE, DISPATCH, task=task))["code"] == "CONFLICT"
    again = await body.refused(STREET_OFFICE, text_of(ACTION.RETIRE), id=made["id"], v=made["version"])
    assert again["allowed"] == []


async def test_a_temporary_item_ends_by_itself_and_with_it_what_comes_again_for_it(body: Body) -> None:
    made = await body.in_force(temporary=True, endsOn="2026-09-09", recurrence=None)
    daily = await body.dispatch(made, recurrence="FREQ=DAILY")
    body.now = body.now.replace(day=9, hour=15, minute=50)  # ten to midnight in China
    again = partial(repeat, now=body.now, admission=Admission(hold))
    assert len((await body.graph.transact(again)).given) == 1
    late = await body.propose(endsOn="2026-09-09")
    stale = await body.take(STREET_OFFICE, ACTION.ADMIT, await body.propose(endsOn="2026-09-09"))
    body.now = body.now.replace(hour=16, minute=30)  # the tenth in China
    shown = "query ($id: ID!) { gridItem(id: $id) { state } gridItems(filter: {state: [IN_FORCE]}) { totalCount } }"
    data = await body.data(VIEWER, shown, id=made["id"])
    assert data == {"gridItem": {"state": "RETIRED"}, "gridItems": {"totalCount": 0}}
    refusal = await body.refused(STREET_OFFICE, DISPATCH, task={**TASK, "item": made["id"]})
    assert "不在公布的准入清单有效期内" in refusal["zh"]
    for action, of in ((ACTION.ADMIT, late), (ACTION.PUBLISH, stale)):
        assert "最后一天已过" in (await body.refused(COLLEAGUE, text_of(action), id=of["id"], v=of["version"]))["zh"]
    over = await body.refused(STREET_OFFICE, text_of(ACTION.RETIRE), id=made["id"], v=made["version"])
    assert over["allowed"] == []
    body.now += timedelta(days=2)
    again = partial(repeat, now=body.now, admission=Admission(hold))
    assert (await body.graph.transact(again)).given == ()
    ended = Statement("MATCH (t:Task {id: $id}) RETURN t.nextRunAt, t.runs", {"id": daily["id"]})
    (((next_at, _),)) = await body.graph.read(ended)
    assert next_at is None


async def test_of_sixteen_that_admit_an_item_one_does_and_no_task_is_given_for_what_is_retired_meanwhile(
    body: Body,
) -> None:
    made = await body.propose()
    tries = await asyncio.gather(*(body.ask(COLLEAGUE, text_of(ACTION.ADMIT), id=made["id"], v=1) for _ in range(16)))
    assert sorted("errors" in each.body for each in tries) == [False] + [True] * 15
    made = await body.take(STREET_OFFICE, ACTION.PUBLISH, {**made, "version": 2})
    given = {**TASK, "item": made["id"]}
    retire = body.ask(STREET_OFFICE, text_of(ACTION.RETIRE), id=made["id"], v=made["version"])
    tries = await asyncio.gather(*(body.ask(STREET_OFFICE, DISPATCH, task=given) for _ in range(8)), retire)
    assert "errors" not in tries[-1].body
    rows = await body.graph.read(Statement("MATCH (t:Task {item: $id}) RETURN count(t)", {"id": made["id"]}))
    assert rows == [[sum("errors" not in each.body for each in tries[:-1])]]
    order = (
        "MATCH (e:LogEntry) WHERE e.action IN ['TASK_DISPATCHED', 'GRID_ITEM_RETIRE'] RETURN e.action ORDER BY e.number"
    )
    actions = [action for (action,) in await body.graph.read(Statement(order))]
    assert actions[-1] == "GRID_ITEM_RETIRE"
    twice = [(await body.data(WATER, PROPOSE, item=NEW, key="once"))["proposeGridItem"]["id"] for _ in range(2)]
    assert len(set(twice)) == 1


CALLERS = (STREET_OFFICE, COLLEAGUE, WATER, POWER, ELSEWHERE, COMMUNITY)


async def test_every_step_of_a_random_walk_is_taken_or_refused_as_the_table_says(body: Body) -> None:
    """The model says of each try whether it happens; `gridItemActions` says the same before, the graph after it."""
    random, today = Random(18), date(2026, 9, 7)
    known: dict[str, tuple[ItemStanding, int]] = {}
    for _ in range(90):
        if len(known) < 4 or random.random() < 0.1:
            by, last = random.choice((WATER, STREET_OFFICE)), random.choice((None, today + timedelta(days=1)))
            made = await body.propose(by, endsOn=last and last.isoformat())
            known[made["id"]] = ItemStanding(GridItemState.APPLIED, last, by.subject), 1
        if random.random() < 0.05:
            today += timedelta(days=1)
            body.now += timedelta(days=1)
        id_, caller = random.choice(list(known)), random.choice(CALLERS)
        action = random.choice((ACTION.ADMIT, ACTION.PUBLISH, *ACTION))
        standing, version = known[id_]
        grant = caller.granted(NEEDED[action])
        theirs = grant.unit == "unit-water" or any(STREET.startswith(prefix) for prefix in grant.scope)
        bar = bar_step(standing, action, caller.subject, today, theirs=theirs)
        offers = (await body.data(caller, ACTIONS, id=id_))["gridItemActions"]
        assert {each["action"]: each["reason"] for each in offers}[action.value] == bar
        expected = version if random.random() < 0.9 else version + 1
        answer = (await body.ask(caller, text_of(action), id=id_, v=expected)).body
        assert ("errors" not in answer) == (bar is None and expected == version), (standing, action, caller, answer)
        if "errors" not in answer:
            known[id_] = (
                ItemStanding(ITEM.after(standing.state, action), standing.ends_on, standing.applied_by),
                version + 1,
            )
    rows = await body.graph.read(Statement("MATCH (i:GridItem) RETURN i.id, i.state, i.version"))
    assert {id_: (state, version) for id_, state, version in rows} == {
        id_: (standing.state.value, version) for id_, (standing, version) in known.items()
    }
    assert {standing.state for standing, _ in known.values()} >= {GridItemState.IN_FORCE, GridItemState.WITHDRAWN}


async def test_the_burden_of_a_worker_is_what_its_lists_hold_department_by_department(body: Body) -> None:
    second = GRID_CODE[:-1] + "2"
    await body.graph.write(Statement(WORKERS, {"grid": GRID_CODE, "second": second, "worker": WORKER}))
    weekly = await body.in_force()
    made = await body.propose(POWER, department="unit-power", minutes=7, recurrence=None)
    once = await body.take(STREET_OFFICE, ACTION.ADMIT, made)
    once = await body.take(STREET_OFFICE, ACTION.PUBLISH, once)
    await body.propose()  # applied for: no burden yet
    await body.dispatch(weekly)
    await body.dispatch(once, receivers={"areas": [second]})
    await body.data(STREET_OFFICE, DISPATCH, task={**TASK, "receivers": {"areas": [GRID_CODE, second]}})
    mondays = times_in_month("FREQ=WEEKLY;BYDAY=MO", date(2026, 9, 7), None, date(2026, 9, 7))
    assert mondays == 4
    for as_of, grids in (("2026-09-07", 1), ("2026-10-05", 2)):
        data = await body.data(COMMUNITY, BURDEN, worker=WORKER, asOf=as_of)
        burden = data["workerBurden"]
        by_unit = {(each["department"] or {"id": ""})["id"]: each for each in burden["departments"]}
        assert by_unit["unit-water"]["minutes"] == 20 * mondays * grids
        assert by_unit["unit-power"]["minutes"] == (7 if grids == 1 else 0)
        for name in ("itemCount", "minutes", "taskCount"):
            assert burden[name] == sum(each[name] for each in burden["departments"])
        assert (burden["itemCount"], burden["taskCount"]) == (2, 2 if grids == 1 else 4)
        assert data["workerItems"]["totalCount"] == burden["itemCount"]
        assert data["workerItems"]["pageInfo"]["hasNextPage"]
        assert data["workerTasks"]["totalCount"] == len(data["workerTasks"]["nodes"]) == burden["taskCount"]
        assert by_unit[""]["taskCount"] == sum(
            each["task"]["gridItem"] is None for each in data["workerTasks"]["nodes"]
        )
    await body.graph.write(Statement(BY_NAME, {"worker": WORKER, "community": COMMUNITY_CODE, "grid": GRID_CODE}))
    data = await body.data(COMMUNITY, BURDEN, worker=WORKER, asOf="2026-09-07")
    listed = [each["id"] for each in data["workerTasks"]["nodes"]]
    assert len(listed) == len(set(listed)) == data["workerTasks"]["totalCount"] == 3, "one by name, and one twice"
    assert data["workerBurden"]["taskCount"] == 3
    for caller, worker in ((ELSEWHERE, WORKER), (COMMUNITY, "nobody")):
        refusal = await body.refused(
            caller, "query ($worker: ID!) { workerBurden(id: $worker) { minutes } }", worker=worker
        )
        assert refusal["code"] == "NOT_FOUND"


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_scans(body: Body, name: str) -> None:
    given: dict[str, Any] = {"id": "i", "expected": 1, "action": "ADMIT", "by": "b", "today": None, "timely": True}
    given |= {"sources": [], "changes": {}, "scope": [""], "unit": "", "department": "u", "area": "a", "item": {}}
    given |= {"day": None, "worker": "p", "role": "r", "asOf": None, "most": 1}
    assert not await scans(body.graph, Statement(TEXTS[name], given), products=True)
