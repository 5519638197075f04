"""The committed schema by npm's `graphql-schema-linter`: every rule but those of alphabetical order."""

from pathlib import Path

from graphsvc.paths import SCHEMA_DIR
from tests.acceptance.npm import needs_node, node, project

MEANT = [
    # fields stand in the order of their meaning: what a thing is, then where it leads
    "enum-values-sorted-alphabetically",
    "input-object-fields-sorted-alphabetically",
    "interface-fields-sorted-alphabetically",
    "type-fields-sorted-alphabetically",
]


@needs_node
async def test_the_schema_is_clean(tmp_path: Path) -> None:
    linter = "node_modules/graphql-schema-linter/lib/cli.js"
    schema = str(SCHEMA_DIR / "schema.graphql")
    printed = await node(project(tmp_path), linter, "--format", "json", "--except", ",".join(MEANT), schema)
    assert printed.strip() == '{"errors":[]}'
