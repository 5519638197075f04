"""Pages while the list changes: no row that stays is lost, none is shown twice."""

import random
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD

COMMUNITY = "510104020001"
ROWS = 60
PAGE = 7
MADE = """\
UNWIND $rows AS row
CREATE (u:Node:Unit)
SET u = row"""
REMOVED = "MATCH (u:Unit) WHERE u.areaCode = $area AND ($id IS NULL OR u.id = $id) DETACH DELETE u"
DOCUMENT = """
query Page($area: ID!, $order: [UnitOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  units(filter: { within: $area }, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    nodes { id name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
ORDERS: dict[str, list[dict[str, str]]] = {
    "own": [],
    "name": [{"name": "ASC"}],
    "sector down, name": [{"sector": "DESC"}, {"name": "ASC"}],
    "counted": [{"resourcesCount": "DESC"}],
}


def unit(number: int) -> dict[str, Any]:
    """A unit; every third has no sector, names repeat and hold the characters that part a cursor."""
    row = {"id": f"paged-{number:03}", "areaCode": COMMUNITY, "name": f"名称|{number % 5}%", "kind": "SCHOOL"}
    return row if number % 3 == 0 else {**row, "sector": f"行业{number % 4}"}


@pytest.fixture
async def units(demo_graph: Graph) -> Graph:
    await demo_graph.write(Statement(MADE, {"rows": [unit(number) for number in range(0, ROWS * 2, 2)]}))
    return demo_graph


async def page(graph: Graph, **variables: Any) -> dict[str, Any]:
    request = Request(DOCUMENT, SERVICE, {"area": COMMUNITY, **variables})
    body = (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(request)).body
    assert "errors" not in body, body
    units: dict[str, Any] = body["data"]["units"]
    return units


async def walked(graph: Graph, order: list[dict[str, str]], *, backward: bool, between: Any) -> list[str]:
    """Ids of all pages in the order shown, `between` being run between any two."""
    seen: list[str] = []
    cursor = None
    while True:
        turn = {"last": PAGE, "before": cursor} if backward else {"first": PAGE, "after": cursor}
        found = await page(graph, order=order, **turn)
        ids = [each["id"] for each in found["nodes"]]
        seen = [*ids, *seen] if backward else [*seen, *ids]
        info = found["pageInfo"]
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return seen
        cursor = info["startCursor" if backward else "endCursor"]
        await between(seen)


@pytest.mark.parametrize("backward", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("order", ORDERS.values(), ids=list(ORDERS))
async def test_a_list_that_stands_still_is_walked_whole_and_in_order(
    units: Graph, order: list[dict[str, str]], backward: bool
) -> None:
    async def nothing(_: list[str]) -> None: ...

    whole = [each["id"] for each in (await page(units, order=order, first=200))["nodes"]]
    assert len(whole) == ROWS
    assert await walked(units, order, backward=backward, between=nothing) == whole


@pytest.mark.parametrize("backward", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("order", ORDERS.values(), ids=list(ORDERS))
async def test_rows_that_come_and_go_between_pages_lose_and_repeat_none_that_stays(
    units: Graph, order: list[dict[str, str]], backward: bool
) -> None:
    chance = random.Random(7)
    fresh = iter(range(1, ROWS * 2, 2))
    gone: set[str] = set()

    async def changed(seen: list[str]) -> None:
        await units.write(Statement(MADE, {"rows": [unit(next(fresh)), unit(next(fresh))]}))
        victims = [seen[-1], seen[0], f"paged-{chance.randrange(0, ROWS * 2, 2):03}"]
        for victim in victims:
            await units.write(Statement(REMOVED, {"area": COMMUNITY, "id": victim}))
        gone.update(victims)

    seen = await walked(units, order, backward=backward, between=changed)
    stayed = {f"paged-{number:03}" for number in range(0, ROWS * 2, 2)} - gone
    assert len(seen) == len(set(seen))
    assert stayed <= set(seen)


TWICE = """\
MATCH (p:Person {id: 'person-001'}), (g:Grid {code: '500103012011012'})
CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER'}]->(g), (p)-[:SERVES_IN {role: 'CADRE'}]->(g),
       (p)-[:SERVES_IN {role: 'MEMBER_VOLUNTEER'}]->(g)"""
GRIDS_SERVED = """query ($after: String) { person(id: "person-001") {
  servesIn(first: 1, after: $after) { edges { role } pageInfo { endCursor hasNextPage } }
} }"""


async def test_a_person_in_three_roles_of_one_grid_is_paged_role_by_role(demo_graph: Graph) -> None:
    await demo_graph.write(Statement("MATCH (:Person {id: 'person-001'})-[r:SERVES_IN]->() DELETE r"))
    await demo_graph.write(Statement(TWICE))
    seen: list[Any] = []
    after, more = None, True
    while more and len(seen) < 5:
        request = Request(GRIDS_SERVED, SERVICE, {"after": after})
        body = (await Executor(documents(), demo_graph, RECORD, KEYS, now=utc_now).answer(request)).body
        page = body["data"]["person"]["servesIn"]
        seen += [edge["role"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == ["CADRE", "GRID_WORKER", "MEMBER_VOLUNTEER"]
