"""Warnings on a real Neo4j: counted in the caller's areas, as of a day, from what stands in the graph."""

from datetime import date
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.alerts.model.statistics import RiskWarning, RiskWarningKind, WarningRules
from graphsvc.alerts.store.warnings import TEXTS, Looked, read_warnings
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, NotFound
from graphsvc.gql.execution.documents import Documents
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import DISCOVER, DISPATCH, FOUND, GRID, PATROL, STREET_OFFICE, Desk
from tests.engine.two_streets import AREAS
from tests.plans import scans
from tests.shared_graph import everything

TODAY, DISTRICT = date(2026, 9, 7), "500103000000"
EVERYWHERE = Grant(("",))
VISITS = """\
UNWIND range(0, 83) AS n
CREATE (:Node:Visit {id: 'visit-' + n, areaCode: $grid, version: 2, state: 'DONE', plan: 'plan',
  dueOn: date('2026-08-10') - duration({days: n}), visitedOn: date('2026-08-10') - duration({days: n})})"""


@pytest.fixture
async def desk(known: Documents, clean_graph: Graph) -> Desk:
    await place(clean_graph)
    await clean_graph.write(Statement(AREAS))
    return Desk(known, clean_graph)


async def warned(desk: Desk, area: str = DISTRICT, grant: Grant = EVERYWHERE, **more: Any) -> list[RiskWarning]:
    looked = Looked(area, more.get("day", TODAY), TODAY)
    return await read_warnings(desk.graph, grant, looked, WarningRules(open_tasks=3, tasks_beside=1))


async def test_warnings_are_counted_from_cases_visits_and_open_tasks(desk: Desk) -> None:
    assert await warned(desk) == []
    cases = [(await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]["id"] for _ in range(5)]
    await desk.graph.write(Statement(VISITS, {"grid": GRID_CODE}))
    found = {each.kind: each for each in await warned(desk)}
    assert found.keys() == {
        RiskWarningKind.REPEATED_ADDRESS,
        RiskWarningKind.GROWING_CLUSTER,
        RiskWarningKind.THINNING_VISITS,
    }
    address = found[RiskWarningKind.REPEATED_ADDRESS]
    assert (address.area, address.about, address.observed) == (COMMUNITY_CODE, "3栋", 5)
    assert sorted(address.evidence) == sorted(cases)
    cluster = found[RiskWarningKind.GROWING_CLUSTER]
    assert (cluster.area, cluster.about, cluster.observed, cluster.expected) == (GRID_CODE, "C02", 5, 0.0)
    thin = found[RiskWarningKind.THINNING_VISITS]
    assert (thin.area, thin.observed, thin.expected) == (GRID_CODE, 0, 28.0)


async def test_open_tasks_of_a_grid_fall_to_its_worker_today(desk: Desk) -> None:
    await desk.graph.write(
        Statement(
            """MATCH (g:Grid {code: $grid}) CREATE (:Node:Person {id: 'worker', areaCode: g.code, name: '周网格'})
            -[:SERVES_IN {since: date('2026-01-01'), role: 'GRID_WORKER'}]->(g)""",
            {"grid": GRID_CODE},
        )
    )
    for _ in range(3):
        await desk.data(STREET_OFFICE, DISPATCH, task=PATROL)
    (found,) = await warned(desk)
    assert (found.kind, found.area, found.about, found.observed) == (
        RiskWarningKind.OVERLOADED_WORKER, GRID_CODE, "worker", 3
    )  # fmt: skip
    assert await warned(desk, day=date(2026, 9, 6)) == []


async def test_warnings_are_those_of_the_callers_areas_and_of_the_day(desk: Desk) -> None:
    for _ in range(5):
        await desk.data(GRID, DISCOVER, case=FOUND)
    before = await everything(desk.graph)
    elsewhere = Grant(("500103014",))
    with pytest.raises(NotFound):
        await warned(desk, STREET, elsewhere)
    assert await warned(desk, "500103014000", elsewhere) == []
    assert len(await warned(desk, STREET, Grant((STREET[:9],)))) == 2
    assert await warned(desk, day=date(2026, 9, 6)) == []
    with pytest.raises(BadInput):
        await warned(desk, day=date(2026, 9, 8))
    assert await everything(desk.graph) == before


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_of_warnings_scans(desk: Desk, name: str) -> None:
    given = {
        "area": "a",
        "scope": [""],
        "prefix": "50",
        "most": 9,
        "asOf": TODAY,
        "from": TODAY,
        "first": desk.now,
        "after": desk.now,
        "role": "GRID_WORKER",
    }
    assert not await scans(desk.graph, Statement(TEXTS[name], given))
