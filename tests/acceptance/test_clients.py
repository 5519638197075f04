"""Clients of other teams for real: generators on the schema, then Apollo, urql, Relay and gql against the service."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.httpx import HTTPXAsyncTransport

from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.paths import SCHEMA_DIR
from tests.acceptance.conftest import serving_demo
from tests.acceptance.npm import needs_node, node, project
from tests.conftest import Neo4j
from tests.engine.told import tell

pytestmark = [pytest.mark.slow, needs_node]

AREA = "510104020001"
COMMUNITY, STREET = "500103012011", "500103012000"
UNITS = 1_000
PAGES = 5
MADE = """\
UNWIND range(1, $units) AS number
CREATE (:Node:Unit {id: 'client-' + number, areaCode: $area, name: '单位' + number, kind: 'SCHOOL'})"""
SEATS = """\
MATCH (:BigPartyCommittee {areaCode: $code})<-[s:JOINS]-(u:Unit)
WHERE s.until IS NULL OR s.until > date()
RETURN u.name, s.seat, toString(s.since)"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the schema laid into it; generators and compiler have not run yet."""
    folder = project(tmp_path_factory.mktemp("clients"))
    shutil.copy(SCHEMA_DIR / "schema.graphql", folder)
    return folder


@pytest.fixture
async def units(demo_graph: Graph) -> Graph:
    """The demo and 1,000 units in a community of their own."""
    await demo_graph.write(Statement(MADE, {"units": UNITS, "area": AREA}))
    return demo_graph


async def built(folder: Path) -> None:
    """Run graphql-codegen, relay-compiler and the type check, once for all tests."""
    if not (folder / "built").exists():
        await node(folder, "node_modules/@graphql-codegen/cli/esm/bin.js", "--config", "codegen.config.mjs")
        await node(folder, "node_modules/relay-compiler/cli.js", "relay.config.json")
        await node(folder, "node_modules/typescript/bin/tsc", "-p", ".")


async def seats(graph: Graph) -> list[str]:
    rows = await graph.read(Statement(SEATS, {"code": COMMUNITY}))
    return sorted(f"{name} {seat} {since}" for name, seat, since in rows)


def whole(printed: str) -> dict[str, Any]:
    """What a client printed, after a check that it saw every unit once, in five pages where it says."""
    seen: dict[str, Any] = json.loads(printed)
    assert (seen["units"], seen["distinct"], seen["total"]) == (UNITS, UNITS, UNITS), seen
    assert seen.get("pages", PAGES) == PAGES
    return seen


async def test_generators_and_the_type_check_accept_the_schema(generated: Path) -> None:
    await built(generated)
    documents = json.loads((generated / "src" / "gql" / "persisted-documents.json").read_text(encoding="utf-8"))
    assert [key.startswith("sha256:") for key in documents] == [True] * 4
    assert len(json.loads((generated / "relay-documents.json").read_text(encoding="utf-8"))) == 5


@pytest.mark.parametrize("script", ["apollo", "urql"])
async def test_a_client_pages_through_1_000_units_and_reads_the_properties_of_edges(
    units: Graph, neo4j: Neo4j, generated: Path, script: str
) -> None:
    await built(generated)
    async with serving_demo(neo4j, profile="production") as url:
        seen = whole(await node(generated, f"built/{script}.js", f"{url}/graphql", AREA, COMMUNITY))
    assert sorted(seen["seats"]) == await seats(units) != []


async def test_clients_page_by_the_ids_of_their_manifests_where_nothing_else_is_answered(
    units: Graph, neo4j: Neo4j, generated: Path
) -> None:
    await built(generated)
    manifests = f"{generated}/src/gql/persisted-documents.json,{generated}/relay-documents.json"
    async with serving_demo(neo4j, profile="strict", trusted_manifests=manifests) as url:
        apollo = whole(await node(generated, "built/apollo.js", f"{url}/graphql", AREA, COMMUNITY, "ids"))
        relay = whole(await node(generated, "relay/UnitsQuery.js", f"{url}/graphql", AREA))
    assert (apollo["client"], relay["client"]) == ("apollo by id", "relay by id")
    assert sorted(apollo["seats"]) == await seats(units)


async def test_gql_in_python_reads_the_schema_from_the_service_and_pages_through_1_000_units(
    units: Graph, neo4j: Neo4j
) -> None:
    document = gql(
        "query ($area: ID!, $after: String) { units(filter: { within: $area }, first: 200, after: $after) "
        "{ nodes { id } pageInfo { hasNextPage endCursor } } }"
    )
    ids: list[str] = []
    async with serving_demo(neo4j) as url:
        transport = HTTPXAsyncTransport(f"{url}/graphql", trust_env=False)
        async with Client(transport=transport, fetch_schema_from_transport=True) as session:
            page: dict[str, Any] = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
            while page["pageInfo"]["hasNextPage"]:
                given = {"area": AREA, "after": page["pageInfo"]["endCursor"]}
                document.variable_values = given
                page = (await session.execute(document))["units"]
                ids += [node["id"] for node in page["nodes"]]
    assert len(ids) == len(set(ids)) == UNITS


@pytest.mark.parametrize("sample", ["react", "vue"])
async def test_a_page_of_a_front_end_pages_publishes_and_is_told(
    demo_graph: Graph, neo4j: Neo4j, generated: Path, sample: str
) -> None:
    await built(generated)
    async with serving_demo(neo4j, Role.SYSTEM, profile="developer") as url:
        shown = json.loads(await node(generated, "built/samples/drive.js", f"{url}/graphql", STREET, sample))
    ((id_, title),) = await demo_graph.read(
        Statement("MATCH (n:Need) WHERE n.title STARTS WITH $name RETURN n.id, n.title", {"name": sample})
    )
    assert shown["said"] == f"已发布：{title}"
    assert (shown["told"], shown["of"]) == ("PUBLISHED", id_)
    assert shown["sizes"] == [*range(7, shown["total"], 7), shown["total"]]
    assert sum(int(part.split()[-1]) for part in shown["words"].split("，")) == shown["total"]


async def test_normalized_caches_read_every_answer_back_as_it_was_given(
    demo_graph: Graph, neo4j: Neo4j, generated: Path
) -> None:
    await built(generated)
    await tell(demo_graph)
    async with serving_demo(neo4j, Role.SYSTEM, trusted_manifests=f"{generated}/relay-documents.json") as url:
        seen = json.loads(await node(generated, "caches.mjs", f"{url}/graphql"))
        store = json.loads(await node(generated, "relay/Caches.js", f"{url}/graphql"))
    assert seen == {"answers": 16, "apollo": [], "urql": []}
    assert store == {"answers": 6, "relay": []}
