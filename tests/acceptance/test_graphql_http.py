"""GraphQL over HTTP by the reference audits of npm's `graphql-http`."""

import json
from pathlib import Path

from tests.acceptance.npm import needs_node, node, project

AUDITS = 61


@needs_node
async def test_every_audit_of_graphql_over_http_passes_in_the_developer_profile(developer: str, tmp_path: Path) -> None:
    printed = await node(project(tmp_path), "audit.mjs", f"{developer}/graphql")
    results = [json.loads(line) for line in printed.splitlines()]
    failed = [f"{one['id']} {one['name']}: {one['reason']}" for one in results if one["status"] != "ok"]
    assert failed == []
    assert len(results) == AUDITS
