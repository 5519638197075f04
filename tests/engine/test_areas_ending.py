"""What is founded, listed or planned in an area waits for one that ends it, and then finds it over."""

import asyncio
from datetime import date
from typing import Any

import pytest

from graphsvc.command.contingency.plans import TEXTS as PLANS
from graphsvc.command.contingency.runs import TEXTS as RUNS
from graphsvc.command.store.centres import TEXTS as CENTRES
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.patrol.store.forces import TEXTS as FORCES
from graphsvc.patrol.store.items import TEXTS as ITEMS
from graphsvc.patrol.store.plans import TEXTS as PATROLS
from graphsvc.places.key_places.store import TEXTS as KEY_PLACES
from graphsvc.places.store.groups import TEXTS as GROUPS
from graphsvc.places.store.points import TEXTS as POINTS
from tests.engine.cases_world import COMMUNITY_CODE, GRID_CODE, STREET, place

SEED = """\
MATCH (a:Area {code: $street})
CREATE (:Node:Person {id: 'person', areaCode: $street, name: '张一'})
CREATE (:Node:ContingencyPlan {id: 'plan', areaCode: $street, prefix: a.prefix, version: 1, state: 'PUBLISHED'})"""
OVER = "MATCH (a:Area {code: $code}) SET a.until = date('2026-09-01')"
MADE = """\
MATCH (n:Node) WHERE n:CommandCentre OR n:GridItem OR n:Force OR n:PatrolPlan OR n:ServicePoint OR n:KeyPlace
  OR n:ContingencyPlan AND n.id <> 'plan'
RETURN count(n)"""
GRID = {"id": "place", "areaCode": GRID_CODE, "position": 0}
WAYS: dict[str, tuple[dict[str, str], str, str, dict[str, Any]]] = {
    "centre": (CENTRES, "found", STREET, {"centre": {"id": "centre"}, "offices": []}),
    "contingency plan": (PLANS, "draft", STREET, {"plan": {"areaCode": STREET}, "holders": [], "resources": []}),
    "grid item": (ITEMS, "propose", STREET, {"department": "unit-water", "unit": "unit-water", "item": {}}),
    "force": (FORCES, "register", STREET, {"person": "person", "kind": "GRID_WORKER", "force": {}}),
    "patrol plan": (PATROLS, "open", COMMUNITY_CODE, {"plan": {"areaCode": COMMUNITY_CODE}, "places": [], "ties": []}),
    "counts of groups": (GROUPS, "grids", STREET, {"id": "table"}),
    "service point": (POINTS, "open", COMMUNITY_CODE, {"point": {"name": "点"}}),
    "key place": (
        KEY_PLACES,
        "list",
        COMMUNITY_CODE,
        {"operator": None, "place": {"name": "所"}, "on": date(2026, 9, 1)},
    ),
}


async def meanwhile_over(graph: Graph, code: str, asked: Statement) -> list[list[Any]]:
    """What a statement finds that comes while another transaction has ended an area and not committed yet."""
    held, done = asyncio.Event(), asyncio.Event()

    async def end(tx: Transaction) -> None:
        await tx.run(Statement(OVER, {"code": code}))
        held.set()
        await done.wait()

    ending = asyncio.create_task(graph.transact(end))
    await held.wait()
    coming = asyncio.create_task(graph.write(asked))
    await asyncio.sleep(0.3)
    assert not coming.done(), "it does not wait for the lock"
    done.set()
    await ending
    return (await coming).rows


@pytest.fixture
async def street(clean_graph: Graph) -> Graph:
    await place(clean_graph)
    await clean_graph.write(Statement(SEED, {"street": STREET}))
    return clean_graph


@pytest.mark.parametrize("name", WAYS)
async def test_nothing_begins_in_an_area_that_ends_at_the_same_time(street: Graph, name: str) -> None:
    texts, statement, code, given = WAYS[name]
    asked = Statement(texts[statement], {"area": code, "scope": ["500103"], **given})
    assert await meanwhile_over(street, code, asked) == []
    assert await street.read(Statement(MADE)) == [[0]]


async def test_no_patrol_goes_to_a_grid_that_ends_at_the_same_time(street: Graph) -> None:
    given = {
        "plan": {"areaCode": COMMUNITY_CODE},
        "places": [GRID, {**GRID, "id": "another"}],
        "ties": [],
        "scope": ["500103"],
    }
    assert await meanwhile_over(street, GRID_CODE, Statement(PATROLS["open"], given)) == [[False]]
    assert await street.read(Statement(MADE)) == [[0]]


async def test_no_plan_is_started_at_a_place_that_ends_at_the_same_time(street: Graph) -> None:
    given = {"id": "plan", "place": COMMUNITY_CODE, "case": "", "scope": ["500103"]}
    ((_, where, *_),) = await meanwhile_over(street, COMMUNITY_CODE, Statement(RUNS["lock_plan"], given))
    assert where is None
