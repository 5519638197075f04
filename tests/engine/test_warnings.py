"""Warnings on a real Neo4j: counted in the caller's areas, as of a day, from what stands in the graph."""

from datetime import date, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Grant, Principal
from graphsvc.alerts.model.statistics import RiskWarning, RiskWarningKind, WarningRules
from graphsvc.alerts.store.verdicts import TEXTS as VERDICTS
from graphsvc.alerts.store.warnings import TEXTS, Looked, read_warnings
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, NotFound
from graphsvc.gql.execution.documents import Documents
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISPATCH,
    ELSEWHERE,
    FOUND,
    GRID,
    PATROL,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
)
from tests.engine.two_streets import AREAS
from tests.plans import scans
from tests.shared_graph import everything

TODAY, DISTRICT = date(2026, 9, 7), "500103000000"
EVERYWHERE = Grant(("",))
VISITS = """\
UNWIND range(0, 83) AS n
CREATE (:Node:Visit {id: 'visit-' + n, areaCode: $grid, version: 2, state: 'DONE', plan: 'plan',
  dueOn: date('2026-07-27') - duration({days: n}), visitedOn: date('2026-07-27') - duration({days: n})})"""


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
    assert (thin.area, thin.observed, thin.expected) == (GRID_CODE, 0, 42.0)


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


ASK = """query ($area: ID!, $on: Date) { riskWarnings(area: $area, asOf: $on) { reference kind about observed expected
  verdict verdictReason judgedAt area { code } worker { id } evidence { id } } }"""
JUDGE = """mutation ($warning: ID!, $verdict: RiskWarningVerdict!, $reason: String!, $key: ID) {
  judgeRiskWarning(warning: $warning, verdict: $verdict, reason: $reason, key: $key) { code } }"""


async def told(desk: Desk, caller: Principal, area: str = STREET, on: str | None = None) -> Any:
    return (await desk.data(caller, ASK, area=area, on=on))["riskWarnings"]


async def test_a_warning_is_judged_by_who_may_while_it_stands_and_asks_again_after_four_weeks(desk: Desk) -> None:
    cases = [(await desk.data(GRID, DISCOVER, case=FOUND))["discoverCase"]["id"] for _ in range(5)]
    address, cluster = await told(desk, STREET_OFFICE)
    assert (address["kind"], address["about"], address["area"], address["worker"]) == (
        "REPEATED_ADDRESS",
        "3栋",
        {"code": COMMUNITY_CODE},
        None,
    )
    assert sorted(each["id"] for each in address["evidence"]) == sorted(cases)
    assert [each["verdict"] for each in (address, cluster)] == [None, None]
    given = {"warning": address["reference"], "verdict": "DISMISSED", "reason": "同一户水表重复报修"}
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (GRID, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"warning": f"warning-{COMMUNITY_CODE}-0000000000000000"}, "NOT_FOUND"),
        (STREET_OFFICE, {"warning": "warning-nowhere"}, "NOT_FOUND"),
        (STREET_OFFICE, {"warning": "warning-no-where"}, "NOT_FOUND"),
        (STREET_OFFICE, {"reason": ""}, "BAD_USER_INPUT"),
    ):
        before = await everything(desk.graph, "Node", "RiskVerdict")
        body = (await desk.ask(caller, JUDGE, **{**given, **more})).body
        assert body["errors"][0]["extensions"]["code"] == code, (caller, more)
        assert await everything(desk.graph, "Node", "RiskVerdict") == before
    for _ in range(2):
        done = await desk.data(COMMUNITY, JUDGE, **given, key="k-1")
        assert done == {"judgeRiskWarning": {"code": COMMUNITY_CODE}}
    count = "MATCH (v:RiskVerdict) RETURN count(*), collect(v.observed)"
    assert await desk.graph.read(Statement(count)) == [[1, [5]]]
    first, last = await told(desk, STREET_OFFICE)
    assert (first["kind"], last["kind"]) == ("GROWING_CLUSTER", "REPEATED_ADDRESS")
    assert (last["verdict"], last["verdictReason"]) == ("DISMISSED", "同一户水表重复报修")
    entry = "MATCH (e:LogEntry) WHERE e.action STARTS WITH 'WARNING_' RETURN e.action, e.subject"
    assert await desk.graph.read(Statement(entry)) == [["WARNING_DISMISSED", COMMUNITY_CODE]]
    await desk.data(STREET_OFFICE, JUDGE, **{**given, "verdict": "ACKNOWLEDGED", "reason": "已派物业"})
    assert (await told(desk, STREET_OFFICE))[-1]["verdict"] == "ACKNOWLEDGED"
    desk.now += timedelta(days=29)
    standing = [each for each in await told(desk, STREET_OFFICE) if each["kind"] == "REPEATED_ADDRESS"]
    assert [each["verdict"] for each in standing] == [None]


async def test_warnings_are_told_to_who_may_read_the_cases(desk: Desk) -> None:
    for caller, code in ((VIEWER, "FORBIDDEN"), (WATER, "NOT_FOUND"), (ELSEWHERE, "NOT_FOUND")):
        body = (await desk.ask(caller, ASK, area=STREET)).body
        assert body["errors"][0]["extensions"]["code"] == code
        assert body["data"] == {"riskWarnings": None}


@pytest.mark.parametrize("name", sorted({**TEXTS, **VERDICTS}))
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
        "verdict": {},
    }
    assert not await scans(desk.graph, Statement({**TEXTS, **VERDICTS}[name], given))
