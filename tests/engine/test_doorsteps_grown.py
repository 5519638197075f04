"""Service points, forces, patrols and grid items grown over the demo stand as the service would have left them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graphsvc.app.patrol import workdays_of
from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cli.demo.places import list_demo_places
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.patrol.store.ports import Workdays
from seeds.doorsteps import Counts, Plan, fill
from seeds.grow.places import districts
from tests.engine.cases_world import CALENDAR
from tests.engine.desk import DISTRICT_OFFICE, Desk
from tests.shared_graph import SharedGraph

DISTRICT, TODAY = "500103000000", date(2026, 10, 30)
_COUNTED = """\
MATCH (n:Node)
WHERE n:ServicePoint OR n:ServiceItem OR n:Force OR n:PatrolPlan OR n:PatrolPlace OR n:Visit OR n:GridItem
RETURN [label IN labels(n) WHERE label <> 'Node'][0] AS label, count(*) AS count"""
ASK = """{
  servicePoints(first: 200) { totalCount nodes { version openNow stale items { totalCount } hours { fromTime } } }
  forces(first: 200) { totalCount nodes { kind stale lastActiveOn person { id } } }
  forcesLedger(area: "500103000000") { counts { entryCount thereCount } }
  gridItems { totalCount } inForce: gridItems(filter: { inForceOn: "2026-10-30" }) { totalCount }
  patrolPlans(first: 200) { nodes { id version drawnUntilOn places { totalCount } } }
  visits { totalCount } missed: visits(filter: { state: [MISSED] }) { totalCount }
  due: visits(filter: { state: [DUE] }) { totalCount } done: visits(filter: { state: [DONE] }) { totalCount }
}"""
DRAW = """mutation ($id: ID!, $v: Int!, $until: Date!) {
  drawUpVisits(id: $id, expectedVersion: $v, untilOn: $until) { version visits { totalCount } } }"""


@pytest.fixture(scope="module")
async def grown(shared: SharedGraph) -> tuple[Graph, Counts]:
    graph = await shared.load_demo()
    return graph, await fill(graph, [each.code for each in districts()], Plan(TODAY), lambda *_: None)


async def test_what_is_said_is_written_once(grown: tuple[Graph, Counts]) -> None:
    graph, counts = grown
    written: dict[str, Any] = dict(await graph.read(Statement(_COUNTED)))
    assert written.pop("PatrolPlace") * 5 == counts.visits, "four weeks and one more"
    assert written == {
        "ServicePoint": counts.points,
        "ServiceItem": counts.items,
        "Force": counts.forces,
        "PatrolPlan": counts.plans,
        "Visit": counts.visits,
        "GridItem": counts.asked,
    }
    assert min(written.values()) > 0
    again = await fill(graph, [DISTRICT], Plan(TODAY), lambda *_: None)
    await list_demo_places(graph, datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert again == Counts()
    assert {**dict(await graph.read(Statement(_COUNTED))), "PatrolPlace": 0} == {**written, "PatrolPlace": 0}


async def test_they_are_read_counted_and_changed_like_any_others(grown: tuple[Graph, Counts], known: Documents) -> None:
    graph, counts = grown
    desk = Desk(known, graph)
    desk.now = datetime(2026, 10, 30, 2, tzinfo=UTC)  # a Friday morning
    told = await desk.data(DISTRICT_OFFICE, ASK)
    points, forces = told["servicePoints"], told["forces"]
    assert points["totalCount"] == counts.points
    assert all(each["openNow"] and each["items"]["totalCount"] == 3 for each in points["nodes"])
    assert {each["stale"] for each in points["nodes"]} == {True, False}
    ledger = told["forcesLedger"]["counts"]
    assert forces["totalCount"] == ledger["entryCount"] == ledger["thereCount"] == counts.forces
    assert all(each["lastActiveOn"] and each["person"] for each in forces["nodes"])
    assert told["gridItems"] == told["inForce"] == {"totalCount": counts.asked}
    of_visits = {name: told[name]["totalCount"] for name in ("visits", "missed", "due", "done")}
    assert of_visits.pop("visits") == sum(of_visits.values()) == counts.visits
    assert min(of_visits.values()) > 0
    desk.tools |= {Workdays: workdays_of(CALENDAR, LocalDays())}
    first = told["patrolPlans"]["nodes"][0]
    before, size = first["places"]["totalCount"] * 5, first["places"]["totalCount"]
    for until, more in ((first["drawnUntilOn"], 0), ((TODAY + timedelta(days=14)).isoformat(), size)):
        made = await desk.data(DISTRICT_OFFICE, DRAW, id=first["id"], v=first["version"], until=until)
        first = {**first, **made["drawUpVisits"]}
        assert first["visits"]["totalCount"] == before + more, "what was drawn up is not made twice"
