"""Command centres grown over the demo stand as the service would have left them, in a graph and in the demo."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cli.demo.places import list_demo_places
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from seeds.centres import SHIFTS_A_DAY, Counts, Plan, fill
from tests.engine.desk import Desk
from tests.shared_graph import SharedGraph

DISTRICT, TODAY = "500103000000", date(2026, 10, 30)
OFFICE = Principal("district", Role.DISTRICT_ADMIN, (DISTRICT,))
_COUNTED = """\
MATCH (n:Node) WHERE n:CommandCentre OR n:DutyShift OR n:ContingencyPlan
RETURN [label IN labels(n) WHERE label <> 'Node'][0] AS label, count(*) AS count"""
CHECK = """query ($id: ID!, $from: DateTime!, $to: DateTime!) { dutyCheck(centre: $id, from: $from, to: $to) {
  gaps { seat } doubles { seat } } }"""
PLANS = """{ contingencyPlans(first: 200) { totalCount nodes { id version state area { code } steps { text } } }
  board(area: "500103000000") { figures { kind board light count } } }"""
START = """mutation ($id: ID!, $v: Int!) {
  startContingencyPlan(id: $id, expectedVersion: $v) { tasks { totalCount } } }"""


@pytest.fixture(scope="module")
async def grown(shared: SharedGraph) -> tuple[Graph, Counts]:
    graph = await shared.load_demo()
    return graph, await fill(graph, [DISTRICT], Plan(TODAY), lambda *_: None)


async def test_what_is_said_is_written_once(grown: tuple[Graph, Counts]) -> None:
    graph, counts = grown
    written: dict[str, Any] = dict(await graph.read(Statement(_COUNTED)))
    assert written == {"CommandCentre": counts.centres, "DutyShift": counts.shifts, "ContingencyPlan": counts.plans}
    assert counts.shifts == counts.centres * 365 * SHIFTS_A_DAY * 2 > 0
    again = await fill(graph, [DISTRICT], Plan(TODAY), lambda *_: None)
    await list_demo_places(graph, datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert again == Counts()
    assert dict(await graph.read(Statement(_COUNTED))) == written


async def test_a_year_has_no_gap_and_nobody_commands_twice(grown: tuple[Graph, Counts], known: Documents) -> None:
    desk = Desk(known, grown[0])
    found = await grown[0].read(Statement("MATCH (c:CommandCentre) RETURN c.id ORDER BY c.id LIMIT 3"))
    year = {"from": "2026-01-01T00:00:00+08:00", "to": "2027-01-01T00:00:00+08:00"}
    for (id_,) in found:
        assert (await desk.data(OFFICE, CHECK, id=id_, **year))["dutyCheck"] == {"gaps": [], "doubles": []}


async def test_the_screen_counts_who_is_on_duty_and_plans_can_be_started(
    grown: tuple[Graph, Counts], known: Documents
) -> None:
    graph, counts = grown
    desk = Desk(known, graph)
    desk.now = datetime(2026, 10, 30, 2, tzinfo=UTC) + timedelta(minutes=5)
    seen = await desk.data(OFFICE, PLANS)
    assert seen["contingencyPlans"]["totalCount"] == counts.plans
    assert {each["state"] for each in seen["contingencyPlans"]["nodes"]} == {"PUBLISHED"}
    (on_duty,) = [each["count"] for each in seen["board"]["figures"] if each["kind"] == "ON_DUTY"]
    assert on_duty == 2 * counts.centres
    plan = seen["contingencyPlans"]["nodes"][0]
    begun = await desk.data(OFFICE, START, id=plan["id"], v=plan["version"])
    assert begun["startContingencyPlan"]["tasks"]["totalCount"] == 4
