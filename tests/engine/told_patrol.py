"""Work in the grids of the demo: items applied for, admitted, in force and over, a task for one of them, and visits."""

from datetime import timedelta
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.china import day_bounds, day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.patrol.store.items import hold
from graphsvc.tasks.store.admission import Admission
from tests.engine.command_world import DISTRICT

PROPOSE = "mutation ($item: GridItemInput!) { proposeGridItem(item: $item) { id version } }"
STEP = "mutation ($id: ID!, $v: Int!) { %s(id: $id, expectedVersion: $v%s) { id version } }"
DISPATCH = """mutation ($item: ID!) { dispatchTask(task: {
  area: "500103012000", title: "入户宣传", item: $item, receivers: { areas: ["500103012011001"] } }) { id } }"""
OPEN_PLAN = "mutation ($plan: PatrolPlanInput!) { openPatrolPlan(plan: $plan) { id version } }"
DRAW = """mutation ($id: ID!, $until: Date!) {
  drawUpVisits(id: $id, expectedVersion: 1, untilOn: $until) { visits(first: 9) { nodes { id version } } } }"""
REPORT = "mutation ($reports: [VisitReportInput!]!) { reportVisits(reports: $reports) { id } }"
CALL_OFF = """mutation ($id: ID!, $v: Int!) {
  callOffVisit(id: $id, expectedVersion: $v, reason: "道路封闭") { id } }"""
REGISTER = "mutation ($force: ForceEntryInput!) { registerForce(force: $force) { id version } }"
DISPATCH_TO_FORCES = """mutation { dispatchTask(task: { area: "500103012000", title: "敲门行动", receivers: { forces: [
  { role: GRID_WORKER, under: "500103012011" }, { role: MEMBER_VOLUNTEER, under: "500103012011" },
  { role: CADRE, under: "500103012011" }, { role: POLICE_OFFICER, under: "500103012011" } ] } }) { id } }"""
END_FORCE = """mutation ($id: ID!) { endForce(id: $id, expectedVersion: 1, reason: "搬离") { id } }"""
GRIDS = ("500103012011001", "500103012011002", "500103012011003")
_UNITS = "MATCH (u:Unit) WHERE u.areaCode STARTS WITH '500103' RETURN u.id ORDER BY u.id LIMIT 3"
_SERVING = """MATCH (p:Person)-[:SERVES_IN]->(g:Grid) WHERE p.areaCode STARTS WITH '500103012011'
AND g.code STARTS WITH '500103012011' RETURN DISTINCT p.id, g.code ORDER BY p.id, g.code LIMIT 6"""
TITLES = ("政策宣传入户", "燃气安全巡查", "独居老人走访", "楼道清理", "矛盾排查", "防汛值守", "助企走访")
CLASSES = ("PUBLICITY", "RISKS", "CARE", "OTHER", "DISPUTES", "EMERGENCIES", "ERRANDS")


async def patrol(teller: Teller, graph: Graph) -> None:
    """Apply for seven items of a district and two subdistricts; most are in force, one is retired, one refused."""
    units = [id_ for (id_,) in await graph.read(Statement(_UNITS))]
    today = day_in_china(max(utc_now(), teller.now))
    made = []
    for number, (title, item_class) in enumerate(zip(TITLES, CLASSES, strict=True)):
        item: dict[str, Any] = {
            "area": ("500103000000", "500103012000", "500103014000")[number % 3],
            "department": units[number % len(units)],
            "title": title,
            "itemClass": item_class,
            "basis": "区网格事项准入办法",
            "minutes": 10 + 5 * (number % 3),
            "recurrence": None if number % 2 else "FREQ=MONTHLY;BYMONTHDAY=5",
            "endsOn": (today + timedelta(days=30)).isoformat() if number % 3 == 2 else None,
            "temporary": number == 5,
        }
        made.append((await teller.asked(SERVICE, PROPOSE, item=item))["proposeGridItem"])
    await _step(teller, made[6], "refuseGridItem", ', reason: "与职责不符"')
    for item in made[:5]:
        item |= await _step(teller, item, "admitGridItem")
    for item in made[:4]:
        item |= await _step(teller, item, "publishGridItem")
    await _step(teller, made[3], "retireGridItem", ', reason: "已由物业承担"')
    teller._executor.tools[Admission] = Admission(hold)
    await teller.asked(SERVICE, DISPATCH, item=made[0]["id"])
    await _go_round(teller, made[0]["id"])
    await _enter(teller, graph)


async def _step(teller: Teller, item: Any, name: str, more: str = "") -> Any:
    given = {"id": item["id"], "v": item["version"]}
    return (await teller.asked(DISTRICT, STEP % (name, more), **given))[name]


async def _go_round(teller: Teller, item: str) -> None:
    """Two plans whose visits are due, made, and called off; what was found is in two of them."""
    today = day_in_china(teller.now)
    for name, kind in (("商铺巡查", "MARKET"), ("楼栋巡查", "BUILDING")):
        places = [{"grid": grid, "name": f"{name}点 {number}"} for number, grid in enumerate(GRIDS, start=1)]
        days = {"startsOn": today.isoformat(), "recurrence": "FREQ=DAILY;INTERVAL=2"}
        plan = {"area": "500103012011", "name": name, "kind": kind, "places": places, **days}
        made = (await teller.asked(SERVICE, OPEN_PLAN, plan=plan))["openPatrolPlan"]
        until = (today + timedelta(days=5)).isoformat()
        drawn = (await teller.asked(SERVICE, DRAW, id=made["id"], until=until))["drawUpVisits"]["visits"]["nodes"]
        teller.now = max(teller.now, day_bounds(today)[0] + timedelta(hours=2))  # items are in force from today on
        begun = teller.now - timedelta(hours=2)
        times = {"startedAt": begun.isoformat(), "endedAt": (begun + timedelta(minutes=35)).isoformat()}
        finding = {"kind": "ENVIRONMENT", "text": "门口堆物，已清走"}
        reports = [
            {"reportKey": f"k{number}", "visit": visit["id"], "items": [item], "findings": [finding] * number, **times}
            for number, visit in enumerate(drawn[:3])
        ]
        await teller.asked(SERVICE, REPORT, reports=reports)
        await teller.asked(SERVICE, CALL_OFF, id=drawn[4]["id"], v=drawn[4]["version"])


async def _enter(teller: Teller, graph: Graph) -> None:
    """Enter who serves in a community on the ledger of forces: with times and without, one of which has ended."""
    times = {"recurrence": "FREQ=WEEKLY;BYDAY=MO,WE,SU", "fromTime": "20:00", "toTime": "08:00"}
    for number, (person, grid) in enumerate(await graph.read(Statement(_SERVING))):
        force: dict[str, Any] = {
            "area": "500103012011" if number == 1 else grid,
            "person": person,
            "kind": ("FULL_TIME_GRID_WORKER", "MEDIATOR", "BUILDING_HEAD")[number % 3],
            "skills": ["FIRST_AID", "DRIVING", "LAW"][: number % 4],
            "times": times if number % 2 else None,
            "startsOn": "2025-03-01",
        }
        made = (await teller.asked(SERVICE, REGISTER, force=force))["registerForce"]
        if number == 2:
            await teller.asked(SERVICE, END_FORCE, id=made["id"])
    await teller.asked(SERVICE, DISPATCH_TO_FORCES)
