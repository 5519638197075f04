"""What the demo shows: one horizontal question answered, the story of a case, and then the service itself."""

import asyncio
import sys
from time import monotonic
from typing import Any

import httpx
from rich.console import Console
from rich.tree import Tree

from graphsvc.app import Service
from graphsvc.cli.attach import graph_of
from graphsvc.cli.demo.story import PATIENCE_SECONDS, timeline, told
from graphsvc.cli.progress import reporting
from graphsvc.cli.serve import address, serving
from graphsvc.cypher.statement import Statement
from graphsvc.errors import DeadlineExceeded, SetupError
from graphsvc.gql.execution.executor import utc_now
from graphsvc.intake.load import load
from graphsvc.paths import SCHEMA_DIR, SEEDS_DIR
from graphsvc.settings import Settings

QUERY = SCHEMA_DIR / "examples" / "01_horizontal_view.graphql"
IS_LOADED = "OPTIONAL MATCH (n:Area {code: $code}) RETURN n IS NOT NULL AS loaded"
SHOWN_COMMUNITY = "500103012011"


async def show(service: Service, *, once: bool) -> None:
    """Load the demo unless it is there, serve, ask, play; then serve until Ctrl-C unless `once`.

    Raises:
        SetupError: the port is taken.
    """
    graph = graph_of(service)
    if not (await graph.read(Statement(IS_LOADED, {"code": SHOWN_COMMUNITY})))[0][0]:
        with reporting() as report:
            await load(graph, SEEDS_DIR / "demo", service.keys, report.rows)
    async with serving(service) as server:
        story, answer = await asyncio.gather(told(service, utc_now()), _ask(service.settings))
        _show(answer, story, service.settings, once=once)
        if not once:
            await server


async def _ask(settings: Settings) -> dict[str, Any]:
    """The answer over HTTP; asked again while a JVM that has just started plans longer than a request may take."""
    end = monotonic() + PATIENCE_SECONDS
    question = {"query": QUERY.read_text(encoding="utf-8")}
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client:
        while True:
            body: dict[str, Any] = (await client.post(f"{address(settings)}/graphql", json=question)).json()
            if "errors" not in body:
                community: dict[str, Any] = body["data"]["community"]
                return community
            refused = body["errors"][0]
            if refused["extensions"]["code"] != DeadlineExceeded.code or monotonic() > end:
                raise SetupError("示例查询没有成功。", f"The demo query failed: {refused['message']}")


def _show(community: dict[str, Any], story: dict[str, Any], settings: Settings, *, once: bool) -> None:
    console = Console(file=sys.stdout)
    console.print(tree(community))
    console.print(timeline(story))
    console.print(f"查询台 / explorer: {address(settings)}/    GraphQL: {address(settings)}/graphql")
    if not once:
        console.print("按 Ctrl-C 结束 / Ctrl-C ends it")


def tree(community: dict[str, Any]) -> Tree:
    """The answer as a tree: community, its big party committee, who sits on it, what each can offer."""
    committee = community["bigPartyCommittee"]
    members = committee["members"]
    shown = Tree(f"{community['parent']['name']} · {community['name']}")
    branch = shown.add(
        f"{committee['name']}（召集：{committee['convener']['name']}，{members['totalCount']} 个成员单位）"
    )
    for edge in members["edges"]:
        unit = edge["node"]
        leaf = branch.add(f"{unit['name']}（驻 {unit['community']['name']}，{edge['since']} 起）")
        for resource in unit["resources"]["nodes"]:
            leaf.add(resource["title"])
    return shown
