"""Gateways over HTTP: entities of several types in one request, each caller by its own scope, never a person."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.app.exchange import subgraph_route
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.graphql.following import Following
from tests.conftest import KEYS, RECORD
from tests.web.endpoint import open_entrance

ENTITIES = """query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Unit { name } ... on PartyOrganization { name superior { id } }
  ... on Community { name level } } }"""
REPRESENTATIONS = [
    {"__typename": "PartyOrganization", "id": "party-012011-b1"},
    {"__typename": "Community", "code": "500103012011"},
    {"__typename": "Unit", "id": "unit-none"},
    {"__typename": "Unit", "id": "unit-02"},
]


async def asked(graph: Graph, query: str, **variables: Any) -> Any:
    contract = Contract()
    executor = Executor(documents(), graph, RECORD, KEYS, contract, now=utc_now)
    following = Following(lambda: executor, open_entrance(Principal("zhao", Role.VIEWER)), contract)
    transport = httpx.ASGITransport(Starlette(routes=[subgraph_route(following)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return (await client.post("/federation", json={"query": query, "variables": variables})).json()


async def test_entities_of_several_types_are_answered_in_their_order(demo_graph: Graph) -> None:
    answer = await asked(demo_graph, ENTITIES, representations=REPRESENTATIONS)
    assert answer == {
        "data": {
            "_entities": [
                {
                    "__typename": "PartyOrganization",
                    "name": "马家堡社区云阶运输队宿舍党支部",
                    "superior": {"id": "party-012011-z1"},
                },
                {"__typename": "Community", "name": "马家堡社区", "level": "COMMUNITY"},
                None,
                {"__typename": "Unit", "name": "渝中区消防救援大队平岭站"},
            ]
        }
    }


async def test_one_entity_is_answered_as_often_as_a_gateway_names_it_and_as_another_kind_never(
    demo_graph: Graph,
) -> None:
    unit, strange = {"__typename": "Unit", "id": "unit-02"}, {"__typename": "Case", "id": "unit-02"}
    grids = [{"__typename": kind, "code": "500103012011"} for kind in ("Community", "Area", "Grid", "Community")]
    answer = await asked(demo_graph, ENTITIES, representations=[unit, strange, unit, *grids])
    name = {"__typename": "Unit", "name": "渝中区消防救援大队平岭站"}
    area = {"__typename": "Community", "name": "马家堡社区", "level": "COMMUNITY"}
    assert answer == {"data": {"_entities": [name, None, name, area, area, None, area]}}


async def test_a_person_is_no_entity_whatever_it_is_called(demo_graph: Graph) -> None:
    person = [{"__typename": "Unit", "id": "person-001"}]
    answer = await asked(demo_graph, ENTITIES, representations=person)
    assert answer["data"]["_entities"] == [None]
    refused = await asked(demo_graph, ENTITIES, representations=[{"__typename": "Person", "id": "person-001"}])
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("query", ["{ _service { sdl } }", '{ area(code: "500103012011") { name } _service { sdl } }'])
async def test_the_sdl_is_told_alone_and_beside_other_roots(demo_graph: Graph, query: str) -> None:
    answer = await asked(demo_graph, query)
    assert "type Unit @key" in answer["data"]["_service"]["sdl"]
    assert ("area" in answer["data"]) == ("area" in query)
