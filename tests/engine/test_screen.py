"""The screen on a real Neo4j: each figure is the length of its list, for all levels and callers, and parts add up."""

from datetime import datetime
from random import Random
from statistics import median
from typing import Any

import numpy as np
import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.command.model.screen import ScreenKind
from graphsvc.command.store.screen import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.migrations import migrations
from tests.engine.screen_desk import AREAS, BOARD, CALLERS, ONE_ASKED_TO_WAIT, STREET, Desk
from tests.engine.told import tell
from tests.plans import scans
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

_LATE = """\
MATCH (:ContingencyRun {state: 'RUNNING'})-[:OPENED]->(:Task)-[:GIVEN]->(a:Assignment) WHERE a.queue IS NOT NULL
WITH a ORDER BY a.id LIMIT 1
SET a.dueAt = datetime() - duration('PT1H')"""
_DUE = "MATCH (t:Task) WITH t ORDER BY t.id LIMIT 1 SET t.dueAt = datetime()"


@pytest.fixture(scope="module")
async def told(shared: SharedGraph, patient: Graph) -> Graph:
    graph = await shared.load_demo()
    await tell(graph)
    for text in (ONE_ASKED_TO_WAIT, _DUE, _LATE):
        await graph.write(Statement(text, {}))
    return patient


@pytest.fixture
async def desk(told: Graph) -> Desk:
    return Desk(told, utc_now().replace(microsecond=0))


def minutes(row: dict[str, Any], name: str) -> float:
    return (datetime.fromisoformat(row[name]) - datetime.fromisoformat(row["raisedAt"])).total_seconds() / 60


async def test_every_figure_is_the_length_of_its_list_for_every_area_and_caller(desk: Desk) -> None:
    random, seen = Random(7), set[str]()
    for caller in CALLERS:
        for area in AREAS:
            if not prefix_of(area).startswith(caller.granted(Operation.READ_CASES).scope):
                continue
            for figure in await desk.figures(caller, area):
                rows = await desk.listed(caller, figure, random.choice((1, 2, 50)))
                assert len(rows) == len({row["id"] for row in rows}) == figure["count"], (area, figure)
                seen |= {figure["kind"]} if figure["count"] else set()
                assert (figure["medianMinutes"] is not None) == (
                    figure["count"] > 0 and figure["kind"] in ("RESPONDED_CASES", "CLOSED_CASES")
                )
                for name in ("respondedAt", "closedAt"):
                    if figure["kind"] == f"{name[:-2].upper()}_CASES" and rows:
                        took = [minutes(row, name) for row in rows]
                        assert figure["medianMinutes"] == pytest.approx(median(took))
                        assert figure["p90Minutes"] == pytest.approx(float(np.percentile(took, 90)))
    assert seen == set(ScreenKind), "a figure that is nought everywhere proves nothing"


async def test_parts_of_the_screen_add_up_to_the_whole(desk: Desk) -> None:
    async def counts(areas: list[str]) -> list[int]:
        found = [[figure["count"] for figure in await desk.figures(SERVICE, area)] for area in areas]
        return [sum(each) for each in zip(*found, strict=True)]

    text = "{ areas(first: 200, filter: {level: %s}) { nodes { code } } }"
    whole = await counts(["500000000000"])
    for level in ("DISTRICT", "SUBDISTRICT"):
        nodes = (await desk.ask(SERVICE, text % level, {}))["data"]["areas"]["nodes"]
        assert await counts([node["code"] for node in nodes]) == whole, level
    figures = await desk.figures(SERVICE, STREET)
    total, *parts = [figure for figure in figures if figure["kind"] == "OPEN_CASES"]
    assert total["count"] == sum(figure["count"] for figure in parts if figure["light"]) > 0
    assert total["count"] == sum(figure["count"] for figure in parts if not figure["light"])


async def test_who_has_no_part_in_an_area_sees_no_screen_of_it(desk: Desk) -> None:
    refused = {
        ("500103014000", Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREET,))): "NOT_FOUND",
        ("500103000000", Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREET,))): "NOT_FOUND",
        (STREET, Principal("unit", Role.DEPARTMENT, (), "unit-01")): "NOT_FOUND",
        (STREET, Principal("viewer", Role.VIEWER)): "FORBIDDEN",
    }
    for (area, caller), code in refused.items():
        body = await desk.ask(caller, BOARD, {"area": area})
        assert (body["data"], body["errors"][0]["extensions"]["code"]) == (None, code) or (
            body["data"]["board"] is None and body["errors"][0]["extensions"]["code"] == code
        )


async def test_cases_of_before_are_given_the_pace_that_the_service_writes(told: Graph) -> None:
    paces = Statement("MATCH (c:Case) RETURN c.id, c.pace ORDER BY c.id LIMIT 10000")
    written = await told.read(paces)
    assert len({pace for _, pace in written}) > 2
    first, again = (each for each in migrations() if each.name.startswith("case_pace"))
    await told.write(Statement("MATCH (c:Case) SET c.pace = null"))
    for text in first.statements:
        await told.write(Statement(text))
    assert await told.read(paces) == written
    await told.write(Statement("MATCH (c:Case) SET c.pace = c.pace + 9"))
    for text in again.statements:
        await told.write(Statement(text))
    assert await told.read(paces) == written


async def test_no_figure_is_counted_by_a_scan(told: Graph) -> None:
    now = utc_now()
    given = {"prefix": "500103012", "scope": ["500103012"], "now": now, "from": now, "to": now, "least": 0}
    assert [name for name, text in TEXTS.items() if await scans(told, Statement(text, given))] == []
