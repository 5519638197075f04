"""The committed schema by npm's `graphql-schema-linter`: all rules but those it breaks on purpose."""

from pathlib import Path

from graphsvc.paths import SCHEMA_DIR
from tests.acceptance.npm import needs_node, node, project

MEANT = [
    # fields stand in the order of their meaning: what a thing is, then where it leads
    "enum-values-sorted-alphabetically",
    "input-object-fields-sorted-alphabetically",
    "interface-fields-sorted-alphabetically",
    "type-fields-sorted-alphabetically",
    # what stands on every list or every change is explained once: tests/test_schema.py holds all else to descriptions
    "arguments-have-descriptions",
    "fields-have-descriptions",
    "input-object-values-have-descriptions",
]


@needs_node
async def test_the_schema_is_clean(tmp_path: Path) -> None:
    linter = "node_modules/graphql-schema-linter/lib/cli.js"
    schema = str(SCHEMA_DIR / "schema.graphql")
    printed = await node(project(tmp_path), linter, "--format", "json", "--except", ",".join(MEANT), schema)
    assert printed.strip() == '{"errors":[]}'
