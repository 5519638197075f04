"""Contingency plans on a real Neo4j: proposed by cases, started once with all tasks, kept as they were."""

import asyncio
import json
from contextlib import aclosing
from random import Random
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.command.contingency.plans import TEXTS as PLAN_TEXTS
from graphsvc.command.contingency.queries import NEEDED
from graphsvc.command.contingency.runs import TEXTS as RUN_TEXTS
from graphsvc.command.model.contingency_plan import (
    PLAN,
    ContingencyPlanAction,
    ContingencyPlanState,
    PlanStanding,
    bar_plan_step,
)
from graphsvc.command.model.supervision import Reach
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import COMMUNITY, DISCOVER, ELSEWHERE, GRID, POWER, STREET_OFFICE, VIEWER, WATER, Desk
from tests.engine.modelled import modelled, written
from tests.plans import scans
from tests.shared_graph import everything

ACTION, STATE = ContingencyPlanAction, ContingencyPlanState
COLLEAGUE = Principal("street-2", Role.SUBDISTRICT_OFFICIAL, (STREET,))
PLAN_SHOWN = "{ id version state note publishedOn }"
RUN_SHOWN = "{ id version state title planVersion stepCount doneCount lateCount outcome review area { code } }"
NEW: dict[str, Any] = {
    "area": STREET,
    "board": "SAFETY_AND_LAW",
    "title": "居民楼火灾处置预案",
    "trigger": "居民楼起火或冒浓烟",
    "categories": ["D03"],
    "words": ["浓烟", "起火"],
    "roles": [
        {"name": "现场处置", "force": "GRID_WORKER"},
        {"name": "疏散", "level": "GRID"},
        {"name": "断水断电", "unit": "unit-power"},
        {"name": "总协调", "area": COMMUNITY_CODE},
    ],
    "steps": [
        {"text": "到场核实并报 119", "role": "现场处置", "minutes": 5},
        {"text": "疏散楼内居民", "role": "疏散", "minutes": 15},
        {"text": "切断燃气和电源", "role": "断水断电", "minutes": 20},
        {"text": "安置受灾居民", "role": "总协调", "minutes": 120},
    ],
    "resources": [{"resource": "res-hall", "quantity": 30}, {"resource": "res-pump", "quantity": 2}],
}
_WORLD = """\
MATCH (u:Unit {id: 'unit-power'})
CREATE (u)-[:OFFERS]->(:Node:Resource {id: 'res-hall', areaCode: $area, title: '社区礼堂', status: 'ACTIVE',
  kind: 'VENUE', version: 1, capacity: 40, serviceArea: $street, servicePrefix: left($street, 9)})
CREATE (u)-[:OFFERS]->(:Node:Resource {id: 'res-pump', areaCode: $area, title: '排水泵', status: 'ACTIVE',
  kind: 'EQUIPMENT', version: 1, capacity: 1, serviceArea: $street, servicePrefix: left($street, 9)})
WITH u MATCH (w:Unit {id: 'unit-water'})
CREATE (w)-[:RAISES]->(:Node:Need {id: 'need-hall', areaCode: $area, title: '借场地', status: 'OPEN', version: 1})"""
DRAFT = (
    f"mutation ($plan: ContingencyPlanInput!, $key: ID) {{ draftContingencyPlan(plan: $plan, key: $key) {PLAN_SHOWN} }}"
)
START = f"""mutation ($id: ID!, $v: Int!, $place: ID, $case: ID, $key: ID) {{
  startContingencyPlan(id: $id, expectedVersion: $v, place: $place, case: $case, key: $key) {RUN_SHOWN} }}"""
END = f"""mutation ($id: ID!, $v: Int!) {{
  endContingencyRun(id: $id, expectedVersion: $v, reason: "明火已灭") {RUN_SHOWN} }}"""
TAKE = "mutation ($id: ID!, $v: Int!) {{ {}(id: $id, expectedVersion: $v{}) {{ version }} }}"
REVIEW = f"""mutation ($id: ID!, $v: Int!) {{
  reviewContingencyRun(id: $id, expectedVersion: $v, review: "疏散及时，水泵不足") {RUN_SHOWN} }}"""
AMEND = f"""mutation ($id: ID!, $v: Int!, $plan: ContingencyPlanInput!) {{
  amendContingencyPlan(id: $id, expectedVersion: $v, plan: $plan) {PLAN_SHOWN} }}"""
DRILL = f"""mutation ($id: ID!, $v: Int!, $on: Date!) {{ drillContingencyPlan(id: $id, expectedVersion: $v,
  drill: {{heldOn: $on, result: FAULTS, findings: "广播听不清"}}) {PLAN_SHOWN} }}"""
FAIL = DRILL.replace("FAULTS", "FAILED")
PUBLISH = f"mutation ($id: ID!, $v: Int!) {{ publishContingencyPlan(id: $id, expectedVersion: $v) {PLAN_SHOWN} }}"
RETIRE = f"""mutation ($id: ID!, $v: Int!) {{
  retireContingencyPlan(id: $id, expectedVersion: $v, reason: "并入总预案") {PLAN_SHOWN} }}"""
PROGRESS = """query ($id: ID!) { contingencyRun(id: $id) { title state doneCount lateCount
  steps { number text role done late task { case { id } shares { nodes { id version state receiver { id } } } } }
  resources { edges { quantity node { id } } } shortfalls { quantity reason resource { id } } case { id } } }"""
PROPOSED = """query ($id: ID!) { case(id: $id) {
  proposedPlans { byCategory words plan { id } } contingencyRuns { nodes { id } } } }"""
ACTIONS = "query ($id: ID!) { contingencyPlanActions(plan: $id) { action allowed reason } }"


class Centre(Desk):
    """Asks about contingency plans; a refusal is asserted to have written nothing."""

    async def one(self, caller: Principal, text: str, **given: Any) -> Any:
        (made,) = (await self.data(caller, text, **given)).values()
        return made

    async def published(self, **more: Any) -> Any:
        made = await self.one(STREET_OFFICE, DRAFT, plan={**NEW, **more})
        return await self.one(STREET_OFFICE, PUBLISH, id=made["id"], v=1)

    async def progress(self, run: Any) -> Any:
        return await self.one(STREET_OFFICE, PROGRESS, id=run["id"])

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **variables)).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]


DUE = """query ($area: ID!) {
  contingencyPlans { nodes { id drillEveryDays drillDueOn drillLight } }
  red: contingencyPlans(filter: {drillLight: RED}) { nodes { id } }
  board(area: $area) { figures { kind count document variables } } }"""


@pytest.fixture
async def centre(known: Documents, clean_graph: Graph) -> Centre:
    await place(clean_graph)
    await clean_graph.write(Statement(_WORLD, {"area": COMMUNITY_CODE, "street": STREET}))
    return Centre(known, clean_graph)


async def test_a_plan_is_written_published_and_proposed_by_category_and_by_words_of_danger(centre: Centre) -> None:
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (COMMUNITY, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"categories": ["Z99"]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"roles": [{"name": "甲"}]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"roles": [*NEW["roles"], NEW["roles"][0]]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"steps": [{"text": "做", "role": "无人", "minutes": 5}]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"roles": [*NEW["roles"], {"name": "外", "area": "500104001000"}]}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"roles": [*NEW["roles"], {"name": "外", "unit": "unit-none"}]}, "NOT_FOUND"),
        (STREET_OFFICE, {"resources": [{"resource": "res-none"}]}, "NOT_FOUND"),
        (STREET_OFFICE, {"title": "找 13812345678"}, "BAD_USER_INPUT"),
    ):
        assert (await centre.refused(caller, DRAFT, plan={**NEW, **more}))["code"] == code, (caller, more)
    made = await centre.one(STREET_OFFICE, DRAFT, plan=NEW)
    found = {"area": GRID_CODE, "category": "C02", "title": "三楼起火", "description": "有浓烟"}
    said = (await centre.data(GRID, DISCOVER, case=found))["discoverCase"]
    of_kind = await centre.data(
        GRID, DISCOVER, case={**found, "category": "D03", "title": "占道", "description": "堆物"}
    )
    other = (await centre.data(GRID, DISCOVER, case={**found, "title": "停水", "description": "无水"}))["discoverCase"]
    assert (await centre.one(GRID, PROPOSED, id=said["id"]))["proposedPlans"] == []
    assert "草案" in (await centre.refused(STREET_OFFICE, START, id=made["id"], v=1))["zh"]
    assert (await centre.refused(STREET_OFFICE, DRILL, id=made["id"], v=1, on="2026-09-01"))["code"] == "CONFLICT"
    made = await centre.one(COLLEAGUE, PUBLISH, id=made["id"], v=1)
    assert (made["state"], made["version"], made["publishedOn"]) == ("PUBLISHED", 2, "2026-09-07")
    for case, wanted in (
        (said, [{"byCategory": False, "words": ["浓烟", "起火"], "plan": {"id": made["id"]}}]),
        (of_kind["discoverCase"], [{"byCategory": True, "words": [], "plan": {"id": made["id"]}}]),
        (other, []),
    ):
        assert (await centre.one(GRID, PROPOSED, id=case["id"]))["proposedPlans"] == wanted
    assert (await centre.refused(STREET_OFFICE, DRILL, id=made["id"], v=2, on="2026-09-08"))["code"] == "BAD_USER_INPUT"
    assert (await centre.one(STREET_OFFICE, DRILL, id=made["id"], v=2, on="2026-09-07"))["version"] == 2
    text = "query ($id: ID!) { contingencyPlan(id: $id) { drills { totalCount nodes { heldOn result planVersion } } } }"
    drilled = (await centre.one(VIEWER, text, id=made["id"]))["drills"]
    assert drilled["nodes"] == [{"heldOn": "2026-09-07", "result": "FAULTS", "planVersion": 2}]
    elsewhere = {**NEW, "area": COMMUNITY_CODE}
    assert (await centre.refused(STREET_OFFICE, AMEND, id=made["id"], v=2, plan=elsewhere))["code"] == "BAD_USER_INPUT"
    assert (await centre.refused(STREET_OFFICE, AMEND, id=made["id"], v=1, plan=NEW))["code"] == "CONFLICT"
    made = await centre.one(STREET_OFFICE, RETIRE, id=made["id"], v=2)
    assert (made["state"], made["note"]) == ("RETIRED", "并入总预案")
    assert (await centre.refused(STREET_OFFICE, START, id=made["id"], v=3))["allowed"] == []


async def test_a_run_is_the_plan_as_it_was_with_its_tasks_its_resources_and_what_is_late(centre: Centre) -> None:
    plan = await centre.published()
    found = {"area": GRID_CODE, "category": "D03", "title": "三楼起火"}
    case = (await centre.data(GRID, DISCOVER, case=found))["discoverCase"]
    for caller, more, code in (
        (COMMUNITY, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"place": "500104001000"}, "NOT_FOUND"),
        (STREET_OFFICE, {"case": "case-none"}, "NOT_FOUND"),
        (STREET_OFFICE, {"v": 1}, "CONFLICT"),
    ):
        assert (await centre.refused(caller, START, **{"id": plan["id"], "v": 2, **more}))["code"] == code, more
    run = await centre.one(STREET_OFFICE, START, id=plan["id"], v=2, case=case["id"], place=COMMUNITY_CODE)
    assert (run["state"], run["planVersion"], run["stepCount"], run["doneCount"]) == ("RUNNING", 2, 4, 0)
    assert run["area"]["code"] == COMMUNITY_CODE
    changed = {**NEW, "title": "另一预案", "steps": NEW["steps"][:1], "resources": []}
    assert (await centre.one(STREET_OFFICE, AMEND, id=plan["id"], v=2, plan=changed))["version"] == 3
    seen = await centre.progress(run)
    assert seen["title"] == NEW["title"]
    assert [(each["number"], each["text"], each["role"]) for each in seen["steps"]] == [
        (number, step["text"], step["role"]) for number, step in enumerate(NEW["steps"], start=1)
    ]
    given = [[share["receiver"]["id"] for share in each["task"]["shares"]["nodes"]] for each in seen["steps"]]
    assert given == [[STREET], [GRID_CODE], ["unit-power"], [COMMUNITY_CODE]]  # no grid worker serves there
    assert {each["task"]["case"]["id"] for each in seen["steps"]} == {case["id"]} == {seen["case"]["id"]}
    assert seen["resources"]["edges"] == [{"quantity": 30, "node": {"id": "res-hall"}}]
    assert seen["shortfalls"] == [{"quantity": 2, "reason": "SHORT", "resource": {"id": "res-pump"}}]
    for place_ in (COMMUNITY_CODE, STREET, GRID_CODE):
        refusal = await centre.refused(STREET_OFFICE, START, id=plan["id"], v=3, place=place_)
        assert "正在这里" in refusal["zh"]
    assert await _claim(centre, 11) == "CONFLICT"  # 30 of 40 are held
    share = seen["steps"][2]["task"]["shares"]["nodes"][0]
    for step, words in (("accept", ""), ("report", ', report: "已断电"'), ("confirm", "")):
        by = STREET_OFFICE if step == "confirm" else POWER
        text = TAKE.format(f"{step}Assignment", words)
        share |= await centre.one(by, text, id=share["id"], v=share["version"])
    centre.now = centre.now.replace(hour=2, minute=20)
    seen = await centre.progress(run)
    assert [each["done"] for each in seen["steps"]] == [False, False, True, False]
    late = [each["late"] for each in seen["steps"]]
    assert (seen["doneCount"], seen["lateCount"]) == (1, sum(late))
    assert late[0] is True
    assert late[2:] == [False, False]
    listed = """{ late: contingencyRuns(filter: {late: true, state: RUNNING}) { totalCount }
      fine: contingencyRuns(filter: {late: false}) { totalCount } }"""
    assert await centre.data(STREET_OFFICE, listed) == {"late": {"totalCount": 1}, "fine": {"totalCount": 0}}
    for caller, count in ((POWER, 1), (WATER, 0), (COMMUNITY, 1), (GRID, 1), (ELSEWHERE, 0)):
        assert (await centre.one(caller, "{ contingencyRuns { totalCount } }"))["totalCount"] == count, caller
    far = Principal("person-far", Role.GRID_WORKER, ("500104001001001",))
    by_name = "MATCH (a:Assignment {id: $id}) SET a.hadBy = $had"
    for had, count in (([], 0), (["person-far"], 1)):
        await centre.graph.write(Statement(by_name, {"id": share["id"], "had": had}))
        assert (await centre.one(far, "{ contingencyRuns { totalCount } }"))["totalCount"] == count
    assert (await centre.refused(POWER, END, id=run["id"], v=1))["code"] == "FORBIDDEN"
    assert (await centre.refused(ELSEWHERE, END, id=run["id"], v=1))["code"] == "NOT_FOUND"
    assert (await centre.refused(STREET_OFFICE, REVIEW, id=run["id"], v=1))["allowed"] == ["END"]
    run = await centre.one(STREET_OFFICE, END, id=run["id"], v=1)
    assert (run["state"], run["outcome"], run["doneCount"], run["lateCount"]) == ("ENDED", "明火已灭", 1, 0)
    seen = await centre.progress(run)
    assert [each["task"]["shares"]["nodes"][0]["state"] for each in seen["steps"]] == [
        "WITHDRAWN",
        "WITHDRAWN",
        "DONE",
        "WITHDRAWN",
    ]
    assert await _claim(centre, 11) == ""
    run = await centre.one(COLLEAGUE, REVIEW, id=run["id"], v=2)
    assert (run["state"], run["review"]) == ("REVIEWED", "疏散及时，水泵不足")
    assert (await centre.refused(STREET_OFFICE, REVIEW, id=run["id"], v=3))["allowed"] == []
    again = await centre.one(STREET_OFFICE, START, id=plan["id"], v=3, case=case["id"])
    assert (again["title"], again["stepCount"], again["area"]["code"]) == ("另一预案", 1, STREET)
    runs = (await centre.one(STREET_OFFICE, PROPOSED, id=case["id"]))["contingencyRuns"]["nodes"]
    assert {each["id"] for each in runs} == {run["id"], again["id"]}
    rows = await centre.graph.read(
        Statement("MATCH (e:LogEntry) WHERE e.action STARTS WITH 'CONTINGENCY_RUN' RETURN e.action ORDER BY e.number")
    )
    for label in ("ContingencyPlan", "ContingencyRun"):
        assert await written(centre.graph, label) <= modelled(label)
    assert [action for (action,) in rows] == [
        f"CONTINGENCY_RUN_{each}" for each in ("STARTED", "END", "REVIEW", "STARTED")
    ]


async def _claim(centre: Centre, quantity: int) -> str:
    """Propose a project that uses the hall, and claim it; the code of what stands in the way, or nothing."""
    text = """mutation ($q: Int!) {
  proposeProject(need: "need-hall", title: "借礼堂", uses: [{resource: "res-hall", quantity: $q}]) { id version } }"""
    made = await centre.one(STREET_OFFICE, text, q=quantity)
    text = "mutation ($id: ID!, $v: Int!) { claimProject(id: $id, expectedVersion: $v) { id } }"
    body = (await centre.ask(STREET_OFFICE, text, id=made["id"], v=made["version"])).body
    return body["errors"][0]["extensions"]["code"] if "errors" in body else ""


async def test_of_sixteen_that_start_the_same_plan_one_does_and_a_key_starts_it_once(centre: Centre) -> None:
    plan = await centre.published()
    tries = await asyncio.gather(*(centre.ask(STREET_OFFICE, START, id=plan["id"], v=2) for _ in range(16)))
    (made,) = [each.body["data"]["startContingencyPlan"] for each in tries if "errors" not in each.body]
    codes = [each.body["errors"][0]["extensions"]["code"] for each in tries if "errors" in each.body]
    assert codes == ["CONFLICT"] * 15
    counts = "MATCH (r:ContingencyRun) OPTIONAL MATCH (r)-[:OPENED]->(t:Task) RETURN count(DISTINCT r), count(t)"
    assert await centre.graph.read(Statement(counts)) == [[1, 4]]
    await centre.one(STREET_OFFICE, END, id=made["id"], v=1)
    first, second = [await centre.one(STREET_OFFICE, START, id=plan["id"], v=2, key="k1") for _ in range(2)]
    assert first["id"] == second["id"]
    assert await centre.graph.read(Statement(counts)) == [[2, 8]]


CHANGED = 'subscription ($area: ID!) { boardChanges(area: $area, since: "") { cursor kinds count happenedAt } }'
CHANGED_SINCE = "subscription ($area: ID!, $since: String) { boardChanges(area: $area, since: $since) { kinds count } }"


async def test_who_follows_the_screen_is_told_which_figures_a_start_changes(centre: Centre) -> None:
    plan = await centre.published()
    await centre.one(STREET_OFFICE, START, id=plan["id"], v=2)
    executor = Executor(centre.known, centre.graph, RECORD, KEYS, now=utc_now)
    request = Request(CHANGED, STREET_OFFICE, {"area": STREET})
    async with asyncio.timeout(20), aclosing(executor.follow(request)) as answers:
        first = await anext(answers)
        plan = await centre.published()
        later = await anext(answers)
    kinds = ["DRILLS_OVERDUE", "CONTINGENCIES_RUNNING", "CONTINGENCIES_LATE", "TASKS_DUE_TODAY"]
    told = first.body["data"]["boardChanges"]
    assert (told["kinds"], told["count"], told["cursor"]) == (kinds, 7, first.cursor)
    assert later.body["data"]["boardChanges"]["count"] == 2, "what happened since is told at once, and once"
    request = Request(CHANGED_SINCE, STREET_OFFICE, {"area": STREET, "since": first.cursor})
    async with asyncio.timeout(20), aclosing(executor.follow(request)) as answers:
        again = (await anext(answers)).body["data"]["boardChanges"]
    assert (again["kinds"], again["count"]) == (["DRILLS_OVERDUE"], 2)
    async with asyncio.timeout(20), aclosing(executor.follow(Request(CHANGED, POWER, {"area": STREET}))) as answers:
        async for answer in answers:
            assert answer.body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
            break


TRIES: dict[ContingencyPlanAction, tuple[str, dict[str, Any]]] = {
    ACTION.AMEND: (AMEND, {"plan": NEW}),
    ACTION.PUBLISH: (PUBLISH, {}),
    ACTION.DRILL: (DRILL, {"on": "2026-09-01"}),
    ACTION.START: (START, {}),
    ACTION.RETIRE: (RETIRE, {}),
}


async def test_every_step_of_a_random_walk_is_taken_or_refused_as_the_table_says(centre: Centre) -> None:
    random = Random(7)
    kept: dict[str, tuple[PlanStanding, int]] = {}
    for _ in range(2):
        made = await centre.one(STREET_OFFICE, DRAFT, plan=NEW)
        kept[made["id"]] = (PlanStanding(STATE.DRAFT, STREET), 1)
    taken = 0
    for _ in range(30):
        id_, caller, action = (
            random.choice(list(kept)),
            random.choice((STREET_OFFICE, COLLEAGUE, COMMUNITY)),
            random.choice(list(ACTION)),
        )
        action = ACTION.AMEND if action is ACTION.RETIRE and random.random() < 0.8 else action
        standing, version = kept[id_]
        barred = bar_plan_step(standing, action, Reach(caller.granted(NEEDED[action]).scope))
        offers = {each["action"]: each["reason"] for each in await centre.one(caller, ACTIONS, id=id_)}
        assert offers[action.value] == barred
        seen = version if random.random() < 0.8 else version + 1
        text, more = TRIES[action]
        body = (await centre.ask(caller, text, id=id_, v=seen, **more)).body
        assert ("errors" not in body) == (barred is None and seen == version), (standing, action, body)
        if "errors" in body:
            continue
        taken += 1
        running = standing.running or action is ACTION.START
        version += action not in (ACTION.START, ACTION.DRILL)
        kept[id_] = (PlanStanding(PLAN.after(standing.state, action), STREET, running), version)
    rows = await centre.graph.read(Statement("MATCH (p:ContingencyPlan) RETURN p.id, p.state, p.version"))
    assert {id_: (state, version) for id_, state, version in rows} == {
        id_: (standing.state.value, version) for id_, (standing, version) in kept.items()
    }
    assert taken > 5


async def test_no_statement_scans(centre: Centre) -> None:
    given: dict[str, Any] = {
        "id": "p",
        "plan": {"areaCode": STREET},
        "holders": [],
        "resources": [],
        "scope": [""],
        "unit": "",
    }
    given |= {
        "expected": 1,
        "sources": [],
        "changes": {},
        "drill": {},
        "place": "",
        "case": "",
        "run": "r",
        "tasks": [],
    }
    given |= {"holding": [], "today": day_in_china(centre.now), "missing": []}
    for texts in (PLAN_TEXTS, RUN_TEXTS):
        for name, text in texts.items():
            more: dict[str, Any] = {"plan": "p", "run": {}} if name == "start" else {}
            assert not await scans(centre.graph, Statement(text, {**given, **more}), products=True), name


async def test_a_plan_is_drilled_by_a_day_from_its_last_drill_or_publication(centre: Centre) -> None:
    draft = await centre.one(STREET_OFFICE, DRAFT, plan={**NEW, "drillEveryDays": 10})
    plan = await centre.published(title="防汛预案", drillEveryDays=10)  # on the 7th of September
    yearly = await centre.published(title="停电预案")

    async def told(day: int) -> list[Any]:
        centre.now = centre.now.replace(day=day, hour=15)
        seen = await centre.data(STREET_OFFICE, DUE, area=STREET)
        known = {each["id"]: each for each in seen["contingencyPlans"]["nodes"]}
        assert (known[draft["id"]]["drillDueOn"], known[draft["id"]]["drillLight"]) == (None, None)
        assert (known[yearly["id"]]["drillDueOn"], known[yearly["id"]]["drillLight"]) == ("2027-09-07", "GREEN")
        (figure,) = [each for each in seen["board"]["figures"] if each["kind"] == "DRILLS_OVERDUE"]
        listed = (await centre.data(STREET_OFFICE, figure["document"], **json.loads(figure["variables"])))[
            "contingencyPlans"
        ]
        red = [each["id"] for each in seen["red"]["nodes"]]
        assert ([each["id"] for each in listed["nodes"]], listed["totalCount"]) == (red, figure["count"])
        assert red == ([plan["id"]] if known[plan["id"]]["drillLight"] == "RED" else [])
        return [known[plan["id"]]["drillDueOn"], known[plan["id"]]["drillLight"]]

    for day, light in ((14, "GREEN"), (15, "YELLOW"), (17, "YELLOW"), (18, "RED")):
        assert await told(day) == ["2026-09-17", light], day
    await centre.one(STREET_OFFICE, DRILL, id=plan["id"], v=2, on="2026-09-01")
    assert await told(18) == ["2026-09-17", "RED"]  # held before it was published
    await centre.one(STREET_OFFICE, FAIL, id=plan["id"], v=2, on="2026-09-18")
    assert await told(18) == ["2026-09-17", "RED"]  # to be held again
    await centre.one(STREET_OFFICE, DRILL, id=plan["id"], v=2, on="2026-09-12")
    await centre.one(STREET_OFFICE, DRILL, id=plan["id"], v=2, on="2026-09-10")
    assert await told(18) == ["2026-09-22", "GREEN"]
    assert await told(22) == ["2026-09-22", "YELLOW"]
    assert await told(23) == ["2026-09-22", "RED"]
    await centre.one(STREET_OFFICE, RETIRE, id=plan["id"], v=2)
    assert await told(23) == [None, None]
    for days in (0, 3661):
        given = {**NEW, "drillEveryDays": days}
        assert (await centre.refused(STREET_OFFICE, DRAFT, plan=given))["code"] == "BAD_USER_INPUT"
