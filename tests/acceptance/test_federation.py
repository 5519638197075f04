"""The subgraph composes with another team's by the composition library of npm, and adds to the same entities."""

from pathlib import Path

from graphsvc.exchange.federation.subgraph import subgraph_sdl
from graphsvc.schema import graphql_schema
from tests.acceptance.npm import needs_node, node, project

OTHER = """\
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { fireInspections(first: Int): [Inspection!]! }
type Inspection { id: ID! unit: Unit! place: Community }
type Unit @key(fields: "id") { id: ID! inspectedOn: String }
type Community @key(fields: "code") { code: String! hydrantCount: Int }
"""


@needs_node
async def test_the_subgraph_composes_with_one_of_another_team(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "graphsvc.graphql").write_text(subgraph_sdl(graphql_schema()), encoding="utf-8")
    (folder / "fire.graphql").write_text(OTHER, encoding="utf-8")
    composed = await node(folder, "compose.mjs", "graphsvc.graphql", "fire.graphql")
    unit = composed.split("type Unit ")[1].split("\n}\n")[0]
    assert "creditCode" in unit
    assert "inspectedOn" in unit
    community = composed.split("type Community ")[1].split("\n}\n")[0]
    assert "leadingOrganization" in community
    assert "hydrantCount" in community
    assert "Person" not in composed
