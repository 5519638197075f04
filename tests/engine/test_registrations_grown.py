"""Registrations grown over the demo stand as the service would have left them: counted alike, and nothing is due."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.registration.model.point_rules import usual_rules
from graphsvc.registration.model.statistics import total
from graphsvc.registration.store.points import THE_SERVICE, close_periods, credit_service
from graphsvc.registration.store.statistics import Window, area_figures
from seeds.registrations import Counts, Plan, fill
from tests.shared_graph import SharedGraph

STREET, TODAY = "500103012000", date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 2, tzinfo=UTC)
_COUNTED = """\
MATCH (n) WHERE n:Post OR n:Registration OR n:ServiceRecord OR n:PointEntry OR n:Claim
RETURN [label IN labels(n) WHERE label <> 'Node'][0] AS label, count(*) AS count"""
_SEATS = """\
MATCH (p:Post)
RETURN count(p), sum(CASE WHEN p.takenCount = COUNT { (p)<-[:TAKES]-(:Claim) } THEN 1 ELSE 0 END)"""
_CONFIRMED = """\
MATCH (s:ServiceRecord {state: 'CONFIRMED'})<-[:CAUSED_BY]-() WITH DISTINCT s ORDER BY s.id LIMIT 40 RETURN s.id"""
_SUMS = """\
MATCH (r:Registration) WHERE r.state <> 'WITHDRAWN'
RETURN count(r), sum(reduce(all = 0, each IN coalesce(r.minutesByMonth, []) | all + each))"""


@pytest.fixture(scope="module")
async def grown(shared: SharedGraph) -> tuple[Graph, Counts]:
    graph = await shared.load_demo()
    return graph, await fill(graph, [STREET], Plan(TODAY, services=6))


async def test_what_is_said_is_written(grown: tuple[Graph, Counts]) -> None:
    graph, counts = grown
    found: dict[str, Any] = dict(await graph.read(Statement(_COUNTED)))
    assert found == {
        "Post": counts.posts,
        "Registration": counts.registrations,
        "ServiceRecord": counts.records,
        "PointEntry": counts.entries,
        "Claim": counts.claims,
    }
    assert min(found.values()) > 20
    ((posts, even),) = await graph.read(Statement(_SEATS))
    assert posts == even == counts.posts


async def test_the_figures_of_the_street_count_them(grown: tuple[Graph, Counts]) -> None:
    graph, _ = grown
    figures = total((await area_figures(graph, Grant(EVERYWHERE), STREET, Window(2026), TODAY)).values())
    ((registrations, minutes),) = await graph.read(Statement(_SUMS))
    assert (figures.members + figures.units, figures.minutes) == (registrations, minutes)
    assert figures.units > 5


async def test_points_stand_as_the_service_would_count_them_and_no_period_is_due(grown: tuple[Graph, Counts]) -> None:
    graph, _ = grown
    assert (await graph.transact(partial(close_periods, now=NOW))).due == 0
    for (record,) in await graph.read(Statement(_CONFIRMED)):

        async def again(tx: Any, record: str = record) -> Any:
            return await credit_service(tx, THE_SERVICE, record, usual_rules(), "again", NOW)

        assert await graph.transact(again) == ()


async def test_a_run_that_was_ended_is_gone_on_with_and_writes_nothing_twice(grown: tuple[Graph, Counts]) -> None:
    graph, _ = grown
    before = dict(await graph.read(Statement(_COUNTED)))
    assert await fill(graph, [STREET], Plan(TODAY, services=6)) == Counts()
    assert dict(await graph.read(Statement(_COUNTED))) == before
